"""The meter: what it counts, what it does not touch, what it refuses."""

import itertools
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import lazy_loader
import pytest

from civicai import carbon, i18n
from civicai.carbon import counters, meter
from civicai.carbon.counters import Reading
from civicai.errors import InputError


def burn(seconds: float) -> None:
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        sum(range(1000))


def reading(**changes: object) -> Reading:
    """Counters at an instant: zeros, and a GB of memory."""
    base = Reading(0.0, 0.0, 0.0, 0.0, memory=10**9, live_memory=0, peak=10**9, reaped_peak=0)
    return replace(base, **changes)  # type: ignore[arg-type]


def bill(monkeypatch: pytest.MonkeyPatch, end: Reading, **options: object) -> carbon.Footprint:
    """The footprint between a first reading of zeros and `end`, on an unknown processor."""
    begin = reading(packages={name: (0, span) for name, (_, span) in end.packages.items()})
    readings = iter([begin, end])
    monkeypatch.setattr(counters, "take_reading", lambda: next(readings))
    monkeypatch.setattr(meter, "processor_name", lambda: "")
    with carbon.measure("job", **options) as m:  # type: ignore[arg-type]
        pass
    return m.footprint


def test_counts_the_process() -> None:
    begun = time.process_time()
    with carbon.measure("burn") as m:
        burn(0.3)
    true = time.process_time() - begun
    assert m.footprint.cpu_seconds == pytest.approx(true, rel=0.02)
    assert m.footprint.duration >= m.footprint.cpu_seconds * 0.99


def test_sleeping_costs_no_processor_time() -> None:
    with carbon.measure("sleep") as m:
        time.sleep(0.1)
    assert m.footprint.cpu_seconds < 0.01
    assert m.footprint.duration >= 0.1
    assert m.footprint.embodied.central > 0


def test_bill_so_far_grows_and_then_stays() -> None:
    with carbon.measure("burn") as m:
        burn(0.05)
        first = m.footprint
        burn(0.05)
    assert m.footprint.energy.central > first.energy.central
    assert m.footprint == m.footprint


def test_bill_before_the_block_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="not started"):
        _ = carbon.measure("never").footprint


def test_an_error_in_the_block_passes_and_is_measured() -> None:
    m = carbon.measure("fails")

    def fail() -> None:
        with m:
            burn(0.02)
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()
    assert m.footprint.cpu_seconds >= 0.02


def test_decorator_measures_each_call() -> None:
    @carbon.measure("fit")
    def fit(seconds: float) -> str:
        """Fit."""
        burn(seconds)
        return "fitted"

    assert fit(0.06) == "fitted"
    first = fit.footprint  # type: ignore[attr-defined]
    fit(0.02)
    second = fit.footprint  # type: ignore[attr-defined]
    assert fit.__doc__ == "Fit."
    assert first.label == "fit"
    assert first.cpu_seconds > second.cpu_seconds >= 0.02


def test_energy_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    end = reading(clock=10.0, own=6.0, reaped=4.0)
    fp = bill(monkeypatch, end, factors={"cpu.core_power": (4, 5, 8), "electricity.FR": 50})
    assert fp.parts["cpu"].energy.central == pytest.approx(5 * 10 / 3.6e6, rel=1e-12)
    assert fp.parts["cpu"].energy.high == pytest.approx(8 * 10 / 3.6e6, rel=1e-12)
    assert fp.parts["memory"].energy.central == pytest.approx(0.3725 * 10 / 3.6e6, rel=1e-12)
    assert fp.use.central == pytest.approx(fp.energy.central * 50, rel=1e-12)
    assert fp.use.low == pytest.approx(fp.energy.low * 50, rel=1e-12)
    assert fp.embodied.central == pytest.approx(2.15 * 10 / 3600, rel=1e-12)
    assert fp.embodied.high == pytest.approx(17.2 * 10 / 3600, rel=1e-12)
    assert fp.emissions == fp.use + fp.embodied
    assert fp.quality == "low"


def test_pue_weighs_on_use_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = bill(monkeypatch, reading(clock=10.0, own=6.0))
    server = bill(monkeypatch, reading(clock=10.0, own=6.0), pue=1.56)
    assert server.energy.central == pytest.approx(1.56 * desk.energy.central, rel=1e-12)
    assert server.embodied == desk.embodied


def test_more_processor_time_costs_more(monkeypatch: pytest.MonkeyPatch) -> None:
    bills = [bill(monkeypatch, reading(clock=10.0, own=float(s))) for s in range(0, 60, 3)]
    for less, more in itertools.pairwise(bills):
        for kind in ("energy", "use"):
            before, after = getattr(less, kind), getattr(more, kind)
            assert after.low > before.low
            assert after.central > before.central
            assert after.high > before.high
        assert more.embodied.central >= less.embodied.central


def test_an_orphan_never_makes_time_negative() -> None:
    start = reading(own=1.0, live=100.0)
    assert reading(own=3.0, live=0.0).cpu_since(start) == 2.0


def test_unknown_memory_is_assumed_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    fp = bill(monkeypatch, reading(clock=1.0, own=1.0, memory=None, peak=None))
    assert "memory.assumed" in fp.factors
    with i18n.use("en"):
        assert "assumed memory" in fp.method


def test_counters_of_the_machine_are_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    end = reading(clock=10.0, own=2.0, busy=8.0, packages={"package-0": (100_000_000, 10**12)})
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    fp = bill(monkeypatch, end)
    cpu = 3.6e6 * fp.parts["cpu"].energy  # 100 J were counted
    assert (cpu.low, cpu.central, cpu.high) == pytest.approx((5.0, 25.0, 100.0))
    with i18n.use("en"):
        assert "energy counters of the machine" in fp.method
    given = bill(monkeypatch, end, factors={"cpu.core_power": 3})
    assert 3.6e6 * given.parts["cpu"].energy.central == pytest.approx(6.0)


def test_a_known_processor_says_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "Intel(R) Xeon(R) CPU E3-1240 V2 @ 3.40GHz"
    monkeypatch.setattr(meter, "processor_name", lambda: name)
    with carbon.measure("job") as m:
        burn(0.02)
    factor = m.footprint.factors["cpu.core_power"]
    assert "E3-1240" in str(factor.scope)
    assert factor.low < 69 / 8 < factor.high
    with i18n.use("en"):
        assert "exact name" in m.footprint.method


@pytest.mark.parametrize("pue", [0.9, 0, -1, float("nan")])
def test_impossible_pue(pue: float) -> None:
    with i18n.use("en"), pytest.raises(InputError, match="pue"):
        carbon.measure("job", pue=pue)


NOTHING_TOUCHED = """
import json, sys
touched = []
def watch(event, details):
    if event.startswith("socket.") or event == "_thread.start_new_thread":
        touched.append(event)
    if event == "open" and isinstance(details[1], str) and set(details[1]) & set("wax+"):
        touched.append(f"open {details[0]}")
import socket
from civicai import carbon
sys.addaudithook(watch)
def refuse(*_): raise AssertionError("no socket")
socket.socket = refuse
with carbon.measure("job") as m:
    sum(range(10**6))
from civicai import i18n
with i18n.use("en"):
    str(m.footprint), m.footprint.to_dict()
print(json.dumps(touched))
"""


def test_no_socket_no_file_no_thread() -> None:
    code = [sys.executable, "-B", "-c", NOTHING_TOUCHED]
    run = subprocess.run(code, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == []


LIGHT = """
import json, sys
from civicai import carbon
carbon.measure("job"), carbon.project, carbon.net_balance
print(json.dumps(sorted(sys.modules)))
"""


def test_import_is_light() -> None:
    # Public names are loaded by lazy_loader, which itself needs the standard library only.
    beside = os.pathsep.join([str(source()), str(Path(lazy_loader.__file__).parents[1])])
    run = subprocess.run([sys.executable, "-S", "-c", LIGHT], capture_output=True, text=True,
                         check=True, env={"PYTHONPATH": beside})  # fmt: skip
    modules = json.loads(run.stdout)
    top = {name.partition(".")[0] for name in modules} - {"civicai", "lazy_loader", "__main__"}
    assert top <= set(sys.stdlib_module_names)
    assert not top & {"socket", "asyncio", "subprocess", "multiprocessing", "ctypes", "logging"}
    assert len(modules) < 130


def source() -> Path:
    return Path(carbon.__file__).parents[2]
