"""What is believed of a gauge: the last reading, its age, and whether it still lives."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from civicai.risk.gauges import (
    ALIVE,
    FROZEN,
    HOUR,
    NEVER_SEEN,
    SILENT,
    Gauge,
    learn_gauge,
)

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
