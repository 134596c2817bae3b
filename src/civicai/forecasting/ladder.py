"""The ladder for daily panels: several rungs are tried on a later window, the best one serves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from civicai.forecasting.boosting import GlobalBoosting
from civicai.forecasting.conformal import conformal_quantiles
from civicai.forecasting.features import LEVEL
from civicai.forecasting.history import Floats, History, Query
from civicai.forecasting.median_profile import MedianProfile
from civicai.forecasting.pooled_ridge import PooledRidge
from civicai.forecasting.scores import wape
from civicai.forecasting.weekday_mean import WeekdayMean

#: Leads beyond the horizon that training also sees, in days: a plan covers some weeks.
EXTRA_LEAD = 42
#: Days of the window on which rungs are compared and bands calibrated.
LATER_WINDOW = 60
#: Share of the days in that window above which the rung learns again from everything. Below, what
#: it would gain is less than noise (Nantes 2016-17), and the fit would cost twice as much.
WORTH_LEARNING_AGAIN = 0.1
#: Past questions below which a rung that learns is not tried: it would only learn noise.
ENOUGH_ROWS = 400
#: How much better than medians the mean of the last weekdays must do: on the weeks of one site,
#: less is chance (Nantes's canteens one by one, 2016-17 and 2017-18).
CHANCE = 1.05
#: A model handed over has not met these series: its band is this much wider.
STRANGER = 1.1

Describe = Callable[[Query], Query]


@dataclass(frozen=True)
class Forecast:
    """Answers to a :class:`~civicai.forecasting.History` query, arrays of shape (n,).

    ``low`` and ``high`` are NaN where too little is known to promise a band.
    """

    expected: Floats
    low: Floats
    high: Floats
    rung: npt.NDArray[np.str_]


class DailyLadder:
    """Choose a rung on a later window and calibrate its band there.

    The rung then learns again from everything, unless that window is a small part of it.

    Parameters
    ----------
    horizon : int
        Smallest lead served, in days.
    coverage : float
        Nominal share of observations inside the band.
    random_state : int, optional

    Attributes
    ----------
    rung_ : WeekdayMean, MedianProfile, PooledRidge or GlobalBoosting
        The rung that serves.
    scores_ : dict of str to float
        WAPE of each rung on the later window; empty where the history is too short to choose.
    later_from_ : int
        First day of that window, in days since 1970-01-01.
    handed_ : bool
        Whether the rung was learned on other series: see ``prior``.
    """

    def __init__(self, horizon: int, coverage: float = 0.8, random_state: int | None = 0) -> None:
        self.horizon = horizon
        self.coverage = coverage
        self.random_state = random_state

    def fit(
        self,
        history: History,
        describe: Describe | None = None,
        prior: DailyLadder | None = None,
    ) -> DailyLadder:
        """Learn from a history.

        Parameters
        ----------
        history : History
        describe : callable, optional
            Takes a :class:`~civicai.forecasting.Query` and returns it with what was known of
            each of its days at its issue time: ``known``, ``season``, ``exposure``.
        prior : DailyLadder, optional
            Fitted on other series. Its rung is tried beside those of this history, as it is.
        """
        ask = self._past_questions(history)
        ask = describe(ask) if describe is not None else ask
        self.later_from_, early, late = self._split(history, ask)
        handed: Any = None if prior is None else prior.rung_
        rungs = self._rungs(int(early.sum()), handed)
        answers = {}
        for rung in rungs:
            if rung is not handed:
                rung.fit(history, ask[early], history.value[early])
            answers[rung.name] = rung.predict(history, ask[late])
        observed = history.value[late]
        both = np.all([np.isfinite(answer) for answer in answers.values()], axis=0)
        self.scores_ = {
            name: wape(observed[both], answer[both]) for name, answer in answers.items()
        }
        self.rung_: Any = min(rungs, key=self._rank)
        self.handed_ = self.rung_ is handed
        self._calibrate(history, ask[late], observed, answers[self.rung_.name])
        if not self.handed_ and np.mean(history.day >= self.later_from_) > WORTH_LEARNING_AGAIN:
            self.rung_.fit(history, ask, history.value)
        return self

    def predict(self, history: History, ask: Query) -> Forecast:
        """Answer ``ask`` from what ``history`` knew at each issue time."""
        expected = self.rung_.predict(history, ask)
        scale = self._scale(history, ask, expected)
        low, high = self.error_quantiles_
        with np.errstate(invalid="ignore"):
            below = np.maximum(expected + low * scale, 0.0)
            above = np.maximum(expected + high * scale, 0.0)
        unknown = ~np.isfinite(above)
        below[unknown] = above[unknown] = np.nan
        return Forecast(expected, below, above, np.full(len(ask), self.rung_.name))

    def _rungs(self, rows: int, handed: Any) -> list[Any]:
        rungs: list[Any] = [MedianProfile(), WeekdayMean()]
        if rows >= ENOUGH_ROWS:
            rungs.append(PooledRidge())
        if handed is not None and handed.name not in {rung.name for rung in rungs}:
            rungs.append(handed)
        elif rows >= ENOUGH_ROWS:
            rungs.append(GlobalBoosting(random_state=self.random_state))
        return rungs

    def _rank(self, rung: Any) -> float:
        """Return the error that counts; of equals, the simpler rung comes first and is kept."""
        error = float(np.nan_to_num(self.scores_[rung.name], nan=9.0))
        return error * CHANCE if isinstance(rung, WeekdayMean) else error

    def _past_questions(self, history: History) -> Query:
        # Half of the questions at the horizon itself, half spread over the weeks beyond it.
        rng = np.random.default_rng(self.random_state)
        n = len(history.day)
        extra = np.where(rng.random(n) < 0.5, 0, rng.integers(0, EXTRA_LEAD + 1, n))
        return Query(history.series, history.day, history.day - self.horizon - extra)

    def _split(self, history: History, ask: Query) -> tuple[int, Any, Any]:
        days = np.unique(history.day)
        window = min(LATER_WINDOW, len(days) // 3)
        later_from = int(days[-window]) if window else int(days[-1]) + 1
        learn_until = later_from - self.horizon
        early = history.day <= learn_until
        late = (history.day >= later_from) & (ask.issued >= learn_until)
        if early.sum() < ENOUGH_ROWS:
            # Only what learns nothing here is left: every past day calibrates it honestly.
            late = np.ones(len(history.day), bool)
        return later_from, early, late

    def _calibrate(self, history: History, ask: Query, observed: Floats, answer: Floats) -> None:
        spread = _spread(history, ask)
        spread = spread[np.isfinite(spread)]
        self.typical_spread_ = float(np.median(spread)) if len(spread) else 0.1
        errors = (observed - answer) / self._scale(history, ask, answer)
        low, high = conformal_quantiles(errors, self.coverage)
        wider = STRANGER if self.handed_ else 1.0
        self.error_quantiles_ = (wider * low, wider * high)

    def _scale(self, history: History, ask: Query, expected: Floats) -> Floats:
        """Return the size of a usual error, in units of the series.

        The series' own spread, shrunk half-way to all; half of it, beside the distance to the
        upper quantile, where the rung tells one.
        """
        spread = _spread(history, ask)
        spread = np.where(np.isfinite(spread), spread, self.typical_spread_)
        shrunk = 0.5 * (spread + self.typical_spread_)
        scale: Floats = expected * np.maximum(shrunk, 0.01)
        if isinstance(self.rung_, GlobalBoosting):
            above = self.rung_.upper(history, ask) - expected
            scale = 0.5 * scale + np.maximum(above, 0.01 * expected)
        return np.where(scale > 0, scale, 1.0)


def _spread(history: History, ask: Query) -> Floats:
    """Return the recent spread of each series over its recent level."""
    own = history.by_series
    with np.errstate(invalid="ignore", divide="ignore"):
        spread: Floats = own.std(ask.series, ask.issued, LEVEL) / own.mean(
            ask.series, ask.issued, LEVEL
        )
    return spread
