"""Alert scales: up at once, down with hysteresis, and unknown is never green."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicai.errors import InputError
from civicai.risk import AlertScale
from civicai.risk.alert_scale import highest
from civicai.risk.alert_thresholds import as_scales

HOURS = pd.date_range("2024-10-17", periods=8, freq="h", tz="UTC")


def test_a_level_is_held_for_its_minimum():
    scale = AlertScale(10, 20, 30, hysteresis=0.1, minimum="3h")
    said = scale.follow(HOURS, [5, 12, 8, 8, 8, 21, 11, 11])
    assert said.tolist() == [
        "green", "yellow", "yellow", "yellow", "green", "orange", "orange", "orange",
    ]  # fmt: skip


def test_a_gap_does_not_end_a_level():
    said = AlertScale(10, 20).follow(HOURS[:4], [25, np.nan, 24, 25])
    assert said.tolist() == ["orange", "unknown", "orange", "orange"]


@given(st.lists(st.floats(0, 50), min_size=1, max_size=8))
def test_the_level_held_is_never_below_the_value(values):
    scale = AlertScale(10, 20, 30)
    names = ["green", "yellow", "orange", "red"]
    held = scale.follow(HOURS[: len(values)], values)
    now = scale.level(values)
    assert all(names.index(a) >= names.index(b) for a, b in zip(held, now, strict=True))


def test_decisions_follow_the_chances():
    scale = AlertScale(10, 20)
    chances = np.array([[0.1, 0.0, 0.0], [0.5, 0.1, 0.9], [0.9, 0.3, 0.0], [np.nan] * 3])
    assert scale.decide(chances, 0.2).tolist() == ["green", "yellow", "orange", "unknown"]


def test_an_unknown_gauge_hides_no_danger():
    assert highest(["unknown", "green"]) == "unknown"
    assert highest(["unknown", "red"]) == "red"


@pytest.mark.parametrize("steps", [(3, 2), (1, float("nan"), 1), (float("nan"),)])
def test_thresholds_that_do_not_increase_are_refused(steps):
    with pytest.raises(ValueError, match=r"increase|number"):
        AlertScale(*steps)


def test_every_wrong_station_is_told():
    table = pd.DataFrame({"station": ["A", "B"], "yellow": [3.0, 1.0], "orange": [2.0, 0.5]})
    with pytest.raises(InputError) as caught:
        as_scales(table)
    assert [problem.code for problem in caught.value.problems] == ["H02", "H02"]
