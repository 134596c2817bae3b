"""Both sides of a preparation, and what a surplus meal weighs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicai.canteen import waste_impact, waste_scores
from civicai.canteen.waste import MEAL_FACTORS

meals = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda pair: (*map(float, pair),)),
    min_size=1,
    max_size=30,
)


def test_scores_by_hand():
    scores = waste_scores([100, 50, 50], [110, 45, 50])
    assert scores.over_share == 10 / 205
    assert scores.unserved_share == 5 / 200
    assert scores.short_days_share == 1 / 3
    assert scores.wape == 15 / 200
    assert scores.bias == 5 / 200
    assert scores.rows == 3


@given(meals)
def test_scores_keep_their_bounds(pairs):
    served, prepared = np.array(pairs).T
    scores = waste_scores(served, prepared)
    if not served.sum() or not prepared.sum():
        assert np.isnan(scores.over_share)
        return
    assert 0 <= scores.over_share <= 1
    assert 0 <= scores.unserved_share <= 1
    assert 0 <= scores.short_days_share <= 1
    assert abs(scores.bias) <= scores.wape + 1e-12
    # One meal is either one too many or one too few: the two sides add up to the error.
    both = scores.over_share * prepared.sum() + scores.unserved_share * served.sum()
    assert both == pytest.approx(scores.wape * served.sum())


@given(meals, st.integers(1, 50))
def test_preparing_more_leaves_fewer_unserved(pairs, more):
    served, prepared = np.array(pairs).T
    if served.sum() and prepared.sum():
        less = waste_scores(served, prepared)
        assert waste_scores(served, prepared + more).unserved_share <= less.unserved_share


def test_days_without_a_number_are_left_out():
    assert waste_scores([100, np.nan, 80], [90, 70, np.nan]) == waste_scores([100], [90])


def test_no_day_gives_no_score():
    scores = waste_scores([], [])
    assert scores.rows == 0
    assert np.isnan(scores.wape)


def test_impact_is_ordered_and_says_its_source():
    impact = waste_impact(500)
    assert impact.index.tolist() == ["kg", "EUR", "kgCO2e"]
    assert (impact["low"] <= impact["central"]).all()
    assert (impact["central"] <= impact["high"]).all()
    assert impact["source"].str.len().min() > 5
    assert impact.loc["EUR", "central"] == 500 * MEAL_FACTORS["EUR"][0][1]


def test_more_surplus_than_today_is_a_loss():
    worse = waste_impact(-500)
    assert (worse[["low", "central", "high"]] < 0).all(axis=None)
    assert (worse["low"] <= worse["high"]).all()


def test_meals_given_away_avoid_nothing():
    numbers = ["low", "central", "high"]
    assert (waste_impact(500, recovered_share=1.0)[numbers] == 0).all(axis=None)
    half = waste_impact(500, recovered_share=0.5)[numbers]
    np.testing.assert_allclose(half, waste_impact(250)[numbers])


def test_a_town_may_bring_its_own_factors():
    impact = waste_impact(100, factors={"EUR": (2.0, 2.5, 3.0)})
    assert impact.loc["EUR", ["low", "central", "high"]].tolist() == [200, 250, 300]
    assert impact.loc["EUR", "source"] != impact.loc["kg", "source"]


@pytest.mark.parametrize("share", [-0.1, 1.1, np.nan])
def test_a_share_is_from_zero_to_one(share):
    with pytest.raises(ValueError, match="recovered_share"):
        waste_impact(100, share)
