"""Energy counters of the processor packages (RAPL), where the system lets them be read.

Linux shows them under ``/sys/class/powercap`` and, since 2020, mostly to root alone. They count
the whole machine, neighbours included, but neither the power supply, the disks nor the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

POWERCAP = Path("/sys/class/powercap")

#: Under this, the counters' own millisecond steps are too coarse [s].
SHORTEST = 0.1

#: For each package: energy counted so far and the count at which it starts again [µJ].
Counters = Mapping[str, tuple[int, int]]


def read_counters(root: Path = POWERCAP) -> Counters:
    """Read the package counters once; an empty mapping where one cannot be read.

    Only ``package-*`` domains count, each name once: cores, graphics and the whole-platform
    domain are parts or wholes of them, and some machines show the same package twice.
    """
    counters: dict[str, tuple[int, int]] = {}
    try:
        for folder in sorted(root.glob("intel-rapl:*")):
            name = (folder / "name").read_text().strip()
            if name.startswith("package-") and name not in counters:
                energy = int((folder / "energy_uj").read_text())
                counters[name] = energy, int((folder / "max_energy_range_uj").read_text())
    except (OSError, ValueError):
        return {}
    return counters


def energy_between(
    start: Counters, end: Counters, seconds: float, highest_watts: float
) -> float | None:
    """Return the energy of all packages between two readings [J], or None if it is not sure.

    Parameters
    ----------
    start, end : mapping
        From :func:`read_counters`.
    seconds : float
        Time between the two.
    highest_watts : float
        Power of one package above which a reading is refused: 1.5 times the TDP. It also says
        how soon a counter may have started again twice, which no reading can tell.
    """
    if not start or start.keys() != end.keys() or seconds < SHORTEST:
        return None
    total = 0.0
    for name, (first, span) in start.items():
        used = end[name][0] - first
        if used < 0:
            used += span
        if highest_watts * seconds * 1e6 >= span or used / 1e6 > highest_watts * seconds:
            return None
        total += used / 1e6
    return total
