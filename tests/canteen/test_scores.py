"""Plan, rule and naive rule on the same past days."""

import numpy as np
import pandas as pd
import pytest

from civicai import i18n
from civicai.canteen.inputs import prepare_inputs
from civicai.canteen.scores import (
    choice_table,
    daily_table,
    judge,
    over_share_at_rule_service,
    score_table,
    site_table,
)
from civicai.canteen.usecase import OPTIONS

DEFAULTS = {option.name: option.default for option in OPTIONS}
STRIKE = pd.Timestamp("2024-06-04")


@pytest.fixture
def inputs(attendance, town_tables):
    """The simulated town, with its two strikes of that term."""
    with i18n.use("en"):
        return prepare_inputs({"attendance": attendance, "events": town_tables["events"]}, DEFAULTS)


def score(past, inputs):
    with i18n.use("en"):
        return score_table(past, inputs).set_index(["scope", "method"])


def test_strike_days_are_scored_apart(past, inputs):
    scores = score(past, inputs)
    struck = int(inputs.struck(past).sum())
    assert struck == past["date"].isin(inputs.strikes["date"]).sum() > 0
    rows = scores["rows"].xs("plan", level="method")
    assert rows.to_dict() == {
        "without_strike": len(past) - struck,
        "strike_days": struck,
        "all_days": len(past),
    }
    assert scores.loc[("strike_days", "plan"), "wape"] > scores.loc[("all_days", "plan"), "wape"]


def test_a_strike_day_does_not_weigh_on_the_others(past, inputs):
    before = score(past, inputs)
    worse = past.assign(observed=past["observed"].where(past["date"] != STRIKE, 1.0))
    after = score(worse, inputs)
    pd.testing.assert_frame_equal(after.loc[["without_strike"]], before.loc[["without_strike"]])
    assert after.loc[("all_days", "plan"), "wape"] > before.loc[("all_days", "plan"), "wape"]


def test_without_strikes_there_is_one_scope(past, attendance):
    with i18n.use("en"):
        quiet = prepare_inputs({"attendance": attendance}, DEFAULTS)
    assert set(score(past, quiet).index.get_level_values("scope")) == {"all_days"}


def test_the_rule_is_named_after_what_it_is(past, inputs, attendance):
    methods = ["plan", "agents", "weekday_mean"]
    assert score(past, inputs).loc["all_days"].index.tolist() == methods
    with i18n.use("en"):
        alone = prepare_inputs({"attendance": attendance.drop(columns="planned")}, DEFAULTS)
    assert score(past, alone).index.get_level_values("method").tolist() == [methods[0], methods[2]]


def test_all_methods_are_scored_on_the_same_site_days(past, inputs):
    partly = past.copy()
    partly.loc[partly.index[:40], "rule"] = np.nan
    scores = score(partly, inputs).loc["all_days"]
    assert scores["rows"].unique().tolist() == [len(past) - 40]
    pd.testing.assert_frame_equal(scores, score(past.iloc[40:], inputs).loc["all_days"])


def test_scores_by_hand(inputs):
    days = pd.to_datetime(["2024-05-13", "2024-05-14"])
    past = pd.DataFrame({"site": "Nord", "date": days, "observed": [100.0, 100.0]})
    past = past.assign(expected=[95.0, 110.0], low=[80.0, 101.0], high=[110.0, 120.0])
    past = past.assign(prepare=[100.0, 120.0], rule=[110.0, 110.0], naive=[90.0, 100.4])
    scores = score(past, inputs).loc["all_days"]
    plan, agents, naive = (scores.iloc[i] for i in range(3))
    assert plan["wape"] == pytest.approx(15 / 200)
    assert plan["bias"] == pytest.approx(5 / 200)
    assert plan["over_share"] == pytest.approx(20 / 220)
    assert plan["unserved_share"] == 0
    assert plan["realised_coverage"] == 0.5
    assert agents["over_share"] == pytest.approx(20 / 220)
    assert np.isnan(agents["realised_coverage"])
    assert naive["unserved_share"] == pytest.approx(10 / 200)
    # Meals are whole: the mean of 100.4 prepares 101.
    assert naive["over_share"] == pytest.approx(1 / 191)


def test_nothing_to_score_gives_empty_tables(past, inputs):
    nothing = past.assign(prepare=np.nan)
    assert score_table(nothing, inputs).empty
    assert site_table(nothing).empty
    assert daily_table(nothing).empty


def test_sites_are_scored_apart_most_wasteful_first(past):
    table = site_table(past)
    assert sorted(table["site"]) == sorted(past["site"].unique())
    assert table["over_share"].is_monotonic_decreasing
    assert table["rows"].sum() == len(past)


def test_a_service_is_a_row_of_its_own(past):
    both = pd.concat([past.assign(service=name) for name in ("mat", "élém")])
    table = site_table(both)
    assert len(table) == 2 * past["site"].nunique()
    assert table.columns[:2].tolist() == ["site", "service"]


def test_days_add_up_the_sites_without_offsetting_them():
    day = pd.Timestamp("2024-05-13")
    past = pd.DataFrame({"site": ["Nord", "Sud"], "date": day, "observed": [100.0, 100.0]})
    daily = daily_table(past.assign(prepare=[120.0, 90.0], rule=[100.0, 130.0]))
    assert daily.iloc[0].to_dict() == {
        "date": day,
        "served": 200.0,
        "prepare": 210.0,
        "rule": 230.0,
        "plan_surplus_share": 0.1,
        "rule_surplus_share": 0.15,
    }


def test_the_rule_is_counted_in_whole_meals_everywhere(past, inputs):
    fractions = past.assign(rule=past["rule"] - 0.4)
    whole = np.ceil(fractions["rule"])
    rounded = fractions.assign(rule=whole)
    columns = ["rule_over_share", "rule_unserved_share"]
    pd.testing.assert_frame_equal(site_table(fractions)[columns], site_table(rounded)[columns])
    assert daily_table(fractions)["rule"].sum() == whole.sum()
    choices = [choice_table(table).tail(1) for table in (fractions, rounded)]
    pd.testing.assert_frame_equal(*choices)


def test_the_curve_gives_the_waste_at_the_service_of_the_rule():
    curve = pd.DataFrame(
        {
            "method": ["plan"] * 3 + ["rule"],
            "margin": [0.0, 1.0, 2.0, np.nan],
            "unserved_share": [0.04, 0.02, 0.0, 0.01],
            "over_share": [0.02, 0.06, 0.12, 0.10],
        }
    )
    plan, rule = over_share_at_rule_service(curve)
    assert plan == pytest.approx(0.09)
    assert rule == 0.10


def test_of_margins_that_serve_alike_the_least_wasteful_counts():
    curve = pd.DataFrame(
        {
            "method": ["plan"] * 4 + ["rule"],
            "margin": [0.0, 1.0, 2.0, 3.0, np.nan],
            "unserved_share": [0.02, 0.0, 0.0, 0.0, 0.0],
            "over_share": [0.02, 0.06, 0.12, 0.18, 0.10],
        }
    )
    for order in (curve, curve.iloc[::-1]):
        assert over_share_at_rule_service(order) == (0.06, 0.10)


def test_the_choice_holds_the_plan_and_the_rule(past):
    choice = choice_table(past)
    assert (choice["method"] == "rule").sum() == 1
    plan = choice[choice["method"] == "plan"]
    assert plan["unserved_share"].is_monotonic_decreasing
    rule = choice[choice["method"] == "rule"].iloc[0]
    # The agents of this inputs prepare more than is asked for: some surplus, few unserved.
    assert 0 < rule["unserved_share"] < rule["over_share"] < 0.2


def days_scored(expected, band, prepare, rule, observed=100.0):
    """Twenty days alike but for one child in ten who comes or not."""
    swing = np.tile([-5.0, 5.0], 10)
    return pd.DataFrame(
        {
            "date": pd.date_range("2024-01-01", periods=20),
            "observed": observed + swing,
            "expected": expected,
            "low": expected - band,
            "high": expected + band,
            "prepare": prepare,
            "rule": rule,
        }
    )


def test_the_plan_wins_where_it_wastes_less_at_the_same_service():
    # It knows which days are full; the rule orders the same every day.
    days = days_scored(100.0, 2.0, 105.0, 110.0)
    days["expected"] = days["observed"]
    days["low"], days["high"] = days["observed"] - 2, days["observed"] + 2
    assert judge(days, max_unserved=0.01) == "wins"


def test_the_plan_serves_less_where_the_town_accepts_it():
    # The rule knows which days are full and misses nobody; the plan prepares less than it.
    days = days_scored(100.0, 2.0, 102.0, 110.0)
    days["rule"] = days["observed"] + 4
    assert judge(days, max_unserved=0.02) == "serves_less"


def test_the_plan_loses_where_it_breaks_its_promise_or_wastes_more():
    days = days_scored(100.0, 2.0, 102.0, 110.0)
    days["rule"] = days["observed"] + 4
    assert judge(days, max_unserved=0.01) == "loses"
    assert judge(days.assign(prepare=112.0), max_unserved=0.02) == "loses"
