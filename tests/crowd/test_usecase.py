"""Crowds as the command line sees them: options, files as towns send them, what is never calm."""

import json

import pandas as pd
import pytest

from civicai import cli
from civicai.crowd import USECASE
from civicai.usecase import find_usecases


def test_it_comes_through_the_same_door_as_a_plugin():
    assert find_usecases()["crowd"] is USECASE


@pytest.fixture(scope="module")
def example_run():
    return USECASE.run(USECASE.example(), "en")


def test_the_example_tells_its_story(example_run):
    decision = example_run.decision.set_index("counter")
    assert "Place aux Laines" in example_run.sentence
    assert decision.loc["Place aux Laines", "level"] == "over"
    assert decision.loc["Jardin du Mail", "level"] == "normal"
    assert {p.code for p in example_run.problems} == {"G03", "G05", "G11"}


def test_a_counter_that_says_zero_is_unknown_and_comes_before_the_calm(example_run):
    decision = example_run.decision
    street = decision[decision["counter"] == "Passage Haut"].iloc[0]
    assert street["level"] == "unknown"
    assert pd.isna(street[["now", "expected", "low", "high", "p_over"]]).all()
    assert street.name < decision.index[decision["level"] == "normal"].min()
    assert "Passage Haut" in example_run.sentence


def test_the_report_says_what_it_does_not_replace(example_run):
    said = " ".join(example_run.warnings)
    assert "prefect" in said
    assert "DPS" in said


def test_hours_later_nothing_is_said_as_if_it_were_now():
    result = USECASE.run(USECASE.example(), "en", issued_at="2024-12-07 21:00")
    assert set(result.decision["level"]) == {"unknown"}
    assert result.sentence.startswith("Nothing is known")
    assert result.key_figures[0].text == "–"


def test_without_capacity_the_report_says_that_nothing_is_said_of_safety():
    tables = {"counts": USECASE.example()["counts"]}
    result = USECASE.run(tables, "en")
    assert "G06" in {p.code for p in result.problems}
    assert any("nothing of safety" in warning for warning in result.warnings)


def test_a_capacity_given_as_an_option_serves_every_place():
    tables = {"counts": USECASE.example()["counts"]}
    result = USECASE.run(tables, "en", capacity=5000)
    assert set(result.decision["capacity"]) == {5000.0}


def test_one_silent_gate_makes_its_place_unknown():
    tables, _findings = USECASE.check(USECASE.example(), "en")
    rows = tables["counts"]
    silent = (rows["counter"] == "Porte du Lavoir") & (
        rows["time"] > rows["time"].max() - pd.Timedelta("5h")
    )
    result = USECASE.run({**tables, "counts": rows[~silent]}, "en")
    square = result.decision.set_index("counter").loc["Place aux Laines"]
    assert square["level"] == "unknown"
    assert pd.isna(square["now"])


@pytest.mark.parametrize("what", ["run", "evaluate"])
def test_a_clean_table_sets_nothing_aside_and_still_makes_a_report(what, street, hall):
    for table in (street, hall):
        result = getattr(USECASE, what)({"counts": table}, "en", capacity=2000)
        assert "set_aside" not in result.tables
        assert len(result.decision)


def test_places_are_empty_again_at_the_hour_of_the_town():
    """In La Réunion it is 5:00 two or three hours before Paris: nobody is inside at 6:00."""
    local = pd.date_range("2024-01-08", periods=28 * 24, freq="h", tz="Indian/Reunion")
    rows = pd.DataFrame({"counter": "Salle", "time": local.tz_convert("UTC")})
    rows["entries"] = (100.0 + local.day_of_week) * (local.hour == 20)
    rows["exits"] = 90.0 * (local.hour == 23)
    result = USECASE.run({"counts": rows}, "en", capacity=500, tz="Indian/Reunion")
    presence = result.tables["presence"].set_index("time")["people"]
    hour = presence.index.tz_convert("Indian/Reunion").hour
    assert (presence[hour == 4] > 0).all()
    assert (presence[hour == 5] == 0).all()


HEADER = "Compteur;Horodatage;Passages"
GOOD = [
    f"Rue;{day:02d}/01/2024 {hour:02d}:00;{20 + 5 * (hour % 12) + day % 3}"
    for day in range(1, 29)
    for hour in range(24)
]

BAD = {
    "an empty file": ([], "", {"F02"}),
    "no time": (["Rue;12"], "Compteur;Passages", {"C01"}),
    "text in a number": ([*GOOD, "Rue;29/01/2024 08:00;beaucoup"], HEADER, {"N01"}),
    "an hour that does not exist": ([*GOOD, "Rue;31/03/2024 02:30;50"], HEADER, {"D07"}),
    "the counts of one day": (GOOD[:24], HEADER, {"G07"}),
    "no measure": (["Rue;01/01/2024 08:00"], "Compteur;Horodatage", {"G01"}),
    "entries only": (
        ["Rue;01/01/2024 08:00;5"],
        "Compteur;Horodatage;Entrées",
        {"G01"},
    ),
    "empty counts only": (["Rue;01/01/2024 08:00;"], HEADER, {"G02", "G09"}),
    "MAC addresses": ([f"{line};00:1b:44:11:3a:b7" for line in GOOD], f"{HEADER};MAC", {"C11"}),
    "names": ([f"{line};Jeanne" for line in GOOD], f"{HEADER};Prénom", {"C11"}),
}


def call(words):
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    return caught.value.code


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_bad_files_are_refused_with_their_code(case, lang, tmp_path, capsys):
    lines, header, codes = BAD[case]
    path = tmp_path / "comptages.csv"
    path.write_text("\n".join([header, *lines]) if header else "", encoding="utf-8")
    assert call(["run", "crowd", str(path), "--lang", lang, "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {problem["code"] for problem in problems} == codes
    assert all(problem["message"] and problem["hint"] for problem in problems)
