"""The power of a processor: from its name and load, or from the counters of the machine."""

from __future__ import annotations

import math
import re
import sys
from functools import cache

from civicai.carbon.factors import Processor, factor_table, processor_table
from civicai.carbon.interval import Interval
from civicai.errors import InputError, Problem
from civicai.i18n import _

# A straight line, chosen so that no one of three behaviours is served at the expense of another:
# the 42 public benches of two processors, whose package power was counted by the processor
# itself (RAPL), and the curve that TEADS published for servers. See benchmarks/carbon.py, which
# redoes the choice and prints its limits.
_IDLE = 0.07
_SLOPE = 0.83
# Truth over estimate strays most at low load, where idle share and frequency differ by machine.
# Around this line the margin, chosen on either of the two processors alone, holds on the other
# (86 and 90 %); with a line that is chosen without the other too, it does not (9 and 95 %).
_MARGIN_IDLE = 2.3
_MARGIN_SLOPE = 0.7


def estimate_power(*, load: float, tdp: float | None = None, cores: int = 1) -> Interval:
    """Estimate the power of a processor package from its thermal design power and load.

    ``P = TDP (0.07 + 0.83 load)``, within ``P / m`` and ``P m`` with ``m = 2.3 - 0.7 load``.

    On the 42 public benches of two processors (Xeon E3-1240 V2, Threadripper 1950X) the mean
    error is 36.5 % (39 and 35 %), and nine true powers in ten lie within the bounds. The line
    was chosen with both in view; one chosen without the processor that it is checked on, with
    the published curves beside the other processor, errs by 41 % (34 and 47 %), and one fitted
    to the other processor alone by 72 % (99 and 47 %). A name tells little more: the best rising
    function of load times TDP, chosen after the fact, still errs by 28 %, because one and the
    same processor at a quarter of its load draws 8 W when it keeps a low frequency and 29 W when
    it does not. The bounds rest on the same two processors: a third may stray further. The
    centre is an order of magnitude; read the bounds.

    Parameters
    ----------
    load : float
        Share of the virtual cores that is busy, 0 to 1.
    tdp : float, optional
        Thermal design power of the package [W].
    cores : int
        Virtual cores of the package; used where the TDP is unknown, with the generic power of
        a virtual core (factor ``cpu.core_power``).

    Returns
    -------
    Interval
        Power of the package [W], idle share included.

    Raises
    ------
    InputError
        If the load is not within 0 and 1, or the TDP or the cores are not positive.

    Examples
    --------
    >>> power = estimate_power(tdp=65, cores=12, load=0.5)
    >>> round(power.low), round(power.central), round(power.high)
    (16, 32, 61)
    """
    if not 0 <= load <= 1:
        raise InputError(_outside("load", load, _("Give a share, from 0 to 1.")))
    if cores < 1:
        raise InputError(_outside("cores", cores, _("Give a number above 0.")))
    if tdp is None:
        return factor_table()["cpu.core_power"].interval * (cores * _share(load) / _share(1))
    if not (tdp > 0 and math.isfinite(tdp)):
        raise InputError(_outside("tdp", tdp, _("Give a number above 0.")))
    power = tdp * _share(load)
    margin = _MARGIN_IDLE - _MARGIN_SLOPE * load
    return Interval(power / margin, power, power * margin)


def core_power(processor: Processor) -> Interval:
    """Return the power to charge to one busy virtual core of a known processor [W].

    The neighbours of a run cannot be known, so three states of the package bound its share:
    full, at the lower bound of its power (low), half full (central), and half full at the upper
    bound (high), which is about the TDP over the physical cores, what a lone busy core draws.

    Examples
    --------
    >>> core_power(Processor("AMD Ryzen 5 3600", 65, 12, ""))  # doctest: +ELLIPSIS
    Interval(low=3.0..., central=5.2..., high=10.2...)
    """
    full = estimate_power(tdp=processor.tdp, load=1.0)
    half = estimate_power(tdp=processor.tdp, load=0.5)
    busy = processor.threads / 2
    return Interval(full.low / processor.threads, half.central / busy, half.high / busy)


def find_processor(name: str) -> Processor | None:
    """Find a processor by its exact name, set aside the marks and frequency that systems add.

    A name that is close is not enough: “AMD EPYC”, which virtual machines show, is dozens of
    processors from 120 to 400 W.

    Examples
    --------
    >>> find_processor("Intel(R) Xeon(R) CPU E3-1240 V2 @ 3.40GHz").tdp
    69
    >>> find_processor("AMD EPYC") is None
    True
    """
    wanted = _bare(name)
    return next((known for known in processor_table() if _bare(known.name) == wanted), None)


@cache
def processor_name() -> str:
    """Return the name that the system gives the processor, empty where it gives none."""
    if sys.platform == "linux":
        try:
            with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
                names = (line for line in lines if line.startswith("model name"))
                return next(names, ":").partition(":")[2].strip()
        except OSError:
            return ""
    if sys.platform == "win32":
        import winreg

        path = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
                return str(winreg.QueryValueEx(key, "ProcessorNameString")[0]).strip()
        except OSError:
            return ""
    return ""


def _share(load: float) -> float:
    return _IDLE + _SLOPE * load


_NOISE = re.compile(
    r"\((?:r|tm)\)|\bcpu\b|\bprocessor\b|\b\d+-core\b|@.*|^\d+th gen\b", re.IGNORECASE
)


def _bare(name: str) -> str:
    return " ".join(_NOISE.sub(" ", name.strip()).casefold().split())


def _outside(name: str, value: float, hint: str) -> Problem:
    message = _("the argument “{name}” cannot be “{value}”.").format(name=name, value=value)
    return Problem(code="E04", message=message, hint=hint, value=str(value))
