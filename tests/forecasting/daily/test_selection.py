"""The rule serves unless a candidate beats it; bands hold; the future changes nothing."""

from dataclasses import replace

import numpy as np
import pytest

from civicai.forecasting import (
    DailyBoosting,
    DailyHistory,
    DailyQuery,
    DailySelection,
    MedianProfile,
    WeekdayMean,
)
from civicai.forecasting.daily.features import FEATURE_GROUPS, OWN, asof_features
from civicai.forecasting.daily.history import weekday
from civicai.forecasting.scores import coverage


def panel(series=8, days=300, noise=4.0, yearly=0.0, seed=0):
    """Weekday panels whose level drifts: no candidate of ours made them."""
    rng = np.random.default_rng(seed)
    day = np.arange(17000, 17000 + days)
    day = day[weekday(day) < 5]
    code = np.repeat(np.arange(series), len(day))
    day = np.tile(day, series)
    level = np.repeat(rng.uniform(60, 200, series), len(day) // series)
    wave = 1 + 0.15 * np.sin(weekday(day)) + yearly * np.sin(day / 58.0)
    return DailyHistory(code, day, np.maximum(level * wave + rng.normal(0, noise, len(day)), 1))


def no_calendar(history):
    return np.zeros((len(history.day), 1))


def season_known(ask):
    return replace(ask, known=np.sin(ask.day / 58.0)[:, None])


def nothing_known(ask):
    return replace(ask, known=np.zeros((len(ask), 1)))


def test_the_rule_serves_where_nothing_beats_it():
    # Pure noise around a weekday pattern, too few rows to learn from.
    history = panel(series=2, days=60)
    selection = DailySelection(horizon=7).fit(history, nothing_known)
    assert isinstance(selection.rung_, WeekdayMean | MedianProfile)
    assert sorted(selection.scores_) == ["median_profile", "weekday_mean"]


def test_the_boosting_serves_where_it_beats_the_rule():
    history = panel(yearly=0.3, days=900)
    selection = DailySelection(horizon=21).fit(history, season_known)
    assert isinstance(selection.rung_, DailyBoosting)
    assert selection.scores_["boosting"] < selection.scores_["weekday_mean"]


def test_bands_hold_what_they_promise_on_later_days():
    history = panel(days=700, seed=1)
    cut = int(np.quantile(history.day, 0.7))
    past = DailyHistory(
        *(a[history.day <= cut] for a in (history.series, history.day, history.value))
    )
    selection = DailySelection(horizon=7, coverage=0.8).fit(past, nothing_known)
    later = history.day > cut + 7
    ask = DailyQuery(history.series, history.day, history.day - 7, no_calendar(history))[later]
    forecast = selection.predict(history, ask)
    assert coverage(history.value[later], forecast.low, forecast.high) == pytest.approx(
        0.8, abs=0.07
    )


def test_what_happens_after_the_issue_day_moves_no_feature():
    history = panel()
    issued = history.day - 21
    ask = DailyQuery(history.series, history.day, issued, no_calendar(history))
    cut = int(np.quantile(history.day, 0.6))
    early = issued <= cut
    changed = DailyHistory(
        history.series, history.day, np.where(history.day > cut, 9.0 * history.value, history.value)
    )
    before, _level = asof_features(history, ask[early])
    after, _level = asof_features(changed, ask[early])
    np.testing.assert_array_equal(before, after)
    late, _level = asof_features(changed, ask[~early])
    assert not np.array_equal(late, asof_features(history, ask[~early])[0], equal_nan=True)


def test_a_series_never_observed_gets_no_number():
    history = panel(days=200)
    selection = DailySelection(horizon=7).fit(history, nothing_known)
    ask = DailyQuery(np.array([99]), np.array([17300]), np.array([17190]), np.zeros((1, 1)))
    forecast = selection.predict(history, ask)
    assert np.isnan([forecast.expected[0], forecast.low[0], forecast.high[0]]).all()


def test_feature_groups_name_the_columns_they_say():
    history = panel(days=400)
    known = np.zeros((len(history.day), 3))
    ask = DailyQuery(history.series, history.day, history.day - 21, known)
    features, _level = asof_features(history, ask)
    assert features.shape[1] == OWN + 3
    named = np.concatenate([*FEATURE_GROUPS.values()])
    # left out on purpose: spread, age, lead and the logarithm of the level
    assert sorted(set(range(OWN)) - set(named)) == [5, 8, 9, 11]


def test_effects_are_zero_when_nothing_is_unusual():
    history = panel(days=900, noise=0.5)
    ask = DailyQuery(history.series, history.day, history.day - 21, no_calendar(history))
    model = DailyBoosting().fit(history, ask, history.value)
    effects = model.effects(history, ask[np.arange(len(ask) - 50, len(ask))])
    assert np.abs(effects["calendar"]).max() == 0.0
    assert np.abs(effects["weekday"]).max() > 0.02
