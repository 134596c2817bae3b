"""Floods as events: was the start of each foreseen, how long before, and how often for nothing.

Scores by the hour flatter everybody, for the hours after a river has passed its threshold are
easy. What a town needs is the start.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

#: Two passages above a threshold with less than this between them are one flood.
SEPARATION = "24h"
#: An alarm valid this long before the start is still one of that flood.
EARLY = "2h"


class EventScores(NamedTuple):
    """What a series of forecasts at one lead foresaw.

    Parameters
    ----------
    onsets : int
        Floods that started.
    caught, missed : int
        Starts foreseen on time, and the others.
    false_starts : int
        Alarms during which the river never passed the threshold.
    lead_gained : float
        Median time from the alarm to the start, over the floods caught [h]; NaN without any.
    """

    onsets: int
    caught: int
    missed: int
    false_starts: int
    lead_gained: float


def event_scores(
    observed: pd.Series[Any],
    forecast: pd.Series[Any],
    threshold: float,
    *,
    lead: Any = "0h",
    separation: Any = SEPARATION,
    early: Any = EARLY,
) -> EventScores:
    """Score the starts of floods rather than hours.

    Parameters
    ----------
    observed : Series of float
        Indexed by time; missing where unknown.
    forecast : Series of float or bool
        What had been said of the same times ``lead`` before: a value, or whether to alarm.
    threshold : float
        The same unit as the values.
    lead : duration
        An alarm valid at 14:00 was given ``lead`` earlier.
    separation, early : duration
        Passages above the threshold nearer than ``separation`` are one flood; an alarm valid up
        to ``early`` before the start counts as on time.

    Returns
    -------
    EventScores
        A start is caught where an alarm was valid at the time of the start or up to ``early``
        before. An alarm is false where nothing was observed above the threshold from
        ``separation`` before it to ``early`` after its end: a late alarm is missed, not false.

    Examples
    --------
    >>> hours = pd.date_range("2024-10-17", periods=6, freq="h", tz="UTC")
    >>> river = pd.Series([1.0, 1.2, 1.8, 2.6, 3.0, 2.2], hours)
    >>> event_scores(river, river.shift(2), 2.0, lead="2h")
    EventScores(onsets=1, caught=0, missed=1, false_starts=0, lead_gained=nan)
    >>> event_scores(river, river + 0.5, 2.0, lead="2h")
    EventScores(onsets=1, caught=1, missed=0, false_starts=0, lead_gained=3.0)
    """
    times = pd.DatetimeIndex(observed.index).tz_convert(None)
    over = np.asarray(observed, float) >= threshold
    values = np.asarray(forecast)
    alarm = values if values.dtype == bool else np.asarray(values, float) >= threshold
    early, apart = pd.Timedelta(early), pd.Timedelta(separation)
    floods, alarms = _runs(times, over, apart), _runs(times, alarm, apart)
    gained = []
    for start, _end in floods:
        valid = times[alarm & (times >= start - early) & (times <= start)]
        if len(valid):
            gained.append((start - valid[0] + pd.Timedelta(lead)) / pd.Timedelta("1h"))
    false = sum(not _any_between(times, over, a - apart, b + early) for a, b in alarms)
    return EventScores(
        onsets=len(floods),
        caught=len(gained),
        missed=len(floods) - len(gained),
        false_starts=false,
        lead_gained=float(np.median(gained)) if gained else float("nan"),
    )


def flood_onsets(
    observed: pd.Series[Any], threshold: float, separation: Any = SEPARATION
) -> pd.DataFrame:
    """List the floods of a series.

    Parameters
    ----------
    observed : Series of float
        Indexed by time, tz-aware.
    threshold : float
    separation : duration

    Returns
    -------
    DataFrame
        ``start``, ``end`` (last time above the threshold), ``peak``.
    """
    times = pd.DatetimeIndex(observed.index)
    values = np.asarray(observed, float)
    runs = _runs(times, values >= threshold, pd.Timedelta(separation))
    rows = [
        (start, end, float(np.nanmax(values[(times >= start) & (times <= end)])))
        for start, end in runs
    ]
    table = pd.DataFrame(rows, columns=["start", "end", "peak"])
    return table.astype({"start": times.dtype, "end": times.dtype})


def persistence_index(
    observed: npt.ArrayLike, expected: npt.ArrayLike, naive: npt.ArrayLike
) -> float:
    """Return the share of the squared error of persistence that a forecast removes.

    1 - SSE(forecast)/SSE(persistence): 0 is no better than the value now, 1 is perfect. A river
    an hour ahead resembles itself so much that any other score looks excellent.

    Parameters
    ----------
    observed, expected, naive : array-like of float, shape (n,)
        Rows where one is missing are left out.

    References
    ----------
    .. [1] Kitanidis and Bras, "Real-time forecasting with a conceptual hydrologic model: 2.",
       Water Resources Research 16, 1980.

    Examples
    --------
    >>> persistence_index([2, 4], [2, 3], [1, 2])
    0.8
    """
    y, f, n = (np.asarray(x, float) for x in (observed, expected, naive))
    whole = np.isfinite(y) & np.isfinite(f) & np.isfinite(n)
    base = float(((y - n)[whole] ** 2).sum())
    return 1.0 - float(((y - f)[whole] ** 2).sum()) / base if base else float("nan")


def cost_loss_value(observed: npt.ArrayLike, alarm: npt.ArrayLike, cost_loss: float) -> float:
    """Return the economic value of alarms, from 0 (climate alone) to 1 (perfect).

    Parameters
    ----------
    observed : array-like of bool, shape (n,)
        Whether the threshold was passed.
    alarm : array-like of bool, shape (n,)
    cost_loss : float
        Cost of acting over the loss that acting avoids, between 0 and 1.

    Raises
    ------
    ValueError
        If ``cost_loss`` is not between 0 and 1.

    References
    ----------
    .. [1] Richardson, "Skill and relative economic value of the ECMWF ensemble prediction
       system", Q. J. R. Meteorol. Soc. 126, 2000.

    Examples
    --------
    >>> cost_loss_value([True, False, False, False], [True, True, False, False], 0.25)
    0.6666666666666666
    """
    if not 0 < cost_loss < 1:
        raise ValueError(f"cost_loss must be between 0 and 1, not {cost_loss!r}")
    seen, warned = np.asarray(observed, bool), np.asarray(alarm, bool)
    climate = min(cost_loss, float(seen.mean()))
    perfect = cost_loss * float(seen.mean())
    spent = cost_loss * float(warned.mean()) + float((seen & ~warned).mean())
    return (climate - spent) / (climate - perfect) if climate > perfect else float("nan")


def _runs(times: pd.DatetimeIndex, over: Bools, apart: pd.Timedelta) -> list[tuple[Any, Any]]:
    """Return first and last time of each run of ``over``, near ones taken together."""
    when = times[over]
    if not len(when):
        return []
    new = np.flatnonzero(np.diff(when.tz_localize(None).to_numpy()) > apart.to_timedelta64()) + 1
    firsts = np.concatenate([[0], new])
    lasts = np.concatenate([new - 1, [len(when) - 1]])
    return [(when[i], when[j]) for i, j in zip(firsts, lasts, strict=True)]


def _any_between(times: pd.DatetimeIndex, over: Bools, begin: Any, end: Any) -> bool:
    return bool((over & (times >= begin) & (times <= end)).any())
