"""How large an error is in each slot of the week, and the law of errors over that size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.error_law import ErrorLaw


@dataclass(frozen=True)
class SlotLaw(ErrorLaw):
    """The errors of a forecast of occupancy, each over the size usual in its slot.

    Parameters
    ----------
    errors, weeks
        See :class:`~civicai.forecasting.ErrorLaw`.
    typical : float
        Mean of the slots' own sizes: a slot counts half by its own, half by this.

    Notes
    -----
    The occupancy is known only within [0, capacity]: a full park hides the demand above it.
    The law is that of the occupancy, never of the demand.
    """

    typical: float = 1.0

    @classmethod
    def of(
        cls, observed: Floats, expected: Floats, scale: Floats, weeks: Ints | None = None
    ) -> SlotLaw:
        """Learn from what was observed and expected, NaN where either is unknown.

        Parameters
        ----------
        observed, expected, scale : ndarray of float, same shape
            In shares of the capacity; ``scale`` is the usual error of the slot.
        weeks : ndarray of int, same shape, optional
            By default all are of one week.
        """
        sizes = scale[np.isfinite(observed) & np.isfinite(expected) & np.isfinite(scale)]
        typical = max(float(sizes.mean()), 1e-6) if sizes.size else 1.0
        law = ErrorLaw.learn((observed - expected) / _size(scale, typical), weeks)
        return cls(law.errors, law.weeks, typical)

    def size(self, scale: Floats) -> Floats:
        """Return the size of an error: half the slot's own, half the typical one."""
        return _size(scale, self.typical)


def _size(scale: Floats, typical: float) -> Floats:
    own = np.where(np.isfinite(scale), scale, typical) / typical
    size: Floats = 0.5 + 0.5 * own
    return size
