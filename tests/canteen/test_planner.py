"""The margin: the smallest one that would have kept the promise, and what it costs."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicai.canteen import PreparationPlanner, waste_scores
from civicai.canteen.planner import preparation_curve
from civicai.errors import InputError


def forecasts(observed, half=10.0, expected=100.0):
    days = pd.date_range("2024-01-01", periods=len(observed))
    frame = pd.DataFrame({"date": days, "observed": np.array(observed, float)})
    frame["expected"] = expected
    return frame.assign(low=frame["expected"] - half, high=frame["expected"] + half)


def surplus(rows, margin):
    planner = PreparationPlanner()
    planner.margin_ = margin
    return (planner.plan(rows)["prepare"] - rows["observed"]).clip(lower=0).sum()


observed = st.lists(st.integers(1, 300), min_size=12, max_size=40)


@settings(max_examples=40, deadline=None)
@given(observed, st.floats(0, 60), st.floats(80, 300))
def test_a_larger_margin_wastes_more_and_leaves_fewer_unserved(served, half, expected):
    rows = forecasts(served, half, expected)
    curve = preparation_curve(rows, points=12)
    assert curve["margin"].is_monotonic_increasing
    assert curve["unserved_share"].is_monotonic_decreasing
    assert curve["short_days_share"].is_monotonic_decreasing
    wasted = [surplus(rows, margin) for margin in curve["margin"]]
    assert wasted == sorted(wasted)


@settings(max_examples=40, deadline=None)
@given(observed, st.sampled_from([0.0, 0.01, 0.1, 0.3]))
def test_the_margin_is_the_smallest_that_keeps_the_promise(served, promised):
    rows = forecasts(served)
    planner = PreparationPlanner(promised).fit(rows)
    kept = waste_scores(rows["observed"], planner.plan(rows)["prepare"])
    assert kept.unserved_share == pytest.approx(planner.unserved_share_)
    if planner.unserved_share_ <= promised and planner.margin_ > -2:
        planner.margin_ -= 0.02  # one step of the search less
        less = waste_scores(rows["observed"], planner.plan(rows)["prepare"])
        assert less.unserved_share > promised


def test_where_no_margin_is_enough_the_largest_one_is_taken():
    planner = PreparationPlanner(0.0).fit(forecasts([100] * 19 + [1000]))
    assert planner.margin_ == 6.0
    assert planner.unserved_share_ > 0


def test_sites_that_vary_more_get_a_larger_reserve():
    rows = forecasts([95, 100, 105, 110] * 5)
    planner = PreparationPlanner(0.01).fit(rows)
    planned = planner.plan(pd.concat([forecasts([100], half=5), forecasts([100], half=40)]))
    assert planned["reserve"].is_monotonic_increasing
    assert planned["reserve"].nunique() == 2


def test_meals_are_whole_and_never_negative():
    rows = forecasts([3, 4, 5, 6] * 5, half=3.7, expected=4.2)
    planner = PreparationPlanner(0.05).fit(rows)
    prepare = planner.plan(rows)["prepare"]
    assert (prepare == prepare.round()).all()
    planner.margin_ = -2.0
    assert (planner.plan(rows)["prepare"] == 0).all()


def test_no_forecast_no_meals():
    rows = forecasts([100] * 20)
    planner = PreparationPlanner().fit(rows)
    unknown = rows.head(2).assign(expected=[np.nan, 100.0])
    planned = planner.plan(unknown)
    assert planned["prepare"].isna().tolist() == [True, False]
    assert planned["reserve"].isna().tolist() == [True, False]


def test_days_without_forecast_choose_nothing():
    rows = forecasts([100, 120] * 10)
    blank = rows.assign(expected=np.nan, observed=1e6)
    alone, together = PreparationPlanner(), PreparationPlanner()
    assert alone.fit(rows).margin_ == together.fit(pd.concat([rows, blank])).margin_
    assert together.days_ == 20


def test_too_few_days_are_refused():
    with pytest.raises(InputError) as caught:
        PreparationPlanner().fit(forecasts([100] * 9))
    assert [problem.code for problem in caught.value.problems] == ["M09"]
    assert "9" in caught.value.problems[0].message


@pytest.mark.parametrize("share", [-0.01, 1.0, np.nan])
def test_the_promise_is_a_share(share):
    with pytest.raises(ValueError, match="max_unserved"):
        PreparationPlanner(share).fit(forecasts([100] * 20))


def test_the_forecast_given_is_not_changed():
    rows = forecasts([100, 130] * 10)
    before = rows.copy()
    PreparationPlanner().fit(rows).plan(rows)
    pd.testing.assert_frame_equal(rows, before)
