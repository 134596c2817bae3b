"""One gradient boosting for all the series, on features known at issue time."""

from __future__ import annotations

from typing import Any

import numpy as np

from civicai.forecasting.history import Floats, History, Query, weekday

#: Columns of :func:`asof_features` by what they tell; ``ask.known`` comes last.
FEATURE_GROUPS: dict[str, Any] = {
    "recent": [0, 1],
    "weekday": [2, 3, 4, 15],
    "year_before": [6, 7, 8, 9],
    "everywhere": [10, 11, 12],
    "calendar": slice(17, None),
}

#: Observations in the level of a series: about a month of school days.
LEVEL = 20


class GlobalBoosting:
    """Gradient boosting on the ratio of each day to the recent level of its series.

    One model learns from every series: what it learns of weekdays, holidays and seasons on
    the large ones serves the small ones. The loss is the absolute error weighted by the
    level, that is, the sum of absolute errors in units of the series.

    Parameters
    ----------
    max_iter, learning_rate, max_leaf_nodes, min_samples_leaf
        As in :class:`sklearn.ensemble.HistGradientBoostingRegressor`.
    random_state : int, optional

    Notes
    -----
    Features look back from the issue time only; see :func:`asof_features`. Where a series
    has no observation at issue time the forecast is NaN.
    """

    name = "boosting"

    def __init__(
        self,
        max_iter: int = 100,
        learning_rate: float = 0.1,
        max_leaf_nodes: int = 31,
        min_samples_leaf: int = 40,
        random_state: int | None = 0,
    ) -> None:
        self.max_iter = max_iter
        self.learning_rate = learning_rate
        self.max_leaf_nodes = max_leaf_nodes
        self.min_samples_leaf = min_samples_leaf
        self.random_state = random_state

    def fit(self, history: History, ask: Query, value: Floats) -> GlobalBoosting:
        """Learn from past questions and their answers.

        Parameters
        ----------
        history : History
        ask : Query
            Past target days, each with an issue time before it.
        value : ndarray of float, shape (n,)
            What was observed on those days.
        """
        from sklearn.ensemble import HistGradientBoostingRegressor

        features, level = asof_features(history, ask)
        usable = np.isfinite(level) & (level > 0)
        # A column without any value, such as last year's in a first year, cannot be cut in bins.
        self.empty_ = ~np.isfinite(features[usable]).any(axis=0)
        features[:, self.empty_] = 0.0
        self.typical_ = np.nanmedian(features[usable], axis=0)
        regressor = HistGradientBoostingRegressor(
            loss="absolute_error",
            max_iter=self.max_iter,
            learning_rate=self.learning_rate,
            max_leaf_nodes=self.max_leaf_nodes,
            min_samples_leaf=self.min_samples_leaf,
            # Weighted quantiles for 255 bins cost more than the trees, and gain nothing here.
            max_bins=63,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=self.random_state,
        )
        with _one_thread():
            self.regressor_: Any = regressor.fit(
                features[usable],
                value[usable] / level[usable],
                sample_weight=level[usable],
            )
        return self

    def predict(self, history: History, ask: Query) -> Floats:
        """Return one forecast for each row of ``ask``, shape (n,)."""
        features, level = self._features(history, ask)
        expected = np.full(len(ask), np.nan)
        usable = np.isfinite(level)
        if usable.any():
            with _one_thread():
                ratio = self.regressor_.predict(features[usable])
            expected[usable] = np.maximum(ratio, 0.0) * level[usable]
        return expected

    def _features(self, history: History, ask: Query) -> tuple[Floats, Floats]:
        features, level = asof_features(history, ask)
        features[:, self.empty_] = 0.0
        return features, level

    def effects(self, history: History, ask: Query) -> dict[str, Floats]:
        """Say how much each group of features moved each forecast.

        Returns
        -------
        dict of str to ndarray, shape (n,)
            For ``"recent"``, ``"weekday"``, ``"year_before"``, ``"everywhere"`` and
            ``"calendar"``: the forecast over what it would be, had the group been typical
            (the median of training), minus one.
        """
        features, _level = self._features(history, ask)
        effects = {}
        with _one_thread():
            full = self.regressor_.predict(features)
            for group, columns in FEATURE_GROUPS.items():
                typical = features.copy()
                typical[:, columns] = self.typical_[columns]
                effects[group] = full / np.maximum(self.regressor_.predict(typical), 1e-9) - 1
        return effects


def _one_thread() -> Any:
    """Keep the trees on one thread.

    On panels of this size more threads gain little, and on a laptop that does something else
    they wait for each other many times longer than they work.
    """
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=1, user_api="openmp")


def asof_features(history: History, ask: Query) -> tuple[Floats, Floats]:
    """Describe each question by what was known at its issue time.

    Returns
    -------
    features : ndarray of float, shape (n, 17 + m)
        Recent levels and same-weekday means over the level of the series, its spread, what
        happened a year before in this series and in all of them, the age of the last
        observation, the lead, the weekday, then ``ask.known``.
    level : ndarray of float, shape (n,)
        Mean of the last :data:`LEVEL` observations known.
    """
    series, day, issued = ask.series, ask.day, ask.issued
    own, same = history.by_series, history.by_weekday
    every, every_same = history.all, history.all_by_weekday
    week, none = weekday(day), np.zeros_like(series)
    slot = series * 7 + week
    # 364 days before: the same weekday at about the same place in the school year.
    day_before, issued_before = day - 364, issued - 364

    level = own.mean(series, issued, LEVEL)
    level_before = own.mean(series, issued_before, LEVEL)
    total = every.mean(none, issued, LEVEL)
    total_before = every.mean(none, issued_before, LEVEL)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = [
            own.mean(series, issued, 5) / level,
            own.mean(series, issued, 3 * LEVEL) / level,
            same.mean(slot, issued, 1) / level,
            same.mean(slot, issued, 4) / level,
            same.mean(slot, issued, 12) / level,
            own.std(series, issued, LEVEL) / level,
            own.mean_between(series, day_before - 10, day_before + 10) / level_before,
            same.mean_between(slot, day_before - 3, day_before + 3) / level_before,
            every.mean_between(none, day_before, day_before) / total_before,
            every.mean_between(none, day_before - 3, day_before + 3) / total_before,
            every.mean(none, issued, 5) / total,
            every_same.mean(week, issued, 2) / total,
            every_same.mean(week, issued, 8) / total,
            own.age(series, issued),
            ask.lead.astype(float),
            week.astype(float),
            np.log(level),
        ]
    features = np.column_stack([*columns, *ask.known.T])
    features[~np.isfinite(features)] = np.nan
    return features, level
