"""Where to go: the unknown comes last, the alternative is another park, stretches end."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai.parking import OccupancyForecaster, rank_parks, time_to_full
from civicai.parking.guidance import best_by_hour

NOW = pd.Timestamp("2024-11-08 15:00", tz="UTC")


def forecast(chances: dict[str, list[float]]) -> pd.DataFrame:
    rows = [
        {"park": park, "time": NOW + pd.Timedelta(hours=1 + i), "issued_at": NOW, "p_full": p,
         "free_expected": 10.0, "reason": ""}
        for park, some in chances.items() for i, p in enumerate(some)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_parks_are_ranked_by_the_chance_of_a_place_and_the_unknown_comes_last():
    table = rank_parks(forecast({"A": [0.9], "B": [0.2], "C": [float("nan")]}), "2024-11-08 17:10")
    assert table["park"].tolist() == ["B", "A", "C"]
    assert table["rank"].tolist() == [1, 2, 3]
    assert table["instead"].tolist() == ["A", "B", "B"]
    assert table["p_place"].tolist()[:2] == pytest.approx([0.8, 0.1])
    assert pd.isna(table["p_place"].iloc[2])


def test_a_single_park_has_no_alternative():
    assert rank_parks(forecast({"A": [0.9]}), NOW + pd.Timedelta("1h"))["instead"].isna().all()


def test_an_arrival_without_a_forecast_is_refused():
    with pytest.raises(ValueError, match="half an hour"):
        rank_parks(forecast({"A": [0.9]}), "2024-11-10 17:10")


def test_the_first_stretch_that_is_full_and_when_it_is_free_again():
    said = forecast({"A": [0.1, 0.6, 0.7, 0.2, 0.9], "B": [0.1] * 5, "C": [float("nan")] * 5})
    table = time_to_full(said).set_index("park")
    assert table.index.tolist() == ["A", "B"]
    assert table.loc["A", "full_from"] == NOW + pd.Timedelta("2h")
    assert table.loc["A", "full_until"] == NOW + pd.Timedelta("3h")
    assert table.loc["A", "time_to_full"] == pd.Timedelta("2h")
    assert table.loc["A", "time_to_free"] == pd.Timedelta("4h")
    assert table.loc["A", "p_full"] == 0.7
    assert pd.isna(table.loc["B", "full_from"])


def test_a_park_full_to_the_end_is_not_said_to_be_free_again():
    assert pd.isna(time_to_full(forecast({"A": [0.6, 0.7]}))["time_to_free"].iloc[0])


def test_hour_by_hour_the_best_two():
    table = best_by_hour(forecast({"A": [0.9, 0.1], "B": [0.2, 0.4], "C": [float("nan")] * 2}))
    assert table[["park", "instead"]].to_numpy().tolist() == [["B", "A"], ["A", "B"]]


def test_guidance_of_a_fitted_town(town_tables):
    said = OccupancyForecaster(("30min", "4h")).fit(town_tables["occupancy"]).predict()
    arrival = said["time"].min()
    table = rank_parks(said, arrival)
    assert table["p_place"].is_monotonic_decreasing
    assert set(table["park"]) == set(said["park"])
