"""The forecaster and its replay: what is expected, what is never said."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from civicai.crowd import CountForecaster, SilentCounterWarning, backtest, score_table
from civicai.crowd.scores import alert_table
from civicai.errors import InputError


def test_a_silent_counter_is_unknown_never_normal(counts, capacity):
    model = CountForecaster(("1h", "3h"), capacity).fit(counts)
    later = counts["time"].max() + pd.Timedelta("3h")
    with pytest.warns(SilentCounterWarning):
        forecast = model.predict(issued_at=later)
    assert set(forecast["level"]) == {"unknown"}
    assert forecast[["expected", "low", "high", "p_over"]].isna().all(axis=None)


def test_one_silent_counter_leaves_the_others(counts, capacity):
    street = counts["counter"] == "Passage Haut"
    silent = street & (counts["time"] > counts["time"].max() - pd.Timedelta("6h"))
    model = CountForecaster(("1h",), capacity).fit(counts[~silent])
    with pytest.warns(SilentCounterWarning, match="Passage Haut"):
        forecast = model.predict().set_index("counter")
    assert forecast.loc["Passage Haut", "level"] == "unknown"
    assert forecast.drop("Passage Haut")["expected"].notna().all()


def test_without_capacity_no_level_is_said(counts):
    forecast = CountForecaster(("1h",)).fit(counts).predict()
    assert set(forecast["level"]) == {"unknown"}
    assert forecast["expected"].notna().all()


def test_the_chance_falls_with_the_threshold(counts):
    model = CountForecaster(("1h",)).fit(counts)
    chances = [model.predict_exceedance(limit)["p_over"] for limit in (1, 100, 500, 50_000)]
    for more, less in itertools.pairwise(chances):
        assert (more >= less).all()
    assert (chances[0] > 0.9).all()
    assert (chances[-1] < 0.05).all()


def test_where_the_rule_is_better_it_serves(street):
    """A street that repeats its week exactly: nothing beats last week."""
    model = CountForecaster(("1h",), 200).fit(street)
    assert set(model.selection_.chosen_[1]) == {model.selection_.RULE}
    assert set(model.predict()["model"]) == {"rule"}


def test_too_short_a_past_is_refused(street):
    with pytest.raises(InputError) as caught:
        CountForecaster().fit(street.iloc[: 6 * 24])
    assert [p.code for p in caught.value.problems] == ["G07"]


@pytest.mark.parametrize("wrong", [{"coverage": 1.0}, {"alert_at": 0.0}, {"watch_at": 2.0}])
def test_shares_outside_of_their_range_are_refused(street, wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        CountForecaster(**wrong).fit(street)


def test_a_lead_between_two_steps_is_refused(street):
    with pytest.raises(ValueError, match="90min"):
        CountForecaster(("90min",)).fit(street)


def test_the_model_beats_both_naive_rules_an_hour_ahead(past):
    errors = score_table(past).set_index("method")["mae"]
    assert errors["model"] < errors["rule"]
    assert errors["model"] < errors["naive"]


def test_the_bands_hold_what_they_promise(past):
    inside = past["observed"].between(past["low"], past["high"]).mean()
    assert 0.8 < inside <= 1


def test_what_is_shown_was_observed_when_it_was_due(counts, past):
    street = counts[counts["counter"] == "Passage Haut"].set_index("time")["count"]
    some = past[past["counter"] == "Passage Haut"]
    np.testing.assert_allclose(some["observed"], street[some["time"]])
    np.testing.assert_allclose(some["naive"], street[some["issued_at"]])
    local = some["time"].dt.tz_convert("Europe/Paris")
    before = (local.dt.tz_localize(None) - pd.Timedelta("7D")).dt.tz_localize("Europe/Paris")
    np.testing.assert_allclose(some["rule"], street[before.dt.tz_convert("UTC")])


def test_alerts_are_counted_beside_the_rule():
    times = pd.date_range("2024-01-01", periods=4, freq="h", tz="UTC")
    past = pd.DataFrame({"counter": "Rue", "time": times, "horizon": pd.Timedelta("1h")})
    past["naive"], past["observed"] = [70, 85, 50, 100.0], [100, 70, 50, 120.0]
    past["p_over"] = [0.6, 0.1, 0.1, 0.9]
    table = alert_table(past, 100).set_index("method")
    # The last row was over capacity when it was issued: there is nothing to foresee.
    assert table.loc["model", ["over", "caught", "false_alerts"]].tolist() == [1, 1, 0]
    assert table.loc["rule", ["over", "caught", "false_alerts"]].tolist() == [1, 0, 1]


@pytest.mark.slow
def test_auckland_an_hour_ahead_is_30_percent_below_the_best_naive(data_folder):
    """Two months of the year of the benchmark, one sensor."""
    from civicai.crowd import read_operating_days

    tz = "Pacific/Auckland"
    rows = read_operating_days(data_folder / "auckland_hourly_2019_2024.csv.gz", tz)
    rows = rows[rows["counter"] == "45 Queen Street"]
    first, last = pd.Timestamp("2022-09-01", tz=tz), pd.Timestamp("2023-08-31", tz=tz)
    rows = rows[rows["time"].between(first, last)]
    past = backtest(rows, ("1h",), "2023-07-01", tz=tz)
    errors = past[["expected", "rule", "naive"]].sub(past["observed"], axis=0).abs().mean()
    assert errors["expected"] < 0.7 * errors[["rule", "naive"]].min()
