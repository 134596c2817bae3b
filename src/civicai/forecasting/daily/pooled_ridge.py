"""One ridge regression for all the series: what a short history can still teach."""

from __future__ import annotations

import numpy as np

from civicai.forecasting.daily.features import asof_features
from civicai.forecasting.daily.history import DailyHistory, DailyQuery, Floats

#: Penalty, in rows of a standardised feature: as much weight as a month of days.
PENALTY = 30.0
#: Column of the weekday in the features, which becomes seven indicators.
_WEEKDAY = 10
#: Standardised features and ratios are cut here: one odd day must not bend the line.
_FARTHEST, _RATIOS = 4.0, (0.4, 1.6)


class PooledRidge:
    """Ridge regression of the ratio of each day to the recent level of its series.

    The same features as :class:`~civicai.forecasting.DailyBoosting`, standardised; a missing
    one says nothing. It needs some weeks of days where trees need years of them.

    Notes
    -----
    Rows weigh as much as the level of their series. The penalty was chosen on Nantes's school
    year 2016-17.
    """

    name = "ridge"

    def fit(self, history: DailyHistory, ask: DailyQuery, value: Floats) -> PooledRidge:
        """Learn from past questions and their answers, as the boosting does."""
        features, level = asof_features(history, ask)
        usable = np.isfinite(level) & (level > 0)
        features, level = features[usable], level[usable]
        with np.errstate(invalid="ignore"):
            known = np.isfinite(features).any(axis=0)
        width = features.shape[1]
        self.mean_, self.deviation_ = np.zeros(width), np.ones(width)
        self.mean_[known] = np.nanmean(features[:, known], axis=0)
        spread = np.nanstd(features[:, known], axis=0)
        self.deviation_[known] = np.where(spread > 1e-9, spread, 1.0)
        design, weight = self._design(features), level / level.mean()
        ratio = np.clip(value[usable] / level, *_RATIOS) - 1.0
        penalty = np.full(design.shape[1], PENALTY)
        penalty[-1] = 1e-6  # the intercept
        gram = (design.T * weight) @ design + np.diag(penalty)
        self.coefficients_ = np.linalg.solve(gram, design.T @ (weight * ratio))
        return self

    def predict(self, history: DailyHistory, ask: DailyQuery) -> Floats:
        """Return one forecast for each row of ``ask``, shape (n,)."""
        features, level = asof_features(history, ask)
        ratio = 1.0 + self._design(features) @ self.coefficients_
        expected: Floats = np.maximum(ratio, 0.0) * level
        return expected

    def _design(self, features: Floats) -> Floats:
        week = features[:, _WEEKDAY]
        standard = (features - self.mean_) / self.deviation_
        standard = np.clip(np.nan_to_num(standard), -_FARTHEST, _FARTHEST)
        standard[:, _WEEKDAY] = 0.0
        days = week[:, None] == np.arange(7)
        return np.column_stack([standard, days, np.ones(len(features))])
