"""From a forecast and its past errors to a band within the capacity and a chance of being full."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civicai.forecasting import conformal_quantiles
from civicai.forecasting.daily.history import Floats, Ints

#: Errors of a week below which it says nothing of how weeks differ.
FEWEST = 100


@dataclass(frozen=True)
class ErrorLaw:
    """The errors that a forecast made on a later window, each over the size usual in its slot.

    Parameters
    ----------
    errors : ndarray of float, shape (n,)
        Observed minus expected, over ``size``; sorted.
    typical : float
        Mean of the slots' own sizes: a slot counts half by its own, half by this.
    weeks : ndarray of int, shape (n,)
        The week that each error is of.

    Notes
    -----
    The occupancy is known only within [0, capacity]: a full park hides the demand above it.
    The law is that of the occupancy, never of the demand.

    The errors of a week are alike, and the weeks to come are not those of the window: the band is
    widened as much as the band of the other weeks had to be, on average, to hold each week.
    """

    errors: Floats
    typical: float
    weeks: Ints

    @classmethod
    def learn(
        cls, observed: Floats, expected: Floats, scale: Floats, weeks: Ints | None = None
    ) -> ErrorLaw:
        """Learn from what was observed and expected, NaN where either is unknown.

        Parameters
        ----------
        observed, expected, scale : ndarray of float, same shape
            In shares of the capacity; ``scale`` is the usual error of the slot.
        weeks : ndarray of int, same shape, optional
            By default all are of one week.
        """
        known = np.isfinite(observed) & np.isfinite(expected)
        sizes = scale[known & np.isfinite(scale)]
        typical = max(float(sizes.mean()), 1e-6) if sizes.size else 1.0
        errors = (observed - expected)[known] / _size(scale[known], typical)
        week = np.zeros(errors.shape, dtype=np.int64) if weeks is None else weeks[known]
        order = np.argsort(errors, kind="stable")
        return cls(errors[order], typical, week[order])

    def widening(self, coverage: float) -> float:
        """Return by how much the band of some weeks must be widened to hold another, at least 1."""
        met, count = np.unique(self.weeks, return_counts=True)
        factors = []
        for week in met[count >= FEWEST]:
            inside = self.weeks == week
            low, high = conformal_quantiles(self.errors[~inside], coverage)
            if np.isfinite(low) and low < 0 < high:
                needed = np.maximum(self.errors[inside] / high, self.errors[inside] / low)
                factors.append(float(np.quantile(needed, coverage)))
        return max(1.0, float(np.mean(factors))) if len(factors) > 1 else 1.0

    def size(self, scale: Floats) -> Floats:
        """Return the size of an error: half the slot's own, half the typical one."""
        return _size(scale, self.typical)

    def band(
        self, expected: Floats, scale: Floats, ceiling: Floats, coverage: float
    ) -> tuple[Floats, Floats]:
        """Return a split-conformal band, within 0 and ``ceiling``.

        Where too few errors are known to promise anything, it is all that is possible.
        """
        low, high = conformal_quantiles(self.errors, coverage)
        wider = self.widening(coverage)
        low, high = wider * low, wider * high
        size = self.size(scale)
        below = np.clip(expected + low * size, 0.0, ceiling)
        above = np.clip(expected + high * size, 0.0, ceiling)
        # Most errors may fall on one side; the band holds its middle all the same.
        return np.minimum(below, expected), np.maximum(above, expected)

    def chance_above(self, level: Floats, expected: Floats, scale: Floats) -> Floats:
        """Return the probability that the occupancy reaches a level; NaN without any error."""
        if not len(self.errors):
            return np.full(expected.shape, np.nan)
        needed = (level - expected) / self.size(scale)
        below = np.searchsorted(self.errors, needed.ravel(), side="left").reshape(needed.shape)
        reached = (len(self.errors) - below + 0.5) / (len(self.errors) + 1.0)
        chance: Floats = np.where(np.isfinite(expected), reached, np.nan)
        return chance


def _size(scale: Floats, typical: float) -> Floats:
    own = np.where(np.isfinite(scale), scale, typical) / typical
    size: Floats = 0.5 + 0.5 * own
    return size
