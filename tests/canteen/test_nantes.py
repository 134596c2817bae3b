"""The canteens of Nantes, school year 2017-18 at 21 days: gates on real open data."""

import numpy as np
import pytest

from civicai.canteen import USECASE, backtest, waste_scores
from civicai.canteen.planner import preparation_curve
from civicai.forecasting import coverage, wape

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def year(nantes):
    """The replayed year, without the days of strike and where every method has a number."""
    paths = {"attendance": nantes["attendance"], "events": nantes["strikes"]}
    tables, _findings = USECASE.check(paths, "en")
    attendance = tables["attendance"]
    attendance = attendance[attendance["date"] >= "2014-09-01"]
    past = backtest(attendance, "21D", "2017-09-01", "2018-07-31", zone="B")
    past = past[~past["date"].isin(tables["events"]["date"])]
    return past.dropna(subset=["expected", "rule", "naive", "prepare"])


def test_the_year_is_whole(year):
    assert year["date"].nunique() > 110
    assert year["site"].nunique() > 80
    assert len(year) > 9500
    assert set(year["model"]) == {"boosting"}


def test_the_model_beats_the_rules(year):
    model, agents, naive = (
        wape(year["observed"], year[name]) for name in ("expected", "rule", "naive")
    )
    assert model <= 0.065
    assert agents == pytest.approx(0.078, abs=0.001)
    assert naive == pytest.approx(0.077, abs=0.002)


def test_the_bands_hold_what_they_promise(year):
    assert coverage(year["observed"], year["low"], year["high"]) == pytest.approx(0.8, abs=0.05)
    # Not on average only: site by site, most bands hold between two thirds and nine tenths.
    inside = year["observed"].between(year["low"], year["high"]).groupby(year["site"]).mean()
    assert inside.quantile(0.1) > 0.65
    assert inside.quantile(0.9) < 0.95


def test_the_promise_of_one_percent_is_about_kept(year):
    plan = waste_scores(year["observed"], year["prepare"])
    assert plan.unserved_share == pytest.approx(0.01, abs=0.003)


def test_at_the_service_of_the_agents_the_plan_wastes_less(year):
    agents = waste_scores(year["observed"], np.ceil(year["rule"]))
    curve = preparation_curve(year).set_index("unserved_share")["over_share"].sort_index()
    plan = np.interp(agents.unserved_share, curve.index, curve)
    assert agents.over_share == pytest.approx(0.0645, abs=0.001)
    assert plan < agents.over_share
