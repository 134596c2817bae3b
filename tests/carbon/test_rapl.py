"""The reader of energy counters, on a made-up folder tree."""

from pathlib import Path

import pytest

from civicai.carbon.rapl import energy_between, read_counters

SPAN = 1_000_000_000  # 1 kJ


def domain(root: Path, folder: str, name: str, energy: int, span: int = SPAN) -> Path:
    path = root / folder
    path.mkdir(parents=True)
    (path / "name").write_text(f"{name}\n")
    (path / "energy_uj").write_text(f"{energy}\n")
    (path / "max_energy_range_uj").write_text(f"{span}\n")
    return path


def test_sums_each_package_once(tmp_path: Path) -> None:
    domain(tmp_path, "intel-rapl:0", "package-0", 100)
    domain(tmp_path, "intel-rapl:0:0", "core", 60)
    domain(tmp_path, "intel-rapl:0:1", "uncore", 20)
    domain(tmp_path, "intel-rapl:1", "package-1", 200)
    domain(tmp_path, "intel-rapl:2", "psys", 900)
    domain(tmp_path, "intel-rapl:3", "package-0", 100)
    domain(tmp_path, "intel-rapl-mmio:0", "package-0", 100)
    assert read_counters(tmp_path) == {"package-0": (100, SPAN), "package-1": (200, SPAN)}


def test_nothing_readable(tmp_path: Path) -> None:
    assert read_counters(tmp_path / "absent") == {}
    (domain(tmp_path, "intel-rapl:0", "package-0", 1) / "energy_uj").unlink()
    assert read_counters(tmp_path) == {}


def test_sums_packages() -> None:
    start = {"package-0": (0, SPAN), "package-1": (5_000_000, SPAN)}
    end = {"package-0": (30_000_000, SPAN), "package-1": (25_000_000, SPAN)}
    assert energy_between(start, end, 1.0, 100) == pytest.approx(50.0)


def test_a_counter_that_starts_again() -> None:
    start, end = {"package-0": (SPAN - 10_000_000, SPAN)}, {"package-0": (20_000_000, SPAN)}
    assert energy_between(start, end, 1.0, 100) == pytest.approx(30.0)


@pytest.mark.parametrize(
    ("joules", "seconds", "accepted"),
    [
        (99, 1.0, True),
        (101, 1.0, False),  # more than the package can draw: counted twice
        (500, 9.9, True),
        (500, 10.1, False),  # long enough to have started again twice
        (1, 0.05, False),  # too short for the counter's steps
    ],
)
def test_doubtful_readings_are_refused(joules: int, seconds: float, accepted: bool) -> None:
    start, end = {"package-0": (0, SPAN)}, {"package-0": (joules * 1_000_000, SPAN)}
    energy = energy_between(start, end, seconds, 100)
    assert energy == (joules if accepted else None)


def test_packages_that_change_are_refused() -> None:
    assert energy_between({}, {}, 1.0, 100) is None
    assert energy_between({"package-0": (0, SPAN)}, {}, 1.0, 100) is None
