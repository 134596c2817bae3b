"""Parking as the command line sees it: options, files as towns send them, what is never "free"."""

import json

import pandas as pd
import pytest

from civicai import cli
from civicai.parking import USECASE
from civicai.usecase import find_usecases


def test_it_comes_through_the_same_door_as_a_plugin():
    assert find_usecases()["parking"] is USECASE


def test_options_have_defaults_in_their_own_range():
    for option in USECASE.options:
        assert option.parse(option.default) == option.default


def test_the_card_is_complete_enough_to_be_written():
    card = USECASE.card().to_dict()
    assert json.loads(json.dumps(card, allow_nan=False)) == card


@pytest.fixture(scope="module")
def example_run():
    return USECASE.run(USECASE.example(), "en")


def test_the_example_tells_its_story(example_run):
    decision = example_run.decision.set_index("park")
    assert "Halles" in example_run.sentence
    assert decision.loc["Halles", "p_full"] > 0.5
    assert decision.loc["Halles", "time"].tz_convert("Europe/Paris").day_name() == "Saturday"
    assert decision.loc["Clinique", "status"] == "frozen"
    assert decision.loc["Les Tanneurs", "status"] == "stale"
    unknown = decision.loc[["Clinique", "Les Tanneurs"]]
    assert unknown[["expected", "free_expected", "p_full"]].isna().all(axis=None)
    assert {p.code for p in example_run.problems} == {"S04", "S05", "S07", "S15"}


def test_the_fullest_park_comes_first_and_the_unknown_last(example_run):
    chance = example_run.decision["p_full"]
    known = chance.dropna()
    assert known.is_monotonic_decreasing
    assert chance.iloc[len(known) :].isna().all()


@pytest.fixture(scope="module")
def two_parks():
    tables, _findings = USECASE.check(USECASE.example(), "en")
    rows = tables["occupancy"]
    return rows[rows["park"].isin(["Halles", "Gare Sud"])]


def test_a_park_of_which_nothing_is_believed_is_still_there(two_parks):
    of_one = two_parks["park"] == "Halles"
    broken = two_parks.assign(occupied=two_parks["occupied"].mask(of_one, -1.0))
    result = USECASE.run({"occupancy": broken}, "en")
    halles = result.decision.set_index("park").loc["Halles"]
    assert halles["status"] == "no_reading"
    assert pd.isna(halles["p_full"])
    assert "Halles" in " ".join(result.warnings)


def test_three_days_later_nothing_is_forecast_as_if_it_were_now(two_parks):
    result = USECASE.run({"occupancy": two_parks}, "en", issued_at="2024-11-11 16:00")
    assert result.decision["p_full"].isna().all()
    assert set(result.decision["status"]) <= {"stale", "frozen", "no_reading"}
    assert result.sentence.startswith("No forecast")
    assert result.key_figures[0].text == "–"


def test_where_the_rule_was_better_it_serves_and_the_report_says_so(steady):
    """A park that repeats its week exactly: nothing beats last week, and nothing needs to."""
    result = USECASE.run({"occupancy": steady}, "en", hours=3)
    assert set(result.tables["forecast"]["model"]) == {"rule"}
    assert any("today's rule" in warning for warning in result.warnings)


def test_hours_are_those_of_the_town():
    """As many cars as the hour, in La Réunion: four hours before Paris or two or three."""
    local = pd.date_range("2024-01-08", periods=28 * 24, freq="h", tz="Indian/Reunion")
    rows = pd.DataFrame({"park": "Port", "time": local.tz_convert("UTC"), "capacity": 100.0})
    rows["occupied"] = local.hour + local.day_of_week * 2.0
    result = USECASE.evaluate({"occupancy": rows}, "en", tz="Indian/Reunion")
    by_hour = result.tables["daytime"].set_index("hour")["cars"]
    assert by_hour.index.tolist() == [*range(9, 18)]
    assert (by_hour - by_hour.index).std() < 1e-9
    assert result.tz == "Indian/Reunion"


HEADER = "Parking;Horodatage;Places occupées;Capacité"
GOOD = [
    f"Gare;{day:02d}/01/2024 {hour:02d}:00;{20 + 5 * (hour % 12) + day % 3};100"
    for day in range(1, 29)
    for hour in range(7, 21)
]

BAD = {
    "an empty file": ([], "", {"F02"}),
    "no time": (["Gare;12;100"], "Parking;Places occupées;Capacité", {"C01"}),
    "text in a number": ([*GOOD, "Gare;29/01/2024 08:00;plein;100"], HEADER, {"N01"}),
    "two time zones": ([*GOOD, "Gare;29/01/2024 08:00+02:00;50;100"], HEADER, {"D15"}),
    "an hour that does not exist": ([*GOOD, "Gare;31/03/2024 02:30;50;100"], HEADER, {"D07"}),
    "one snapshot": (GOOD[:1], HEADER, {"S11"}),
    "neither taken nor free": (
        ["Gare;01/01/2024 08:00;100"],
        "Parking;Horodatage;Capacité",
        {"S01"},
    ),
    "negative places only": (["Gare;01/01/2024 08:00;-5;100"], HEADER, {"S04", "S10"}),
    "plates": ([line + ";AB-123-CD" for line in GOOD], HEADER + ";Plaque", {"C11"}),
}


def call(words):
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    return caught.value.code


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_bad_files_are_refused_with_their_code(case, lang, tmp_path, capsys):
    lines, header, codes = BAD[case]
    path = tmp_path / "parkings.csv"
    path.write_text("\n".join([header, *lines]) if header else "", encoding="utf-8")
    assert call(["run", "parking", str(path), "--lang", lang, "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {problem["code"] for problem in problems} == codes
    assert all(problem["message"] and problem["hint"] for problem in problems)


def test_a_start_that_leaves_nothing_to_score_is_refused(tmp_path, capsys):
    path = tmp_path / "parkings.csv"
    path.write_text("\n".join([HEADER, *GOOD]), encoding="utf-8")
    words = ["evaluate", "parking", str(path), "--set", "start=2024-01-02", "--set"]
    assert call([*words, "end=2024-01-04", "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [problem["code"] for problem in problems] == ["S16"]
