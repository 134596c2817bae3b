"""The power of a processor, also against the real counters of two of them."""

import csv
import itertools
import os
import statistics
from pathlib import Path

import pytest

from civicai import i18n
from civicai.carbon import estimate_power
from civicai.carbon.factors import processor_table
from civicai.carbon.power import core_power, find_processor
from civicai.errors import InputError

LOADS = [n / 20 for n in range(21)]


@pytest.mark.parametrize("known", [{"tdp": 65}, {"tdp": 280, "cores": 128}, {"cores": 8}])
def test_power_rises_with_load_and_its_bounds_close(known: dict[str, float]) -> None:
    powers = [estimate_power(load=load, **known) for load in LOADS]  # type: ignore[arg-type]
    assert all(0 < p.low < p.central < p.high for p in powers)
    for less, more in itertools.pairwise(powers):
        assert less.central < more.central
        assert less.high / less.low >= more.high / more.low


def test_generic_cores_at_full_load() -> None:
    power = estimate_power(cores=4, load=1)
    assert (power.low, power.central, power.high) == pytest.approx((12, 24, 48))


@pytest.mark.parametrize(
    "wrong",
    [{"tdp": 65, "load": 1.2}, {"tdp": 65, "load": -0.1}, {"tdp": 65, "load": float("nan")},
     {"tdp": 0, "load": 0.5}, {"tdp": float("inf"), "load": 0.5}, {"cores": 0, "load": 0.5}],
)  # fmt: skip
def test_impossible_arguments(wrong: dict[str, float]) -> None:
    with i18n.use("en"), pytest.raises(InputError, match="E04"):
        estimate_power(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz", "Intel Xeon E5-2680 v4"),
        ("AMD EPYC 7763 64-Core Processor", "AMD EPYC 7763"),
        ("Intel(R) Xeon(R) Platinum 8260 CPU @ 2.40GHz", "Intel Xeon Platinum 8260"),
        ("Intel(R) Core(TM) i5-8500 CPU @ 3.00GHz", "Intel Core i5-8500"),
        ("AMD EPYC", None),
        ("AMD EPYC 7763X", None),
        ("Intel(R) Xeon(R) Processor @ 2.60GHz", None),
        ("", None),
    ],
)
def test_only_the_exact_name_matches(name: str, found: str | None) -> None:
    processor = find_processor(name)
    assert (processor.name if processor else None) == found


def test_a_core_of_every_known_processor_is_plausible() -> None:
    for processor in processor_table():
        power = core_power(processor)
        assert power.low < processor.tdp / processor.threads < power.high < processor.tdp
    names = [processor.name for processor in processor_table()]
    assert len(set(names)) == len(names)


def benches() -> list[tuple[str, float, float, float]]:
    """Processor, TDP [W], load and the package power that it counted itself [W]."""
    data = os.environ.get("CIVICAI_DATA")
    if not data:
        pytest.skip("set CIVICAI_DATA to the folder of open data")
    rows = []
    for path in sorted(Path(data, "carbon").glob("rapl_profile_*.csv")):
        tdp = 69.0 if "E3-1240" in path.name else 180.0
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                watts = float(row["rapl_energy"]) * 3.6e6 / float(row["duration"])
                load = min(1.0, float(row["cpu_load"]) / 100)
                rows.append((path.name.split("_")[2], tdp, load, watts))
    return rows


def test_against_real_counters() -> None:
    rows = benches()
    assert len(rows) == 42
    powers = [estimate_power(tdp=tdp, load=load) for _, tdp, load, _ in rows]
    errors = [p.central / row[3] - 1 for p, row in zip(powers, rows, strict=True)]
    inside = [p.low <= row[3] <= p.high for p, row in zip(powers, rows, strict=True)]
    assert statistics.fmean(map(abs, errors)) < 0.374  # the best published formula here
    assert abs(statistics.fmean(errors)) < 0.20
    assert statistics.fmean(inside) >= 0.85
    assert statistics.median(p.high / p.low for p in powers) <= 4
    for processor in ("E3-1240V2", "Threadripper1950X"):
        each = [ok for ok, row in zip(inside, rows, strict=True) if row[0] == processor]
        assert statistics.fmean(each) >= 0.80


def test_a_busy_core_lies_between_a_full_and_an_almost_idle_package() -> None:
    """Watts per busy thread: the package at full load, and the first busy threads alone."""
    # From the same benches: average at full load, and rise from idle with 1 and 3 threads.
    for name, full, first in (
        ("Intel Xeon E3-1240 v2", 6.2, 15.4),
        ("AMD Ryzen Threadripper 1950X", 5.2, 10.4),
    ):
        processor = find_processor(name)
        assert processor is not None
        power = core_power(processor)
        assert power.low <= full <= power.central <= first <= power.high
