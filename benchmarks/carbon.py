"""The carbon meter beside published formulas, on real counters of two processors.

    CIVICAI_DATA=folder python benchmarks/carbon.py

The truth is the energy that each processor counted itself (RAPL) over 42 benches of 30 s, from
the CodeCarbon project (MIT licence). Also prints what the meter costs and how far contention
moves it. The fit behind ``carbon.estimate_power`` is redone here.
"""

from __future__ import annotations

import csv
import itertools
import math
import os
import statistics
import subprocess
import sys
import timeit
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from civicai import carbon

TDP = {"E3-1240V2": 69.0, "Threadripper1950X": 180.0}


class Bench(NamedTuple):
    processor: str
    tdp: float
    load: float
    watts: float


def read_benches(folder: Path) -> list[Bench]:
    """Read the 42 benches; the file's ``rapl_power`` lags a row, energy over time does not."""
    benches = []
    for path in sorted(folder.glob("rapl_profile_*.csv")):
        processor = path.stem.split("_")[2]
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                watts = float(row["rapl_energy"]) * 3.6e6 / float(row["duration"])
                load = min(1.0, float(row["cpu_load"]) / 100)
                benches.append(Bench(processor, TDP[processor], load, watts))
    return benches


def teads(load: float) -> float:
    """Interpolate the TEADS curve as usually quoted: TDP shares at 0, 10, 50 and 100 % of load."""
    points = [(0.0, 0.12), (0.1, 0.32), (0.5, 0.75), (1.0, 1.02)]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if load <= x1:
            return y0 + (y1 - y0) * (load - x0) / (x1 - x0)
    return points[-1][1]


PUBLISHED: dict[str, Callable[[float, float], float]] = {
    "cubic (CodeCarbon 3.3, machine)": lambda tdp, load: tdp * (0.1 + 0.9 * load**3),
    "linear (CodeCarbon before)": lambda tdp, load: tdp * max(load, 0.1),
    "half the TDP (CarbonTracker)": lambda tdp, load: tdp * 0.5,
    "TEADS curve": lambda tdp, load: tdp * teads(load),
}


def ours(tdp: float, load: float) -> float:
    return carbon.estimate_power(tdp=tdp, load=load).central


def errors(benches: Sequence[Bench], formula: Callable[[float, float], float]) -> list[float]:
    return [formula(b.tdp, b.load) / b.watts - 1 for b in benches]


def mape(benches: Sequence[Bench], formula: Callable[[float, float], float]) -> float:
    return statistics.fmean(map(abs, errors(benches, formula)))


def within_twice(benches: Sequence[Bench], formula: Callable[[float, float], float]) -> float:
    return statistics.fmean(-0.5 <= error <= 1 for error in errors(benches, formula))


def shape(idle: float, reach: float) -> Callable[[float, float], float]:
    return lambda tdp, load: tdp * (idle + reach * (1 - math.exp(-load)))


def fit(benches: Sequence[Bench]) -> tuple[float, float]:
    """Return the idle share and the reach with the least mean relative error, on a grid."""
    grid = itertools.product(range(1, 31), range(60, 161, 2))
    return min(
        ((idle / 100, reach / 100) for idle, reach in grid),
        key=lambda pair: mape(benches, shape(*pair)),
    )


def covered(benches: Sequence[Bench], centre: Callable[[float, float], float]) -> float:
    """Return the share of true powers inside the bounds, around another central curve."""
    inside = []
    for b in benches:
        power = carbon.estimate_power(tdp=b.tdp, load=b.load)
        scale = centre(b.tdp, b.load) / power.central
        inside.append(power.low * scale <= b.watts <= power.high * scale)
    return statistics.fmean(inside)


def power_table(benches: Sequence[Bench]) -> None:
    print(f"Power of the package, {len(benches)} benches of two processors")
    print(f"  {'formula':34}{'MAPE':>7}{'bias':>7}{'x2':>6}   MAPE by processor")
    for name, formula in {**PUBLISHED, "civicai": ours}.items():
        each = [mape([b for b in benches if b.processor == p], formula) for p in TDP]
        bias = statistics.fmean(errors(benches, formula))
        print(
            f"  {name:34}{mape(benches, formula):7.1%}{bias:+7.0%}"
            f"{within_twice(benches, formula):6.0%}   "
            + "  ".join(f"{p} {m:.0%}" for p, m in zip(TDP, each, strict=True))
        )
    powers = [carbon.estimate_power(tdp=b.tdp, load=b.load) for b in benches]
    ratio = statistics.median(p.high / p.low for p in powers)
    print(f"  civicai: {covered(benches, ours):.0%} of true powers within the bounds,")
    print(f"  whose median high/low is {ratio:.1f}")
    idle, reach = fit(benches)
    best = mape(benches, shape(idle, reach))
    print(f"  best on both: idle {idle:.2f}, reach {reach:.2f}: MAPE {best:.1%}")
    print("Fitted on one processor, applied to the other")
    for processor in TDP:
        seen = [b for b in benches if b.processor == processor]
        unseen = [b for b in benches if b.processor != processor]
        idle, reach = fit(seen)
        curve = shape(idle, reach)
        print(
            f"  {processor:18} idle {idle:.2f}, reach {reach:.2f}: "
            f"MAPE {mape(unseen, curve):.0%}, inside the bounds {covered(unseen, curve):.0%}"
        )
    print("  Two processors cannot say what a third will do: read the bounds, not the centre.")


def meter_cost() -> None:
    def empty() -> None:
        with carbon.measure("nothing"):
            pass

    empty()
    each = timeit.timeit(empty, number=1000) / 1000
    code = "import sys; from civicai.carbon import measure; print(len(sys.modules))"
    count = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    print(f"Start and stop without children: {each * 1e6:.0f} µs")
    print(f"Modules loaded in all after importing `measure`: {count.stdout.strip()}")


BURN = "while True: pass"
JOB = """
from civicai import carbon
with carbon.measure("job") as m:
    sum(n * n for n in range(12_000_000))
print(m.footprint.energy.central)
"""


def contention() -> None:
    # The job runs in a process of its own: the neighbours must not be its children.
    def job() -> float:
        run = subprocess.run([sys.executable, "-c", JOB], capture_output=True, check=True)
        return float(run.stdout)

    alone, crowded = [], []
    for _ in range(6):  # in turn, so that the machine's own drift falls on both
        alone.append(job())
        neighbours = [subprocess.Popen([sys.executable, "-c", BURN]) for _ in range(3)]
        try:
            crowded.append(job())
        finally:
            for neighbour in neighbours:
                neighbour.kill()
                neighbour.wait()
    for name, runs in (("alone", alone), ("with 3 busy neighbours", crowded)):
        cv = statistics.stdev(runs) / statistics.fmean(runs)
        print(f"Same job {name}: {statistics.fmean(runs) * 3.6e6:.2f} J, CV {cv:.1%}")
    print(f"Shift: {statistics.fmean(crowded) / statistics.fmean(alone) - 1:+.1%}")


def main() -> None:
    data = os.environ.get("CIVICAI_DATA")
    if data:
        power_table(read_benches(Path(data) / "carbon"))
    else:
        print("Set CIVICAI_DATA to the folder of open data to see the power table.")
    meter_cost()
    contention()


if __name__ == "__main__":
    main()
