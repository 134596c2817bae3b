"""The selection of instants: each lead and series by what served it, and never by its future."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai.forecasting import IntradayHistory, IntradayPanel, IntradayQuery, IntradaySelection
from civicai.forecasting.intraday.features import IntradayFeatures

STEP = pd.Timedelta("1h")
WEEK = 168
START = pd.Timestamp("2024-01-08", tz="UTC")


def features(values: np.ndarray) -> IntradayFeatures:
    return IntradayFeatures(
        IntradayHistory(IntradayPanel(pd.Index(range(len(values))), START, STEP, values, "UTC"))
    )


def crowded(weeks: int = 8, series: int = 6, seed: int = 0) -> np.ndarray:
    """A weekly shape whose height is the day's, the same for all series: boosting can see it."""
    rng = np.random.default_rng(seed)
    hours = np.arange(weeks * WEEK)
    shape = np.sin(np.pi * (hours % 24) / 24) ** 2
    height = np.repeat(rng.uniform(0.2, 0.9, weeks * 7), 24)
    return shape * height + rng.normal(0, 0.01, (series, len(hours)))


def test_boosting_serves_where_it_wins():
    learned = crowded()
    selection = IntradaySelection([1], 2 * WEEK).fit(features(learned[:, : 7 * WEEK]))
    assert set(selection.chosen_[1]) == {selection.BOOSTING}
    ask = IntradayQuery.every(6, np.arange(7 * WEEK, 8 * WEEK - 1), 1)
    answer = selection.predict(features(learned), ask)
    observed = learned[ask.series, ask.target]
    last = np.abs(learned[ask.series, ask.origin] - observed).mean()
    assert set(answer.candidate) == {"boosting"}
    assert np.abs(answer.expected - observed).mean() < 0.8 * last


def test_a_walk_without_a_week_is_served_by_its_last_value():
    rng = np.random.default_rng(3)
    walk = 50 + rng.normal(0, 1, (4, 6 * WEEK)).cumsum(axis=1)
    selection = IntradaySelection([24], 2 * WEEK).fit(features(walk))
    assert set(selection.chosen_[24]) <= {selection.LAST, selection.PROFILE, selection.BOOSTING}
    assert selection.errors_[24][selection.LAST] < 0.5 * selection.errors_[24][selection.RULE]


def test_the_rule_serves_where_weeks_repeat_and_nothing_else_tells():
    rng = np.random.default_rng(4)
    weeks = np.tile(rng.random((4, WEEK)), 6)
    selection = IntradaySelection([12], 2 * WEEK).fit(features(weeks))
    assert {selection.candidates_[k] for k in selection.chosen_[12]} == {"rule"}


@pytest.mark.parametrize("lead", [1, 24, WEEK])
def test_no_answer_moves_when_the_future_changes(lead):
    values, origin = crowded(), 6 * WEEK
    selection = IntradaySelection([lead], 2 * WEEK).fit(features(values[:, : 5 * WEEK]))
    changed = values.copy()
    changed[:, origin + 1 :] = 0.5
    ask = IntradayQuery.every(6, np.arange(origin - 20, origin + 1), lead)
    once, again = (selection.predict(features(v), ask).expected for v in (values, changed))
    np.testing.assert_array_equal(once, again)


def test_what_is_judged_was_not_learned():
    """The later window is noise: what is learned of it would show in the held-out candidates."""
    values = crowded()
    other = values.copy()
    other[:, -2 * WEEK :] = np.random.default_rng(8).random((6, 2 * WEEK))
    selections = [IntradaySelection([1], 2 * WEEK).fit(features(v)) for v in (values, other)]
    profiles = [selection.before_.learned.profile.models_[1] for selection in selections]
    np.testing.assert_array_equal(profiles[0].coefficients, profiles[1].coefficients)
    whole = [selection.whole_.learned.profile.models_[1].coefficients for selection in selections]
    assert not np.array_equal(*whole)


def test_a_few_days_are_served_without_boosting():
    values = crowded(weeks=1)[:, :96]
    selection = IntradaySelection([1], WEEK).fit(features(values))
    assert selection.whole_.learned.boosting is None
    answer = selection.predict(features(values), IntradayQuery.every(6, np.array([95]), 1))
    assert np.isfinite(answer.expected).all()


def test_a_series_that_comes_later_does_not_move_what_serves_the_others():
    values = crowded()
    selection = IntradaySelection([1], 2 * WEEK).fit(features(values))
    selection.series_ = pd.Index([*"bcdefg"])
    selection.chosen_[1][:] = [*[selection.PROFILE] * 5, selection.RULE, selection.LAST]
    wider = IntradayPanel(
        pd.Index([*"abcdefg"]), START, STEP, np.vstack([values[:1], values]), "UTC"
    )
    answer = selection.predict(
        IntradayFeatures(IntradayHistory(wider)), IntradayQuery.every(7, np.array([900]), 1)
    )
    assert answer.candidate.tolist() == ["last_value", *["weekly_profile"] * 5, "rule"]
