"""Daily panels: several candidates are tried on a later window, the best one serves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from civicai.forecasting.conformal import conformal_quantiles
from civicai.forecasting.daily.boosting import DailyBoosting
from civicai.forecasting.daily.features import LEVEL
from civicai.forecasting.daily.history import DailyHistory, DailyQuery, Floats
from civicai.forecasting.daily.median_profile import MedianProfile
from civicai.forecasting.daily.pooled_ridge import PooledRidge
from civicai.forecasting.daily.weekday_mean import WeekdayMean
from civicai.forecasting.scores import wape

#: Leads beyond the horizon that training also sees, in days: a plan covers some weeks.
EXTRA_LEAD = 42
#: Days of the window on which candidates are compared and bands calibrated.
LATER_WINDOW = 60
#: Share of the days in that window above which the candidate learns again from everything. Below,
#: what it would gain is less than noise (Nantes 2016-17), and the fit would cost twice as much.
WORTH_LEARNING_AGAIN = 0.1
#: Past questions below which a candidate that learns is not tried: it would only learn noise.
ENOUGH_ROWS = 400
#: How much better than medians the mean of the last weekdays must do: on the weeks of one site,
#: less is chance (Nantes's canteens one by one, 2016-17 and 2017-18).
CHANCE = 1.05
#: A model handed over has not met these series: its band is this much wider.
STRANGER = 1.1

Describe = Callable[[DailyQuery], DailyQuery]


@dataclass(frozen=True)
class Forecast:
    """Answers to a :class:`~civicai.forecasting.DailyHistory` query, arrays of shape (n,).

    ``low`` and ``high`` are NaN where too little is known to promise a band.
    """

    expected: Floats
    low: Floats
    high: Floats
    candidate: npt.NDArray[np.str_]


class DailySelection:
    """Choose a candidate on a later window and calibrate its band there.

    The candidate then learns again from everything, unless that window is a small part of it.

    Parameters
    ----------
    horizon : int
        Smallest lead served, in days.
    coverage : float
        Nominal share of observations inside the band.
    random_state : int, optional

    Attributes
    ----------
    rung_ : WeekdayMean, MedianProfile, PooledRidge or DailyBoosting
        The candidate that serves.
    scores_ : dict of str to float
        WAPE of each candidate on the later window; empty where the history is too short to choose.
    later_from_ : int
        First day of that window, in days since 1970-01-01.
    handed_ : bool
        Whether the candidate was learned on other series: see ``prior``.
    """

    def __init__(self, horizon: int, coverage: float = 0.8, random_state: int | None = 0) -> None:
        self.horizon = horizon
        self.coverage = coverage
        self.random_state = random_state

    def fit(
        self,
        history: DailyHistory,
        describe: Describe | None = None,
        prior: DailySelection | None = None,
    ) -> DailySelection:
        """Learn from a history.

        Parameters
        ----------
        history : DailyHistory
        describe : callable, optional
            Takes a :class:`~civicai.forecasting.DailyQuery` and returns it with what was known of
            each of its days at its issue time: ``known``, ``season``, ``exposure``.
        prior : DailySelection, optional
            Fitted on other series. Its candidate is tried beside those of this history, as it is.
        """
        ask = self._past_questions(history)
        ask = describe(ask) if describe is not None else ask
        self.later_from_, early, late = self._split(history, ask)
        handed: Any = None if prior is None else prior.rung_
        candidates = self._candidates(int(early.sum()), handed)
        answers = {}
        for candidate in candidates:
            if candidate is not handed:
                candidate.fit(history, ask[early], history.value[early])
            answers[candidate.name] = candidate.predict(history, ask[late])
        observed = history.value[late]
        both = np.all([np.isfinite(answer) for answer in answers.values()], axis=0)
        self.scores_ = {
            name: wape(observed[both], answer[both]) for name, answer in answers.items()
        }
        self.rung_: Any = min(candidates, key=self._rank)
        self.handed_ = self.rung_ is handed
        self._calibrate(history, ask[late], observed, answers[self.rung_.name])
        if not self.handed_ and np.mean(history.day >= self.later_from_) > WORTH_LEARNING_AGAIN:
            self.rung_.fit(history, ask, history.value)
        return self

    def predict(self, history: DailyHistory, ask: DailyQuery) -> Forecast:
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

    def _candidates(self, rows: int, handed: Any) -> list[Any]:
        candidates: list[Any] = [MedianProfile(), WeekdayMean()]
        if rows >= ENOUGH_ROWS:
            candidates.append(PooledRidge())
        if handed is not None and handed.name not in {candidate.name for candidate in candidates}:
            candidates.append(handed)
        elif rows >= ENOUGH_ROWS:
            candidates.append(DailyBoosting(random_state=self.random_state))
        return candidates

    def _rank(self, candidate: Any) -> float:
        """Return the error that counts; of equals, the simpler one comes first and is kept."""
        error = float(np.nan_to_num(self.scores_[candidate.name], nan=9.0))
        return error * CHANCE if isinstance(candidate, WeekdayMean) else error

    def _past_questions(self, history: DailyHistory) -> DailyQuery:
        # Half of the questions at the horizon itself, half spread over the weeks beyond it.
        rng = np.random.default_rng(self.random_state)
        n = len(history.day)
        extra = np.where(rng.random(n) < 0.5, 0, rng.integers(0, EXTRA_LEAD + 1, n))
        return DailyQuery(history.series, history.day, history.day - self.horizon - extra)

    def _split(self, history: DailyHistory, ask: DailyQuery) -> tuple[int, Any, Any]:
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

    def _calibrate(
        self, history: DailyHistory, ask: DailyQuery, observed: Floats, answer: Floats
    ) -> None:
        spread = _spread(history, ask)
        spread = spread[np.isfinite(spread)]
        self.typical_spread_ = float(np.median(spread)) if len(spread) else 0.1
        errors = (observed - answer) / self._scale(history, ask, answer)
        low, high = conformal_quantiles(errors, self.coverage)
        wider = STRANGER if self.handed_ else 1.0
        self.error_quantiles_ = (wider * low, wider * high)

    def _scale(self, history: DailyHistory, ask: DailyQuery, expected: Floats) -> Floats:
        """Return the size of a usual error, in units of the series.

        The series' own spread, shrunk half-way to all; half of it, beside the distance to the
        upper quantile, where the candidate tells one.
        """
        spread = _spread(history, ask)
        spread = np.where(np.isfinite(spread), spread, self.typical_spread_)
        shrunk = 0.5 * (spread + self.typical_spread_)
        scale: Floats = expected * np.maximum(shrunk, 0.01)
        if isinstance(self.rung_, DailyBoosting):
            above = self.rung_.upper(history, ask) - expected
            scale = 0.5 * scale + np.maximum(above, 0.01 * expected)
        return np.where(scale > 0, scale, 1.0)


def _spread(history: DailyHistory, ask: DailyQuery) -> Floats:
    """Return the recent spread of each series over its recent level."""
    own = history.by_series
    with np.errstate(invalid="ignore", divide="ignore"):
        spread: Floats = own.std(ask.series, ask.issued, LEVEL) / own.mean(
            ask.series, ask.issued, LEVEL
        )
    return spread
