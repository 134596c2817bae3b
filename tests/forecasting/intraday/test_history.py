"""What was known of each slot: whatever comes later, in local time, of the like at first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicai.forecasting import IntradayHistory, IntradayPanel, IntradayQuery
from civicai.forecasting.intraday.features import IntradayFeatures
from civicai.forecasting.intraday.history import ALIKE, DAYS, NOTHING, WEEKS

STEP = pd.Timedelta("1h")
DAY, WEEK = 24, 168
#: Summer time begins on the 31st.
START = pd.Timestamp("2024-03-04", tz="Europe/Paris").tz_convert("UTC")


def panel(values: np.ndarray) -> IntradayPanel:
    return IntradayPanel(pd.Index(range(len(values))), START, STEP, values)


def noise(series: int, slots: int, seed: int = 0, missing: float = 0.1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = rng.random((series, slots))
    values[rng.random(values.shape) < missing] = np.nan
    return values


def weekly(values: np.ndarray, column: int, origin: int, decay: float) -> float:
    """The profile as its definition says it: week by week, the last ones known."""
    laid, total, weight = panel(values), 0.0, 0.0
    for back in range(1, 10):
        before = int(laid.days_before(np.array([column]), 7 * back)[0])
        if 0 <= before <= origin and np.isfinite(values[0, before]):
            total += decay**back * values[0, before]
            weight += decay**back
    return total / weight if weight else np.nan


@pytest.mark.parametrize("lead", [1, 6, 25, 168, 200])
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 999))
def test_the_profile_is_the_weighted_mean_of_the_weeks_known(lead, seed):
    values = noise(1, 6 * WEEK, seed)
    origins = np.arange(3 * WEEK, 6 * WEEK - 7, 7)
    found, told = IntradayHistory(panel(values)).profile(IntradayQuery.every(1, origins, lead), 0.7)
    meant = [weekly(values, origin + lead, origin, 0.7) for origin in origins]
    # The hour that the clocks skip stands for the one after it only on that very night.
    night = panel(values).instants(origins + lead).tz_convert("Europe/Paris")
    usual = ~((night.month == 3) & (night.day == 31) | (night.month == 4) & (night.day % 7 == 0))
    # Where no week is known, days tell it, and say so.
    np.testing.assert_array_equal((told == WEEKS)[usual], np.isfinite(meant)[usual])
    usual &= told == WEEKS
    np.testing.assert_allclose(found[usual], np.array(meant)[usual], rtol=1e-5)


@pytest.mark.parametrize("lead", [1, 24, 168, 180])
def test_nothing_known_of_a_question_moves_when_its_future_changes(lead):
    values, origin = noise(3, 6 * WEEK), 4 * WEEK
    changed = values.copy()
    changed[:, origin + 1 :] = noise(3, 6 * WEEK, seed=9)[:, origin + 1 :]
    ask = IntradayQuery.every(3, np.arange(origin - WEEK, origin + 1), lead)
    base = np.zeros(len(ask.series))
    once, again = (
        IntradayFeatures(IntradayHistory(panel(v))).describe(ask, base) for v in (values, changed)
    )
    np.testing.assert_array_equal(once, again)
    later = IntradayQuery.every(3, np.array([origin + WEEK]), lead)
    moved = [
        IntradayFeatures(IntradayHistory(panel(v))).describe(later, base[:3])
        for v in (values, changed)
    ]
    assert not np.array_equal(*moved, equal_nan=True)


def test_a_newcomer_borrows_the_weeks_of_its_like():
    values = noise(4, 5 * WEEK, missing=0.0)
    values[:2] = 0.2
    values[2:] = 0.8
    values[3, : 5 * WEEK - 3] = np.nan  # read three times, in slots of this very day
    history = IntradayHistory(panel(values), kinds=np.array([0, 0, 1, 1]))
    ask = IntradayQuery(np.array([3]), np.array([5 * WEEK - 1]), np.array([5]))
    usual, told = history.profile(ask)
    assert told.tolist() == [ALIKE]
    assert usual == pytest.approx(0.8)


def test_what_tells_a_profile_is_said():
    values = noise(1, 3 * WEEK, missing=0.0)
    history = IntradayHistory(panel(values))
    asked = np.array([0, 2 * DAY, 2 * WEEK])
    told = history.profile(IntradayQuery(np.zeros(3, int), asked, np.ones(3, int)))[1]
    assert told.tolist() == [NOTHING, DAYS, WEEKS]
