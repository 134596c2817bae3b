"""The past replayed: scored when, learned until when, on what."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai.datasets import make_risk
from civicai.risk import FloodForecaster, backtest

LEADS = ("1h", "6h")


@pytest.fixture(scope="module")
def valley():
    return make_risk(days=60, flaws=False, random_state=7)


@pytest.fixture(scope="module")
def past(valley):
    return backtest(valley["observations"], LEADS, scales=valley["thresholds"], rain=valley["rain"])


def test_the_last_third_is_scored_on_the_hour(valley, past):
    times = valley["observations"]["time"]
    first, last = times.min(), times.max()
    assert past["time"].min() == (last - (last - first) / 3).ceil("h")
    assert past["time"].max() == last
    assert past.index.tolist() == [*range(len(past))]


def test_the_model_knows_nothing_after_the_first_forecast_of_the_longest_lead(valley, past):
    begin = past["time"].min()
    rows, rain = valley["observations"], valley["rain"]
    cut = begin - pd.Timedelta("6h")
    model = FloodForecaster(LEADS, valley["thresholds"])
    model.fit(rows[rows["time"] <= cut], rain[rain["time"] <= cut])
    said = model.predict().set_index(["station", "horizon"])
    names = ["expected", "low", "high", "p_yellow", "level", "model"]
    longest = past[(past["time"] == begin) & (past["horizon"] == pd.Timedelta("6h"))]
    replayed = longest.set_index(["station", "horizon"])[names]
    pd.testing.assert_frame_equal(replayed, said.loc[replayed.index, names])
    assert len(replayed) == 3


def test_rain_is_looked_at_where_it_is_given(valley, past):
    dry = backtest(valley["observations"], LEADS, scales=valley["thresholds"])
    assert (dry["expected"] != past["expected"]).any()
    assert (dry["observed"] == past["observed"]).all()


def test_what_is_done_is_told(valley):
    told = []
    begin = valley["observations"]["time"].max() - pd.Timedelta("5h")
    backtest(valley["observations"], LEADS, begin, progress=lambda *step: told.append(step))
    assert told == [(number, 6) for number in range(6)]  # three gauges, two leads
