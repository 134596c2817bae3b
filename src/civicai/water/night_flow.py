"""Night flow: what a sector takes when everybody sleeps, and since when it takes more.

A leak runs by night as by day; consumption does not. The mean of the hours before dawn is
compared with its own recent past by a cumulative sum: small increases that last add up, single
odd nights do not.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.clock import DEFAULT_TZ
from civicai.water.flows import Flows, make_flows
from civicai.water.schema import FLOW, SECTOR, TIME

Floats = npt.NDArray[np.float64]

#: Local hours of the night flow, the last one excluded.
NIGHT = (3, 5)
#: Share of the night that must be known.
KNOWN = 0.6
#: Days whose median is the reference.
REFERENCE = 28
#: Slack and limit of the cumulative sum, in standard deviations: the usual choice to find a shift
#: of one standard deviation (Montgomery, "Introduction to statistical quality control", ch. 9).
SLACK, LIMIT = 0.5, 5.0
#: Days of which the new level is measured once a shift is found.
NEW_LEVEL = 7


class Shift(NamedTuple):
    """A night flow that rose and stayed.

    Parameters
    ----------
    start, detected : int
        Places in the series of days: when the sum began to rise, and when it passed its limit.
    before : float
        Reference before it [m3/h].
    """

    start: int
    detected: int
    before: float


def night_flows(
    flows: pd.DataFrame | Flows, hours: tuple[int, int] = NIGHT, tz: str = DEFAULT_TZ
) -> pd.DataFrame:
    """Return the night flow of each sector and day.

    Parameters
    ----------
    flows : Flows, or DataFrame as :func:`~civicai.water.flows.make_flows` takes it
        Of the same flows, nights are computed once.
    hours : tuple of int
        Local hours, the last one excluded.
    tz : str
        Time zone of the hours and days.

    Returns
    -------
    DataFrame
        One row a day, one column a sector [m3/h]; missing where under 60 % of the night is known.
        A value repeated for a day or more is a frozen meter, and is not known.
    """
    flows = make_flows(flows)
    if (hours, tz) not in flows.nights:
        flows.nights[hours, tz] = _nights(flows, hours, tz)
    return flows.nights[hours, tz]


def _nights(flows: Flows, hours: tuple[int, int], tz: str) -> pd.DataFrame:
    rows = flows.rows
    local = rows[TIME].dt.tz_convert(tz).dt.tz_localize(None)
    night = local.dt.hour.between(hours[0], hours[1] - 1)
    table = pd.DataFrame(
        {SECTOR: rows[SECTOR], "date": local.dt.normalize(), FLOW: flows.believed}
    )[night]
    grouped = table.groupby(["date", SECTOR])[FLOW]
    mean: pd.DataFrame = grouped.mean().unstack()  # noqa: PD010
    count = grouped.count().unstack()  # noqa: PD010
    full = count.max().clip(lower=1)
    days = pd.date_range(local.min().normalize(), local.max().normalize())
    return mean.where(count >= KNOWN * full).reindex(days)


def robust_std(values: Floats) -> float:
    """Return the standard deviation of a series of nights from its day-to-day differences.

    A leak moves the level, not the differences: the median of their size is that of quiet nights.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> quiet = rng.normal(0, 2, 400)
    >>> bool(abs(robust_std(np.r_[quiet, quiet + 50]) - 2) < 0.3)
    True
    """
    known = values[np.isfinite(values)]
    steps = np.abs(np.diff(known))
    return float(1.4826 * np.median(steps) / np.sqrt(2)) if len(steps) else np.nan


def find_shifts(
    nights: Floats, std: float, slack: float = SLACK, limit: float = LIMIT
) -> list[Shift]:
    """Find the rises of a night flow by a one-sided cumulative sum [1]_.

    Parameters
    ----------
    nights : ndarray of float, shape (n,)
        Day after day [m3/h]; missing ones leave the sum as it is.
    std : float
        Standard deviation of a quiet night [m3/h].
    slack, limit : float
        In standard deviations.

    Returns
    -------
    list of Shift
        After each, the reference starts again from the nights that follow.

    References
    ----------
    .. [1] Page, "Continuous inspection schemes", Biometrika 41, 1954.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> nights = rng.normal(20, 1, 120) + 3 * (np.arange(120) >= 80)
    >>> [(shift.start, shift.detected) for shift in find_shifts(nights, 1.0)]
    [(79, 81)]
    """
    shifts: list[Shift] = []
    begin, total, start = 0, 0.0, 0
    for day, value in enumerate(nights):
        past = nights[max(begin, day - REFERENCE) : day]
        past = past[np.isfinite(past)]
        if np.isnan(value) or len(past) < NEW_LEVEL:
            continue
        before = float(np.median(past))
        if total == 0.0:
            start = day
        total = max(0.0, total + (value - before) / std - slack)
        if total > limit:
            shifts.append(Shift(start, day, before))
            begin, total = day, 0.0
    return shifts
