"""The use case through each door, on good files and on bad ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai import i18n
from civicai.datasets import make_water
from civicai.errors import InputError
from civicai.water import USECASE


@pytest.fixture(scope="module")
def town():
    return make_water(random_state=4)


@pytest.fixture(scope="module")
def result():
    return USECASE.run(USECASE.example(), "en")


def refused(tables, **options):
    with i18n.use("en"), pytest.raises(InputError) as caught:
        USECASE.run(tables, "en", **options)
    return caught.value.problems


def pipes_of(town):
    return {"pipes": town["pipes"], "breaks": town["breaks"]}


def test_the_leak_of_the_example_is_told_with_its_day_and_size(result):
    first = result.decision.iloc[0]
    assert (first["sector"], first["status"]) == ("Plateau", "leak")
    assert first["since"] == pd.Timestamp("2023-12-12")
    assert first["low"] <= 2.4 <= first["high"]


def test_a_silent_sector_is_unknown(result):
    row = result.decision.set_index("sector").loc["Zone des Saules"]
    assert row["status"] == "unknown"
    assert "Unknown: Zone des Saules" in result.sentence
    assert "W09" in {problem.code for problem in result.problems}


def test_the_sections_stay_within_the_budget(town):
    for budget in (0.02, 0.2):
        sections = USECASE.run(pipes_of(town), "en", budget=budget).decision
        share = sections["length"].sum() / town["pipes"]["length"].sum()
        assert budget - 0.01 < share <= budget
        assert set(sections["status"]) <= {"renew", "inspect"}


def test_pipes_alone_and_meters_alone(town):
    pipes = USECASE.run(pipes_of(town), "en")
    assert "pipe_id" in pipes.decision
    meters = USECASE.run({"flows": town["flows"]}, "en")
    assert "sector" in meters.decision
    assert "sections" not in meters.tables


def test_pipes_without_breaks_open_no_door(town):
    codes = [problem.code for problem in refused({"pipes": town["pipes"]})]
    assert codes == ["O04"]


def test_all_sectors_silent_is_no_sound_network(town):
    late = town["flows"]["time"].max() + pd.Timedelta("20D")
    result = USECASE.run({"flows": town["flows"]}, "en", issued_at=late)
    assert "nothing is known" in result.sentence
    figures = {figure.name: figure for figure in result.key_figures}
    assert figures["sectors_leaking"].value is None


def test_too_few_nights(town):
    flows = town["flows"]
    short = flows[flows["time"] < flows["time"].min() + pd.Timedelta("20D")]
    (problem,) = refused({"flows": short})
    assert problem.code == "W08"


def test_too_few_breaks(town):
    (problem,) = refused({"pipes": town["pipes"], "breaks": town["breaks"].head(10)})
    assert problem.code == "W01"


def test_a_day_before_everything(town):
    (problem,) = refused(pipes_of(town), issued_at="1990-01-01")
    assert problem.code == "W03"


def test_lengths_in_kilometres_are_refused(town, tmp_path):
    path = tmp_path / "pipes.csv"
    path.write_text("Tronçon;Longueur (km);Matériau;Année de pose\nA;0,2;PVC;1990\n")
    problems = refused({"pipes": path, "breaks": town["breaks"]})
    assert problems[0].code.startswith(("C", "N"))


def test_what_is_odd_is_told(town):
    pipes = town["pipes"].assign(material=None)
    breaks = pd.concat(
        [
            town["breaks"],
            pd.DataFrame({"pipe_id": ["nowhere"], "date": [pd.Timestamp("2015-03-03")]}),
        ]
    )
    flows = town["flows"].copy()
    flows.loc[flows["sector"] == "Bourg", "flow"] *= -1
    _tables, found = USECASE.check({"pipes": pipes, "breaks": breaks, "flows": flows}, "en")
    assert {"W04", "W06", "W07", "W10"} <= {problem.code for problem in found}


def test_a_rule_that_wins_serves_and_it_is_said(town, monkeypatch):
    from civicai.water.past_report import PastRanking

    monkeypatch.setattr(PastRanking, "rule_wins", True)
    result = USECASE.run(pipes_of(town), "en")
    assert result.decision["reason"].str.startswith("past breaks then age").all()
    assert any("serves in place of the model" in text for text in result.warnings)
    assert np.isfinite(result.decision["expected_breaks"]).all()


def test_flows_breaks_and_nights_are_cleaned_once(monkeypatch):
    """Whatever a run fits, replays and draws, each table is cleaned once."""
    from civicai.water import breaks, flows, night_flow

    done = []

    def counted(module, name):
        work = getattr(module, name)

        def once(*given):
            done.append(name)
            return work(*given)

        monkeypatch.setattr(module, name, once)

    counted(flows, "_frozen_at")
    counted(flows, "_net")
    counted(breaks, "_told")
    counted(night_flow, "_nights")
    USECASE.run(USECASE.example(), "en")
    # The nights of the first month, which tell how much quiet ones differ, are another table.
    assert sorted(done) == ["_frozen_at", "_net", "_nights", "_nights", "_told"]


def test_days_and_nights_are_those_of_the_town(town):
    flows = town["flows"]
    here = USECASE.run({"flows": flows}, "en").charts[0].table
    there = USECASE.run({"flows": flows}, "en", tz="Indian/Reunion").charts[0].table
    assert not here["night_flow"].equals(there["night_flow"])
    last = flows["time"].max()
    for tz in ("Europe/Paris", "Pacific/Noumea"):
        with i18n.use("en"):
            day = i18n.format_date(last.tz_convert(tz).tz_localize(None))
        assert day in USECASE.run({"flows": flows}, "en", tz=tz).warnings[0]


def test_the_first_section_is_there_however_small_the_budget(town):
    sections = USECASE.run(pipes_of(town), "en", budget=0.005).decision
    assert sections["rank"].tolist()[0] == 1
    assert sections["length"].sum() / town["pipes"]["length"].sum() < 0.01


def test_evaluating_gives_the_scores_of_what_is_there(town):
    both = USECASE.evaluate({**pipes_of(town), "flows": town["flows"]}, "en")
    assert "model_share" in both.decision
    assert set(both.tables) == {"injected"}
    assert "found_share" in USECASE.evaluate({"flows": town["flows"]}, "en").decision
