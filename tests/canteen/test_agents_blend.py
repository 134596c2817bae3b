"""The agents' forecast mixed in: weights chosen on days known before."""

import numpy as np
import pandas as pd
import pytest

from civicai.canteen.agents_blend import AgentsBlend, blend_with_agents
from civicai.canteen.replay import each_decision
from civicai.forecasting import wape


def forecasts(model_error, agents_error, surplus=1.1, days=200, seed=0):
    rng = np.random.default_rng(seed)
    date = pd.bdate_range("2023-09-01", periods=days)
    served = rng.normal(100, 10, days)
    expected = served + rng.normal(0, model_error, days)
    rule = surplus * (served + rng.normal(0, agents_error, days))
    frame = pd.DataFrame({"site": "Nord", "date": date, "issued_at": date - pd.Timedelta("14D")})
    frame = frame.assign(observed=served, rule=rule, expected=expected, coverage=0.8)
    return frame.assign(low=frame["expected"] - 10, high=frame["expected"] + 10)


def test_two_that_err_apart_err_less_together():
    past = forecasts(5, 5)
    blend = AgentsBlend().fit(past)
    assert blend.surplus_ == pytest.approx(1.1, abs=0.02)
    assert 0.3 <= blend.weight_ <= 0.7
    mixed = blend.apply(past)
    assert wape(past["observed"], mixed["expected"]) < 0.9 * wape(
        past["observed"], past["expected"]
    )


def test_agents_who_know_nothing_weigh_nothing():
    assert AgentsBlend().fit(forecasts(1, 40)).weight_ == 0.0


def test_days_without_the_agents_are_left_as_they_are():
    past = forecasts(5, 5)
    missing = past.assign(rule=past["rule"].where(past.index < 100))
    mixed = AgentsBlend().fit(past).apply(missing)
    pd.testing.assert_frame_equal(
        mixed.tail(50)[["expected", "low"]], past.tail(50)[["expected", "low"]]
    )


def test_a_weight_knows_nothing_of_the_days_it_serves():
    past = forecasts(5, 5)
    changed = past.assign(observed=past["observed"].where(past.index < 150, 1.0))
    before, after = blend_with_agents(past), blend_with_agents(changed)
    known = past["issued_at"] <= past["date"].iloc[140]
    np.testing.assert_array_equal(
        before.loc[known & (past.index < 150), "expected"],
        after.loc[known & (past.index < 150), "expected"],
    )


def test_each_run_knows_only_what_was_over_when_its_first_row_was_issued():
    past = forecasts(5, 5)
    for rows, known in each_decision(past):
        assert rows["date"].nunique() <= 10
        assert known.empty or known["date"].max() <= rows["issued_at"].min()
