"""One gradient boosting for all the series, on features known at issue time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from civicai.forecasting.daily.features import FEATURE_GROUPS, OWN, asof_features
from civicai.forecasting.daily.history import DailyHistory, DailyQuery, Floats
from civicai.forecasting.threads import one_thread

#: The upper quantile beside the median: how far above a day may go, learned like the median.
UPPER = 0.88
#: Fewest and most trees of the median, and the rows that deserve one more.
TREES, ROWS_PER_TREE = (100, 200), 150


class DailyBoosting:
    """Gradient boosting on the ratio of each day to the recent level of its series.

    One model learns from every series: what it learns of weekdays, holidays and seasons on
    the large ones serves the small ones, and series that it never saw. The loss is the
    absolute error weighted by the level, that is, the sum of absolute errors in units of the
    series; a second model learns an upper quantile, which says how uncertain each day is.

    Parameters
    ----------
    random_state : int, optional

    Notes
    -----
    The number of trees, their depth and the bins were chosen on Nantes's school year 2016-17;
    fewer rows get fewer and faster trees. Features look back from the issue time only. Where a
    series has no observation at issue time the forecast is NaN.
    """

    name = "boosting"

    def __init__(self, random_state: int | None = 0) -> None:
        self.random_state = random_state

    def fit(self, history: DailyHistory, ask: DailyQuery, value: Floats) -> DailyBoosting:
        """Learn from past questions and their answers.

        Parameters
        ----------
        history : DailyHistory
        ask : DailyQuery
            Past target days, each with an issue time before it.
        value : ndarray of float, shape (n,)
            What was observed on those days.
        """
        features, level = asof_features(history, ask)
        usable = np.isfinite(level) & (level > 0)
        # A column without any value, such as last year's in a first year, cannot be cut in bins.
        self.empty_ = ~np.isfinite(features[usable]).any(axis=0)
        features[:, self.empty_] = 0.0
        self.typical_ = np.nanmedian(features[usable], axis=0)
        ratio = value[usable] / level[usable]
        trees = int(np.clip(usable.sum() // ROWS_PER_TREE, *TREES))
        median = self._regressor(
            loss="absolute_error",
            max_iter=trees,
            learning_rate=12.0 / trees,
            max_leaf_nodes=31,
        )
        # How far above a day may go is a smoother question: fewer and smaller trees answer it.
        upper = self._regressor(
            loss="quantile", quantile=UPPER, max_iter=60, learning_rate=0.15, max_leaf_nodes=10
        )
        with one_thread():
            self.median_: Any = median.fit(features[usable], ratio, sample_weight=level[usable])
            self.upper_: Any = upper.fit(features[usable], ratio, sample_weight=level[usable])
        return self

    def _regressor(self, **settings: Any) -> Any:
        from sklearn.ensemble import HistGradientBoostingRegressor

        return HistGradientBoostingRegressor(
            **settings,
            min_samples_leaf=40,
            # Weighted quantiles for 255 bins cost more than the trees, and gain nothing here.
            max_bins=63,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=self.random_state,
        )

    def predict(self, history: DailyHistory, ask: DailyQuery) -> Floats:
        """Return one forecast for each row of ``ask``, shape (n,)."""
        return self._answer(self.median_, history, ask)

    def upper(self, history: DailyHistory, ask: DailyQuery) -> Floats:
        """Return the upper quantile of each row, shape (n,): 88 % of days are below it."""
        return self._answer(self.upper_, history, ask)

    def _answer(self, regressor: Any, history: DailyHistory, ask: DailyQuery) -> Floats:
        features, level = self._features(history, ask)
        answer = np.full(len(ask), np.nan)
        usable = np.isfinite(level)
        if usable.any():
            with one_thread():
                ratio = regressor.predict(features[usable])
            answer[usable] = np.maximum(ratio, 0.0) * level[usable]
        return answer

    def _features(self, history: DailyHistory, ask: DailyQuery) -> tuple[Floats, Floats]:
        features, level = asof_features(history, ask)
        features[:, self.empty_] = 0.0
        return features, level

    def effects(
        self,
        history: DailyHistory,
        ask: DailyQuery,
        known: Mapping[str, Sequence[int]] | None = None,
    ) -> dict[str, Floats]:
        """Say how much each group of features moved each forecast.

        Parameters
        ----------
        history : DailyHistory
        ask : DailyQuery
        known : dict of str to list of int, optional
            Columns of ``ask.known`` by what they tell; by default one group, ``"calendar"``.

        Returns
        -------
        dict of str to ndarray, shape (n,)
            For ``"recent"``, ``"weekday"``, ``"year_before"``, ``"size"`` and the groups of
            ``known``: the forecast over what it would be, had the group been typical (the
            median of training), minus one.
        """
        features, _level = self._features(history, ask)
        if known is None:
            known = {"calendar": range(ask.known.shape[1])}
        groups = FEATURE_GROUPS | {
            name: [OWN + i for i in places] for name, places in known.items()
        }
        effects = {}
        with one_thread():
            full = self.median_.predict(features)
            for group, columns in groups.items():
                typical = features.copy()
                typical[:, columns] = self.typical_[columns]
                effects[group] = full / np.maximum(self.median_.predict(typical), 1e-9) - 1
        return effects
