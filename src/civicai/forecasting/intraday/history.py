"""What was known of many series of one grid at any issue time, laid out once for all questions."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.intraday.panel import IntradayPanel

#: Weight of a week over the one after it: from the last weeks alike to nearly the last one alone.
DECAYS = (0.9, 0.7, 0.4)
#: The decay of the profile that residuals are taken against.
USUAL = 0.7
#: Weight of a day over the one after it, in the profile of the day.
DAILY = 0.8

#: What tells a profile.
NOTHING, WEEKS, DAYS, ALIKE = range(4)

Table = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.floating[Any]]


class IntradayQuery(NamedTuple):
    """Questions: a series, an issue time and a lead each, arrays of shape (n,).

    ``series`` are rows of the panel, ``origin`` columns, ``steps`` a number of slots.
    """

    series: Ints
    origin: Ints
    steps: Ints

    @property
    def target(self) -> Ints:
        """Columns of the instants asked for."""
        return self.origin + self.steps

    @classmethod
    def every(cls, series: int, origins: Ints, steps: int) -> IntradayQuery:
        """Ask of every series from every issue time, series by series."""
        who, when = np.meshgrid(np.arange(series), origins, indexing="ij")
        return cls(who.ravel(), when.ravel(), np.full(who.size, steps))

    def keep(self, chosen: npt.NDArray[np.bool_] | Ints) -> IntradayQuery:
        """Return some of the questions."""
        return IntradayQuery(self.series[chosen], self.origin[chosen], self.steps[chosen])


class IntradayHistory:
    """A panel, and what it said of each slot of local time before it came.

    Every table is computed once for the whole panel, whatever is asked of it afterwards, and a
    cell of it rests on earlier readings only: a prefix of the panel gives the same cells.

    Parameters
    ----------
    panel : IntradayPanel
        On one scale for all series, such as a share of a capacity.
    kinds : ndarray of int, shape (s,), optional
        Kind of each series: a newcomer borrows the profile of its like. All alike by default.
    """

    def __init__(self, panel: IntradayPanel, kinds: Ints | None = None) -> None:
        self.panel = panel
        self.kinds = np.zeros(len(panel.series), dtype=np.int64) if kinds is None else kinds
        self.day, self.week = panel.per_day, 7 * panel.per_day
        self._wall = panel.wall(np.arange(len(panel)))
        self._first = int(self._wall[0])
        self._weeks = -(-int(self._wall[-1] - self._first + 2) // self.week)
        self._profiles: dict[float, Table] = {}
        self._against: dict[float, Table] = {}

    # -- what was read ------------------------------------------------------------------------

    def reading(self, series: Ints, column: Ints) -> Floats:
        """Return readings, NaN outside of the grid, shape (n,)."""
        return pick(self.panel.values, series, column)

    def same_slot(self, query: IntradayQuery, days: int, back: int = 0) -> Floats:
        """Return the reading of the target's local time, the last one known at issue time.

        ``days`` is the period, 1 or 7; ``back`` asks for as many periods before.
        """
        column = self.panel.days_before(query.target, days * (self.periods(query, days) + back))
        return self.reading(query.series, column)

    def periods(self, query: IntradayQuery, days: int) -> Ints:
        """Return how many periods before the target its slot was last known at issue time."""
        least: Ints = np.maximum(1, -(-query.steps // (days * self.day)))
        # Where the clocks changed in between, that slot may come after the issue time.
        late = self.panel.days_before(query.target, days * least) > query.origin
        return least + late

    # -- what was usual -----------------------------------------------------------------------

    def profile(self, query: IntradayQuery, decay: float = USUAL) -> tuple[Floats, Ints]:
        """Return the usual value of the target's slot, and what tells it.

        Weeks tell it where one is known, else the days before, else, for a series known for less
        than a week, the weeks of its like: as :data:`WEEKS`, :data:`DAYS` or :data:`ALIKE`.
        """
        usual = self.usual(self._profile(decay), query, 7)
        told = np.where(np.isfinite(usual), WEEKS, NOTHING)
        for by in (DAYS, ALIKE):
            unknown = np.flatnonzero(told == NOTHING)
            if by == ALIKE:
                age = query.origin[unknown] - self._since[query.series[unknown]]
                unknown = unknown[(age >= 0) & (age < self.week)]
            if not len(unknown):
                continue
            some = query.keep(unknown)
            if by == DAYS:
                usual[unknown] = self.usual(self.daily, some, 1)
            else:
                usual[unknown] = self.usual(
                    self._alike, some._replace(series=self.kinds[some.series]), 7
                )
            told[unknown[np.isfinite(usual[unknown])]] = by
        return usual, told

    def usual(self, table: Table, query: IntradayQuery, days: int) -> Floats:
        """Return what a rolling table said of the target's slot at issue time."""
        period = days * self.day
        slot = self.panel.wall(query.target) - self._first
        return pick(table, query.series, slot - period * (self.periods(query, days) - 1))

    def against(self, decay: float = USUAL) -> Table:
        """Return each reading less what was usual in its slot the slot before, shape (s, t)."""
        if decay not in self._against:
            slot = self._wall - self._first
            usual = self._profile(decay)[:, slot]
            for other in (self.daily, self._alike[self.kinds]):
                unknown = ~np.isfinite(usual)
                if unknown.any():
                    usual = np.where(unknown, other[:, slot], usual)
            self._against[decay] = (self.panel.values - usual).astype(np.float32)
        return self._against[decay]

    def scale(self, query: IntradayQuery) -> Floats:
        """Return the usual size of a residual in the target's slot."""
        return self.usual(self._sizes, query, 7)

    def _profile(self, decay: float) -> Table:
        if decay not in self._profiles:
            self._profiles[decay] = self.rolling(self.panel.values, 7, decay)
        return self._profiles[decay]

    @cached_property
    def daily(self) -> Table:
        """What was usual at each hour of the days before, shape (s, slots)."""
        return self.rolling(self.panel.values, 1, DAILY)

    @cached_property
    def _alike(self) -> Table:
        """Mean profile of the series of each kind, shape (kinds, slots)."""
        profile = self._profile(USUAL)
        known = np.isfinite(profile)
        total = np.zeros((int(self.kinds.max(initial=0)) + 1, profile.shape[1]), dtype=np.float32)
        count = np.zeros_like(total)
        np.add.at(total, self.kinds, np.where(known, profile, 0.0))
        np.add.at(count, self.kinds, known)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    @cached_property
    def _since(self) -> Ints:
        """Column of the first reading of each series."""
        known = np.isfinite(self.panel.values)
        return np.where(known.any(axis=1), known.argmax(axis=1), len(self.panel))

    @cached_property
    def _sizes(self) -> Table:
        return self.rolling(np.abs(self.against()), 7, DECAYS[0])

    def rolling(self, values: Numbers, days: int, decay: float) -> Table:
        """Return, slot by slot of local time, the weighted mean of the periods before.

        Parameters
        ----------
        values : ndarray of float, shape (s, t)
            On the grid of the panel; NaN where nothing is known.
        days : int
            Length of the period: 1 or 7.
        decay : float
            Weight of a period over the one after it.

        Returns
        -------
        ndarray of float32, shape (s, slots)
            One week longer than the panel, NaN where nothing was known.
        """
        period = days * self.day
        local = np.full((len(values), self._weeks * self.week), np.nan, dtype=np.float32)
        # Backwards: of an hour that comes twice the first passage stays, as in days_before.
        local[:, self._wall[::-1] - self._first] = values[:, ::-1]
        blocks = local.reshape(len(values), -1, period)
        total = np.zeros((len(values), period), dtype=np.float32)
        weight = np.zeros_like(total)
        ahead = 7 // days
        out = np.empty((len(values), blocks.shape[1] + ahead, period), dtype=np.float32)
        with np.errstate(invalid="ignore", divide="ignore"):
            for number in range(out.shape[1]):
                np.divide(total, weight, out=out[:, number])
                if number < blocks.shape[1]:
                    block = blocks[:, number]
                    known = np.isfinite(block)
                    total += np.where(known, block, 0.0)
                    weight += known
                total *= decay
                weight *= decay
        return out.reshape(len(values), -1)

    # -- what was lately ----------------------------------------------------------------------

    def lately(self, values: Numbers, slots: int, least: int) -> Table:
        """Return the mean of the last slots, each included, NaN under ``least`` known ones."""
        known = np.isfinite(values)
        total = np.cumsum(np.where(known, values, 0.0), axis=1, dtype=np.float64)
        count = np.cumsum(known, axis=1, dtype=np.int32)
        total[:, slots:] -= total[:, :-slots].copy()
        count[:, slots:] -= count[:, :-slots].copy()
        return np.where(count >= least, total / np.maximum(count, 1), np.nan).astype(np.float32)


def pick(table: Numbers, series: Ints, column: Ints) -> Floats:
    """Return cells of a table, NaN outside of it, shape (n,).

    Examples
    --------
    >>> pick(np.array([[1.0, 2.0]]), np.array([0, 0]), np.array([1, 2])).tolist()
    [2.0, nan]
    """
    inside = (column >= 0) & (column < table.shape[1])
    taken = table[series, np.where(inside, column, 0)].astype(float)
    taken[~inside] = np.nan
    return taken
