"""Series on a regular grid of instants, and the same slot of local time days or weeks before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.clock import DEFAULT_TZ
from civicai.forecasting.daily.history import Floats, Ints

DAY = pd.Timedelta("1D")
MINUTE = 60_000_000_000  # ns
#: Steps that a grid may have, in minutes: each divides a day.
STEPS = (30, 60, 120, 180, 240, 360, 720, 1440)


@dataclass(frozen=True)
class IntradayPanel:
    """Several series on one regular grid.

    Parameters
    ----------
    series : Index, shape (s,)
        Names of the series.
    start : Timestamp
        First instant of the grid, in UTC.
    step : Timedelta
        Time between two slots; it divides a day.
    values : ndarray of float, shape (s, t)
        NaN where nothing was observed.
    tz : str
        Time zone in which days and weeks repeat themselves.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {
    ...         "park": "Gare",
    ...         "time": pd.to_datetime(["2024-01-08 07:59:42", "2024-01-08 09:02:10"], utc=True),
    ...         "cars": [10.0, 30.0],
    ...     }
    ... )
    >>> IntradayPanel.from_table(rows, "park", "cars", pd.Timedelta("30min")).values.tolist()
    [[10.0, nan, 30.0]]
    """

    series: pd.Index
    start: pd.Timestamp
    step: pd.Timedelta
    values: Floats
    tz: str = DEFAULT_TZ

    @classmethod
    def from_table(
        cls,
        rows: pd.DataFrame,
        key: str,
        value: str,
        step: pd.Timedelta,
        *,
        tz: str = DEFAULT_TZ,
        series: pd.Index | None = None,
        until: pd.Timestamp | None = None,
    ) -> IntradayPanel:
        """Put each reading in the slot nearest to it; the latest of a slot stands for it.

        Parameters
        ----------
        rows : DataFrame
            ``key``, ``time`` (UTC) and ``value``.
        key, value : str
        step : Timedelta
        tz : str
        series : Index, optional
            Names of the rows of ``values``; by default those met, sorted.
        until : Timestamp, optional
            Last slot of the grid, where it is later than the last reading.
        """
        rows = rows.dropna(subset=[value]).sort_values("time", kind="stable")
        names = pd.Index(sorted(rows[key].unique())) if series is None else series
        where = names.get_indexer(pd.Index(rows[key]))
        known = where >= 0
        values = rows[value].to_numpy(float)[known]
        ends = rows["time"].min(), rows["time"].max()
        return cls.from_arrays(
            names, where[known], rows["time"][known], [values], step, tz=tz, until=until, ends=ends
        )[0]

    @classmethod
    def from_arrays(
        cls,
        names: pd.Index,
        where: Ints,
        times: pd.Series[Any],
        values: Sequence[Floats],
        step: pd.Timedelta,
        *,
        tz: str = DEFAULT_TZ,
        until: pd.Timestamp | None = None,
        ends: tuple[pd.Timestamp, pd.Timestamp] | None = None,
    ) -> list[IntradayPanel]:
        """Lay several values of the same readings out, one panel each.

        Parameters
        ----------
        names : Index, shape (s,)
        where : ndarray of int, shape (n,)
            Series of each reading; those of a series in order of time.
        times : Series of instants, shape (n,)
        values : sequence of ndarray of float, shape (n,)
        step, tz, until
            As in :meth:`from_table`.
        ends : tuple of Timestamp, optional
            First and last instant of the grid; by default of ``times``.
        """
        first, last = ends or (times.min(), times.max())
        start, last = first.round(step), last.round(step)
        last = last if until is None else max(last, until.round(step))
        # Whole nanoseconds: no object of an instant is made.
        moments = times.to_numpy(dtype="datetime64[ns]").astype(np.int64)
        length, origin = step.value, start.as_unit("ns").value
        column = _nearest(moments, length) // length - origin // length
        panels = []
        for some in values:
            grid = np.full((len(names), int((last - start) / step) + 1), np.nan)
            # Of several writes to one cell the last one stays.
            grid[where, column] = some
            panels.append(cls(names, start, step, grid, tz))
        return panels

    @property
    def times(self) -> pd.DatetimeIndex:
        """Instants of the grid, shape (t,)."""
        return pd.date_range(self.start, periods=self.values.shape[1], freq=self.step)

    def __len__(self) -> int:
        """Return the number of slots."""
        return int(self.values.shape[1])

    @property
    def per_day(self) -> int:
        """Slots in a day."""
        return round(DAY / self.step)

    def column(self, instants: Any) -> Ints:
        """Return the columns nearest to some instants; they may lie outside of the grid."""
        slots = pd.DatetimeIndex(instants).round(self.step)
        return np.asarray((slots - self.start) / self.step, dtype=np.int64)

    def instants(self, columns: npt.ArrayLike) -> pd.DatetimeIndex:
        """Return the instants of some columns; they may lie outside of the grid."""
        return self.start + pd.to_timedelta(np.asarray(columns) * self.step.value, unit="ns")

    def wall(self, columns: Ints) -> Ints:
        """Return columns counted in local time: the same slot of two days is whole days apart."""
        offsets, first = self._offsets
        return columns + offsets[self._place(columns, first)]

    def days_before(self, columns: Ints, days: int | Ints) -> Ints:
        """Return the columns of the same local time some days before.

        On the nights when the clocks change the distance is an hour more or less; an hour that
        does not exist gives the one after it.
        """
        offsets, first = self._offsets
        wall = self.wall(columns) - days * self.per_day
        summer, winter = int(offsets.max()), int(offsets.min())
        early, late = wall - summer, wall - winter
        # An hour that comes twice is taken at its first passage, as everywhere in civicai.
        is_early = offsets[self._place(early, first)] == summer
        is_late = offsets[self._place(late, first)] == winter
        moves = first + np.flatnonzero(np.diff(offsets)) + 1
        skipped = ~is_early & ~is_late
        found: Ints = np.where(is_early, early, late)
        if skipped.any():
            found[skipped] = moves[np.searchsorted(moves, late[skipped], side="right") - 1]
        return found

    def _place(self, columns: Ints, first: int) -> Ints:
        return np.clip(columns - first, 0, len(self._offsets[0]) - 1)

    @cached_property
    def _offsets(self) -> tuple[Ints, int]:
        """Return the offset from UTC [slots] of each column, well around the grid."""
        around = 60 * self.per_day
        columns = np.arange(-2 * around, len(self) + around)
        there = self.instants(columns).tz_convert(self.tz)
        naive = there.tz_localize(None) - there.tz_convert("UTC").tz_localize(None)
        return np.asarray(np.rint(naive / self.step), dtype=np.int64), -2 * around

    def local_slot(self, columns: Ints) -> Ints:
        """Return the slot of the local day of some columns, from 0."""
        local = self.instants(columns).tz_convert(self.tz)
        minutes = local.hour.to_numpy() * 60 + local.minute.to_numpy()
        return np.asarray(minutes * 60 // self.step.total_seconds(), dtype=np.int64)

    def take(self, columns: Ints) -> Floats:
        """Return the values of some columns, shape (s, n); NaN outside of the grid."""
        return take(self.values, columns)

    def until(self, instant: pd.Timestamp) -> IntradayPanel:
        """Return the part of the panel that is not later than an instant."""
        last = int(self.column([instant])[0])
        return replace(self, values=self.values[:, : max(last + 1, 0)])


def _nearest(moments: Ints, length: int) -> Ints:
    """Round to the nearest multiple, halves to the even one, as pandas rounds instants."""
    whole, rest = np.divmod(moments, length)
    up = (2 * rest > length) | ((2 * rest == length) & (whole % 2 == 1))
    nearest: Ints = (whole + up) * length
    return nearest


def take(values: Floats, columns: Ints) -> Floats:
    """Return columns of an array, NaN where there is none.

    Examples
    --------
    >>> take(np.array([[1.0, 2.0]]), np.array([-1, 1, 2])).tolist()
    [[nan, 2.0, nan]]
    """
    inside = (columns >= 0) & (columns < values.shape[1])
    taken: Floats = (
        values[:, np.where(inside, columns, 0)]
        if values.shape[1]
        else np.empty((len(values), len(columns)))
    )
    taken[:, ~inside] = np.nan
    return taken


def told_step(times: pd.Series[Any], series: Sequence[Any] | pd.Series[Any]) -> pd.Timedelta:
    """Tell the step of a grid from the usual time between two readings of a series.

    Half an hour is the finest: what comes more often is thinned.

    Examples
    --------
    >>> times = pd.Series(pd.date_range("2024-01-08", periods=9, freq="57min", tz="UTC"))
    >>> told_step(times, ["Gare"] * 9)
    Timedelta('0 days 01:00:00')
    """
    codes = pd.factorize(np.asarray(series))[0]
    moments = times.to_numpy(dtype="datetime64[ns]").astype(np.int64)
    if (np.diff(codes) < 0).any() or (np.diff(moments)[np.diff(codes) == 0] < 0).any():
        order = np.lexsort([moments, codes])
        codes, moments = codes[order], moments[order]
    gaps = np.diff(moments)[np.diff(codes) == 0]
    gaps = gaps[gaps > 0]
    if not len(gaps):
        return pd.Timedelta(minutes=STEPS[0])
    usual = float(np.median(gaps)) / MINUTE
    # A reading every 33 minutes is half-hourly, not hourly.
    step = next((step for step in STEPS if usual <= 1.25 * step), STEPS[-1])
    return pd.Timedelta(minutes=step)
