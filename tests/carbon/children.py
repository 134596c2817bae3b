"""Work in children, each timed by its own clock; run as a script by ``test_children.py``.

A process of its own, so that the workers see importable functions and nothing is left behind.
Prints the processor time that the meter saw and the one that the workers counted.
"""

import json
import multiprocessing
import subprocess
import sys
import time

from civicai import carbon

SECONDS = 1.5
ALONE = f"""
import time
while time.process_time() < {SECONDS}: sum(range(1000))
print(time.process_time())
"""


def burn(seconds: float) -> float:
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        sum(range(1000))
    return time.process_time() - begun


def subprocesses() -> tuple[float, float]:
    """Children that end, and are reaped, within the block."""
    with carbon.measure("subprocess") as m:
        begun = time.process_time()
        running = [
            subprocess.Popen([sys.executable, "-c", ALONE], stdout=subprocess.PIPE)
            for _ in range(2)
        ]
        true = sum(float(child.communicate()[0]) for child in running)
        true += time.process_time() - begun
    return m.footprint.cpu_seconds, true


def pool() -> tuple[float, float]:
    """A pool that was there before the block, and that ends within it."""
    workers = multiprocessing.get_context("spawn").Pool(2)
    workers.map(burn, [0.3, 0.3], chunksize=1)
    with carbon.measure("pool") as m:
        begun = time.process_time()
        true = sum(workers.map(burn, [SECONDS] * 2, chunksize=1))
        workers.close()
        workers.join()
        true += time.process_time() - begun
    return m.footprint.cpu_seconds, true


def loky() -> tuple[float, float]:
    """Workers alive before the block and after it."""
    from joblib import Parallel, delayed
    from joblib.externals.loky import get_reusable_executor

    with Parallel(n_jobs=2) as parallel:
        parallel(delayed(burn)(0.1) for _ in range(2))
        with carbon.measure("loky") as m:
            begun = time.process_time()
            true = sum(parallel(delayed(burn)(SECONDS) for _ in range(2)))
            true += time.process_time() - begun
        seen = m.footprint.cpu_seconds
    get_reusable_executor().shutdown(wait=True)
    return seen, true


def grandchild() -> tuple[float, float]:
    """A live grandchild, read while its parent waits for it."""
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WAITING!r}])"
    with carbon.measure("grandchild") as m:
        begun = time.process_time()
        child = subprocess.Popen(
            [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert child.stdout is not None
        true = float(child.stdout.readline())
        true += time.process_time() - begun
        seen = m.footprint.cpu_seconds
        child.communicate()
    return seen, true


WAITING = ALONE.replace("print(time.process_time())", "print(time.process_time(), flush=True)")
WAITING += "import sys; sys.stdin.read()\n"

if __name__ == "__main__":
    seen, true = globals()[sys.argv[1]]()
    print(json.dumps({"seen": seen, "true": true}))  # noqa: T201
