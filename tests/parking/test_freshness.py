"""Fresh, stale or frozen: judged by a park's own habits, and never from its future."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civicai.forecasting import IntradayPanel
from civicai.parking.freshness import FROZEN, NO_READING, OK, STALE, FeedHabits, feed_status

DAYS = 14
START = pd.Timestamp("2024-01-08", tz="UTC")


def panel(values):
    series = pd.Index([f"P{i}" for i in range(len(values))])
    return IntradayPanel(series, START, pd.Timedelta("30min"), np.asarray(values, float), "UTC")


def moving(closed_by_night=False):
    values = 100 + np.arange(DAYS * 48) % 7 + np.arange(DAYS * 48) % 48.0
    if closed_by_night:
        values[(np.arange(DAYS * 48) % 48 < 14) | (np.arange(DAYS * 48) % 48 > 40)] = np.nan
    return values


def status(values, origins, habits=None):
    laid = panel([values])
    return feed_status(laid, np.asarray(origins), habits or FeedHabits.learn(laid))[0].tolist()


def test_a_feed_that_goes_on_is_believed():
    assert status(moving(), [100, 400, DAYS * 48 - 1]) == [OK] * 3


def test_a_feed_that_stops_is_stale_after_a_few_slots():
    values = moving()
    values[500:] = np.nan
    habits = FeedHabits.learn(panel([moving()]))
    assert status(values, [499, 502, 506, 650], habits) == [OK, OK, STALE, STALE]


def test_a_park_that_closes_by_night_may_be_silent_by_night_only():
    values = moving(closed_by_night=True)
    night = 10 * 48 + 5
    assert status(values, [night]) == [OK]
    values[9 * 48 :] = np.nan
    assert status(values, [night], FeedHabits.learn(panel([moving(closed_by_night=True)]))) == [
        STALE
    ]


def test_a_count_that_no_longer_moves_is_frozen():
    values = moving()
    values[500:] = 120.0
    habits = FeedHabits.learn(panel([moving()]))
    assert status(values, [499, 503, 510, 600], habits) == [OK, OK, FROZEN, FROZEN]


def test_a_park_that_is_full_each_day_for_hours_is_not_frozen():
    values = moving()
    slot = np.arange(DAYS * 48) % 48
    values[(slot >= 20) & (slot < 36)] = 200.0
    assert status(values, [10 * 48 + 35]) == [OK]


def test_a_count_may_stay_at_the_capacity_for_a_day():
    values = moving()
    values[500:] = 160.0
    laid, habits = panel([values]), FeedHabits.learn(panel([moving()]))
    at = np.array([520, 560])
    assert feed_status(laid, at, habits, np.full((1, 2), 160.0))[0].tolist() == [OK, FROZEN]
    assert feed_status(laid, at, habits, np.full((1, 2), 200.0))[0].tolist() == [FROZEN, FROZEN]


def test_a_park_never_seen_has_no_reading():
    assert status(np.full(DAYS * 48, np.nan), [300]) == [NO_READING]


def test_the_future_changes_nothing():
    values, other = moving(), moving()
    other[401:] = np.nan
    habits = FeedHabits.learn(panel([moving()]))
    assert status(values, [300, 400], habits) == status(other, [300, 400], habits)
