"""What was known on a given day, for many daily series and many questions at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Days since 1970 stay far below this, so series * _SPAN + day orders by series, then by day.
_SPAN = 1_000_000


def to_days(dates: Any) -> Ints:
    """Return calendar dates as whole days since 1970-01-01.

    Parameters
    ----------
    dates : array-like of datetime64 or Timestamp, shape (n,)
    """
    return np.asarray(dates, dtype="datetime64[D]").astype(np.int64)


def weekday(day: Ints) -> Ints:
    """Return the weekday, Monday 0, of days since 1970-01-01 (a Thursday)."""
    return (day + 3) % 7


@dataclass(frozen=True)
class DailyQuery:
    """Forecasts that are asked for: which series, for which day, issued when.

    Parameters
    ----------
    series : ndarray of int, shape (n,)
        Code of the series.
    day : ndarray of int, shape (n,)
        Target day, in days since 1970-01-01.
    issued : ndarray of int, shape (n,)
        Last day whose observation may be used.
    known : ndarray of float, shape (n, m)
        What is known of the target day whatever the issue time, such as the calendar.
    season : ndarray of int, shape (n,)
        First day of the season of the target day, such as its school year.
    exposure : ndarray of float, shape (n, 2)
        Size of the series on the target day as known at issue time, such as the pupils
        enrolled, and its size one count before; NaN where unknown.
    """

    series: Ints
    day: Ints
    issued: Ints
    known: Floats = field(default_factory=lambda: np.empty((0, 0)))
    season: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    exposure: Floats = field(default_factory=lambda: np.empty((0, 2)))

    def __len__(self) -> int:
        return len(self.series)

    @property
    def lead(self) -> Ints:
        """Days from issue to target."""
        return self.day - self.issued

    def __getitem__(self, rows: Any) -> DailyQuery:
        return DailyQuery(
            self.series[rows],
            self.day[rows],
            self.issued[rows],
            self.known[rows] if self.known.size else self.known,
            self.season[rows] if self.season.size else self.season,
            self.exposure[rows] if self.exposure.size else self.exposure,
        )


class AsOfIndex:
    """Sums over the last observations of a group, as they stood on any day.

    One sort and two cumulative sums; then each question costs a binary search, however
    long the window. Sums run within a group, so that no value, not even by its rounding
    error, touches what was known before it.

    Parameters
    ----------
    group, day : ndarray of int, shape (n,)
    value : ndarray of float, shape (n,)
        No missing value: a day without observation is a day without a row.
    """

    def __init__(self, group: Ints, day: Ints, value: Floats) -> None:
        order = np.lexsort((day, group))
        self._ordered = pd.Series(value[order]).groupby(group[order], sort=False)
        self._medians: dict[int, Floats] = {}
        self._key = (group * _SPAN + day)[order]
        self._day = day[order]
        powers = pd.DataFrame({"sum": value[order], "square": value[order] ** 2})
        running = powers.groupby(group[order], sort=False).cumsum()
        self._sum, self._square = running["sum"].to_numpy(), running["square"].to_numpy()

    def _first(self, group: Ints) -> Ints:
        return np.searchsorted(self._key, group * _SPAN, side="left")

    def _last(self, group: Ints, asof: Ints, k: int) -> tuple[Ints, Ints]:
        end = np.searchsorted(self._key, group * _SPAN + asof, side="right")
        return np.maximum(self._first(group), end - k), end

    def _mean(self, running: Floats, group: Ints, begin: Ints, end: Ints) -> Floats:
        if not len(running):
            return np.full(len(group), np.nan)
        before = np.where(begin > self._first(group), running[np.maximum(begin - 1, 0)], 0.0)
        total = running[np.maximum(end - 1, 0)] - before
        mean: Floats = np.where(end > begin, total / np.maximum(end - begin, 1), np.nan)
        return mean

    def count(self, group: Ints, asof: Ints) -> Ints:
        """Return how many observations were known."""
        begin, end = self._last(group, asof, len(self._day))
        return end - begin

    def mean(self, group: Ints, asof: Ints, k: int) -> Floats:
        """Return the mean of the last ``k`` observations known, NaN where there is none."""
        return self._mean(self._sum, group, *self._last(group, asof, k))

    def median(self, group: Ints, asof: Ints, k: int) -> Floats:
        """Return the median of the last ``k`` observations known, NaN where there is none."""
        if not len(self._day):
            return np.full(len(group), np.nan)
        if k not in self._medians:
            rolling = self._ordered.rolling(k, min_periods=1).median()
            self._medians[k] = np.asarray(rolling, dtype=np.float64)
        begin, end = self._last(group, asof, 1)
        last: Floats = self._medians[k][np.maximum(end - 1, 0)]
        return np.where(end > begin, last, np.nan)

    def std(self, group: Ints, asof: Ints, k: int) -> Floats:
        """Return the standard deviation of the last ``k`` observations known."""
        window = self._last(group, asof, k)
        mean = self._mean(self._sum, group, *window)
        square = self._mean(self._square, group, *window)
        spread: Floats = np.sqrt(np.maximum(square - mean**2, 0.0))
        return spread

    def mean_between(self, group: Ints, first: Ints, last: Ints) -> Floats:
        """Return the mean of the observations from day ``first`` to day ``last``, both included."""
        begin = np.searchsorted(self._key, group * _SPAN + first, side="left")
        end = np.searchsorted(self._key, group * _SPAN + last, side="right")
        return self._mean(self._sum, group, begin, end)

    def age(self, group: Ints, asof: Ints) -> Floats:
        """Return the age of the last observation known, in days; NaN where there is none."""
        if not len(self._day):
            return np.full(len(asof), np.nan)
        begin, end = self._last(group, asof, 1)
        return np.where(end > begin, asof - self._day[np.maximum(end - 1, 0)], np.nan)


class DailyHistory:
    """Observations of many daily series, indexed by series, by weekday and all together.

    Parameters
    ----------
    series, day : ndarray of int, shape (n,)
        Code of the series; day since 1970-01-01.
    value : ndarray of float, shape (n,)
        Strictly observed values: closed or missing days have no row.
    """

    def __init__(self, series: Ints, day: Ints, value: Floats) -> None:
        self.series, self.day, self.value = series, day, value
        self.by_series = AsOfIndex(series, day, value)
        self.by_weekday = AsOfIndex(series * 7 + weekday(day), day, value)
        days, position = np.unique(day, return_inverse=True)
        mean = np.bincount(position, weights=value) / np.maximum(np.bincount(position), 1)
        self.all = AsOfIndex(np.zeros_like(days), days, mean)
