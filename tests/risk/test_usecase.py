"""The use case on good files and on bad ones."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from civicai import i18n
from civicai.datasets import make_risk
from civicai.errors import InputError
from civicai.risk import USECASE, inputs, models, rain, readings


@pytest.fixture(scope="module")
def valley():
    return make_risk(days=90, flaws=False, random_state=3)


@pytest.fixture(scope="module")
def result():
    return USECASE.run(USECASE.example(), "en")


def refused(tables, **options):
    with i18n.use("en"), pytest.raises(InputError) as caught:
        USECASE.run(tables, "en", **options)
    return caught.value.problems


def test_the_silent_gauge_of_the_example_is_unknown(result):
    silent = result.decision[result.decision["station"] == "Moulin-Haut"]
    assert set(silent["status"]) == {"unknown"}
    assert silent["p_yellow"].isna().all()
    assert "Unknown: Moulin-Haut" in result.sentence
    assert "H08" in {problem.code for problem in result.problems}


def test_figures_count_the_gauges_in_alert_and_those_unknown(result):
    figures = {figure.name: figure for figure in result.key_figures}
    assert (figures["gauges_in_alert"].value, figures["gauges_in_alert"].text) == (1, "1")
    assert figures["gauges_in_alert"].note == "out of 2 with a forecast"
    assert (figures["gauges_unknown"].value, figures["gauges_unknown"].note) == (1, "Moulin-Haut")
    assert figures["gauges_unknown"].label == "Gauges whose level is unknown"
    names = [f"floods_foreseen_{hours}h" for hours in (1, 3, 6)]
    assert [*figures] == ["gauges_in_alert", "gauges_unknown", *names, "coverage"]


def test_a_chart_says_codes_and_leads_in_the_language_in_force(result):
    from matplotlib.figure import Figure

    said = {}
    for lang in ("en", "fr"):
        ax = Figure().add_subplot()
        for chart in result.charts:
            with i18n.use(lang):
                chart.draw(ax, chart.table)
        said[lang] = {text.get_text() for text in ax.texts} | {
            tick.get_text() for tick in ax.get_xticklabels()
        }
    assert "yellow" in said["en"]
    assert "jaune" in said["fr"]
    assert result.charts[0].table["horizon"].dtype.kind == "m"


@pytest.mark.parametrize("what", ["run", "evaluate"])
def test_each_table_is_validated_by_its_reader_and_cleaned_once(valley, monkeypatch, what):
    counted = Counter()

    def count(module, name):
        whole = getattr(module, name)

        def counting(table, *args, **kwargs):
            counted[name] += isinstance(table, pd.DataFrame)
            return whole(table, *args, **kwargs)

        monkeypatch.setattr(module, name, counting)

    for module in (readings, rain):
        count(module, "check_table")
    for module in (readings, inputs):
        count(module, "clean_readings")
    for module in (rain, inputs):
        count(module, "clean_rain")
    for module in (models, inputs):
        count(module, "as_scales")
    tables = {name: valley[name] for name in ("observations", "rain", "thresholds")}
    getattr(USECASE, what)(tables, "en")
    assert +counted == {"clean_readings": 1, "clean_rain": 1, "as_scales": 1}
    readings.make_readings(valley["observations"])  # so that this test can fail
    assert counted["check_table"] == 1
    assert counted["clean_readings"] == 2


def test_the_rising_river_is_told_first(result):
    assert result.decision["station"].tolist()[0] == "Pont-Vieux"
    assert "Pont-Vieux yellow" in result.sentence


def test_the_report_defers_to_the_authorities(result):
    assert any("Vigicrues" in text for text in result.warnings)


def test_all_silent_is_no_quiet_river(valley):
    rows = valley["observations"]
    late = USECASE.run(
        {"observations": rows}, "en", issued_at=rows["time"].max() + pd.Timedelta("2D")
    )
    assert set(late.decision["status"]) == {"unknown"}
    figures = {figure.name: figure for figure in late.key_figures}
    assert figures["gauges_in_alert"].value is None
    assert "No level is known" in late.sentence


def test_the_town_s_own_clock_is_read_and_shown(valley):
    tables = {name: valley[name] for name in ("observations", "thresholds")}
    result = USECASE.run(tables, "en", tz="Indian/Reunion", issued_at="2023-11-20 12:00", hours=1)
    assert set(result.decision["issued_at"]) == {pd.Timestamp("2023-11-20 08:00", tz="UTC")}
    assert "2023-11-20 12:00" in result.sentence
    assert "2023-11-20 12:00" in result.warnings[0]


def test_without_thresholds_the_past_makes_some_and_it_is_said(valley):
    result = USECASE.run({"observations": valley["observations"]}, "en")
    assert "H10" in {problem.code for problem in result.problems}
    assert any("“rare”" in text for text in result.warnings)


def test_thresholds_in_litres(valley):
    wrong = valley["thresholds"].assign(
        **{c: valley["thresholds"][c] * 1000 for c in ("yellow", "orange", "red")}
    )
    problems = refused({"observations": valley["observations"], "thresholds": wrong})
    assert [problem.code for problem in problems] == ["H04"] * 3
    assert all("m³/s" in problem.hint for problem in problems)


def test_thresholds_out_of_order(valley):
    wrong = valley["thresholds"].assign(orange=1.0)
    problems = refused({"observations": valley["observations"], "thresholds": wrong})
    assert {problem.code for problem in problems} == {"H02"}


def test_a_station_misspelt_in_the_thresholds(valley):
    table = valley["thresholds"].replace("Pont-Vieux", "Pont Vieux")
    _tables, found = USECASE.check(
        {"observations": valley["observations"], "thresholds": table}, "en"
    )
    told = {problem.code: problem for problem in found}
    assert told["H09"].value == "Pont Vieux"
    assert "Pont-Vieux" in told["H10"].message


def test_a_week_is_too_short(valley):
    rows = valley["observations"]
    (problem,) = refused({"observations": rows[rows["time"] < "2023-09-08"]})
    assert problem.code == "H05"


def test_no_measure(valley):
    rows = valley["observations"].assign(discharge=np.nan)
    (problem,) = refused({"observations": rows})
    assert problem.code == "H01"


def test_daily_readings_cannot_say_six_hours(valley):
    rows = valley["observations"]
    daily = rows[rows["time"].dt.hour == 6]
    (problem,) = refused({"observations": daily})
    assert problem.code == "H13"


def test_a_start_after_the_end(valley):
    rows = valley["observations"]
    problems = refused({"observations": rows}, start=rows["time"].max() + pd.Timedelta("9D"))
    assert {problem.code for problem in problems} == {"H15"}


def test_negative_discharge(valley):
    rows = valley["observations"].copy()
    rows.loc[rows.index[:2], "discharge"] = -1.0
    problems = refused({"observations": rows})
    assert {problem.code for problem in problems} == {"R01"}
