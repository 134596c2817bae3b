"""Windows and macOS, whose counters are fewer: stood in for, since the tests run on Linux."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from civicai import carbon, i18n
from civicai.carbon import counters, power


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    for cached in (counters.coverage, power.processor_name):
        cached.cache_clear()
    yield
    for cached in (counters.coverage, power.processor_name):
        cached.cache_clear()


def burn(seconds: float) -> None:
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        sum(range(1000))


def refuse(*_: object) -> None:
    raise AssertionError("Linux only")


def test_windows_counts_the_process_and_assumes_its_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", winreg("AMD Ryzen 5 3600 6-Core Processor"))
    monkeypatch.delattr(counters, "resource")
    monkeypatch.setattr(counters.os, "waitid", refuse)
    with carbon.measure("job") as m:
        burn(0.05)
    footprint = m.footprint
    assert footprint.cpu_seconds == pytest.approx(0.05, rel=0.2)
    assert footprint.methods == ("process", "named", "assumed")
    assert "AMD Ryzen 5 3600" in str(footprint.factors["cpu.core_power"].scope)
    with i18n.use("en"):
        assert "without its children" in footprint.method


def test_windows_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", winreg(None))
    assert power.processor_name() == ""


def test_macos_counts_finished_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    usage = {counters.resource.RUSAGE_SELF: (9.0, 2_000_000_000),
             counters.resource.RUSAGE_CHILDREN: (3.0, 1_000)}  # fmt: skip
    shown = lambda who: SimpleNamespace(  # noqa: E731
        ru_utime=usage[who][0], ru_stime=0.0, ru_maxrss=usage[who][1]
    )
    monkeypatch.setattr(counters.resource, "getrusage", shown)
    monkeypatch.setattr(counters.os, "waitid", refuse)
    with carbon.measure("job") as m:
        burn(0.02)
        usage[counters.resource.RUSAGE_CHILDREN] = (5.0, 1_000)
    footprint = m.footprint
    assert footprint.cpu_seconds == pytest.approx(2.02, abs=0.01)
    assert footprint.methods == ("reaped", "generic", "memory")
    # macOS counts memory in bytes, where Linux counts in kilobytes.
    watts = 3.6e6 * footprint.parts["memory"].energy.central / footprint.duration
    assert watts == pytest.approx(2.0 * 0.3725, rel=1e-6)


def winreg(name: str | None) -> SimpleNamespace:
    class Key:
        def __enter__(self) -> Key:
            return self

        def __exit__(self, *_: object) -> None: ...

    def value(_key: Key, _name: str) -> tuple[str, int]:
        if name is None:
            raise OSError("no such value")
        return name, 1

    return SimpleNamespace(HKEY_LOCAL_MACHINE=0, OpenKey=lambda *_: Key(), QueryValueEx=value)
