"""Hostile and enormous files: what civicai's reader says, how long it takes and how much memory.

    python benchmarks/hostile.py

Each file is read by a process of its own, whose memory and time are capped, so that a reader that
unpacks a bomb dies there alone. A file is fine when it is read, or refused with a message that
helps, in memory and seconds that an office machine has. The first line is what Python, pandas and
the reader take by themselves. Linux and macOS only.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness.hostile_files import FILES, MEGABYTE

MEMORY, SECONDS = 8 << 30, 120
READ = """
import sys
from civicai import i18n
from civicai.errors import InputError
from civicai.tables import read_table
from harness.schemas import SCHEMAS
with i18n.use("en"):
    try:
        print(f"read, {len(read_table(sys.argv[1], SCHEMAS['attendance'])):,} rows")
    except InputError as error:
        first, number = error.problems[0], len(error.problems)
        print(f"refused, {number:,} problems, first [{first.code}] {first.message[:110]}")
"""


def cap_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def read(path: Path) -> tuple[float, float, str]:
    """Return the seconds, the peak megabytes and the words of a child that reads the file."""
    with tempfile.TemporaryFile("w+") as said:
        began = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-c", READ, str(path)],
            cwd=Path(__file__).parent,
            stdout=said,
            stderr=said,
            preexec_fn=cap_memory,
        )
        pid = 0
        while not pid and time.perf_counter() - began < SECONDS:
            time.sleep(0.02)
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        seconds = time.perf_counter() - began
        if not pid:
            child.kill()
            _pid, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        last = (said.read().strip().splitlines() or ["nothing said"])[-1]
    if not pid:
        last = "STOPPED, too slow"
    elif child.returncode:
        last = f"DIED ({child.returncode}): {last[:110]}"
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * unit / MEGABYTE, last


def main() -> None:
    print(f"{'':38}{'file MB':>9}{'seconds':>9}{'peak MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for name, (ending, write) in FILES.items():
            path = Path(folder, f"hostile.{ending}")
            write(path)
            seconds, peak, said = read(path)
            size = path.stat().st_size / MEGABYTE
            print(f"{name:38}{size:9.1f}{seconds:9.1f}{peak:9.0f}  {said}", flush=True)
            path.unlink()


if __name__ == "__main__":
    main()
