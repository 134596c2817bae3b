"""The margin: the smallest one that would have kept the promise, and what it costs."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicai.canteen import PreparationPlanner, dispatch, waste_scores
from civicai.canteen.planner import LEVELS, preparation_curve
from civicai.errors import InputError


def forecasts(observed, half=10.0, expected=100.0):
    days = pd.date_range("2024-01-01", periods=len(observed))
    frame = pd.DataFrame({"date": days, "observed": np.array(observed, float)})
    frame["expected"] = expected
    return frame.assign(low=frame["expected"] - half, high=frame["expected"] + half)


def surplus(rows, margin):
    planner = PreparationPlanner()
    planner.margin_, planner.margins_ = margin, {}
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
def test_the_level_is_the_smallest_that_keeps_the_promise(served, promised):
    rows = forecasts(served)
    planner = PreparationPlanner(promised).fit(rows)
    kept = waste_scores(rows["observed"], planner.plan(rows)["prepare"])
    assert kept.unserved_share == pytest.approx(planner.unserved_share_)
    place = int(np.argmin(np.abs(LEVELS - planner.level_)))
    if place == 0:
        return
    less = PreparationPlanner(promised).fit(rows)
    error = (rows["observed"] - 1 + 2e-4 - rows["expected"]) / 10.0
    less.margin_ = float(np.quantile(error, LEVELS[place - 1], method="weibull"))
    less.margins_ = {}
    short = np.maximum(rows["observed"] - less.plan(rows)["prepare"], 0).sum()
    assert short > promised * rows["observed"].sum()


def test_a_promise_on_short_days_is_kept_on_new_days():
    rng = np.random.default_rng(0)
    rows = forecasts(rng.normal(100, 10, 4000).round())
    planner = PreparationPlanner(max_short_days=0.1).fit(rows.head(2000))
    later = planner.plan(rows.tail(2000))
    assert (later["prepare"] < later["observed"]).mean() == pytest.approx(0.1, abs=0.02)


def test_each_canteen_gets_its_own_margin_near_that_of_all():
    rng = np.random.default_rng(0)
    calm = forecasts(rng.normal(100, 2, 400).round()).assign(site="Calme")
    wild = forecasts(rng.normal(100, 12, 400).round()).assign(site="Agitée")
    planner = PreparationPlanner(0.005).fit(pd.concat([calm, wild]))
    assert planner.margins_["Calme"] < planner.margin_ < planner.margins_["Agitée"]


def test_a_service_that_slipped_makes_the_aim_stricter():
    served = [95, 100, 105, 110] * 20
    rows = forecasts(served)
    kept = PreparationPlanner(0.02).fit(rows.assign(prepare=120.0))
    slipped = PreparationPlanner(0.02).fit(rows.assign(prepare=90.0))
    assert kept.slip_ == 1.0 < slipped.slip_
    assert slipped.level_ > kept.level_


def kitchen_days(seed=0):
    rng = np.random.default_rng(seed)
    parts = []
    for site in ("Nord", "Sud", "Est"):
        rows = forecasts(rng.normal(100, 10, 200).round())
        parts.append(rows.assign(site=site))
    return pd.concat(parts, ignore_index=True)


def test_a_central_kitchen_needs_a_smaller_reserve_than_its_sites():
    rows = kitchen_days()
    alone = PreparationPlanner(max_short_days=0.05).fit(rows).plan(rows)
    together = PreparationPlanner(max_short_days=0.05, mode="kitchen").fit(rows).plan(rows)
    assert together["prepare"].sum() < alone["prepare"].sum()
    daily = together.groupby("date")[["prepare", "observed"]].sum()
    assert (daily["prepare"] < daily["observed"]).mean() < 0.1
    assert (together["prepare"] == together["prepare"].round()).all()


def test_a_day_a_year_is_promised_from_two_months_of_a_central_kitchen():
    # A day in 140 is more than 60 days can tell by counting: plain quantiles of their errors
    # stop at the worst day met, and leave twice too many days short.
    short = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        past, later = (
            forecasts(rng.normal(1000, 30, days).round(), half=100.0, expected=1000.0)
            for days in (60, 1000)
        )
        planner = PreparationPlanner(max_short_days=1 / 140, mode="kitchen")
        plan = planner.fit(past.assign(site="Nord")).plan(later.assign(site="Nord"))
        short.append((plan["prepare"] < plan["observed"]).mean())
    assert np.mean(short) < 1.5 / 140


def test_days_far_below_the_others_say_nothing_of_a_kitchen_s_reserve():
    rng = np.random.default_rng(1)
    past = forecasts(rng.normal(1000, 30, 200).round(), 100.0, 1000.0).assign(site="Nord")
    last_days_of_term = past["observed"].where(past.index % 40 != 0, 600.0)
    kitchen = PreparationPlanner(max_short_days=0.05, mode="kitchen")
    usual = kitchen.fit(past).margin_
    assert kitchen.fit(past.assign(observed=last_days_of_term)).margin_ == pytest.approx(
        usual, abs=0.005
    )


def test_the_morning_register_says_where_the_meals_go():
    rows = kitchen_days().head(1).drop(columns="observed")
    plan = pd.concat([rows.assign(site=s, prepare=100.0) for s in ("Nord", "Sud")])
    register = plan[["site", "date"]].assign(registered=[120.0, 70.0])
    assert dispatch(plan, register)["sent"].tolist() == [120.0, 70.0]
    short = dispatch(plan, register.assign(registered=[150.0, 150.0]))["sent"]
    assert short.tolist() == [100.0, 100.0]


def test_the_kitchen_rules_hold():
    rows = forecasts([100] * 20).assign(site="Nord")
    rules = pd.DataFrame(
        {
            "site": ["Nord"],
            "minimum": [20],
            "maximum": [118],
            "batch": [25],
            "portion": [1.5],
            "vegetarian_share": [0.101],
        }
    )
    planner = PreparationPlanner(rules=rules).fit(rows)
    planned = planner.plan(rows.head(1))
    assert planned[["prepare", "portions", "vegetarian"]].iloc[0].tolist() == [100.0, 150.0, 11.0]
    full = planner.plan(rows.head(1).assign(expected=110.0, low=100.0, high=120.0))
    assert full["prepare"].tolist() == [118.0]  # five trays would be too many
    closed = planner.plan(rows.head(1).assign(expected=0.0, low=0.0, high=0.0))
    assert closed["prepare"].tolist() == [0.0]


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
    planner.margin_, planner.margins_ = -2.0, {}
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
