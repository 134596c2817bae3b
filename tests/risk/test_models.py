"""The flood forecaster: better than the value now, honest when it does not know."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from civicai.datasets import make_risk
from civicai.errors import InputError
from civicai.risk import (
    FloodForecaster,
    StaleFeedWarning,
    backtest,
    event_scores,
    persistence_index,
)

LEADS = ("1h", "3h")


@pytest.fixture(scope="module")
def valley():
    return make_risk(days=150, flaws=False, random_state=3)


@pytest.fixture(scope="module")
def past(valley):
    rows = valley["observations"]
    return backtest(rows, ("1h", "3h", "6h"), scales=valley["thresholds"], rain=valley["rain"])


def test_upstream_gauges_beat_the_value_now(past):
    town = past[past["station"] == "Pont-Vieux"]
    for _lead, some in town.groupby("horizon"):
        assert persistence_index(some["observed"], some["expected"], some["naive"]) > 0.15


def test_chances_decrease_with_the_colour_and_stay_in_bounds(past):
    chances = past[["p_yellow", "p_orange", "p_red"]].dropna().to_numpy()
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (np.diff(chances, axis=1) <= 1e-12).all()


def test_bands_hold_about_what_they_promise(past):
    inside = past["observed"].between(past["low"], past["high"])
    assert inside.mean() == pytest.approx(0.8, abs=0.06)


def test_a_silent_gauge_is_unknown_and_never_green(valley):
    rows = valley["observations"]
    model = FloodForecaster(LEADS, valley["thresholds"]).fit(rows[rows["time"] < "2024-01-10"])
    recent = rows[(rows["time"] >= "2024-01-10") & (rows["time"] < "2024-01-12")]
    recent = recent[(recent["station"] != "Pont-Vieux")]
    with pytest.warns(StaleFeedWarning, match="Pont-Vieux"):
        forecast = model.predict(recent)
    silent = forecast[forecast["station"] == "Pont-Vieux"]
    assert set(silent["level"]) == {"unknown"}
    assert silent[["expected", "low", "high", "p_yellow"]].isna().all(axis=None)
    others = forecast[forecast["station"] != "Pont-Vieux"]
    assert others["expected"].notna().all()
    assert set(others["model"]) <= {"some_gauges", "own_gauge", "persistence"}


def test_a_frozen_gauge_is_unknown(valley):
    rows = valley["observations"]
    model = FloodForecaster(LEADS, valley["thresholds"]).fit(rows[rows["time"] < "2023-12-10"])
    recent = rows[(rows["time"] >= "2023-12-10") & (rows["time"] < "2024-01-09")].copy()
    recent.loc[recent["station"] == "Les Gorges", "discharge"] = 9.99
    with pytest.warns(StaleFeedWarning, match="Les Gorges"):
        forecast = model.predict(recent)
    assert set(forecast.loc[forecast["station"] == "Les Gorges", "level"]) == {"unknown"}


def test_rain_after_the_issue_time_is_refused(valley):
    rows = valley["observations"]
    model = FloodForecaster(LEADS).fit(rows[rows["time"] < "2023-12-10"], valley["rain"])
    with pytest.raises(InputError) as caught:
        model.predict(issued_at="2023-12-09 23:00", rain=valley["rain"])
    assert {problem.code for problem in caught.value.problems} == {"H07"}


def test_an_instant_that_states_no_zone_is_of_the_zone_given(valley):
    rows = valley["observations"]
    known = rows[rows["time"] <= "2023-12-01T08:00Z"]
    model = FloodForecaster(("1h",), tz="Indian/Reunion").fit(known)
    forecast = model.predict(issued_at="2023-12-01 12:00")
    assert set(forecast["issued_at"]) == {pd.Timestamp("2023-12-01 08:00", tz="UTC")}
    past = backtest(known, ("1h",), "2023-11-30 12:00", "2023-11-30 14:00", tz="Indian/Reunion")
    assert past["time"].min() == pd.Timestamp("2023-11-30 08:00", tz="UTC")
    assert past["time"].max() == pd.Timestamp("2023-11-30 10:00", tz="UTC")
    with pytest.raises(InputError):  # an hour before the last reading
        FloodForecaster(("1h",)).fit(known).predict(issued_at="2023-12-01 08:00")


def test_levels_are_forecast_as_discharges_are(valley):
    stage = valley["observations"].rename(columns={"discharge": "level"})
    stage["level"] = (stage["level"] / 8) ** 0.6
    past = backtest(stage, LEADS, stations=["Pont-Vieux"])
    for _lead, some in past.groupby("horizon"):
        assert persistence_index(some["observed"], some["expected"], some["naive"]) > 0.1


def test_the_future_is_not_needed_for_the_past(valley, past):
    rows = valley["observations"]
    cut = past["time"].min() + pd.Timedelta("4D")
    short = backtest(
        rows[rows["time"] <= cut],
        ("1h", "3h", "6h"),
        past["time"].min(),
        scales=valley["thresholds"],
        rain=valley["rain"][valley["rain"]["time"] <= cut],
    )
    both = short.merge(past, on=["station", "time", "horizon"], suffixes=("", "_whole"))
    assert len(both) == len(short)
    assert both["expected"].to_numpy() == pytest.approx(both["expected_whole"].to_numpy())


@pytest.mark.parametrize(("name", "value"), [("coverage", 1.2), ("alert_at", 0)])
def test_wrong_parameters(valley, name, value):
    with pytest.raises(ValueError, match=name):
        FloodForecaster(**{name: value}).fit(valley["observations"])


def test_a_lead_shorter_than_the_step_is_refused(valley):
    with pytest.raises(ValueError, match="step"):
        FloodForecaster(("10min",)).fit(valley["observations"])


def test_the_cance_as_promised():
    data = os.environ.get("CIVICAI_DATA")
    if not data:
        pytest.skip("CIVICAI_DATA is not set: the real data are not here")
    table = pd.read_csv(
        Path(data, "natural_risk", "cance_hourly_2006_201410.csv.gz"), parse_dates=["time"]
    )
    gauges = [name for name in table if name.startswith("Q_")]
    rows = table.melt("time", gauges, "station", "discharge")
    rows["station"] = rows["station"].str.removeprefix("Q_")
    rows["time"] = rows["time"].dt.tz_localize("UTC").dt.as_unit("ns")
    past = backtest(rows, ("1h", "3h", "6h"), "2012-01-01T00:00Z", stations=["V3524010"])
    asked = {"1h": 0.50, "3h": 0.43, "6h": 0.33}
    for lead, least in asked.items():
        some = past[past["horizon"] == pd.Timedelta(lead)]
        assert persistence_index(some["observed"], some["expected"], some["naive"]) >= least
    hour = past[past["horizon"] == pd.Timedelta("1h")].set_index("time")
    found = event_scores(hour["observed"], hour["p_yellow"] >= 0.2, 22.1, lead="1h")
    assert found.caught > event_scores(hour["observed"], hour["rule"], 22.1, lead="1h").caught
