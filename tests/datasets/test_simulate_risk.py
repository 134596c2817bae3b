"""The simulated valley: water goes down, floods come after storms, the truth is beside."""

from __future__ import annotations

import numpy as np
import pytest

from civicai.datasets import example_path, make_risk, write_risk_example


@pytest.fixture(scope="module")
def valley():
    return make_risk(days=200, random_state=2)


def test_water_adds_up_downstream(valley):
    flow = valley["truth"].pivot_table("discharge", "time", "station").mean()
    assert flow["Moulin-Haut"] < flow["Les Gorges"] < flow["Pont-Vieux"]


def test_readings_err_little_and_lack_some(valley):
    both = valley["observations"].merge(valley["truth"], on=["station", "time"], suffixes=("", "_"))
    error = np.log(both["discharge"] / both["discharge_"])
    assert error.std() == pytest.approx(0.015, rel=0.2)
    assert not both["missing"].any()
    assert 0 < valley["truth"]["missing"].mean() < 0.02


def test_floods_follow_rain(valley):
    flow = valley["truth"].pivot_table("discharge", "time", "station")["Pont-Vieux"]
    rain = valley["rain"].set_index("time")["precipitation"].rolling(24).sum()
    assert rain[flow > flow.quantile(0.98)].mean() > 3 * rain.mean()


def test_seeds(valley):
    assert make_risk(30, random_state=2)["rain"].equals(make_risk(30, random_state=2)["rain"])
    assert not make_risk(30, random_state=3)["rain"].equals(make_risk(30, random_state=2)["rain"])
    assert make_risk(30, flaws=False)["truth"]["missing"].sum() == 0


def test_the_example_is_made_again_to_the_byte(tmp_path):
    for path in write_risk_example(tmp_path):
        assert path.read_bytes() == example_path(path.name).read_bytes()
