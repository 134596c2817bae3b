"""Readings laid out on a grid, as shares of a capacity; what is refused of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civicai.errors import InputError, Problem
from civicai.forecasting import IntradayPanel
from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.intraday.features import IntradayFeatures
from civicai.forecasting.intraday.history import IntradayHistory, IntradayQuery, pick
from civicai.i18n import _
from civicai.parking.freshness import FeedHabits, feed_state
from civicai.parking.schema import CAPACITY, KIND, OCCUPIED, PARK, TIME

if TYPE_CHECKING:
    from civicai.parking.models import OccupancyForecaster

#: Days of readings without which nothing is forecast.
FEWEST_DAYS = 3


class Known:
    """Readings as shares of a reference capacity on the grid, and the capacity in force.

    Parameters
    ----------
    panel : IntradayPanel
        Shares of ``reference``.
    capacity : ndarray of float, shape (s, t)
        Last capacity stated [places].
    reference : ndarray of float, shape (s,)
        Capacity that the shares are of [places].
    kinds : ndarray of int, shape (s,)
        Kind of each park.
    full_at : float
        Share of the capacity from which a park counts as full.
    habits : FeedHabits
        Those learned at the fit; a park that came later has none.
    """

    def __init__(
        self,
        panel: IntradayPanel,
        capacity: Floats,
        reference: Floats,
        kinds: Ints,
        full_at: float,
        habits: FeedHabits,
    ) -> None:
        self.panel, self.capacity, self.reference = panel, capacity, reference
        self.kinds, self.full_at, self.habits = kinds, full_at, habits

    @classmethod
    def of(
        cls, model: OccupancyForecaster, rows: pd.DataFrame, until: pd.Timestamp | None = None
    ) -> Known:
        """Lay readings out as a fitted (or half-fitted) model sees them."""
        codes, names = pd.factorize(rows[PARK])
        parks = pd.Index(sorted({*names, *model.reference_.index}))
        places = rows[CAPACITY].to_numpy(float)
        newest = np.full(len(parks), np.nan)
        where = parks.get_indexer(pd.Index(names))[codes]
        newest[where] = places  # the last of the file stays: rows are in order of time
        reference = model.reference_.reindex(parks).to_numpy(float)
        reference = np.where(np.isfinite(reference), reference, newest)
        shares = rows[OCCUPIED].to_numpy(float) / reference[where]
        panel, stated = IntradayPanel.from_arrays(
            parks, where, rows[TIME], (shares, places), model.step_, tz=model.tz, until=until
        )
        kinds = _kinds(rows, where, len(parks))
        habits = _habits_of(model, parks) if hasattr(model, "habits_") else FeedHabits.learn(panel)
        capacity = _carried(stated.values)
        return cls(panel, capacity, reference, kinds, model.full_at, habits)

    @cached_property
    def features(self) -> IntradayFeatures:
        """What the forecasters ask for, laid out at first need."""
        return IntradayFeatures(IntradayHistory(self.panel, self.kinds), self.full_at)

    @cached_property
    def state(self) -> tuple[Ints, Ints]:
        """Where the last reading of each cell stands, and since when it is the same."""
        return feed_state(self.panel.values)

    def ceiling(self, series: Ints, columns: Ints) -> Floats:
        """Return the capacity in force over the reference, shape (n,)."""
        inside = np.clip(columns, 0, self.capacity.shape[1] - 1)
        now = pick(self.capacity, series, inside)
        before = pick(self.capacity, series, self.panel.days_before(inside, 7))
        in_force: Floats = np.fmin(now, before) / self.reference[series]
        return in_force

    def rule(self, ask: IntradayQuery) -> Floats:
        """Return what the town's rule says: the same slot of the last week that is known."""
        return self.features.history.same_slot(ask, 7)


def _habits_of(model: OccupancyForecaster, parks: pd.Index) -> FeedHabits:
    where = pd.Index(sorted(model.reference_.index)).get_indexer(parks)
    gap, still = (
        np.where(where >= 0, values[where], 0.0)
        for values in (model.habits_.gap, model.habits_.still)
    )
    return FeedHabits(gap, still)


def _carried(stated: Floats) -> Floats:
    """Return the last value stated in each cell, the first one before any."""
    known = np.isfinite(stated)
    first = np.where(known.any(axis=1), known.argmax(axis=1), 0)
    last = np.maximum.accumulate(np.where(known, np.arange(stated.shape[1]), -1), axis=1)
    carried: Floats = np.take_along_axis(stated, np.maximum(last, first[:, None]), axis=1)
    return carried


def _kinds(rows: pd.DataFrame, where: Ints, parks: int) -> Ints:
    """Give each kind of park a number, and one to all that state none."""
    kinds = np.zeros(parks, dtype=np.int64)
    if KIND in rows:
        kinds[where] = pd.factorize(rows[KIND].fillna(""), sort=True)[0]
    return kinds


def to_instant(moment: Any, tz: str) -> pd.Timestamp:
    """Return an instant in UTC; a naive one is local."""
    instant = pd.Timestamp(moment)
    if instant.tzinfo is None:
        instant = instant.tz_localize(tz, ambiguous=True, nonexistent="shift_forward")
    return instant.tz_convert("UTC").as_unit("ns")


def refuse_short_history(rows: pd.DataFrame) -> None:
    """Refuse readings that cover less than three days: no day can repeat itself in them.

    Raises
    ------
    InputError
    """
    days = pd.DatetimeIndex(rows[TIME].dt.tz_convert("Europe/Paris")).normalize().nunique()
    if days >= FEWEST_DAYS:
        return
    message = _(
        "the readings cover {days} day(s): at least {least} are needed, and four weeks "
        "to forecast well."
    )
    raise InputError(
        Problem(
            code="S11",
            column=TIME,
            message=message.format(days=days, least=FEWEST_DAYS),
            hint=_("A portal shows the present only: keep each reading, then come back."),
        )
    )


def refuse_future(observed: pd.DataFrame, issued: pd.Timestamp) -> None:
    """Refuse readings later than the issue time.

    Raises
    ------
    InputError
    """
    later = observed[observed[TIME] > issued]
    if later.empty:
        return
    local = issued.tz_convert("Europe/Paris")
    message = _("{count} readings are later than the issue time, {moment}.")
    raise InputError(
        Problem(
            code="S12",
            column=TIME,
            value=str(later[TIME].max()),
            count=len(later),
            message=message.format(count=len(later), moment=local.strftime("%d/%m/%Y %H:%M")),
            hint=_("A forecast may not see its own future: fit on earlier readings."),
        )
    )
