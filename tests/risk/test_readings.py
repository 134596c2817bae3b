"""What is believed of a table of readings and of rain: cleaned once, each instant once, told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai import i18n
from civicai.datasets import make_risk
from civicai.errors import InputError
from civicai.risk import FloodForecaster, backtest
from civicai.risk.gauges import nanoseconds
from civicai.risk.rain import make_rain
from civicai.risk.readings import Readings, make_readings, measured_quantity


def instants(*hours: int) -> pd.DatetimeIndex:
    return pd.to_datetime([f"2024-01-01T{hour:02}:00Z" for hour in hours])


def table(*rows: tuple[str, int, float]) -> pd.DataFrame:
    stations, hours, values = zip(*rows, strict=True)
    return pd.DataFrame({"station": stations, "time": instants(*hours), "discharge": values})


def test_duplicates_keep_the_last_and_missing_is_no_reading():
    when = instants(1, 0, 0)
    frame = pd.DataFrame({"station": "A", "time": when, "discharge": [np.nan, 1.0, 2.0]})
    rows = make_readings(frame, "discharge").rows
    assert rows["discharge"].tolist() == [2.0]
    assert nanoseconds(rows["time"]).tolist() == [when[1].value]


def test_what_another_row_gives_is_set_aside_and_told():
    frame = table(("B", 2, 5.0), ("A", 0, 1.0), ("A", 0, 1.0), ("A", 1, 3.0), ("A", 1, 4.0))
    with i18n.use("en"):
        readings = make_readings(frame)
    assert readings.rows[["station", "discharge"]].to_numpy().tolist() == [
        ["A", 1.0],
        ["A", 4.0],
        ["B", 5.0],
    ]
    aside = readings.aside
    assert aside[["line", "discharge", "why"]].to_numpy().tolist() == [[4, 3.0, "repeated"]]
    told = [(p.code, p.severity, p.count, p.column) for p in readings.findings]
    assert told == [("H16", "note", 1, "time"), ("H17", "warning", 1, "time")]
    assert "the last one of the file counts" in readings.findings[1].message


def test_a_missing_reading_doubles_none():
    readings = make_readings(table(("A", 0, 2.0), ("A", 0, np.nan), ("C", 1, np.nan)))
    assert readings.rows["discharge"].tolist() == [2.0]
    assert readings.findings == []
    assert readings.aside.empty
    assert readings.names == ["A", "C"]
    assert readings.lost == ["C"]


def test_the_quantity_is_the_discharge_where_there_is_one():
    frame = table(("A", 0, 1.0)).assign(level=0.5)
    assert make_readings(frame).quantity == "discharge"
    assert make_readings(frame, "level").rows["level"].tolist() == [0.5]
    assert make_readings(frame.assign(discharge=np.nan)).quantity == "level"


def test_nothing_measured_is_refused():
    with pytest.raises(InputError) as caught:
        measured_quantity(pd.DataFrame({"station": ["A"], "level": [np.nan]}))
    assert [problem.code for problem in caught.value.problems] == ["H01"]
    with pytest.raises(InputError) as caught:
        make_readings(table(("A", 0, 1.0)), "level")
    assert [(p.code, p.value) for p in caught.value.problems] == [("H01", "level")]
    with pytest.raises(InputError) as caught:
        make_readings(make_readings(table(("A", 0, 1.0))), "level")
    assert [(p.code, p.value) for p in caught.value.problems] == [("H01", "level")]


def test_what_measures_nothing_is_told_before_what_is_asked():
    with i18n.use("en"), pytest.raises(InputError) as caught:
        make_readings(table(("A", 0, 1.0)).drop(columns="discharge"), "level")
    assert "neither a discharge nor a water level" in caught.value.problems[0].message


@pytest.mark.parametrize(("hours", "enough"), [(14 * 24, True), (14 * 24 - 1, False)])
def test_two_weeks_are_enough(hours, enough):
    times = pd.date_range("2024-01-01", periods=hours + 1, freq="h", tz="UTC")
    readings = make_readings(pd.DataFrame({"station": "A", "time": times, "level": 1.0}))
    if enough:
        readings.refuse_short("Europe/Paris")
        return
    with pytest.raises(InputError) as caught:
        readings.refuse_short("Europe/Paris")
    assert [problem.code for problem in caught.value.problems] == ["H05"]


def test_rain_later_than_the_issue_time_is_refused():
    rain = make_rain(pd.DataFrame({"time": instants(1, 2), "precipitation": [1.0, 2.0]}))
    rain.refuse_future(instants(2)[0])
    with pytest.raises(InputError) as caught:
        rain.refuse_future(instants(1)[0])
    assert [(p.code, p.count) for p in caught.value.problems] == [("H07", 1)]


def test_a_value_that_cannot_be_is_refused_in_our_names_and_in_those_of_hub_eau():
    with pytest.raises(InputError) as caught:
        make_readings(table(("A", 0, -1.0)))
    assert [problem.code for problem in caught.value.problems] == ["R01"]
    theirs = pd.DataFrame(
        {"station": "A", "time": instants(0), "quantity": "Q", "result": [-1000.0]}
    )
    with pytest.raises(InputError) as caught:
        make_readings(theirs)
    assert [problem.code for problem in caught.value.problems] == ["R01"]
    assert make_readings(theirs.assign(result=1500.0)).rows["discharge"].tolist() == [1.5]
    twice = pd.concat([theirs.assign(result=np.nan), theirs.assign(result=1500.0)])
    assert make_readings(twice).rows["discharge"].tolist() == [1.5]


def test_what_is_cleaned_is_taken_as_it_is():
    once = make_readings(table(("A", 1, 1.0), ("A", 0, 2.0)))
    assert make_readings(once) is once
    pd.testing.assert_frame_equal(make_readings(once.rows).rows, once.rows)
    rain = make_rain(pd.DataFrame({"time": instants(1, 0), "precipitation": [1.0, 2.0]}))
    assert make_rain(rain) is rain
    pd.testing.assert_frame_equal(make_rain(rain.rows).rows, rain.rows)


def test_rain_out_of_order_and_twice():
    hours = instants(2, 1, 2, 3)
    rain = make_rain(pd.DataFrame({"time": hours, "precipitation": [9.0, 1.0, 2.0, np.nan]}))
    assert rain.rows["precipitation"].tolist() == [1.0, 2.0]  # the last of two measures counts
    assert rain.aside["precipitation"].tolist() == [9.0]
    assert [problem.code for problem in rain.findings] == ["H17"]
    assert rain.fallen_by(nanoseconds(hours[2:3])).tolist() == [3.0]


def test_later_rain_takes_the_place_of_what_was_known():
    first = make_rain(pd.DataFrame({"time": instants(1, 2), "precipitation": [1.0, 2.0]}))
    later = make_rain(pd.DataFrame({"time": instants(3, 2), "precipitation": [4.0, 5.0]}))
    assert first.then(later).rows["precipitation"].tolist() == [1.0, 5.0, 4.0]
    assert first.until(instants(1)[0]).rows["precipitation"].tolist() == [1.0]


@pytest.fixture(scope="module")
def valley():
    return make_risk(days=40, random_state=5)


def test_readings_serve_where_a_table_does(valley):
    rows, rain, scales = valley["observations"], valley["rain"], valley["thresholds"]
    cut = rows["time"].max() - pd.Timedelta("5D")
    known, later = rows[rows["time"] <= cut], rows[rows["time"] > cut]
    whole = make_readings(rows)

    def forecast(observations, history, fallen):
        model = FloodForecaster(("3h",), scales).fit(observations, fallen)
        return model.predict(history)

    by_table = forecast(known, later, rain)
    by_readings = forecast(whole.until(cut), make_readings(later), make_rain(rain))
    pd.testing.assert_frame_equal(by_table, by_readings)
    pd.testing.assert_frame_equal(
        backtest(rows, ("3h",), scales=scales, rain=rain),
        backtest(whole, ("3h",), scales=scales, rain=make_rain(rain)),
    )


def test_a_model_learned_from_readings_holds_them_as_they_are(valley):
    whole = make_readings(valley["observations"])
    model = FloodForecaster(("3h",)).fit(whole)
    assert model.observed_ is whole
    assert isinstance(model.predict(whole), pd.DataFrame)
    assert isinstance(model.observed_, Readings)
