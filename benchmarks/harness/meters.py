"""One meter around one job, in a process of its own: what the two meters are compared on.

    python meters.py METER JOB

METER is ``civicai``, ``codecarbon-process`` or ``codecarbon-machine``; the interpreter is that of
an environment that has it. Prints one line of JSON. CodeCarbon is used offline, as a town would
have to, writes no file, and keeps its other defaults.
"""

from __future__ import annotations

import importlib.metadata
import json
import multiprocessing
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

#: Processor time that each worker of a job spends [s].
SECONDS = 4.0
CHILD = """
import sys, time
while time.process_time() < float(sys.argv[1]): sum(range(1000))
print(time.process_time())
"""


class Civicai:
    """One block under the meter of civicai."""

    def __init__(self) -> None:
        from civicai import carbon

        self.meter = carbon.measure("job")

    def start(self) -> None:
        self.meter.__enter__()

    def stop(self) -> dict[str, float]:
        self.meter.__exit__()
        bill = self.meter.footprint
        return {"joules": 3.6e6 * bill.energy.central, "cpu": bill.cpu_seconds}


class CodeCarbon:
    """One block under CodeCarbon, which counts its whole machine or its processes."""

    def __init__(self, mode: str) -> None:
        from codecarbon import OfflineEmissionsTracker

        self.tracker = OfflineEmissionsTracker(
            country_iso_code="FRA", tracking_mode=mode, save_to_file=False, log_level="critical"
        )

    def start(self) -> None:
        self.tracker.start()

    def stop(self) -> dict[str, float]:
        self.tracker.stop()
        data = self.tracker.final_emissions_data
        # Of processes, it multiplies the power of the whole processor by their share of its time:
        # the other way round gives the processor time that it saw.
        watts = next(part._tdp for part in self.tracker._hardware if hasattr(part, "_tdp"))
        seen = 3.6e6 * data.cpu_energy / watts * (os.cpu_count() or 1)
        return {"joules": 3.6e6 * data.energy_consumed, "cpu": seen}


def make(meter: str) -> Any:
    name, _, mode = meter.partition("-")
    return Civicai() if name == "civicai" else CodeCarbon(mode)


def burn(seconds: float) -> float:
    """Spend processor time, and return what was spent, by the clock of the process [s]."""
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        sum(range(1000))
    return time.process_time() - begun


def fixed() -> float:
    """Do the same work every time, whatever the machine does besides."""
    begun = time.process_time()
    sum(n * n for n in range(40_000_000))
    return time.process_time() - begun


def process() -> float:
    return burn(2 * SECONDS)


def subprocesses() -> float:
    command = [sys.executable, "-S", "-c", CHILD, str(SECONDS)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    return sum(float(child.communicate()[0]) for child in running)


def short_subprocesses() -> float:
    """Sixteen children one after the other, each of half a second."""
    command = [sys.executable, "-S", "-c", CHILD, str(SECONDS / 8)]
    return sum(float(subprocess.run(command, capture_output=True).stdout) for _ in range(16))


def pool() -> float:
    with multiprocessing.get_context("fork").Pool(2) as workers:
        return sum(workers.map(burn, [SECONDS] * 2, chunksize=1))


def loky() -> float:
    from joblib import Parallel, delayed

    return sum(Parallel(n_jobs=2)(delayed(burn)(SECONDS) for _ in range(2)))


JOBS = {job.__name__: job for job in (fixed, process, subprocesses, short_subprocesses, pool, loky)}


def measured(meter: str, job: str) -> dict[str, float]:
    """Run a job under a meter; ``true`` is the processor time of job and parent [s]."""
    if job == "loky":  # its workers are there before the block, and stay after it
        from joblib import Parallel, delayed

        Parallel(n_jobs=2)(delayed(burn)(0.1) for _ in range(2))
    block = make(meter)
    block.start()
    begun = time.process_time()
    true = JOBS[job]()
    if job not in ("fixed", "process"):
        true += time.process_time() - begun
    return {**block.stop(), "true": true}


def overhead(meter: str, repeats: int) -> dict[str, float]:
    """Time the import, the first empty block and the median later one [s]."""
    begun = time.perf_counter()
    if meter == "civicai":
        from civicai.carbon import measure  # noqa: F401
    else:
        import codecarbon  # noqa: F401
    imported = time.perf_counter() - begun
    times = []
    for _ in range(1 + repeats):
        begun = time.perf_counter()
        block = make(meter)
        block.start()
        block.stop()
        times.append(time.perf_counter() - begun)
    return {"import": imported, "first": times[0], "later": sorted(times[1:])[repeats // 2]}


def beside_children(meter: str, repeats: int) -> dict[str, float]:
    """Time a block beside eight live children [s]."""
    wait = [sys.executable, "-S", "-c", "import sys; sys.stdin.read()"]
    children = [subprocess.Popen(wait, stdin=subprocess.PIPE) for _ in range(8)]
    try:
        return overhead(meter, repeats)
    finally:
        for child in children:
            child.communicate()


def size(name: str) -> dict[str, float]:
    """Count what installing a distribution brings: distributions besides it, and megabytes."""
    waiting, found, total = [name], set(), 0
    while waiting:
        wanted = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if wanted in found:
            continue
        try:
            distribution = importlib.metadata.distribution(wanted)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system
        found.add(wanted)
        files = [Path(str(file.locate())) for file in distribution.files or []]
        total += sum(path.stat().st_size for path in files if path.is_file())
        needed = [line for line in distribution.requires or [] if "extra ==" not in line]
        waiting += [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in needed]
    return {"others": len(found) - 1, "megabytes": total / 1e6}


if __name__ == "__main__":
    meter, what, *more = sys.argv[1:]
    if what == "overhead":
        answer = overhead(meter, int(more[0]))
    elif what == "children":
        answer = beside_children(meter, int(more[0]))
    elif what == "size":
        answer = size(meter.partition("-")[0])
    else:
        answer = measured(meter, what)
    print(json.dumps(answer))
