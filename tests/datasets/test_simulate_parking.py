"""The invented town: fills as towns do, tells its truth, and is the example to the byte."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai.datasets import example_path, make_parking, write_parking_example


@pytest.fixture(scope="module")
def town():
    return make_parking(parks=8, days=56, random_state=3)


def test_the_embedded_example_is_made_again_to_the_byte(tmp_path):
    (made,) = write_parking_example(tmp_path)
    assert made.read_bytes() == example_path(made.name).read_bytes()
    assert made.stat().st_size < 250_000


def test_the_same_seed_gives_the_same_town_and_another_seed_another():
    one, two = (make_parking(2, 10, random_state=5) for _ in range(2))
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, two[name])
    other = make_parking(2, 10, random_state=6)
    assert not one["truth"]["present"].equals(other["truth"]["present"])


def test_the_feed_says_the_truth_where_it_has_no_defect(town):
    both = town["occupancy"].merge(town["truth"], on=["park", "time"], validate="one_to_one")
    assert (both["occupied"] == both["present"]).all()
    assert len(both) == len(town["occupancy"])


def test_cars_turn_away_only_from_a_full_park(town):
    capacity = town["occupancy"].groupby("park")["capacity"].first()
    truth = town["truth"].assign(capacity=lambda t: t["park"].map(capacity))
    assert truth["present"].between(0, truth["capacity"]).all()
    refused = truth[truth["turned_away"] > 0]
    assert len(refused)
    assert (refused["present"] == refused["capacity"]).all()


def test_shops_fill_on_saturdays_and_stations_on_weekdays(town):
    local = town["truth"]["time"].dt.tz_convert("Europe/Paris")
    mean = town["truth"].groupby(["park", local.dt.day_of_week])["present"].mean().unstack()
    assert mean.loc["Halles", 5] > 1.2 * mean.loc["Halles", 2]
    assert mean.loc["Gare Sud", 5] < 0.8 * mean.loc["Gare Sud", 2]


def test_no_reading_by_night_unless_it_is_asked_for(town):
    hour = town["occupancy"]["time"].dt.tz_convert("Europe/Paris").dt.hour
    assert hour.min() == 7
    assert hour.max() == 20
    by_night = make_parking(1, 3, all_day=True)["occupancy"]
    assert by_night["time"].dt.hour.nunique() == 24


def test_the_defects_are_those_that_are_told():
    town = make_parking(defects=True, random_state=11)
    feed, told = town["occupancy"], town["defects"].set_index("defect")
    last = feed["time"].max()
    frozen = feed[(feed["park"] == told.loc["frozen", "park"]) & (feed["occupied"] >= 0)]
    assert frozen.loc[frozen["time"] > told.loc["frozen", "since"], "occupied"].nunique() == 1
    stale = feed[feed["park"] == told.loc["stale", "park"]]
    assert stale["time"].max() <= told.loc["stale", "since"] < last
    assert (feed["occupied"] < 0).sum() == 4
    assert feed.duplicated().sum() == 12
    sheet = example_path("parking_example.csv").with_suffix(".md").read_text(encoding="utf-8")
    assert "4 negative readings; 12 readings that come twice" in " ".join(sheet.split())
