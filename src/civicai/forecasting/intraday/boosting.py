"""Gradient boosting over the weekly profile: every series and every lead of a grid at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.intraday.features import IntradayFeatures, fillable
from civicai.forecasting.intraday.history import IntradayQuery
from civicai.forecasting.intraday.weekly_profile import WeeklyProfile
from civicai.forecasting.threads import one_thread

#: Fewest and most trees, and the questions that deserve one more.
TREES, ROWS_PER_TREE = (40, 100), 400


class IntradayBoosting:
    """Learn what the weekly profile misses, from every series and for every lead together.

    The trees are given the lead, the hour, the profiles, the latest readings and their
    residuals, the series' own habits and how the other series fare just now. They learn the gap
    between what came and what the profile said, over the gap usual at that lead, under the
    absolute error: half an hour ahead is not drowned by a week ahead.

    Parameters
    ----------
    profile : WeeklyProfile
        Fitted on the same questions.
    random_state : int, optional

    Notes
    -----
    Trees, leaves and the division by lead were chosen on the three weeks before Birmingham's
    test and Málaga's.
    """

    name = "boosting"

    def __init__(self, profile: WeeklyProfile, random_state: int | None = 0) -> None:
        self.profile, self.random_state = profile, random_state

    def fit(
        self, features: IntradayFeatures, ask: IntradayQuery, value: Floats
    ) -> IntradayBoosting:
        """Learn from past questions and their answers, shape (n,)."""
        from sklearn.ensemble import HistGradientBoostingRegressor

        base = self.profile.predict(features.history, ask).expected
        known = np.isfinite(base)
        ask, gap = ask.keep(known), (value - base)[known]
        self.sizes_ = {
            int(steps): max(float(np.abs(gap[ask.steps == steps]).mean()), 1e-6)
            for steps in np.unique(ask.steps)
        }
        trees = int(np.clip(len(gap) // ROWS_PER_TREE, *TREES))
        regressor = HistGradientBoostingRegressor(
            loss="absolute_error",
            max_iter=trees,
            learning_rate=10.0 / trees,
            max_leaf_nodes=31,
            min_samples_leaf=100,
            max_bins=127,
            early_stopping=False,
            random_state=self.random_state,
        )
        described = fillable(features.describe(ask, base[known]))
        with one_thread():
            self.regressor_: Any = regressor.fit(described, gap / self._size(ask.steps))
        return self

    def predict(self, features: IntradayFeatures, ask: IntradayQuery, base: Floats) -> Floats:
        """Return what is expected where the profile says ``base``; NaN where it says nothing."""
        expected = np.full(len(base), np.nan)
        known = np.isfinite(base)
        if known.any():
            some = ask.keep(known)
            described = features.describe(some, base[known])
            with one_thread():
                moved = self.regressor_.predict(described)
            expected[known] = base[known] + moved * self._size(some.steps)
        return expected

    def _size(self, steps: Ints) -> Floats:
        leads, which = np.unique(steps, return_inverse=True)
        sizes: Floats = np.array([self.sizes_[int(lead)] for lead in leads])[which]
        return sizes
