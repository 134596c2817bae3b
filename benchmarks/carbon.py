"""The carbon meter beside CodeCarbon and published formulas, on what can be checked.

    CIVICAI_DATA=folder python benchmarks/carbon.py

1. What a meter costs: import, start and stop, what must be installed.
2. Processor time of jobs whose workers time themselves.
3. The same job alone and with every core loaded by neighbours.
4. The power of a processor from its name, against the energy that two processors counted
   themselves (RAPL) over 42 benches of 30 s, from the CodeCarbon project (MIT licence).

CodeCarbon runs in an environment of its own, offline, in turn with civicai: each figure of both
is of a fresh process. Without a network on first use its lines are left out, and that is told.
"""

from __future__ import annotations

import csv
import importlib.metadata
import itertools
import json
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from harness.environments import PeerMissingError, python_of

from civicai import carbon

METERS = Path(__file__).parent / "harness" / "meters.py"
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


def line(idle: float, slope: float) -> Callable[[float, float], float]:
    return lambda tdp, load: tdp * (idle + slope * load)


GRID = [(idle / 100, slope / 100) for idle in range(1, 31) for slope in range(30, 121)]
#: By how much the margin of `estimate_power` shrinks from no load to full load.
SLOPE = 0.7
LOADS = [step / 20 for step in range(21)]


def stand_ins() -> list[list[Bench]]:
    """Return the published formulas as if each were the counters of one more processor."""
    return [[Bench("", 1.0, x, formula(1.0, x)) for x in LOADS] for formula in PUBLISHED.values()]


def fit(groups: Sequence[Sequence[Bench]]) -> tuple[float, float]:
    """Return the line with the least mean error, each group of benches weighing the same."""
    return min(GRID, key=lambda pair: sum(mape(group, line(*pair)) for group in groups))


def best_of_all(benches: Sequence[Bench]) -> float:
    """Return the error of the best rising function of load, times TDP, chosen after the fact.

    Neighbouring benches are pooled at the weighted median of their shares of the TDP until the
    function rises.
    """
    blocks: list[list[float]] = []
    for bench in sorted(benches, key=lambda b: b.load):
        blocks.append([bench.watts / bench.tdp])
        while len(blocks) > 1 and median(blocks[-2]) >= median(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += last
    return sum(abs(median(b) / share - 1) for b in blocks for share in b) / len(benches)


def median(shares: Sequence[float]) -> float:
    """Return the median weighted by 1 / share: it has the least sum of relative errors."""
    half = sum(1 / share for share in shares) / 2
    so_far = itertools.accumulate(1 / share for share in sorted(shares))
    return next(s for s, weight in zip(sorted(shares), so_far, strict=True) if weight >= half)


def needed(benches: Sequence[Bench], curve: Callable[[float, float], float]) -> list[float]:
    """Return, at no load, the margin that each bench takes: it shrinks with load as civicai's."""
    ratios = [curve(b.tdp, b.load) / b.watts for b in benches]
    pairs = zip(ratios, benches, strict=True)
    return [max(ratio, 1 / ratio) + SLOPE * b.load for ratio, b in pairs]


def inside(benches: Sequence[Bench]) -> float:
    """Return the share of true powers within the bounds."""
    powers = [carbon.estimate_power(tdp=b.tdp, load=b.load) for b in benches]
    return statistics.fmean(
        p.low <= b.watts <= p.high for p, b in zip(powers, benches, strict=True)
    )


def power_table(benches: Sequence[Bench]) -> None:
    """Print how far formulas stray from counters, and what the limit is."""
    by_processor = {name: [b for b in benches if b.processor == name] for name in TDP}
    print(f"\n4. Power of the package, {len(benches)} benches of two processors")
    print(f"  {'formula':34}{'error':>7}{'bias':>7}{'x2':>6}   error by processor")
    for name, formula in {**PUBLISHED, "civicai": ours}.items():
        bias = statistics.fmean(errors(benches, formula))
        each = "  ".join(f"{p} {mape(some, formula):.0%}" for p, some in by_processor.items())
        print(
            f"  {name:34}{mape(benches, formula):7.1%}{bias:+7.0%}"
            f"{within_twice(benches, formula):6.0%}   {each}"
        )
    powers = [carbon.estimate_power(tdp=b.tdp, load=b.load) for b in benches]
    ratio = statistics.median(p.high / p.low for p in powers)
    each = ", ".join(f"{name} {inside(some):.0%}" for name, some in by_processor.items())
    print(f"  true powers within the printed bounds: {inside(benches):.0%} ({each});")
    print(f"  median high/low {ratio:.1f}")
    print("  Chosen without one processor, checked on it:")
    ways = {"a line fitted to the other alone": [], "the same, and published curves": stand_ins()}
    for way, more in ways.items():
        missed, told = 0.0, []
        for unseen, some in by_processor.items():
            others = [by for name, by in by_processor.items() if name != unseen]
            idle, slope = fit([*others, *more])
            error = mape(some, line(idle, slope))
            missed += error * len(some) / len(benches)
            told.append(f"{unseen} {error:.0%} by {idle:.2f} + {slope:.2f} load")
        print(f"    {way}: {missed:.1%} ({'; '.join(told)})")
    print("  Bounds, their margin chosen on one processor to hold 90 % of it, on the other:")
    for way, own in {"around the line of civicai": True, "around a line chosen so": False}.items():
        told = []
        for unseen, some in by_processor.items():
            others = [bench for bench in benches if bench.processor != unseen]
            curve = ours if own else line(*fit([others, *stand_ins()]))
            margin = sorted(needed(others, curve))[math.ceil(0.9 * len(others)) - 1]
            share = statistics.fmean(figure <= margin for figure in needed(some, curve))
            ratio = statistics.median((margin - SLOPE * bench.load) ** 2 for bench in some)
            told.append(f"{unseen} {share:.0%}, median high/low {ratio:.1f}")
        print(f"    {way}: {'; '.join(told)}")
    best = best_of_all(benches)
    print(f"  Best function of load times TDP, chosen after the fact: {best:.1%}. The limit.")


def ask(python: str | Path, *words: str) -> dict[str, float]:
    """Run one meter in a fresh process and return its figures."""
    command = [str(python), str(METERS), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def cost(pythons: dict[str, str | Path]) -> None:
    """Print what each meter costs, and the ratio of the two."""
    print("\n1. What a meter costs, median of five fresh processes in turn")
    print(f"  {'':22}{'import':>9}{'first block':>13}{'later blocks':>14}{'8 children':>12}")
    repeats = {"civicai": 201, "codecarbon-machine": 5}
    rounds = [
        {
            meter: {
                **ask(python, meter, "overhead", str(repeats[meter])),
                "children": ask(python, meter, "children", "21")["later"],
            }
            for meter, python in pythons.items()
        }
        for _ in range(5)
    ]
    told = {}
    for meter in pythons:
        names = ("import", "first", "later", "children")
        told[meter] = {n: statistics.median(r[meter][n] for r in rounds) for n in names}
        told[meter]["first+"] = told[meter]["import"] + told[meter]["first"]
        figures = "".join(
            f"{1e3 * told[meter][n]:{w}.2f} ms" for n, w in zip(names, (6, 10, 11, 9), strict=True)
        )
        print(f"  {meter:22}{figures}")
    if len(told) == 2:
        mine, peer = told.values()
        ratios = {n: peer[n] / mine[n] for n in ("first", "later", "first+")}
        print(
            f"  start and stop, CodeCarbon over civicai: {ratios['first']:,.0f} times for the "
            f"first block, which is all that a script has; {ratios['later']:,.0f} times for later "
            f"ones; {ratios['first+']:,.0f} times with the import"
        )
    for meter, python in pythons.items():
        brought = ask(python, meter, "size")
        print(
            f"  pip install {meter.partition('-')[0]}: {brought['others']:.0f} other packages, "
            f"{brought['megabytes']:.0f} MB"
        )
    code = (
        "import sys; from civicai.carbon import measure; measure('x'); print(sum("
        "__import__('os').path.getsize(m.__file__) for n, m in sys.modules.items() "
        "if n.startswith('civicai')))"
    )
    source = str(Path(carbon.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={"PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=True,
    )
    print(
        f"  of civicai the meter itself loads {int(done.stdout) / 1e3:.0f} kB of source and none "
        "of those packages: they are for the use cases"
    )


def children(pythons: dict[str, str | Path]) -> None:
    """Print the processor time that each meter saw, over that which the workers counted."""
    print("\n2. Processor time seen over the truth, 8 s of work on two cores")
    jobs = ("process", "subprocesses", "short_subprocesses", "pool", "loky")
    print(f"  {'':22}" + "".join(f"{job:>20}" for job in jobs))
    for meter, python in pythons.items():
        answers = [ask(python, meter, job) for job in jobs]
        print(f"  {meter:22}" + "".join(f"{a['cpu'] / a['true'] - 1:+20.1%}" for a in answers))


BURN = "while True: pass"


def contention(pythons: dict[str, str | Path]) -> None:
    """Print the energy of one and the same job, alone and beside loaded cores.

    A machine does not always take the same time for the same work: the last figure, energy over
    the processor time that the job itself counted, leaves that aside.
    """
    cores = os.cpu_count() or 1
    print(f"\n3. One and the same job, six times alone and six beside {cores + 1} busy neighbours")
    for meter, python in pythons.items():
        alone, crowded = [], []
        for _ in range(6):  # in turn, so that the machine's own drift falls on both
            alone.append(ask(python, meter, "fixed"))
            # Not children of the job, which runs in a process of its own.
            neighbours = [subprocess.Popen([sys.executable, "-c", BURN]) for _ in range(cores + 1)]
            try:
                crowded.append(ask(python, meter, "fixed"))
            finally:
                for neighbour in neighbours:
                    neighbour.kill()
                    neighbour.wait()
        told = [f"{name} {joules(runs)}" for name, runs in (("alone", alone), ("crowded", crowded))]
        means = [statistics.fmean(run["joules"] for run in runs) for runs in (alone, crowded)]
        rates = [run["joules"] / run["true"] for run in alone + crowded]
        print(
            f"  {meter:20}{'; '.join(told)}; shift {means[1] / means[0] - 1:+.1%}; "
            f"J/s spread {statistics.stdev(rates) / statistics.fmean(rates):.1%}"
        )


def joules(runs: Sequence[dict[str, float]]) -> str:
    energies = [run["joules"] for run in runs]
    mean = statistics.fmean(energies)
    return f"{mean:5.1f} J, spread {statistics.stdev(energies) / mean:.1%}"


def main() -> None:
    pythons: dict[str, str | Path] = {"civicai": sys.executable}
    modes = {"codecarbon-machine", "codecarbon-process"}
    try:
        peer = python_of("codecarbon")
    except PeerMissingError as error:
        print(f"CodeCarbon is left out, it could not be installed: {error}")
        modes = set()
    print(f"civicai {importlib.metadata.version('civicai')}, {os.cpu_count()} cores")
    cost(pythons | dict.fromkeys(modes & {"codecarbon-machine"}, peer))
    children(pythons | dict.fromkeys(modes & {"codecarbon-process"}, peer))
    contention(pythons | dict.fromkeys(sorted(modes), peer))
    data = os.environ.get("CIVICAI_DATA")
    if data:
        power_table(read_benches(Path(data) / "carbon"))
    else:
        print("Set CIVICAI_DATA to the folder of open data to see the power table.")


if __name__ == "__main__":
    main()
