"""How many people are inside: counted in, counted out, the drift between the two handled."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from civicai.clock import DEFAULT_TZ
from civicai.crowd.schema import COUNTER, ENTRIES, EXITS, PEOPLE, PLACE, TIME
from civicai.forecasting.intraday.panel import told_step

#: Days whose total entries over exits says how much the counters disagree.
BALANCE_DAYS = 14
#: Beyond these, the gates do not tell the same story and nothing is corrected further.
BALANCE_LIMITS = (0.8, 1.25)
#: Hours of the day at which a gate is seen on fewer days than this are hours it never counts.
COUNTED_SHARE = 0.05


class Presence(NamedTuple):
    """People inside, between two bounds, and the level of alert."""

    people: float
    low: float
    high: float
    level: str


def presence_level(people: float, high: float, capacity: float, watch_at: float = 0.8) -> str:
    """Return the level of people inside: ``"over"``, ``"alert"``, ``"watch"``, ``"normal"``.

    What is not known is ``"unknown"``, never ``"normal"``. The upper bound counts: where it
    reaches the capacity, the capacity may be reached.

    Examples
    --------
    >>> presence_level(900, 930, 1000), presence_level(float("nan"), float("nan"), 1000)
    ('watch', 'unknown')
    """
    if not math.isfinite(people) or not capacity > 0:
        return "unknown"
    if people >= capacity:
        return "over"
    if high >= capacity:
        return "alert"
    return "watch" if people >= watch_at * capacity else "normal"


class OccupancyTracker(BaseEstimator):  # type: ignore[misc]
    """Follow the people inside a place from those who come in and go out, live.

    Parameters
    ----------
    capacity : float
        People allowed at once.
    error_share : float
        Share of the passages that the counters may miss or count twice.
    balance : float
        Entries over exits on days when everybody went home; exits are multiplied by it.
    watch_at : float
        Share of the capacity from which a place is watched, the rule that towns use.

    Notes
    -----
    The bounds are ``error_share`` of all the passages since the last reset, in and out added:
    an error of 2 % at an entry is one of 2 % on the peak, and it grows until the place is known
    to be empty. A missing count makes the number unknown until :meth:`reset`.

    Examples
    --------
    >>> tracker = OccupancyTracker(capacity=1000)
    >>> tracker.update(entries=900, exits=50)
    Presence(people=850.0, low=831.0, high=869.0, level='watch')
    >>> tracker.update(entries=float("nan"), exits=30).level
    'unknown'
    >>> tracker.reset(people=0).update(entries=100, exits=0).level
    'normal'
    """

    def __init__(
        self,
        capacity: float,
        error_share: float = 0.02,
        balance: float = 1.0,
        watch_at: float = 0.8,
    ) -> None:
        self.capacity = capacity
        self.error_share = error_share
        self.balance = balance
        self.watch_at = watch_at

    def reset(self, people: float = 0.0) -> OccupancyTracker:
        """Say how many people are inside: none at dawn, or a count by hand."""
        self.people_, self.passages_ = float(people), 0.0
        return self

    def update(self, entries: float, exits: float) -> Presence:
        """Add what the gates counted since the last call.

        Parameters
        ----------
        entries, exits : float
            People; NaN where a gate was silent.

        Raises
        ------
        ValueError
            If a count is negative.
        """
        if entries < 0 or exits < 0:
            raise ValueError("entries and exits cannot be negative")
        if not hasattr(self, "people_"):
            self.reset()
        people = self.people_ + entries - self.balance * exits
        # Nobody is inside a place less than empty; an unknown number stays unknown.
        self.people_ = people if math.isnan(people) else max(people, 0.0)
        self.passages_ += entries + exits
        error = self.error_share * self.passages_
        low, high = self.people_ - error, self.people_ + error
        low = low if math.isnan(low) else max(low, 0.0)
        level = presence_level(self.people_, high, self.capacity, self.watch_at)
        return Presence(self.people_, low, high, level)


def track_places(
    counts: pd.DataFrame,
    error_share: float = 0.02,
    reset_hour: int = 5,
    tz: str = DEFAULT_TZ,
    *,
    since: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Follow every place of a table, all its gates added up, empty again each day at dawn.

    Parameters
    ----------
    counts : DataFrame
        ``counter``, ``time``, ``entries``, ``exits`` [people], and ``place`` where several gates
        lead to one; without it each counter is a place.
    error_share : float
        See :class:`OccupancyTracker`.
    reset_hour : int
        Local hour at which the place is taken to be empty.
    tz : str
    since : DataFrame, optional
        ``counter`` (the place), ``time``, ``people``: how many were inside before, so that gates
        whose rows start in the middle of a day do not start from nobody.

    Returns
    -------
    DataFrame
        ``place``, ``time``, ``people``, ``low``, ``high``, ``balance``; ``people`` is NaN from
        the first hour at which a gate is silent to the next reset.

    Notes
    -----
    Exits are multiplied by entries over exits of the last fourteen days, within 0.8 and 1.25,
    so that counters which disagree do not make people stay all night. No day is used to
    correct itself. ``time`` is the start of the hour; ``people`` counts those at its end.
    """
    table = counts.assign(**{PLACE: counts[PLACE] if PLACE in counts else counts[COUNTER]})
    table[PLACE] = table[PLACE].fillna(table[COUNTER])
    step = told_step(table[TIME], table[COUNTER])
    until = table[TIME].dt.round(step).max()
    places = []
    for place, some in table.groupby(PLACE, sort=True):
        slot = some[TIME].dt.round(step)
        # On past the last row of a silent place: what nobody counts is unknown.
        grid = pd.date_range(slot.min(), until, freq=step)
        inside = _inside_before(grid, since, place, reset_hour, tz)
        places.append(_track(some.assign(slot=slot), grid, inside, (error_share, reset_hour, tz)))
    return pd.concat(places, ignore_index=True)


def _inside_before(
    grid: pd.DatetimeIndex, since: pd.DataFrame | None, place: Any, reset_hour: int, tz: str
) -> float:
    """Return the people inside as a grid starts: NaN where nobody counted since they were."""
    if since is None:
        return 0.0
    before = since[(since[COUNTER] == place) & (since[TIME] < grid[0])]
    if before.empty:
        return 0.0
    last = before.loc[before[TIME].idxmax()]
    then, now = _day(pd.DatetimeIndex([last[TIME], grid[0]]), reset_hour, tz)
    if then != now:
        return 0.0
    return float(last[PEOPLE]) if grid[0] - last[TIME] <= grid.freq else math.nan


def _day(times: pd.DatetimeIndex, reset_hour: int, tz: str) -> pd.DatetimeIndex:
    """Return the day of each instant, which starts when the places are empty."""
    wall = times.tz_convert(tz).tz_localize(None)
    return (wall - pd.Timedelta(hours=reset_hour)).normalize()


def _track(
    some: pd.DataFrame, grid: pd.DatetimeIndex, inside: float, how: tuple[float, int, str]
) -> pd.DataFrame:
    error_share, reset_hour, tz = how
    local = grid.tz_convert(tz)
    totals = []
    for column in (ENTRIES, EXITS):
        gates = some.pivot_table(column, "slot", COUNTER, "last").reindex(grid)
        gates = gates.reindex(columns=sorted(some[COUNTER].unique()))
        # An hour of the day at which a gate never counts is one at which it is shut.
        counted = gates.notna().groupby(local.hour).transform("mean") >= COUNTED_SHARE
        totals.append(gates.where(gates.notna() | counted, 0.0).sum(axis=1, skipna=False))
    coming, going = totals
    day = _day(grid, reset_hour, tz)
    came_in = coming.copy()
    came_in.iloc[0] += inside  # they did, earlier that day
    daily = pd.DataFrame({"in": came_in, "out": going}).groupby(day).sum(min_count=1)
    known = coming.notna().groupby(day).all().to_numpy()
    daily[~known] = np.nan
    past = daily.rolling(BALANCE_DAYS, min_periods=1).sum().shift()
    ratio = (past["in"] / past["out"]).replace([np.inf, -np.inf], np.nan).fillna(1.0)
    balance = ratio.clip(*BALANCE_LIMITS).reindex(day).to_numpy()
    net = (came_in - balance * going).to_numpy()
    people = _running(net, pd.Index(day).to_numpy())
    error = error_share * (coming + going).groupby(day).cumsum().to_numpy()
    return pd.DataFrame(
        {
            PLACE: some[PLACE].iloc[0],
            TIME: grid,
            PEOPLE: people,
            "low": np.maximum(people - error, 0.0),
            "high": people + error,
            "balance": ratio.reindex(day).to_numpy(),
        }
    )


def _running(net: np.ndarray[Any, Any], day: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the running sum of each day, kept from going below zero; NaN once it is unknown."""
    sums = pd.Series(net).groupby(day)
    total = sums.cumsum(skipna=False)
    # What would have gone below zero is given back: the people inside start again from none.
    floor = total.groupby(day).cummin().clip(upper=0.0)
    people: np.ndarray[Any, Any] = (total - floor).to_numpy()
    return people
