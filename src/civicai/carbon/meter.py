"""The meter: what a block of code costs in energy and emissions."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Mapping
from typing import ParamSpec, Self, TypeVar

from civicai.carbon import counters
from civicai.carbon.counters import Reading
from civicai.carbon.factors import Factor, choose_factors
from civicai.carbon.footprint import Footprint, Part
from civicai.carbon.interval import ZERO, Bounds, Interval
from civicai.carbon.power import core_power, find_processor, processor_name
from civicai.carbon.rapl import energy_between
from civicai.errors import InputError, Problem
from civicai.i18n import _

P = ParamSpec("P")
R = TypeVar("R")

JOULES_PER_KWH = 3.6e6
#: A package that seems to draw more than this times its TDP was counted twice.
_HIGHEST_TDP = 1.5


class Meter:
    """Measures a block of code; made by :func:`measure`."""

    def __init__(self, label: str, country: str, given: Mapping[str, Bounds]) -> None:
        self.label = label
        self._country = country
        self._given = given
        self._electricity, self._factors = choose_factors(country, given)
        self._start: Reading | None = None
        self._end: Reading | None = None

    def __enter__(self) -> Self:
        self._start, self._end = counters.take_reading(), None
        return self

    def __exit__(self, *exception: object) -> None:
        self._end = counters.take_reading()

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Measure every call of a function; its ``.footprint`` is that of the latest call."""

        @functools.wraps(function)
        def measured(*args: P.args, **kwargs: P.kwargs) -> R:
            meter = Meter(self.label, self._country, self._given)
            try:
                with meter:
                    return function(*args, **kwargs)
            finally:
                measured.footprint = meter.footprint  # type: ignore[attr-defined]

        return measured

    @property
    def footprint(self) -> Footprint:
        """The bill of the block; inside the block, the bill so far.

        Raises
        ------
        RuntimeError
            If the block has not begun.
        """
        if self._start is None:
            raise RuntimeError("the meter has not started: use it as `with measure(...) as m:`")
        return self._bill(self._start, self._end or counters.take_reading())

    def _bill(self, start: Reading, end: Reading) -> Footprint:
        duration, cpu = end.clock - start.clock, end.cpu_since(start)
        core, power_method = self._core_power()
        watt_seconds = core.interval * cpu
        counted = None if power_method == "given" else self._counted(start, end, core)
        if counted is not None:
            watt_seconds, power_method = _share_out(counted, cpu, start, end), "rapl"
        gigabytes, memory_method = self._memory(start, end)
        use = {
            "cpu": watt_seconds,
            "memory": gigabytes * self._factors["memory.power"].interval * duration,
        }
        parts = {name: self._electric(joules) for name, joules in use.items()}
        parts["embodied"] = Part(ZERO, self._embodied(duration, cpu), embodied=True)
        entered = [self._factors[name] for name in ("memory.power", "pue", "embodied.core_hour")]
        entered += [self._electricity, self._factors["embodied.machine_hour"]]
        if power_method != "rapl":
            entered.append(core)
        if memory_method == "assumed":
            entered.append(self._factors["memory.assumed"])
        return Footprint(
            label=self.label,
            duration=duration,
            cpu_seconds=cpu,
            parts=parts,
            methods=(counters.coverage(), power_method, memory_method),
            factors={factor.id: factor for factor in entered},
            below_resolution=cpu < counters.RESOLUTION,
        )

    def _electric(self, joules: Interval) -> Part:
        energy = joules * self._factors["pue"].interval * (1 / JOULES_PER_KWH)
        return Part(energy, energy * self._electricity.interval)

    def _core_power(self) -> tuple[Factor, str]:
        generic = self._factors["cpu.core_power"]
        if generic.id in self._given:
            return generic, "given"
        processor = find_processor(processor_name())
        if processor is None:
            return generic, "generic"
        power = core_power(processor)
        scope = f"{processor.name}: TDP {processor.tdp:g} W / {processor.threads}"
        named = Factor(
            id=generic.id,
            label=generic.label,
            value=power.central,
            low=power.low,
            high=power.high,
            unit=generic.unit,
            year=generic.year,
            scope=scope,
            source=processor.source,
        )
        return named, "named"

    def _counted(self, start: Reading, end: Reading, core: Factor) -> float | None:
        if not start.packages:
            return None
        processor = find_processor(processor_name())
        cores = (os.cpu_count() or 1) / len(start.packages)
        package = processor.tdp if processor else core.high * cores
        seconds = end.clock - start.clock
        return energy_between(start.packages, end.packages, seconds, _HIGHEST_TDP * package)

    def _memory(self, start: Reading, end: Reading) -> tuple[Interval, str]:
        if start.memory is None or end.memory is None or end.peak is None:
            return self._factors["memory.assumed"].interval, "assumed"
        first, last = start.memory + start.live_memory, end.memory + end.live_memory
        # The peak may be older than the block, and a child's may overlap it: both only bound it.
        highest = max(first, last, end.peak + max(start.live_memory, end.live_memory))
        # A finished child is known by its peak alone: low none of it, central half, high all.
        ended = end.reaped_peak if end.reaped > start.reaped else 0
        mean = (first + last + ended) / 2
        return Interval(min(first, last), mean, max(highest + ended, mean)) * 1e-9, "memory"

    def _embodied(self, duration: float, cpu: float) -> Interval:
        core, machine = self._factors["embodied.core_hour"], self._factors["embodied.machine_hour"]
        # A block that waits still holds one core; a whole machine at most is its upper bound.
        by_core = core.interval * (max(duration, cpu) / 3600)
        whole = machine.high * duration / 3600
        return Interval(by_core.low, by_core.central, max(by_core.high, whole))


def _share_out(joules: float, cpu: float, start: Reading, end: Reading) -> Interval:
    """Give a run its share of what the whole machine used [J].

    Low: its share of all that the cores could have worked; central: its share of what they did
    work; high: everything.
    """
    busy = max(end.busy - start.busy, cpu)
    able = max((os.cpu_count() or 1) * (end.clock - start.clock), busy)
    if busy == 0:
        return Interval(0.0, 0.0, joules)
    return Interval(joules * cpu / able, joules * cpu / busy, joules)


def measure(
    label: str,
    country: str = "FR",
    *,
    pue: float = 1.0,
    factors: Mapping[str, Bounds] | None = None,
) -> Meter:
    """Measure the energy and emissions of a block of code, or of each call of a function.

    The energy follows the work done, that is processor time, and not the clock: neighbours on
    the machine change it little. Children are counted, live or finished, where the system tells
    (Linux; see ``civicai.carbon.counters``). Nothing is written, sent or sampled; entering
    and leaving the block takes well under a millisecond when there is no child.

    A block under 10 ms of processor time is said to be below resolution: repeat the work within
    the block, and divide the footprint.

    Neither the screen, the power supply's losses, the disks, the network nor graphics cards count.

    Parameters
    ----------
    label : str
        What is measured.
    country : str
        Two-letter code of the country whose electricity is used. It is never looked up: France
        unless said otherwise.
    pue : float
        What the building uses for one unit that the computer uses: 1.0 on a desk, 1.56 on
        average in a server room (Uptime Institute, 2024).
    factors : dict, optional
        Figures that replace those of the table, by id: a number or (low, central, high).
        :func:`civicai.carbon.factor_table` lists them.

    Returns
    -------
    Meter
        With ``.footprint``, during and after the block. A decorated function carries
        ``.footprint``, that of its latest call.

    Raises
    ------
    InputError
        If the country or a factor is unknown, or a figure is not possible.

    Examples
    --------
    >>> with measure("sum of squares") as m:
    ...     total = sum(n * n for n in range(200_000))
    >>> bill = m.footprint
    >>> bill.energy.low < bill.energy.central < bill.energy.high
    True
    """
    if not pue >= 1:
        message = _("the argument “{name}” cannot be “{value}”.").format(name="pue", value=pue)
        hint = _("Give 1 for a computer on a desk, more in a server room.")
        raise InputError(Problem(code="E04", message=message, hint=hint, value=str(pue)))
    given = dict(factors or {})
    if pue != 1.0:
        given["pue"] = pue
    return Meter(label, country, given)
