"""Alert levels: three thresholds, and how a station goes up and down between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

#: From the quietest to the most dangerous; ``unknown`` is none of them.
LEVELS = ("green", "yellow", "orange", "red")
UNKNOWN = "unknown"
COLOURS = LEVELS[1:]

#: Quantiles of a station's own past that stand for thresholds where the town gives none.
QUANTILES = (0.99, 0.998, 0.9995)

Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.str_]


@dataclass(frozen=True)
class AlertScale:
    """The thresholds of a station, and the rule by which it changes its level.

    A level is reached as soon as the value is at or above its threshold. It is left only once
    the value is below the threshold by a share ``hysteresis`` of it, and once the level has
    been held for ``minimum``: a river that hesitates around a threshold does not make the
    siren stutter.

    Parameters
    ----------
    yellow, orange, red : float
        Thresholds [m3/s or m], strictly increasing. NaN for ``orange`` or ``red``: the town has
        no such level.
    hysteresis : float
        Share of a threshold (0 to 1, 1 excluded).
    minimum : str or Timedelta
        Least time that a level is held, as a pandas duration.

    Raises
    ------
    ValueError
        If the thresholds do not increase, or ``hysteresis`` is out of range.

    Examples
    --------
    >>> scale = AlertScale(2.0, 3.0, 4.0, hysteresis=0.1, minimum="0h")
    >>> scale.level([1.9, 2.0, 4.5, float("nan")]).tolist()
    ['green', 'yellow', 'red', 'unknown']
    >>> hours = pd.date_range("2024-10-17", periods=4, freq="h", tz="UTC")
    >>> scale.follow(hours, [2.1, 1.9, 2.0, 1.7]).tolist()
    ['yellow', 'yellow', 'yellow', 'green']
    """

    yellow: float
    orange: float = float("nan")
    red: float = float("nan")
    hysteresis: float = 0.1
    minimum: Any = "2h"

    def __post_init__(self) -> None:
        steps = [float(x) for x in self.thresholds if np.isfinite(x)]
        if not np.isfinite(self.yellow):
            raise ValueError("yellow must be a number")
        if any(high <= low for low, high in pairwise(steps)):
            raise ValueError(f"thresholds must increase, not {steps}")
        if not 0 <= self.hysteresis < 1:
            raise ValueError(f"hysteresis must be from 0 to 1, not {self.hysteresis!r}")

    @property
    def thresholds(self) -> tuple[float, float, float]:
        """Yellow, orange and red [m3/s or m]."""
        return self.yellow, self.orange, self.red

    @classmethod
    def from_quantiles(
        cls, values: npt.ArrayLike, quantiles: tuple[float, float, float] = QUANTILES, **kept: Any
    ) -> AlertScale:
        """Make thresholds of a station's own past, where the town has none.

        Parameters
        ----------
        values : array-like of float
            Past readings at a regular step; missing ones are left out.
        quantiles : tuple of float
            Shares of the past readings below yellow, orange and red.
        **kept
            ``hysteresis`` and ``minimum``.

        Examples
        --------
        >>> AlertScale.from_quantiles(range(1001), (0.9, 0.95, 0.99)).thresholds
        (900.0, 950.0, 990.0)
        """
        past = np.asarray(values, float)
        # An order statistic rather than an interpolation: a value that the river did reach.
        found = np.quantile(past[np.isfinite(past)], quantiles, method="higher").astype(float)
        for i in (1, 2):  # a gauge that rounds may give the same value twice
            if not found[i] > found[i - 1]:
                found[i] = found[i - 1] + max(1e-3, 0.01 * abs(found[i - 1]))
        return cls(*map(float, found), **kept)

    def rank(self, values: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Return 0 (green) to 3 (red) for each value, -1 where it is missing."""
        x = np.asarray(values, float)
        reached = sum((x >= t).astype(np.int64) * n for n, t in self._steps())
        return np.where(np.isfinite(x), np.asarray(reached), -1)

    def level(self, values: npt.ArrayLike) -> Texts:
        """Return the level of each value on its own; ``"unknown"`` where it is missing."""
        return level_names(self.rank(values))

    def follow(self, times: Any, values: npt.ArrayLike) -> Texts:
        """Return the level held at each reading of one station, hysteresis and minimum applied.

        Parameters
        ----------
        times : DatetimeIndex or Series, shape (n,)
            In order.
        values : array-like of float, shape (n,)
            A missing value is ``"unknown"`` and does not end the level held.
        """
        x = np.asarray(values, float)
        least = pd.Timedelta(self.minimum).to_timedelta64()
        moments = pd.DatetimeIndex(times).tz_convert(None).to_numpy()
        up = self.rank(x)
        # The level that hysteresis still holds: that of the value raised by its share.
        held_by = self.rank(x / (1 - self.hysteresis)) if self.hysteresis else up
        held, since, out = 0, None, np.full(len(x), -1)
        for i in range(len(x)):
            if up[i] < 0:
                continue
            if up[i] >= held:
                since = moments[i] if up[i] > held else since
                held = int(up[i])
            elif since is None or moments[i] - since >= least:
                lower = max(int(up[i]), min(held, int(held_by[i])))
                since = moments[i] if lower < held else since
                held = lower
            out[i] = held
        return level_names(out)

    def decide(self, chances: Floats, alert_at: float) -> Texts:
        """Return the highest level whose chance is at least ``alert_at``.

        Parameters
        ----------
        chances : ndarray of float, shape (n, 3)
            Chances of being at or above yellow, orange and red; NaN where nothing is known.
        alert_at : float
            Chance from which acting pays: the cost of acting over the loss avoided.
        """
        named = np.isfinite(np.array(self.thresholds))
        over = np.where(named, np.nan_to_num(chances) >= alert_at, False)
        rank = np.max(over * np.array([1, 2, 3]), axis=1, initial=0)
        return level_names(np.where(np.isfinite(chances[:, 0]), rank, -1))

    def _steps(self) -> list[tuple[int, float]]:
        """Return how many levels each threshold that exists adds, and the threshold."""
        steps, last = [], 0
        for number, threshold in enumerate(self.thresholds, start=1):
            if np.isfinite(threshold):
                steps.append((number - last, threshold))
                last = number
        return steps


def level_names(rank: npt.ArrayLike) -> Texts:
    """Return the names of ranks 0 to 3; ``"unknown"`` for -1.

    Examples
    --------
    >>> level_names([0, 3, -1]).tolist()
    ['green', 'red', 'unknown']
    """
    return np.array([*LEVELS, UNKNOWN], dtype="<U7")[np.asarray(rank, np.int64)]


def highest(levels: Any) -> str:
    """Return the most dangerous of some levels; an unknown one is never taken for green.

    Examples
    --------
    >>> highest(["green", "unknown"]), highest(["unknown", "orange"]), highest(["green"])
    ('unknown', 'orange', 'green')
    """
    rank = max((LEVELS.index(level) for level in levels if level in LEVELS), default=-1)
    blind = rank < 1 and any(level not in LEVELS for level in levels)
    return UNKNOWN if rank < 0 or blind else LEVELS[rank]
