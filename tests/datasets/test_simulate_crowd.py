"""The invented town: people come and go home, and the example is made again to the byte."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai.datasets import example_path, make_crowd, write_crowd_example


@pytest.fixture(scope="module")
def town():
    return make_crowd(days=42, random_state=3)


def test_the_embedded_example_is_made_again_to_the_byte(tmp_path):
    made = write_crowd_example(tmp_path)
    for path in made:
        assert path.read_bytes() == example_path(path.name).read_bytes()
    assert sum(path.stat().st_size for path in made) < 250_000


def test_the_same_seed_gives_the_same_town_and_another_seed_another():
    one, two = (make_crowd(10, random_state=5) for _ in range(2))
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, two[name])
    assert not one["counts"].equals(make_crowd(10, random_state=6)["counts"])


def test_everybody_goes_home_at_night(town):
    hour = town["truth"]["time"].dt.tz_convert("Europe/Paris").dt.hour
    assert (town["truth"].loc[hour.between(0, 5), "people"] == 0).all()


def test_counters_miss_the_share_that_is_told(town):
    gates = town["counts"].dropna(subset=["entries"])
    # On the last afternoon people are still inside.
    gates = gates[gates["time"] < pd.Timestamp("2024-12-07", tz="Europe/Paris")]
    total = gates[["entries", "exits"]].sum()
    assert total["exits"] / total["entries"] == pytest.approx(0.975 / 0.985, abs=0.002)


def test_the_market_fills_the_square_on_saturdays(town):
    square = town["truth"][town["truth"]["place"] == "Place aux Laines"]
    peak = square.groupby(square["time"].dt.tz_convert("Europe/Paris").dt.date)["people"].max()
    weekday = pd.to_datetime(peak.index).day_of_week
    assert peak[weekday == 5].mean() > 1.5 * peak[weekday == 1].mean()


def test_the_defects_are_those_that_are_told():
    town = make_crowd(46, defects=True, random_state=7)
    told = town["defects"].set_index("defect")
    dead = town["counts"][town["counts"]["counter"] == told.loc["zero", "counter"]]
    assert (dead.loc[dead["time"] > told.loc["zero", "since"], "count"] == 0).all()
    assert town["counts"].duplicated().sum() == 8
    gate = town["counts"][town["counts"]["counter"] == told.loc["missing hours", "counter"]]
    assert len(gate["time"].unique()) == 46 * 24 + 1 - 6
