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
    from civicai.water.past_report import PipeProof

    monkeypatch.setattr(PipeProof, "rule_wins", True)
    result = USECASE.run(pipes_of(town), "en")
    assert result.decision["reason"].str.startswith("past breaks then age").all()
    assert any("serves in place of the model" in text for text in result.warnings)
    assert np.isfinite(result.decision["expected_breaks"]).all()
