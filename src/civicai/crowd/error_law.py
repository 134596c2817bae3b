"""From a forecast and its past errors to a band and a chance of being over capacity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civicai.forecasting import conformal_quantiles
from civicai.forecasting.daily.history import Floats

#: How an error grows with what is expected: between Poisson's 1/2 and proportion, 1.
POWER = 0.75
#: An empty street has errors too: this share of the level is added to what is expected.
FLOOR = 0.05


@dataclass(frozen=True)
class CountLaw:
    """Errors of a forecast on a later window, each over the size that its expectation calls for.

    Parameters
    ----------
    errors : ndarray of float, shape (n,)
        Observed minus expected, over :meth:`size`; sorted.
    """

    errors: Floats

    @classmethod
    def learn(cls, observed: Floats, expected: Floats, level: Floats) -> CountLaw:
        """Learn from what was observed and expected, NaN where either is unknown."""
        errors = (observed - expected) / cls.size(expected, level)
        return cls(np.sort(errors[np.isfinite(errors)]))

    @staticmethod
    def size(expected: Floats, level: Floats) -> Floats:
        """Return the size of an error [people]."""
        floor = np.where(level > 0, level, 1.0)
        size: Floats = (np.maximum(expected, 0.0) + FLOOR * floor) ** POWER * floor ** (1 - POWER)
        return size

    def band(self, expected: Floats, level: Floats, coverage: float) -> tuple[Floats, Floats]:
        """Return a split-conformal band, never below zero; unbounded where too little is known."""
        low, high = conformal_quantiles(self.errors, coverage)
        size = self.size(expected, level)
        below = np.clip(expected + low * size, 0.0, None)
        return np.minimum(below, expected), np.maximum(expected + high * size, expected)

    def chance_over(self, limit: Floats, expected: Floats, level: Floats) -> Floats:
        """Return the probability that a limit is reached; NaN where it cannot be told."""
        if not len(self.errors):
            return np.full(expected.shape, np.nan)
        needed = (limit - expected) / self.size(expected, level)
        below = np.searchsorted(self.errors, needed.ravel(), side="left").reshape(needed.shape)
        chance = (len(self.errors) - below + 0.5) / (len(self.errors) + 1.0)
        told: Floats = np.where(np.isfinite(needed), chance, np.nan)
        return told
