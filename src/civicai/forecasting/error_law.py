"""From a forecast and its past errors to a band, and to the chance that a level is reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civicai.forecasting.conformal import conformal_quantiles
from civicai.forecasting.daily.history import Floats, Ints

#: Errors of a week below which it says nothing of how weeks differ.
FEWEST = 100


@dataclass(frozen=True)
class ErrorLaw:
    """The errors that a forecast made on a later window, each over the size usual for it.

    What the size is, each use case says: that of the slot, of what is expected, of the state of
    the river.

    Parameters
    ----------
    errors : ndarray of float, shape (n,)
        Observed minus expected, over the size; sorted.
    weeks : ndarray of int, shape (n,)
        The week that each error is of.

    Notes
    -----
    The errors of a week are alike, and the weeks to come are not those of the window: the band is
    widened as much as the band of the other weeks had to be, on average, to hold each week.

    Examples
    --------
    >>> law = ErrorLaw.learn(np.linspace(-1, 1, 201))
    >>> low, high = law.band(np.array([5.0]), np.array([2.0]), coverage=0.8)
    >>> low.round(1), high.round(1)
    (array([3.4]), array([6.6]))
    >>> law.chance_above(np.array([5.0]), np.array([5.0]), np.array([2.0])).round(2)
    array([0.5])
    """

    errors: Floats
    weeks: Ints

    @classmethod
    def learn(cls, errors: Floats, weeks: Ints | None = None) -> ErrorLaw:
        """Learn from errors over their size, NaN where one is not known.

        Parameters
        ----------
        errors : ndarray of float, any shape
        weeks : ndarray of int, same shape, optional
            By default all are of one week.
        """
        known = np.isfinite(errors)
        sizes = errors[known]
        week = np.zeros(sizes.shape, dtype=np.int64) if weeks is None else weeks[known]
        order = np.argsort(sizes, kind="stable")
        return cls(sizes[order], week[order])

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

    def ends(self, coverage: float) -> tuple[float, float]:
        """Return the two ends of the band, over the size; infinite where too little is known."""
        low, high = conformal_quantiles(self.errors, coverage)
        wider = self.widening(coverage)
        return wider * low, wider * high

    def band(
        self, expected: Floats, size: Floats, coverage: float, ceiling: npt.ArrayLike = np.inf
    ) -> tuple[Floats, Floats]:
        """Return a split-conformal band, within 0 and ``ceiling``.

        Where too few errors are known to promise anything, it is all that is possible.
        """
        low, high = self.ends(coverage)
        below = np.clip(expected + low * size, 0.0, ceiling)
        above = np.clip(expected + high * size, 0.0, ceiling)
        # Most errors may fall on one side; the band holds its middle all the same.
        return np.minimum(below, expected), np.maximum(above, expected)

    def chance_above(self, level: Floats, expected: Floats, size: Floats) -> Floats:
        """Return the probability that a level is reached; NaN where it cannot be told.

        It is never exactly 0 nor 1: one error more is counted on each side.
        """
        if not len(self.errors):
            return np.full(expected.shape, np.nan)
        needed = (level - expected) / size
        below = np.searchsorted(self.errors, needed.ravel(), side="left").reshape(needed.shape)
        reached = (len(self.errors) - below + 0.5) / (len(self.errors) + 1.0)
        chance: Floats = np.where(np.isfinite(needed), reached, np.nan)
        return chance
