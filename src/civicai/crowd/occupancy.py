"""How many people are inside, from those who came in and went out, and how sure that is.

Every gate errs: a share of the passages is missed or counted twice. The error of the number
inside grows with all that has passed, and only an empty site sets it right: the count starts
again each day at the hour when nobody is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.crowd.schema import ENTRIES, EXITS, GATE, TIME

Floats = npt.NDArray[np.float64]

TZ = "Europe/Paris"
#: Local hour at which a site is taken as empty, and the count starts again.
EMPTY_AT = 5
#: Share of the passages by which a gate may err: 2 % for turnstiles and light barriers.
COUNT_ERROR = 0.02
#: Share of the capacity from which the rule of today warns.
RULE_SHARE = 0.8
#: Time over which the trend is taken, and ahead of which it is carried on.
TREND = pd.Timedelta("30min")
#: Steps without a reading after which a gate is silent.
STEPS_KEPT = 3

NORMAL, WATCH, ALERT, FULL, UNKNOWN = "normal", "watch", "alert", "full", "unknown"


@dataclass(frozen=True)
class Occupancy:
    """What is known of the number inside.

    Parameters
    ----------
    people, low, high : float
        Central value and bounds; NaN where nothing is known.
    level : str
        ``"normal"``, ``"watch"``, ``"alert"``, ``"full"`` or ``"unknown"``.
    """

    people: float
    low: float
    high: float
    level: str


class OccupancyTracker:
    """Keep the number of people inside, step by step, with the error that piles up.

    Parameters
    ----------
    capacity : float
        People allowed at once.
    count_error : float
        Share of the passages by which the gates may err, all in the same direction: the worst
        case, for gates of one make err alike.

    Examples
    --------
    >>> tracker = OccupancyTracker(1000)
    >>> tracker.update(entries=900, exits=50).level
    'watch'
    >>> tracker.update(entries=None, exits=10).level
    'unknown'
    """

    def __init__(self, capacity: float, *, count_error: float = COUNT_ERROR) -> None:
        if not capacity > 0:
            raise ValueError(f"capacity must be above 0, not {capacity!r}")
        self.capacity = capacity
        self.count_error = count_error
        self.reset()

    def reset(self) -> None:
        """Say that the site is empty."""
        self._inside, self._passed, self._blind = 0.0, 0.0, False

    def update(self, entries: float | None, exits: float | None) -> Occupancy:
        """Add the passages of one step; a missing one makes the number unknown until a reset.

        Parameters
        ----------
        entries, exits : float or None
            People who came in and went out since the last update.
        """
        if entries is None or exits is None or np.isnan(entries) or np.isnan(exits):
            self._blind = True
        if self._blind:
            return Occupancy(np.nan, np.nan, np.nan, UNKNOWN)
        self._inside += float(entries or 0) - float(exits or 0)
        self._passed += float(entries or 0) + float(exits or 0)
        people = max(0.0, self._inside)
        error = self.count_error * self._passed
        high = people + error
        return Occupancy(people, max(0.0, people - error), high, self.level(people, high))

    def level(self, people: float, high: float) -> str:
        """Return the level of a number inside; ``high`` counts, so that doubt warns sooner."""
        if people >= self.capacity:
            return FULL
        if high >= self.capacity:
            return ALERT
        return WATCH if high >= RULE_SHARE * self.capacity else NORMAL


def event_day(times: pd.Series[Any] | pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Return the day that each instant belongs to, from :data:`EMPTY_AT` to the next one."""
    local = pd.DatetimeIndex(times).tz_convert(TZ).tz_localize(None)
    return (local - pd.Timedelta(hours=EMPTY_AT)).normalize()


def follow_gates(gates: pd.DataFrame, count_error: float = COUNT_ERROR) -> pd.DataFrame:
    """Return the number inside at each step, all gates together.

    Parameters
    ----------
    gates : DataFrame
        ``gate``, ``time`` (UTC, end of the step), ``entries``, ``exits`` [people].
    count_error : float

    Returns
    -------
    DataFrame
        ``day``, ``time``, ``people``, ``low``, ``high`` [people], ``flow`` [people a step],
        ``silent`` (names of the gates that did not tell what passed, ``""`` where all did).
        From the first step that a gate does not tell, ``people`` is missing for the day: those
        who came in by it are not known.
    """
    told = gates.dropna(subset=[ENTRIES, EXITS])
    steps = pd.DataFrame({TIME: sorted(gates[TIME].unique())})
    steps["day"] = event_day(steps[TIME])
    day, names = steps["day"].to_numpy(), sorted(gates[GATE].unique())
    net = told.assign(net=told[ENTRIES] - told[EXITS], passed=told[ENTRIES] + told[EXITS])
    wide = {
        name: net.pivot_table(name, TIME, GATE).reindex(index=steps[TIME], columns=names)
        for name in ("net", "passed")
    }
    known = wide["net"].notna().to_numpy()
    # A gate that opens late has not told yet, and nobody came by it: it counts from its first
    # reading of the day on, then it is expected at every step.
    lost = pd.DataFrame(known).groupby(day).cummax().to_numpy() & ~known
    steps["silent"] = [", ".join(np.array(names)[row]) for row in lost]
    blind = pd.Series(lost.any(axis=1)).groupby(day).cummax().to_numpy()
    flow = wide["net"].sum(axis=1).to_numpy()
    inside = pd.Series(flow).groupby(day).cumsum().to_numpy()
    passed = pd.Series(wide["passed"].sum(axis=1).to_numpy()).groupby(day).cumsum().to_numpy()
    people = np.where(blind, np.nan, np.maximum(inside, 0))
    error = count_error * passed
    steps["people"], steps["low"] = people, np.maximum(people - error, 0)
    steps["high"], steps["flow"] = people + error, np.where(blind, np.nan, flow)
    return steps[["day", TIME, "people", "low", "high", "flow", "silent"]]


def usual_step(times: pd.Series[Any]) -> pd.Timedelta:
    """Return the median time between two steps of an event."""
    gaps = pd.Series(sorted(times.unique())).diff().dropna()
    return pd.Timedelta(gaps.median()) if len(gaps) else TREND


def carry_on(steps: pd.DataFrame) -> pd.DataFrame:
    """Carry the trend of the last half-hour on for another one.

    Parameters
    ----------
    steps : DataFrame
        As :func:`follow_gates` gives it.

    Returns
    -------
    DataFrame
        The same rows, with ``expected`` [people] half an hour later, ``came`` (what came then,
        missing where not known) and ``spread`` (usual distance between the two on the days
        before, a tenth of ``expected`` on the first day).
    """
    back = max(1, round(TREND / usual_step(steps[TIME])))
    by_day = steps.groupby("day")["people"]
    slope = (steps["people"] - by_day.shift(back)).fillna(steps["people"])
    expected = (steps["people"] + slope).clip(lower=0)
    came = by_day.shift(-back)
    error = (came - expected) ** 2
    day = steps["day"].to_numpy()
    spread = np.full(len(steps), np.nan)
    for one in np.unique(day):  # a day is judged by the days before it alone
        before = error[day < one].dropna()
        spread[day == one] = np.sqrt(before.mean()) if len(before) >= back else np.nan
    spread = np.where(np.isnan(spread), 0.1 * expected, spread)
    return steps.assign(expected=expected, came=came, spread=np.maximum(spread, 1.0))


def chance_over(expected: Floats, spread: Floats, capacity: float) -> Floats:
    """Return the chance that the number inside passes the capacity, errors being normal.

    Examples
    --------
    >>> chance_over(np.array([900.0, 1000.0]), np.array([100.0, 100.0]), 1000).round(2).tolist()
    [0.16, 0.5]
    """
    from scipy.stats import norm

    return np.asarray(norm.sf((capacity - expected) / spread))
