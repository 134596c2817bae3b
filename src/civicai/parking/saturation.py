"""From a forecast and its past errors to a band within the capacity and a chance of being full."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civicai.forecasting import conformal_quantiles
from civicai.forecasting.history import Floats


@dataclass(frozen=True)
class ErrorLaw:
    """The errors that a forecast made on a later window, each over the size usual in its slot.

    Parameters
    ----------
    errors : ndarray of float, shape (n,)
        Observed minus expected, over ``size``; sorted.
    typical : float
        Mean of the slots' own sizes: a slot counts half by its own, half by this.

    Notes
    -----
    The occupancy is known only within [0, capacity]: a full park hides the demand above it.
    The law is that of the occupancy, never of the demand.
    """

    errors: Floats
    typical: float

    @classmethod
    def learn(cls, observed: Floats, expected: Floats, scale: Floats) -> ErrorLaw:
        """Learn from what was observed and expected, NaN where either is unknown.

        Parameters
        ----------
        observed, expected, scale : ndarray of float, same shape
            In shares of the capacity; ``scale`` is the usual error of the slot.
        """
        known = np.isfinite(observed) & np.isfinite(expected)
        sizes = scale[known & np.isfinite(scale)]
        typical = max(float(sizes.mean()), 1e-6) if sizes.size else 1.0
        law = cls(np.empty(0), typical)
        return cls(np.sort((observed - expected)[known] / law.size(scale)[known]), typical)

    def size(self, scale: Floats) -> Floats:
        """Return the size of an error: half the slot's own, half the typical one."""
        own = np.where(np.isfinite(scale), scale, self.typical) / self.typical
        size: Floats = 0.5 + 0.5 * own
        return size

    def band(
        self, expected: Floats, scale: Floats, ceiling: Floats, coverage: float
    ) -> tuple[Floats, Floats]:
        """Return a split-conformal band, within 0 and ``ceiling``.

        Where too few errors are known to promise anything, it is all that is possible.
        """
        low, high = conformal_quantiles(self.errors, coverage)
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
