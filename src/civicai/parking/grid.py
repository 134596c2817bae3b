"""Readings laid out on a grid, as shares of a capacity."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from civicai.forecasting import IntradayPanel
from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.intraday.grid import Grid
from civicai.forecasting.intraday.history import pick
from civicai.parking.freshness import FeedHabits, feed_state
from civicai.parking.schema import CAPACITY, KIND, OCCUPIED, PARK, TIME


class ParkGrid(Grid):
    """Shares of a reference capacity on the grid, and the capacity in force.

    Parameters
    ----------
    panel, reference, full_at, kinds
        See :class:`~civicai.forecasting.intraday.grid.Grid`; the reference in places.
    capacity : ndarray of float, shape (s, t)
        Last capacity stated [places].
    habits : FeedHabits
        Those learned at the fit; a park that came later has none.
    """

    def __init__(
        self,
        panel: IntradayPanel,
        reference: Floats,
        full_at: float,
        kinds: Ints,
        capacity: Floats,
        habits: FeedHabits,
    ) -> None:
        super().__init__(panel, reference, full_at, kinds)
        self.capacity, self.habits = capacity, habits

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


def lay_out(
    rows: pd.DataFrame,
    known: pd.Series[Any],
    habits: FeedHabits | None,
    full_at: float,
    how: Mapping[str, Any],
) -> ParkGrid:
    """Lay readings out, as shares of the capacities known at the fit, by name.

    The ``habits`` are of those parks; None before the fit, which learns them of these rows.
    ``how`` holds the step, the time zone and the last instant of the grid.
    """
    codes, names = pd.factorize(rows[PARK])
    parks = pd.Index(sorted({*names, *known.index}))
    places = rows[CAPACITY].to_numpy(float)
    newest = np.full(len(parks), np.nan)
    where = parks.get_indexer(pd.Index(names))[codes]
    newest[where] = places  # the last of the file stays: rows are in order of time
    reference = known.reindex(parks).to_numpy(float)
    reference = np.where(np.isfinite(reference), reference, newest)
    shares = rows[OCCUPIED].to_numpy(float) / reference[where]
    panel, stated = IntradayPanel.from_arrays(parks, where, rows[TIME], (shares, places), **how)
    kinds = np.zeros(len(parks), dtype=np.int64)
    if KIND in rows:  # one number to all that state none
        kinds[where] = pd.factorize(rows[KIND].fillna(""), sort=True)[0]
    if habits is None:
        habits = FeedHabits.learn(panel)
    else:
        habits = habits.of(known.index.get_indexer(parks))
    return ParkGrid(panel, reference, full_at, kinds, _carried(stated.values), habits)


def _carried(stated: Floats) -> Floats:
    """Return the last value stated in each cell, the first one before any."""
    known = np.isfinite(stated)
    first = np.where(known.any(axis=1), known.argmax(axis=1), 0)
    last = np.maximum.accumulate(np.where(known, np.arange(stated.shape[1]), -1), axis=1)
    carried: Floats = np.take_along_axis(stated, np.maximum(last, first[:, None]), axis=1)
    return carried
