"""The chance that a park is full: what the forecast says, weighed with how often it fills then."""

from __future__ import annotations

from typing import Any

import numpy as np

from civicai.forecasting import SlotPanel
from civicai.forecasting.history import Floats, Ints
from civicai.forecasting.slots import take

#: Weeks and days before, at the same local hour, in which a park was full or not.
WEEKS, DAYS = 6, 7
#: Readings full, and readings not full, below which nothing can be learned of the chance.
FEWEST = 20
#: Inverse strength of the penalty, chosen on the three weeks before Birmingham's test and the four
#: before Málaga's, as was the mean of both chances.
PENALTY = 0.1
#: Chances that are never said: nothing is that sure.
LEAST = 1e-3


class FullChance:
    """A logistic regression of being full, on the forecast and on the park's own habits.

    Learned on the later window of a fit, which no forecast there had seen. The law of errors
    alone is the same for all parks and hours: it makes an office car park full at night.

    Attributes
    ----------
    coefficients_ : ndarray of float, shape (7,), or None
        None where too few readings were full, or not full: the law of errors then stands alone.
    """

    def fit(self, features: Floats, full: Floats) -> FullChance:
        """Learn.

        Parameters
        ----------
        features : ndarray of float, shape (n, 6)
            As :func:`describe` returns them.
        full : ndarray of float, shape (n,)
            1 where the park was full, 0 where it was not, NaN where nothing was read.
        """
        from sklearn.linear_model import LogisticRegression

        self.coefficients_: Floats | None = None
        known = np.isfinite(full) & np.isfinite(features).all(axis=1)
        told = full[known] > 0
        if min(told.sum(), (~told).sum()) >= FEWEST:
            model: Any = LogisticRegression(C=PENALTY, max_iter=200).fit(features[known], told)
            self.coefficients_ = np.append(model.coef_[0], model.intercept_)
        return self

    def chance(self, features: Floats, otherwise: Floats) -> Floats:
        """Return the chance of each row, shape (n,).

        Half of it is ``otherwise``, the chance by the law of errors; all of it where nothing was
        learned.
        """
        if self.coefficients_ is None:
            return otherwise
        score = features @ self.coefficients_[:-1] + self.coefficients_[-1]
        chance = 1.0 / (1.0 + np.exp(-np.clip(score, -30, 30)))
        # Each of the two is wrong in its own way: their mean errs less than either.
        said: Floats = np.where(np.isfinite(score), 0.5 * (chance + otherwise), otherwise)
        return said


def describe(
    panel: SlotPanel, origins: Ints, steps: int, level: Floats, expected: Floats, raw: Floats
) -> Floats:
    """Say of each park and issue time what bears on its being full at the target.

    Parameters
    ----------
    panel : SlotPanel
    origins : ndarray of int, shape (n,)
        Columns of the issue times: nothing later is used.
    steps : int
        Lead, in slots.
    level, expected, raw : ndarray of float, shape (s, n)
        Share from which the park is full, share expected, chance by the law of errors.

    Returns
    -------
    ndarray of float, shape (s * n, 6)
        Logit of ``raw``, room left over the level, how often the park was full at this hour of
        the last weeks, of the last days, and at all lately, and how full it is now.
    """
    lately = _lately(panel, origins, level)
    weeks, days = [7 * k for k in range(1, WEEKS + 1)], [*range(1, DAYS + 1)]
    kept = np.clip(raw, LEAST, 1 - LEAST)
    now = panel.take(origins)
    columns = [
        np.log(kept / (1 - kept)),
        (level - expected) / level,
        *(_share_full(panel, origins, steps, level, back, lately) for back in (weeks, days)),
        lately,
        np.where(np.isfinite(now), now / level, expected / level),
    ]
    return np.stack([column.ravel() for column in columns], axis=1)


def _share_full(
    panel: SlotPanel, origins: Ints, steps: int, level: Floats, days: list[int], lately: Floats
) -> Floats:
    """Return the share of the days before, at the target's hour, on which the park was full.

    What it did lately at any hour counts as one more day.
    """
    full, met = np.zeros(level.shape), np.zeros(level.shape)
    for count in days:
        before = panel.days_before(origins + steps, count)
        seen = panel.take(np.where(before <= origins, before, -1))
        known = np.isfinite(seen)
        full += known & (seen >= level)
        met += known
    share: Floats = (full + lately) / (met + 1)
    return share


def _lately(panel: SlotPanel, origins: Ints, level: Floats) -> Floats:
    """Return the share of the readings of the last four weeks that were full, half a reading in."""
    usual = np.nanmedian(level, axis=1, keepdims=True)
    known = np.isfinite(panel.values)
    counts = np.stack([known & (panel.values >= usual), known]).cumsum(axis=2, dtype=float)
    window = 28 * panel.per_day
    # A target may lie beyond the grid, an issue time never does.
    end = np.clip(origins, 0, len(panel) - 1)
    begin = end - window
    sums = take(counts[0], end), take(counts[1], end)
    earlier = [np.nan_to_num(take(c, begin)) for c in counts]
    share: Floats = (sums[0] - earlier[0] + 0.5) / (sums[1] - earlier[1] + 1.0)
    return share
