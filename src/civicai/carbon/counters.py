"""What the system counts for a process: processor time, memory, and its children's.

On Linux the live descendants are found under ``/proc`` and added to the children already
reaped. Elsewhere only the process and, on macOS, its reaped children are counted:
:func:`coverage` says which. A child that outlives its parent, or that the system reaps by
itself (``SIGCHLD`` ignored), escapes.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from civicai.carbon.rapl import Counters, read_counters

if sys.platform != "win32":
    import resource

#: Processor time under which a run is below the resolution of the counters [s].
RESOLUTION = 0.01


@dataclass(frozen=True)
class Reading:
    """The counters at one instant.

    Parameters
    ----------
    clock : float
        Monotonic clock [s].
    own, reaped, live : float
        Processor time of the process, of its children already reaped, and of its live
        descendants [s].
    memory, live_memory : int or None
        Memory occupied by the process and by its live descendants [bytes].
    peak, reaped_peak : int or None
        Highest memory so far of the process, and of its largest reaped child [bytes].
    busy : float
        Processor time of the whole machine [s], read only where ``packages`` are.
    packages : mapping
        Energy counters of the processor packages.
    """

    clock: float
    own: float
    reaped: float
    live: float
    memory: int | None
    live_memory: int
    peak: int | None
    reaped_peak: int
    busy: float = 0.0
    packages: Counters = field(default_factory=dict)

    def cpu_since(self, start: Reading) -> float:
        """Return the processor time spent since another reading [s]."""
        # A grandchild orphaned in between takes its past time away: never below our own.
        own = self.own - start.own
        return max(own, own + self.reaped + self.live - start.reaped - start.live, 0.0)


def take_reading() -> Reading:
    """Read all the counters once: some tens of microseconds when there is no child."""
    live, live_memory = _live_descendants() if _has_children() else (0.0, 0)
    packages = read_counters()
    if sys.platform == "win32":
        return Reading(time.perf_counter(), time.process_time(), 0.0, live, None, 0, None, 0)
    unit = 1 if sys.platform == "darwin" else 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return Reading(
        clock=time.perf_counter(),
        own=time.process_time(),
        reaped=children.ru_utime + children.ru_stime,
        live=live,
        memory=_resident() if sys.platform == "linux" else peak,
        live_memory=live_memory,
        peak=peak,
        reaped_peak=children.ru_maxrss * unit,
        busy=_machine_busy() if packages else 0.0,
        packages=packages,
    )


@cache
def coverage() -> Literal["tree", "reaped", "process"]:
    """Say whose processor time is counted on this system."""
    if sys.platform == "win32":
        return "process"
    here = f"/proc/self/task/{threading.get_native_id()}/children"
    return "tree" if sys.platform == "linux" and os.path.exists(here) else "reaped"


def _has_children() -> bool:
    # One system call says that there is nothing to walk; WNOWAIT leaves every child waitable.
    if sys.platform != "linux":
        return False
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _live_descendants() -> tuple[float, int]:
    """Return the processor time [s] and the memory [bytes] of all live descendants."""
    seconds, memory = 0.0, 0
    waiting = _children(os.getpid())
    while waiting:
        pid = waiting.pop()
        try:
            with open(f"/proc/{pid}/stat", "rb") as file:
                # The name comes in brackets and may hold spaces and brackets of its own.
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue
        seconds += _own_seconds(pid, fields) + (int(fields[13]) + int(fields[14])) / _ticks()
        memory += int(fields[21]) * _page()
        waiting += _children(pid)
    return seconds, memory


def _own_seconds(pid: int, fields: list[bytes]) -> float:
    try:
        # Linux numbers the processor clock of a process so; unlike /proc, it counts nanoseconds.
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return (int(fields[11]) + int(fields[12])) / _ticks()


def _children(pid: int) -> list[int]:
    # Each thread has its own list: joblib starts workers from a thread of its own.
    found: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                found += map(int, file.read().split())
    except OSError:
        pass
    return found


def _resident() -> int:
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[1]) * _page()


def _machine_busy() -> float:
    with open("/proc/stat", "rb") as file:
        user, nice, system, _idle, _iowait, irq, softirq = map(int, file.readline().split()[1:8])
    return (user + nice + system + irq + softirq) / _ticks()


@cache
def _ticks() -> int:
    return os.sysconf("SC_CLK_TCK")


@cache
def _page() -> int:
    return os.sysconf("SC_PAGE_SIZE")
