"""What is believed of a gauge: the last reading, its age, and whether it still lives."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from civicai.risk.gauges import (
    ALIVE,
    FINEST,
    FROZEN,
    HOUR,
    NEVER_SEEN,
    SILENT,
    Gauge,
    learn_gauge,
    split_gauges,
    usual_step,
)
from civicai.risk.readings import make_readings

HOURS = np.arange(100) * HOUR


def at(*hours: float) -> np.ndarray:
    return np.array([round(hour * HOUR) for hour in hours], dtype=np.int64)


def test_a_gauge_is_alive_two_steps_then_silent():
    gauge = learn_gauge(HOURS, np.arange(100.0))
    assert gauge.status(at(99, 101, 101.1)).tolist() == [ALIVE, ALIVE, SILENT]
    assert np.isnan(gauge.at(at(101.1))[0][0])
    assert gauge.status(at(-1)).tolist() == [NEVER_SEEN]


def test_a_gauge_that_repeats_one_value_is_frozen():
    values = np.r_[np.arange(60.0), np.full(40, 60.0)]
    gauge = learn_gauge(HOURS, values)
    assert gauge.frozen_after == 24 * HOUR
    assert gauge.status(at(84, 85, 99)).tolist() == [ALIVE, FROZEN, FROZEN]


def test_a_long_low_water_is_no_fault():
    values = np.r_[np.full(50, 1.0), np.arange(50.0)]
    gauge = learn_gauge(HOURS, values)
    assert gauge.frozen_after > 50 * HOUR


@given(st.lists(st.integers(0, 400), min_size=1, max_size=30, unique=True), st.integers(-5, 500))
def test_nothing_later_than_the_instant_is_ever_returned(hours, asked):
    moments = np.sort(np.array(hours, dtype=np.int64)) * HOUR
    gauge = Gauge(moments, moments / HOUR, HOUR, 24 * HOUR)
    value, age = gauge.at(at(asked))
    assert age[0] >= 0
    assert np.isnan(value[0]) or value[0] <= asked


def test_the_usual_step_is_that_of_late_and_a_quarter_of_an_hour_at_the_finest():
    assert pd.Timedelta("1h").value == HOUR
    assert usual_step(HOURS) == HOUR
    five_minutes = np.arange(50) * HOUR // 12
    assert usual_step(five_minutes) == HOUR // 4 == FINEST
    slow = np.arange(2000) * 3 * HOUR
    quick = slow[-1] + HOUR * np.arange(1, 1001)
    assert usual_step(np.r_[slow, quick]) == HOUR  # ten years ago is not waited for
    assert usual_step(HOURS[:1]) == FINEST


def test_frozen_is_half_as_long_again_as_ever_before():
    # The value stays 59 hours, then moves, then stays again: how long, nobody knows yet.
    values = np.r_[np.full(60, 1.0), np.arange(2.0, 20.0), np.full(22, 50.0)]
    assert learn_gauge(HOURS, values).frozen_after == 59 * HOUR * 3 // 2
    # The last value that moved on ends one reading before what still lasts.
    values = np.r_[np.arange(2.0, 20.0), np.full(60, 1.0), np.full(22, 50.0)]
    assert learn_gauge(HOURS, values).frozen_after == 59 * HOUR * 3 // 2
    assert learn_gauge(HOURS, np.full(100, 3.0)).frozen_after == 24 * HOUR


def test_how_long_a_value_has_stayed_by_hand():
    gauge = Gauge(HOURS[:6], np.array([1.0, 1.0, 2.0, 2.0, 2.0, 1.0]), HOUR, 24 * HOUR)
    stayed = gauge.unchanged(at(-1, 0, 1, 2, 4, 4.5, 5)) / HOUR
    assert stayed.tolist() == [0, 0, 1, 0, 2, 2, 0]
    empty = Gauge(HOURS[:0], np.array([]), HOUR, 24 * HOUR)
    assert empty.unchanged(at(3)).tolist() == [0]
    assert empty.status(at(3)).tolist() == [NEVER_SEEN]


def test_limits_learned_are_kept_and_a_new_gauge_learns_its_own():
    times = pd.to_datetime(HOURS, utc=True)
    rows = [
        pd.DataFrame({"station": name, "time": times, "discharge": np.arange(100.0)})
        for name in ("new", "known")
    ]
    readings = make_readings(pd.concat(rows))
    past = {"known": Gauge(HOURS[:1], np.array([0.0]), 2 * HOUR, 70 * HOUR)}
    gauges = split_gauges(readings, past)
    assert [*gauges] == ["known", "new"]
    assert (gauges["known"].step, gauges["known"].frozen_after) == (2 * HOUR, 70 * HOUR)
    assert (gauges["new"].step, gauges["new"].frozen_after) == (HOUR, 24 * HOUR)
    assert gauges["known"].moments.tolist() == gauges["new"].moments.tolist() == HOURS.tolist()
    assert split_gauges(readings)["known"].step == HOUR
