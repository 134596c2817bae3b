"""People inside: the drift, the silent gate, and what is never smaller than it is."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicai.crowd import OccupancyTracker, track_places
from civicai.crowd.occupancy import presence_level

FLOWS = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=1, max_size=30)


def gates(hours, *columns, start="2024-06-08 08:00"):
    """Rows of some gates of one place: for each, its entries and exits hour by hour."""
    times = pd.date_range(start, periods=hours, freq="h", tz="Europe/Paris").tz_convert("UTC")
    parts = [
        pd.DataFrame(
            {"counter": name, "place": "Parc", "time": times, "entries": came, "exits": left}
        )
        for name, came, left in columns
    ]
    return pd.concat(parts, ignore_index=True)


def test_the_levels_are_those_of_the_rule_and_the_upper_bound_counts():
    levels = [presence_level(p, h, 1000) for p, h in ((790, 800), (800, 820), (960, 1001))]
    assert levels == ["normal", "watch", "alert"]
    assert presence_level(1000, 1020, 1000) == "over"
    assert presence_level(10, 10, math.nan) == "unknown"


@given(FLOWS)
def test_people_are_never_negative_and_stay_between_their_bounds(flows):
    tracker = OccupancyTracker(capacity=1000)
    for came, left in flows:
        said = tracker.update(came, left)
        assert 0 <= said.low <= said.people <= said.high


@given(FLOWS, st.integers(0, 29))
def test_a_silent_gate_never_makes_a_place_normal(flows, at):
    tracker = OccupancyTracker(capacity=10**9)
    for number, (came, left) in enumerate(flows):
        tracker.update(math.nan if number == at % len(flows) else came, left)
        if number >= at % len(flows):
            assert tracker.update(0, 0).level == "unknown"
    assert tracker.reset(10).update(0, 0).level == "normal"


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        OccupancyTracker(1000).update(-1, 0)


def test_an_error_at_the_gates_is_the_same_share_of_the_peak():
    """Reference: 1, 2 or 5 % fewer entries make the peak so much smaller."""
    for share in (0.01, 0.02, 0.05):
        true = OccupancyTracker(10_000).update(8000, 0)
        seen = OccupancyTracker(10_000, error_share=share / (1 - share))
        said = seen.update(8000 * (1 - share), 0)
        assert said.people / true.people - 1 == pytest.approx(-share)
        assert said.high == pytest.approx(true.people)  # the bound holds the truth


def test_the_gates_of_a_place_are_added_up():
    table = gates(3, ("A", [10, 20, 0], [0, 5, 5]), ("B", [5, 0, 0], [0, 0, 10]))
    assert track_places(table)["people"].tolist() == [15.0, 30.0, 15.0]


def test_one_silent_gate_makes_the_place_unknown_until_the_reset():
    hours = 48
    table = gates(hours, ("A", 10.0, 8.0), ("B", 5.0, 4.0), start="2024-06-08 06:00")
    gone = (table["counter"] == "B") & (table["time"] == pd.Timestamp("2024-06-08 10:00", tz="UTC"))
    people = track_places(table[~gone]).set_index("time")["people"]
    local = people.index.tz_convert("Europe/Paris")
    silent = (local >= pd.Timestamp("2024-06-08 12:00", tz="Europe/Paris")) & (
        local < pd.Timestamp("2024-06-09 05:00", tz="Europe/Paris")
    )
    assert people[silent].isna().all()
    assert people[~silent].notna().all()


def test_counters_that_disagree_are_balanced_by_the_days_before_only():
    """Exits counted 5 % too few: without the balance people would stay all night."""
    came = np.tile([0.0] * 7 + [1000.0, 0.0] + [0.0] * 15, 10)
    left = np.tile([0.0] * 7 + [0.0, 950.0] + [0.0] * 15, 10)
    tracked = track_places(gates(240, ("A", came, left), start="2024-06-08 05:00"))
    at_night = tracked["people"].to_numpy().reshape(10, 24)[:, -1]
    assert at_night[0] == pytest.approx(50)  # the first day knows of none before it
    assert at_night[1:] == pytest.approx(np.zeros(9), abs=1e-6)


def test_hours_at_which_a_gate_never_counts_are_those_at_which_it_is_shut():
    table = gates(24 * 30, ("A", 10.0, 8.0), start="2024-06-01 00:00")
    hour = table["time"].dt.tz_convert("Europe/Paris").dt.hour
    tracked = track_places(table[hour.between(9, 20)])
    assert tracked["people"].notna().all()


def test_the_simulated_truth_is_within_the_bounds_nearly_always(town):
    gated = town["counts"][town["counts"]["entries"].notna()]
    tracked = track_places(gated, error_share=0.02).merge(town["truth"], on=["place", "time"],
                                                          suffixes=("", "_true"))  # fmt: skip
    inside = tracked["people_true"].between(tracked["low"] - 1, tracked["high"] + 1)
    assert inside.mean() > 0.97
    assert (tracked["people"] - tracked["people_true"]).abs().mean() < 25
