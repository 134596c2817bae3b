"""The forecaster: within the capacity, better than the rule, silent where the feed is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai.errors import InputError
from civicai.parking import OccupancyForecaster, StaleFeedWarning, make_readings

HORIZONS = ("30min", "4h", "24h")


@pytest.fixture(scope="module")
def fitted(town_tables):
    return OccupancyForecaster(HORIZONS).fit(town_tables["occupancy"])


def test_columns_are_those_of_the_contract(fitted):
    forecast = fitted.predict()
    assert forecast.columns.tolist() == [
        "park", "time", "issued_at", "horizon", "expected", "low", "high", "coverage", "p_full",
        "free_expected", "status", "model", "reason",
    ]  # fmt: skip
    assert len(forecast) == 4 * len(HORIZONS)


def test_forecasts_live_within_the_capacity(fitted, occupancy):
    forecast = fitted.predict()
    capacity = forecast["park"].map(occupancy.groupby("park")["capacity"].last())
    assert (forecast["low"] >= 0).all()
    assert (forecast["high"] <= capacity + 1e-9).all()
    assert (forecast["expected"] + forecast["free_expected"]).to_numpy() == pytest.approx(
        capacity.to_numpy()
    )
    assert forecast["p_full"].between(0, 1).all()


def test_a_weekly_shape_is_forecast_in_local_time(steady):
    """At 7:30 UTC in January it is 8:30 in Paris; the profile is of local hours."""
    model = OccupancyForecaster(("1h", "6h")).fit(steady)
    assert model.step_ == pd.Timedelta("1h")
    at = pd.Timestamp("2024-02-04 07:00", tz="Europe/Paris")
    known = steady[steady["time"] <= at]
    forecast = OccupancyForecaster(("1h", "6h")).fit(known).predict()
    assert forecast["expected"].round().tolist() == [80, 81]


def test_a_weekly_shape_follows_the_clock_change():
    local = pd.date_range("2024-03-04", "2024-04-01 06:00", freq="h", tz="Europe/Paris")
    cars = np.where((local.hour >= 8) & (local.hour < 18), 80.0, 20.0) + local.hour % 2
    rows = pd.DataFrame({"park": "A", "time": local.tz_convert("UTC"), "occupied": cars})
    forecast = OccupancyForecaster(("1h", "2h")).fit(rows.assign(capacity=100.0)).predict()
    assert forecast["time"].dt.tz_convert("Europe/Paris").dt.hour.tolist() == [7, 8]
    assert forecast["expected"].round().tolist() == [21, 80]


def test_a_stale_park_has_no_number_and_says_why(fitted, occupancy):
    last = occupancy["time"].max()
    silent = (occupancy["park"] == "Halles") & (occupancy["time"] > last - pd.Timedelta("3D"))
    model = OccupancyForecaster(HORIZONS).fit(occupancy[~silent])
    with pytest.warns(StaleFeedWarning, match="Halles"):
        forecast = model.predict()
    halles = forecast[forecast["park"] == "Halles"]
    assert halles[["expected", "low", "high", "p_full", "free_expected"]].isna().all(axis=None)
    assert set(halles["status"]) == {"stale"}
    assert set(halles["model"]) == {"none"}
    assert halles["reason"].str.len().min() > 0
    others = forecast[forecast["park"] != "Halles"]
    assert others["expected"].notna().all()


def test_a_whole_feed_that_is_days_old_gives_nothing_as_if_it_were_now(fitted, occupancy):
    later = occupancy["time"].max() + pd.Timedelta("3D")
    with pytest.warns(StaleFeedWarning):
        forecast = fitted.predict(issued_at=later)
    assert (forecast["issued_at"] == later).all()
    assert forecast["p_full"].isna().all()
    assert forecast["free_expected"].isna().all()


def test_a_frozen_park_has_no_number(occupancy):
    last = occupancy["time"].max()
    still = (occupancy["park"] == "Gare Sud") & (occupancy["time"] > last - pd.Timedelta("30h"))
    frozen = occupancy.assign(occupied=occupancy["occupied"].mask(still, 100.0))
    with pytest.warns(StaleFeedWarning, match="Gare Sud"):
        forecast = OccupancyForecaster(HORIZONS).fit(frozen).predict()
    gare = forecast[forecast["park"] == "Gare Sud"]
    assert set(gare["status"]) == {"frozen"}
    assert gare["free_expected"].isna().all()


def test_an_hour_never_counted_is_unknown(fitted, occupancy):
    """Nothing is read between 20:30 and 7:00: four hours after 18:00 nothing is known."""
    evening = pd.Timestamp("2024-11-07 18:00", tz="Europe/Paris")
    known = occupancy[occupancy["time"] <= evening]
    forecast = OccupancyForecaster(HORIZONS).fit(known).predict(issued_at=evening)
    late = forecast[forecast["horizon"] == pd.Timedelta("4h")]
    assert set(late["status"]) == {"unknown_hour"}
    assert late["p_full"].isna().all()


def test_a_capacity_that_doubles_overnight_does_not_make_a_full_park_free(occupancy):
    before = OccupancyForecaster(HORIZONS).fit(occupancy).predict()
    last = occupancy["time"].max()
    grown = occupancy["time"] > last - pd.Timedelta("20h")
    doubled = occupancy.assign(capacity=occupancy["capacity"].where(~grown, lambda c: 2 * c))
    after = OccupancyForecaster(HORIZONS).fit(doubled).predict()
    assert after["p_full"].to_numpy() == pytest.approx(before["p_full"].to_numpy(), abs=0.05)
    assert (after["free_expected"] <= before["free_expected"] + 5).all()


def test_a_capacity_that_shrinks_counts_at_once(occupancy):
    last = occupancy["time"].max()
    lately = occupancy["time"] > last - pd.Timedelta("5h")
    half = occupancy["capacity"].where(~lately, lambda c: (0.5 * c).round())
    shrunk = occupancy.assign(capacity=half, occupied=np.minimum(occupancy["occupied"], half))
    forecast = OccupancyForecaster(HORIZONS).fit(shrunk).predict()
    in_force = forecast["expected"] + forecast["free_expected"]
    stated = forecast["park"].map(shrunk.groupby("park")["capacity"].last())
    assert in_force.to_numpy() == pytest.approx(stated.to_numpy())


def test_a_new_park_is_served_by_its_own_readings(fitted, occupancy):
    newcomer = occupancy[occupancy["park"] == "Halles"].assign(park="Nouveau")
    forecast = fitted.predict(history=newcomer)
    own = forecast[forecast["park"] == "Nouveau"]
    like = forecast[forecast["park"] == "Halles"]
    assert own["expected"].to_numpy() == pytest.approx(like["expected"].to_numpy())


def test_readings_and_the_table_they_come_from_teach_the_same(fitted, occupancy):
    again = OccupancyForecaster(HORIZONS).fit(make_readings(occupancy))
    pd.testing.assert_frame_equal(again.predict(), fitted.predict())


def test_a_park_of_which_nothing_is_believed_is_unknown_and_there(occupancy):
    wrong = occupancy["occupied"].mask(occupancy["park"] == "Halles", -1.0)
    model = OccupancyForecaster(HORIZONS).fit(occupancy.assign(occupied=wrong))
    with pytest.warns(StaleFeedWarning, match="Halles"):
        forecast = model.predict()
    halles = forecast[forecast["park"] == "Halles"]
    assert set(halles["status"]) == {"no_reading"}
    assert halles[["expected", "p_full", "free_expected"]].isna().all(axis=None)
    others = forecast["park"] != "Halles"
    assert forecast.loc[others, "expected"].notna().all()


def test_a_second_fit_forgets_the_first(steady, occupancy):
    model = OccupancyForecaster(("1h", "4h")).fit(occupancy)
    once = OccupancyForecaster(("1h", "4h")).fit(steady).predict()
    pd.testing.assert_frame_equal(model.fit(steady).predict(), once)


def test_the_rule_serves_where_it_is_told_to(town_tables):
    model = OccupancyForecaster(HORIZONS).fit(town_tables["occupancy"])
    forecast = model.serve_by_rule("24h").predict()
    day = forecast[forecast["horizon"] == pd.Timedelta("24h")]
    assert set(day["model"]) == {"rule"}
    rows = town_tables["occupancy"].set_index(["park", "time"])["occupied"]
    before = [
        rows[park, time - pd.Timedelta("7D")]
        for park, time in zip(day["park"], day["time"], strict=True)
    ]
    assert day["expected"].to_numpy() == pytest.approx(before)


def test_less_than_a_week_falls_back_on_the_days_before(steady):
    few = steady.head(5 * 24)
    forecast = OccupancyForecaster(("1h", "24h")).fit(few).predict()
    assert set(forecast["model"]) == {"slot_of_day"}
    assert forecast["expected"].notna().all()


@pytest.mark.parametrize("rows", [1, 20, 48])
def test_a_single_snapshot_or_two_days_are_refused(steady, rows):
    with pytest.raises(InputError) as caught:
        OccupancyForecaster(("1h",)).fit(steady.head(rows))
    assert [p.code for p in caught.value.problems] == ["S11"]


@pytest.mark.parametrize(
    ("parameters", "match"),
    [
        ({"horizons": ("45min",)}, "45min"),
        ({"horizons": ("10min",)}, "10min"),
        ({"full_at": 1.2}, "full_at"),
        ({"coverage": 0.0}, "coverage"),
    ],
)
def test_parameters_that_mean_nothing_are_refused(steady, parameters, match):
    with pytest.raises(ValueError, match=match):
        OccupancyForecaster(**parameters).fit(steady)
