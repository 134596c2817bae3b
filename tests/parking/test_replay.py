"""The past replayed, and its scores on tables made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai.parking import backtest, brier_score, reliability_table, score_table
from civicai.parking.scores import park_table

COLUMNS = ["park", "time", "issued_at", "horizon", "observed", "rule", "naive"]
COLUMNS += ["expected", "low", "high", "coverage", "p_full", "model"]


def test_the_model_beats_the_rule_and_the_last_reading(past, occupancy):
    capacity = occupancy.groupby("park")["capacity"].last()
    scores = score_table(past, capacity, 0.95).set_index(["horizon", "method"])["mae_share"]
    scores = scores.unstack()
    assert (scores["model"] < scores["rule"]).all()
    assert (scores["model"] < scores["naive"]).all()


def test_rows_are_what_was_seen(past, occupancy):
    assert past.columns.tolist() == COLUMNS
    seen = occupancy.set_index(["park", "time"])["occupied"]
    some = past.sample(200, random_state=0)
    keys = list(zip(some["park"], some["time"], strict=True))
    assert some["observed"].tolist() == [seen[key] for key in keys]
    last = list(zip(some["park"], some["issued_at"], strict=True))
    assert some["naive"].tolist() == [seen[key] for key in last]


def test_the_rule_is_the_same_local_time_a_week_before(past, occupancy):
    seen = occupancy.set_index(["park", "time"])["occupied"]
    first = past[past["time"] < pd.Timestamp("2024-11-03", tz="UTC")].iloc[0]
    local = first["time"].tz_convert("Europe/Paris").tz_localize(None) - pd.Timedelta("7D")
    week_before = local.tz_localize("Europe/Paris").tz_convert("UTC")
    assert week_before == first["time"] - pd.Timedelta("7D") - pd.Timedelta("1h")  # summer time
    assert first["rule"] == seen[first["park"], week_before]


def test_a_park_while_it_is_frozen_is_not_scored(occupancy):
    frozen_from = pd.Timestamp("2024-11-05 09:00", tz="UTC")
    still = (occupancy["park"] == "Halles") & (occupancy["time"] >= frozen_from)
    frozen = occupancy.assign(occupied=occupancy["occupied"].mask(still, 300.0))
    past = backtest(frozen, ("30min",), start="2024-11-05")
    late = past[(past["park"] == "Halles") & (past["time"] > frozen_from + pd.Timedelta("8h"))]
    assert late.empty
    assert len(past[past["park"] != "Halles"])


def test_without_enough_history_there_is_no_row_but_the_columns(steady):
    past = backtest(steady.head(8 * 24), ("1h",), start="2024-01-09")
    assert past.empty
    assert past.columns.tolist() == COLUMNS


def table(**columns):
    n = len(columns["observed"])
    frame = pd.DataFrame({"park": "A", "horizon": pd.Timedelta("1h"), "coverage": 0.9, **columns})
    return frame.assign(time=pd.date_range("2024-01-08", periods=n, freq="h", tz="UTC"))


CAPACITY = pd.Series({"A": 100.0})


def test_scores_of_a_table_made_by_hand():
    past = table(
        observed=[50.0, 100.0, 90.0, 95.0],
        expected=[60.0, 90.0, 90.0, 95.0],
        rule=[50.0, 50.0, 50.0, 50.0],
        naive=[100.0, 100.0, 90.0, 95.0],
        low=[55.0, 80.0, 80.0, 80.0],
        high=[70.0, 100.0, 95.0, 100.0],
        p_full=[0.0, 1.0, 0.5, 1.0],
    )
    scores = score_table(past, CAPACITY, 0.95).set_index("method")
    assert scores["mae_share"].to_dict() == pytest.approx(
        {"model": 0.05, "rule": 0.3375, "naive": 0.125}
    )
    assert scores.loc["model", "brier"] == pytest.approx(0.0625)
    assert scores.loc["model", "brier_skill"] == pytest.approx(1 - 0.0625 / 0.25)
    assert scores.loc["model", "realised_coverage"] == pytest.approx(0.75)
    assert scores.loc["rule", "brier"] == pytest.approx(0.5)
    parks = park_table(past, CAPACITY, 0.95)
    assert parks["full_share"].tolist() == [0.5]


def test_a_park_that_never_fills_has_no_skill_to_show():
    past = table(
        observed=[5.0, 6.0], expected=[5.0, 6.0], rule=[5.0, 5.0], naive=[5.0, 5.0],
        low=[0.0, 0.0], high=[9.0, 9.0], p_full=[0.0, 0.0],
    )  # fmt: skip
    assert score_table(past, CAPACITY, 0.95)["brier_skill"].isna().all()


def test_brier_of_the_best_and_the_worst():
    assert brier_score([1, 0, 1], [1.0, 0.0, 1.0]) == 0
    assert brier_score([1, 0], [0.0, 1.0]) == 1
    assert np.isnan(brier_score([], []))


def test_reliability_leaves_out_what_is_too_rare():
    rng = np.random.default_rng(0)
    chance = np.r_[rng.uniform(0.2, 0.3, 500), 0.95]
    full = rng.random(501) < chance
    past = table(observed=np.where(full, 100.0, 50.0), p_full=chance)
    said = reliability_table(past, CAPACITY, 0.95)
    assert len(said) == 1
    assert said.loc[0, "full_share"] == pytest.approx(said.loc[0, "said_share"], abs=0.06)


@pytest.mark.slow
def test_birmingham_reaches_the_figures_that_were_asked_for(birmingham):
    """Errors in share of the capacity, 13 to 19 December 2016, one method at one setting."""
    past = backtest(
        birmingham,
        start="2016-12-13",
        end=pd.Timestamp("2016-12-19 23:59", tz="Europe/London"),
        tz="Europe/London",
    )
    capacity = birmingham.groupby("park")["capacity"].last()
    scores = score_table(past, capacity, 0.95)
    model = scores[scores["method"] == "model"]
    asked = np.array([0.015, 0.023, 0.049, 0.048, 0.052])
    assert (model["mae_share"].to_numpy() <= asked).all()
    assert (model["brier_skill"] > 0.1).all()
    assert model["realised_coverage"].between(0.85, 0.95).all()
