"""What is believed of a feed: everything that is not is set aside, and told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicai.errors import InputError
from civicai.parking import make_readings

TIMES = pd.date_range("2024-01-08 08:00", periods=6, freq="30min", tz="UTC")


def feed(**columns):
    return pd.DataFrame({"park": "Gare", "time": TIMES, **columns})


def codes(readings):
    return [found.code for found in readings.findings]


def test_a_sound_feed_is_kept_as_it_is():
    readings = make_readings(feed(occupied=[1, 2, 3, 4, 5, 6], capacity=10))
    assert readings.rows["occupied"].tolist() == [1, 2, 3, 4, 5, 6]
    assert readings.findings == []
    assert readings.aside.empty


def test_free_places_become_places_taken():
    readings = make_readings(feed(free=[9, 8, 7, 6, 5, 4], capacity=10))
    assert readings.rows["occupied"].tolist() == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "columns",
    [
        {"occupied": [1, -2, 3, 4, 5, 6], "capacity": 10},  # fewer than no cars
        {"occupied": [1, 15, 3, 4, 5, 6], "capacity": 10},  # more cars than places
        {"free": [9, 11, 7, 6, 5, 4], "capacity": 10},  # more free places than places
        {"free": [9, -4, 7, 6, 5, 4], "capacity": 10},  # far fewer than no free places
        {"occupied": [1, np.nan, 3, 4, 5, 6], "capacity": 10},
        {"occupied": [1, 2, 3, 4, 5, 6], "capacity": [10, 0, 10, 10, 10, 10]},
    ],
)
def test_what_cannot_be_is_set_aside_with_its_line_and_reason(columns):
    readings = make_readings(feed(**columns))
    assert len(readings.rows) == 5
    assert codes(readings)[:1] == ["S04"]
    assert readings.aside["line"].tolist() == [2]
    assert readings.aside["why"].str.len().min() > 0


def test_a_little_above_the_capacity_is_a_full_park():
    readings = make_readings(feed(occupied=[98, 105, 109, 100, 99, 90], capacity=100))
    assert readings.rows["occupied"].max() == 100
    assert codes(readings) == ["S08"]


def test_repeated_readings_count_once_and_the_last_of_two_that_differ():
    rows = feed(occupied=[1, 2, 3, 4, 5, 6], capacity=10)
    again = pd.concat([rows, rows.iloc[[0]], rows.iloc[[1]].assign(occupied=9)])
    readings = make_readings(again)
    assert readings.rows["occupied"].tolist() == [1, 9, 3, 4, 5, 6]
    assert codes(readings)[:2] == ["S05", "S06"]
    assert len(readings.aside) == 1


def test_a_count_that_does_not_move_for_a_day_is_not_believed_after_it():
    times = pd.date_range("2024-01-08", periods=96, freq="h", tz="UTC")
    cars = np.where(np.arange(96) < 30, np.arange(96), 30.0)
    rows = pd.DataFrame({"park": "Gare", "time": times, "occupied": cars, "capacity": 100.0})
    readings = make_readings(rows)
    assert "S07" in codes(readings)
    assert readings.rows["time"].max() == times[30] + pd.Timedelta("24h")


def test_a_frozen_feed_is_judged_without_its_future():
    """What is believed until an instant is the same, whatever comes after it."""
    times = pd.date_range("2024-01-08", periods=96, freq="h", tz="UTC")
    rows = pd.DataFrame({"park": "Gare", "time": times, "occupied": 30.0, "capacity": 100.0})
    cut = times[40]
    whole = make_readings(rows.assign(occupied=[30.0] * 96)).rows
    part = make_readings(rows[rows["time"] <= cut]).rows
    pd.testing.assert_frame_equal(whole[whole["time"] <= cut], part)


def test_a_capacity_that_jumps_is_told():
    readings = make_readings(feed(occupied=[1, 2, 3, 4, 5, 6], capacity=[10, 10, 10, 20, 20, 20]))
    (found,) = readings.findings
    assert found.code == "S09"
    assert "Gare" in found.message


def test_a_missing_capacity_is_the_highest_count_and_told():
    readings = make_readings(feed(occupied=[1, 2, 3, 4, 5, 6]))
    assert set(readings.rows["capacity"]) == {6}
    assert codes(readings) == ["S02"]


def test_taken_and_free_that_disagree_are_told():
    readings = make_readings(feed(occupied=[1, 2, 3, 4, 5, 6], free=[1] * 6, capacity=10))
    assert codes(readings) == ["S03"]


def test_without_places_taken_or_free_the_table_is_refused():
    with pytest.raises(InputError) as caught:
        make_readings(feed(capacity=10))
    assert [p.code for p in caught.value.problems] == ["S01"]


def test_a_table_of_which_nothing_is_left_is_refused_with_the_reason():
    with pytest.raises(InputError) as caught:
        make_readings(feed(occupied=[-1.0] * 6, capacity=10))
    assert [p.code for p in caught.value.problems] == ["S04", "S10"]
    assert all(p.severity == "error" for p in caught.value.problems)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-20, 130), min_size=6, max_size=6), st.integers(1, 110))
def test_whatever_comes_occupied_stays_within_the_capacity_and_no_row_is_lost(cars, capacity):
    rows = feed(occupied=[float(c) for c in cars], capacity=float(capacity))
    try:
        readings = make_readings(rows)
    except InputError:
        assert all(not 0 <= c <= 1.1 * capacity for c in cars)
        return
    assert readings.rows["occupied"].between(0, readings.rows["capacity"]).all()
    assert len(readings.rows) + len(readings.aside) == 6
