"""Thresholds: order, units, stations, and what the past gives where the town gives none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai import i18n
from civicai.errors import InputError
from civicai.risk import AlertScale
from civicai.risk.alert_thresholds import (
    OTHER_UNIT,
    as_scales,
    judge_thresholds,
    scales_of_past,
)
from civicai.risk.gauges import HOUR, Gauge


def gauge(values, step: int = HOUR) -> Gauge:
    values = np.asarray(values, float)
    return Gauge(np.arange(len(values)) * step, values, step, 24 * HOUR)


#: Usual reading 2, highest 10.
RIVER = {"Pont": gauge([1.0, 2.0, 2.0, 2.0, 10.0])}


def table(station="Pont", yellow=5.0, orange=6.0, red=7.0, line=None) -> pd.DataFrame:
    row = {"station": station, "yellow": yellow, "orange": orange, "red": red}
    if line is None:
        return pd.DataFrame([row])
    return pd.DataFrame([row], index=pd.Index([line], name="line"))


def judged(quantity="discharge", gauges=RIVER, **row):
    with i18n.use("en"):
        return judge_thresholds(table(**row), gauges, quantity)


def test_a_table_becomes_scales():
    rows = pd.concat([table(), table("Moulin", 1.0, np.nan, 3.0)])
    scales = as_scales(rows)
    assert [*scales] == ["Pont", "Moulin"]
    assert scales["Pont"] == AlertScale(5.0, 6.0, 7.0)
    assert scales["Moulin"].yellow == 1.0
    assert np.isnan(scales["Moulin"].orange)
    assert scales["Moulin"].red == 3.0


def test_yellow_alone_is_enough():
    scale = as_scales(table()[["station", "yellow"]])["Pont"]
    assert scale.yellow == 5.0
    assert np.isnan([scale.orange, scale.red]).all()


def test_no_table_is_no_scale_and_a_dictionary_is_taken_as_it_is():
    given = {"Pont": AlertScale(2.0)}
    assert as_scales(None) == {}
    assert as_scales(given) == given
    assert as_scales(given) is not given


def test_thresholds_out_of_order_name_their_station_and_their_line():
    rows = pd.concat([table(line=2), table("Moulin", 3.0, 2.0, line=3), table("Gué", 9.0, line=7)])
    with i18n.use("en"), pytest.raises(InputError) as caught:
        as_scales(rows)
    told = [(p.code, p.row, p.value) for p in caught.value.problems]
    assert told == [("H02", 3, "3 / 2 / 7"), ("H02", 7, "9 / 6 / 7")]
    assert "Moulin" in caught.value.problems[0].message
    with pytest.raises(InputError) as caught:
        as_scales(table(yellow=6.0))
    assert caught.value.problems[0].row is None  # a table that is no file has no lines


def test_the_past_gives_the_rare_hours():
    values = np.random.default_rng(0).permutation(4001).astype(float)
    scale = scales_of_past({"Pont": gauge(values)}, ["Pont"])["Pont"]
    # Of 0 … 4000, the values below which lie 99, 99.8 and 99.95 hours of a hundred.
    assert scale.thresholds == (3960.0, 3992.0, 3998.0)


def test_every_hour_of_the_past_counts_once_the_first_and_the_last_too():
    rising = scales_of_past({"Pont": gauge(np.arange(1001.0))}, ["Pont"])["Pont"]
    assert rising.thresholds == (990.0, 998.0, 1000.0)
    began = Gauge((500 + np.arange(1001)) * HOUR, np.arange(1001.0), HOUR, 24 * HOUR)
    assert scales_of_past({"Pont": began}, ["Pont"])["Pont"].thresholds == rising.thresholds


def test_a_feed_every_five_minutes_weighs_no_more_than_one_every_hour():
    hourly = np.random.default_rng(1).permutation(2000).astype(float)
    # Read every five minutes through its hundred highest hours, every hour otherwise.
    moments, values = [], []
    for hour, value in enumerate(hourly):
        minutes = range(0, 60, 5) if value >= 1900 else (0,)
        moments += [hour * HOUR + minute * HOUR // 60 for minute in minutes]
        values += [value] * len(minutes)
    dense = Gauge(np.array(moments), np.array(values), HOUR, 24 * HOUR)
    found = scales_of_past({"dense": dense, "even": gauge(hourly)}, ["dense", "even"])
    assert found["dense"].thresholds == found["even"].thresholds


def test_only_the_stations_asked_for_get_one_and_gaps_are_no_readings():
    moments = np.array([0, 1, 2, 50, 51]) * HOUR
    gapped = Gauge(moments, np.array([1.0, 2.0, 3.0, 8.0, 9.0]), HOUR, 24 * HOUR)
    found = scales_of_past({"a": gapped, "b": gapped}, ["b"])
    assert [*found] == ["b"]
    # The gap holds its last reading for two steps: 1 2 3 3 3 8 9, whose highest are 9.
    assert found["b"].yellow == 9.0
    assert 9.0 < found["b"].orange < found["b"].red < 9.3


def test_thresholds_that_fit_the_readings_are_not_told():
    assert judged() == []
    assert judged(yellow=10.0) == []  # reached once
    assert judged(yellow=2.01) == []


def test_thresholds_of_a_station_without_readings_are_told():
    (problem,) = judged(station="Elsewhere", yellow=1e6, line=5)
    assert (problem.code, problem.severity, problem.row) == ("H09", "warning", 5)
    assert (problem.column, problem.value) == ("station", "Elsewhere")
    assert "Elsewhere" in problem.message
    assert problem.hint == "Stations of the readings: Pont."


def test_a_threshold_in_another_unit_is_refused():
    (litres,) = judged(yellow=5000.0, line=4)
    assert (litres.code, litres.severity, litres.row, litres.value) == ("H04", "error", 4, "5000")
    assert "never passed 10.0 m³/s" in litres.message
    assert "Write the thresholds in m³/s" in litres.hint
    (centimetres,) = judged("level", yellow=500.0)
    assert centimetres.code == "H04"
    assert centimetres.row is None
    assert "Write the thresholds in m," in centimetres.hint


def test_thirty_times_the_highest_is_where_another_unit_begins():
    assert OTHER_UNIT == 30.0
    (doubted,) = judged(yellow=300.0, line=9)
    assert (doubted.code, doubted.severity, doubted.row) == ("H14", "warning", 9)
    assert "threshold, 300.0 m³/s, was never reached" in doubted.message
    assert "at most 10.0 m³/s" in doubted.message
    (refused,) = judged(yellow=300.1)
    assert (refused.code, refused.severity) == ("H04", "error")


def test_a_threshold_below_the_usual_reading_is_another_zero():
    (problem,) = judged("level", yellow=2.0)
    assert (problem.code, problem.severity, problem.value) == ("H04", "error", "2")
    assert "the usual reading, 2.0 m" in problem.message
    assert "zero of the gauge" in problem.hint


def test_a_threshold_never_reached_is_told_and_kept():
    (problem,) = judged(yellow=10.1)
    assert (problem.code, problem.severity) == ("H14", "warning")
    assert problem.value == "10.1"


def test_a_bed_that_was_dry_is_judged_by_a_centimetre():
    dry = {"Pont": gauge([0.0, 0.0, 0.0])}
    assert [p.code for p in judged("level", dry, yellow=0.3)] == ["H14"]
    assert [p.code for p in judged("level", dry, yellow=0.31)] == ["H04"]


def test_each_station_is_judged_by_its_own_readings():
    gauges = {**RIVER, "Large": gauge([100.0, 200.0, 900.0])}
    rows = pd.concat([table(), table("Large", 5.0), table("Pont", 50.0)])
    told = judge_thresholds(rows, gauges, "discharge")
    assert [(p.code, p.value) for p in told] == [("H04", "5"), ("H14", "50")]
