"""The parking model on the embedded example must not change unless somebody means it to."""

import json
from pathlib import Path

import pytest

from civicai.datasets import example_path
from civicai.parking import backtest, make_readings, score_table
from civicai.parking.schema import OCCUPANCY
from civicai.tables import read_table

MASTER = Path(__file__).with_name("parking.json")
#: How far a score may move: trees differ from one release of scikit-learn to the next.
BANDS = {"mae_share": 2e-3, "brier": 2e-3, "realised_coverage": 0.04, "rows": 0}
METHODS = ("model", "rule", "naive")


@pytest.fixture(scope="module")
def scores():
    occupancy = read_table(example_path("parking_example.csv"), OCCUPANCY)
    capacity = make_readings(occupancy).rows.groupby("park")["capacity"].last()
    table = score_table(backtest(occupancy, start="2024-10-28"), capacity, 0.95)
    minutes = (table["horizon"].dt.total_seconds() / 60).astype(int).astype(str)
    named = table.assign(name=table["method"] + " " + minutes + " min").set_index("name")
    return {
        f"{name}, {column}": float(named.loc[name, column])
        for name in named.index
        for column in BANDS
        if named.loc[name, column] == named.loc[name, column]
    }


@pytest.fixture(scope="module")
def master(scores, overwrite):
    if overwrite:
        kept = {name: round(value, 6) for name, value in scores.items()}
        MASTER.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return json.loads(MASTER.read_text(encoding="utf-8"))


def test_every_score_stays_in_its_band(scores, master):
    assert list(scores) == list(master)
    moved = {
        name: (value, master[name])
        for name, value in scores.items()
        if abs(value - master[name]) > BANDS[name.split(", ")[1]] + 1e-6
    }
    assert moved == {}


def test_the_master_itself_is_good_news(master):
    for minutes in (30, 60, 240, 1440, 10080):
        error = {m: master[f"{m} {minutes} min, mae_share"] for m in METHODS}
        assert error["model"] < min(error["rule"], error["naive"])
