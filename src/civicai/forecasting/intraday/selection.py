"""A grid of instants: from the last reading to boosting, chosen on a later window."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.intraday.boosting import IntradayBoosting
from civicai.forecasting.intraday.features import IntradayFeatures
from civicai.forecasting.intraday.history import ALIKE, DAYS, IntradayHistory, IntradayQuery
from civicai.forecasting.intraday.weekly_profile import Answer, WeeklyProfile

#: Questions learned from, and questions of the later window, for all leads together.
MOST_ROWS = 50_000
#: Questions, and days, below which the boosting learns nothing that holds.
ENOUGH_ROWS, ENOUGH_DAYS = 4_000, 21
#: A series' own errors weigh as many questions of its lead as this against everybody's.
SHRINK = 2_000
#: Share taken off the boosting's error: it is judged before it learns of the later window, and
#: of all the candidates it gains most from knowing it.
YOUNGER = 0.03

Texts = npt.NDArray[np.str_]


class Learned(NamedTuple):
    """The candidates fitted on some questions."""

    profile: WeeklyProfile
    boosting: IntradayBoosting | None


class Past(NamedTuple):
    """Questions, what came, and what was learned of them."""

    ask: IntradayQuery
    value: Floats
    learned: Learned


class Later(NamedTuple):
    """What was asked of the later window, what came, and what the chosen candidates had said.

    ``answers`` holds what each candidate had said, in the order of
    :attr:`IntradaySelection.candidates_`.
    """

    ask: IntradayQuery
    value: Floats
    expected: Floats
    answers: Floats


class SlotAnswer(NamedTuple):
    """Forecasts, arrays of shape (n,); NaN where nothing is known.

    ``profile`` is what is usual in the target's slot, ``candidate`` the name of what served.
    """

    expected: Floats
    profile: Floats
    candidate: Texts


class IntradaySelection:
    """Forecast every series of a grid for several leads, each by what served it best.

    The candidates, from the simplest: the last reading; the same slot of the last week known; the
    rolling weekly profile with a fading autoregression; gradient boosting over it. On a later
    window that none of them learned from, each lead and series takes the candidate with the least
    absolute error, its own errors shrunk to everybody's; then all learn again from everything.

    Parameters
    ----------
    leads : sequence of int
        Leads served, in slots.
    window : int
        Slots of the later window; at most a third of the panel.
    random_state : int
        Seed of the sample of questions, and of the trees.

    Attributes
    ----------
    before_, whole_ : Past
        What was asked before the later window, and of everything, with the candidates it taught.
    later_ : Later
    series_ : Index, shape (s,)
        Names of the series learned from.
    chosen_ : dict of int to ndarray of int, shape (s + 1,)
        By lead, the candidate of each series, a position in ``candidates_``; the last is that of a
        series met later, whose own errors are not known.
    errors_ : dict of int to ndarray of float, shape (candidates,)
        By lead, mean absolute error of each candidate on the later window.
    """

    RULE, LAST, PROFILE, BOOSTING, BLEND = range(5)
    candidates_ = ("rule", "last_value", WeeklyProfile.name, IntradayBoosting.name, "blend")

    def __init__(self, leads: list[int], window: int, random_state: int = 0) -> None:
        self.leads, self.window, self.random_state = leads, window, random_state

    def fit(self, features: IntradayFeatures) -> IntradaySelection:
        """Learn from everything that a panel holds, up to its last column."""
        history = features.history
        length = len(history.panel)
        self.series_ = history.panel.series
        self.window_ = min(self.window, length // 3)
        cut = length - self.window_
        rng = np.random.default_rng(self.random_state)
        before, value = self._sample(history, rng, 0, cut)
        held_out = self._learn(features, before, value)
        ask, observed = self._sample(history, rng, cut, length)
        answers = self._answers(features, ask, held_out)[0]
        self.before_ = Past(before, value, held_out)
        self._choose(history, ask, observed, answers)
        self.later_ = Later(ask, observed, self._served(history, ask, answers), answers)
        past, value = self._sample(history, rng, 0, length)
        self.whole_ = Past(past, value, self._learn(features, past, value))
        return self

    def predict(self, features: IntradayFeatures, ask: IntradayQuery) -> SlotAnswer:
        """Answer questions of the leads learned; nothing after an issue time is looked at."""
        answers, usual = self._answers(features, ask, self.whole_.learned)
        place = self._place(features.history, ask, answers)
        candidate = np.array(self.candidates_)[place]
        of_profile = place >= self.PROFILE
        candidate[of_profile & (usual.told == DAYS)] = "slot_of_day"
        candidate[of_profile & (usual.told == ALIKE)] = "similar_series"
        expected = answers[place, np.arange(len(place))]
        candidate[~np.isfinite(expected)] = "none"
        return SlotAnswer(expected, usual.profile, candidate)

    def _sample(
        self, history: IntradayHistory, rng: np.random.Generator, begin: int, end: int
    ) -> tuple[IntradayQuery, Floats]:
        """Draw questions of every lead whose answers lie in some columns."""
        values = history.panel.values[:, begin:end]
        parts, most = [], MOST_ROWS // len(self.leads)
        where = np.flatnonzero(np.isfinite(values))
        for steps in self.leads:
            # Some draws lack a reading at their issue time.
            drawn = where if len(where) <= 2 * most else rng.choice(where, 2 * most, replace=False)
            series, column = np.divmod(drawn, values.shape[1])
            ask = IntradayQuery(series, column + begin - steps, np.full(len(series), steps))
            known = np.isfinite(history.reading(series, ask.origin))
            parts.append(ask.keep(np.flatnonzero(known)[:most]))
        ask = IntradayQuery(*(np.concatenate(part) for part in zip(*parts, strict=True)))
        return ask, history.reading(ask.series, ask.target)

    def _learn(self, features: IntradayFeatures, ask: IntradayQuery, value: Floats) -> Learned:
        profile = WeeklyProfile().fit(features.history, ask, value)
        short = len(features.history.panel) < ENOUGH_DAYS * features.history.day
        if short or len(value) < ENOUGH_ROWS:
            return Learned(profile, None)
        boosting = IntradayBoosting(profile, self.random_state)
        return Learned(profile, boosting.fit(features, ask, value))

    def _answers(
        self, features: IntradayFeatures, ask: IntradayQuery, learned: Learned
    ) -> tuple[Floats, Answer]:
        """Return what each candidate says, shape (candidates, n), and all that the profile does."""
        history = features.history
        last = history.reading(ask.series, ask.origin)
        week = history.same_slot(ask, 7)
        usual = learned.profile.predict(history, ask)
        boosted = profile = usual.expected
        if learned.boosting is not None:
            boosted = learned.boosting.predict(features, ask, profile)
        return np.stack([week, last, profile, boosted, (boosted + week) / 2]), usual

    def _choose(
        self, history: IntradayHistory, ask: IntradayQuery, value: Floats, answers: Floats
    ) -> None:
        # One more: a series met later, of which only everybody's errors are known.
        series = len(self.series_) + 1
        self.errors_: dict[int, Floats] = {}
        self.chosen_: dict[int, Ints] = {}
        errors = np.abs(answers - value)
        errors[:, ~np.isfinite(errors).all(axis=0)] = np.nan
        for steps in self.leads:
            mine = (ask.steps == steps) & np.isfinite(errors[0])
            if not mine.any():
                self.errors_[steps] = np.full(len(answers), np.nan)
                self.chosen_[steps] = np.full(series, self.PROFILE)
                continue
            usual = errors[:, mine].mean(axis=1)
            own = [np.bincount(ask.series[mine], e[mine], series) for e in errors]
            count = np.bincount(ask.series[mine], minlength=series)
            shrunk = (np.stack(own) + SHRINK * usual[:, None]) / (count + SHRINK)
            shrunk[self.BOOSTING] *= 1 - YOUNGER if self.before_.learned.boosting else np.inf
            if self.window_ < history.week and steps >= history.day:
                # A few days cannot tell a last value that serves from one that a Sunday breaks.
                shrunk[self.LAST] = np.inf
            self.errors_[steps], self.chosen_[steps] = usual, shrunk.argmin(axis=0)

    def _place(self, history: IntradayHistory, ask: IntradayQuery, answers: Floats) -> Ints:
        """Return the candidate that serves each question; the profile where that one is silent."""
        place = np.full(len(ask.series), self.PROFILE)
        # By name: a series that came since the fit moves the rows of the others.
        where = self.series_.get_indexer(history.panel.series)[ask.series]
        for steps, chosen in self.chosen_.items():
            mine = ask.steps == steps
            place[mine] = chosen[where[mine]]
        silent = ~np.isfinite(answers[place, np.arange(len(place))])
        place[silent] = self.PROFILE
        return place

    def _served(self, history: IntradayHistory, ask: IntradayQuery, answers: Floats) -> Floats:
        place = self._place(history, ask, answers)
        served: Floats = answers[place, np.arange(len(place))]
        return served
