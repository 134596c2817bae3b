"""Gradient boosting with a count loss: every series of a grid of instants at once."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd

from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.intraday.panel import IntradayPanel, take
from civicai.forecasting.threads import one_thread

#: Days whose mean is the level of a series at issue time, and the fewest hours it needs.
LEVEL_DAYS, LEVEL_SLOTS = 28, 24
#: Weeks whose mean at the same local time is the usual value.
WEEKS = 4
#: Pairs of issue time and target without which nothing is learned.
FEWEST = 300


class CountBoosting:
    """Forecast counts for one lead from what was known at issue time.

    Values are learned as ratios to the recent level of their series, each weighted by that
    level, so that one model serves large and small series alike.

    Parameters
    ----------
    steps : int
        Lead, in slots of the panel.
    max_iter, learning_rate
        As in :class:`sklearn.ensemble.HistGradientBoostingRegressor`.
    random_state : int, optional

    Notes
    -----
    The loss is the Poisson deviance: forecasts are means and never negative. Real counts vary
    more than Poisson's, so the loss gives no interval: take one from errors on a later window.

    Examples
    --------
    >>> times = pd.date_range("2024-01-01", periods=50 * 24, freq="h", tz="UTC")
    >>> people = 50.0 + 30 * (times.hour > 7)
    >>> rows = pd.DataFrame({"counter": "Pont", "time": times, "count": people})
    >>> panel = IntradayPanel.from_table(rows, "counter", "count", pd.Timedelta("1h"))
    >>> model = CountBoosting(steps=1, max_iter=20).fit(panel)
    >>> model.predict(panel, np.array([len(panel) - 1])).shape
    (1, 1)
    """

    name = "count_boosting"

    def __init__(
        self,
        steps: int,
        max_iter: int = 100,
        learning_rate: float = 0.1,
        random_state: int | None = 0,
    ) -> None:
        self.steps = steps
        self.max_iter = max_iter
        self.learning_rate = learning_rate
        self.random_state = random_state

    def fit(self, panel: IntradayPanel, until: int | None = None) -> CountBoosting:
        """Learn from the targets of the columns before ``until``, by default all of them.

        With fewer than :data:`FEWEST` pairs nothing is learned, and forecasts are NaN.
        """
        from sklearn.ensemble import HistGradientBoostingRegressor

        self.series_ = panel.series
        targets = np.arange(self.steps, len(panel) if until is None else until)
        features, level = count_features(panel, targets - self.steps, self.steps, self.series_)
        value = panel.take(targets)
        usable = np.isfinite(value) & (level > 0) & np.isfinite(features[..., 0])
        self.regressor_: Any = None
        if usable.sum() < FEWEST:
            return self
        x = features[usable]
        # A column without any value cannot be cut in bins.
        self.empty_ = ~np.isfinite(x).any(axis=0)
        x[:, self.empty_] = 0.0
        regressor = HistGradientBoostingRegressor(
            loss="poisson",
            max_iter=self.max_iter,
            learning_rate=self.learning_rate,
            max_bins=127,
            early_stopping=False,
            random_state=self.random_state,
        )
        ratio, weight = value[usable] / level[usable], level[usable]
        if ratio.sum() > 0:
            with one_thread():
                self.regressor_ = regressor.fit(x, ratio, sample_weight=weight / weight.mean())
        return self

    def predict(self, panel: IntradayPanel, origins: Ints) -> Floats:
        """Forecast every series from some issue times; nothing after them is looked at.

        Returns
        -------
        ndarray of float, shape (s, n)
            NaN where the series has no recent level.
        """
        features, level = count_features(panel, origins, self.steps, self.series_)
        expected = np.full(level.shape, np.nan)
        usable = level > 0
        if self.regressor_ is None or not usable.any():
            return expected
        x = features[usable]
        x[:, self.empty_] = 0.0
        with one_thread():
            expected[usable] = self.regressor_.predict(x) * level[usable]
        return expected


def same_time(panel: IntradayPanel, origins: Ints, steps: int, weeks: int = 1) -> Floats:
    """Return the value of the target's local time in the last week that is known.

    Parameters
    ----------
    panel : IntradayPanel
    origins : ndarray of int, shape (n,)
        Columns of the issue times.
    steps : int
        Lead; 0 asks for the usual value of the issue time itself.
    weeks : int
        Which of the known weeks, the latest first.
    """
    nearest = max(1, -(-steps // (7 * panel.per_day)))
    before = panel.days_before(origins + steps, 7 * (nearest + weeks - 1))
    return panel.take(np.where(before <= origins, before, -1))


def count_features(
    panel: IntradayPanel, origins: Ints, steps: int, series: pd.Index
) -> tuple[Floats, Floats]:
    """Describe each series at each issue time: recent values, usual ones, the calendar.

    Returns
    -------
    features : ndarray of float, shape (s, n, m)
        Values over the level.
    level : ndarray of float, shape (s, n)
        Mean of the last :data:`LEVEL_DAYS` days.
    """
    day = panel.per_day
    values = pd.DataFrame(panel.take(np.arange(len(panel))).T)
    # Running means only look back: a prefix of the panel gives the same ones.
    month, last_day, last_week = (
        take(values.rolling(size, min_periods=least).mean().to_numpy().T, origins)
        for size, least in ((LEVEL_DAYS * day, LEVEL_SLOTS), (day, day // 2), (7 * day, 3 * day))
    )
    now = [panel.take(origins - back) for back in range(3)]
    days = -(-steps // day)
    yesterday = panel.days_before(origins + steps, days)
    target_weeks = [same_time(panel, origins, steps, week) for week in range(1, WEEKS + 1)]
    usual = _mean(target_weeks)
    gaps = [
        now[back] - _mean([same_time(panel, origins - back, 0, week + 1) for week in range(WEEKS)])
        for back in range(3)
    ]
    parts = [*now, panel.take(origins - (day - 1))]
    parts.append(panel.take(np.where(yesterday <= origins, yesterday, -1)))
    parts += [*target_weeks[:2], usual, last_day, last_week, now[0] - gaps[0]]
    parts += [gaps[0], _mean(gaps), usual - (now[0] - gaps[0])]
    level = np.where(month > 0, month, np.nan)
    local = panel.instants(origins + steps).tz_convert(panel.tz)
    slot, weekday = panel.local_slot(origins + steps), local.day_of_week.to_numpy()
    calendar = [slot, weekday, local.day_of_year.to_numpy(), weekday * day + slot]
    known = [np.broadcast_to(np.asarray(c, float), level.shape) for c in calendar]
    code = series.get_indexer(panel.series).astype(float)
    known.append(np.broadcast_to(np.where(code < 0, np.nan, code)[:, None], level.shape))
    return np.stack([*(part / level for part in parts), *known], axis=-1), level


def _mean(values: list[Floats]) -> Floats:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # nothing known gives NaN, as it should
        mean: Floats = np.nanmean(np.stack(values), axis=0)
    return mean
