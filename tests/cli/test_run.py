"""`run` and `evaluate`: what they show, what they write, what they hand to the use case."""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from civicai.cli import screen
from civicai.cli.request import read_tables
from civicai.tables import Column, Schema, separated
from civicai.usecase import Format, Input, find_usecases


def test_run_on_the_example_tells_the_answer_and_writes_the_report(civicai, visits):
    answer = civicai("run", "visits")
    assert answer.exit_code == 0, answer.output
    lines = answer.stdout.splitlines()
    assert lines[0].startswith("Aucun fichier donné\u202f: voici l’exemple")
    assert lines[1] == "[bold]200[/bold] visits\u202f!"
    assert "Total [all]" in answer.stdout
    assert "Rien de curieux dans les données." in answer.stdout
    folder = Path("rapport-civicai", "visits")
    assert {path.name for path in folder.iterdir()} == {
        "report.html",
        "decision.csv",
        "result.json",
    }
    for path in folder.iterdir():
        assert str(path) in answer.stdout


def test_evaluate_writes_beside_run(civicai, visits):
    assert civicai("evaluate", "visits", "--lang", "en").exit_code == 0
    assert Path("civicai-report", "visits-evaluate", "report.html").exists()


def test_run_on_a_file_does_not_speak_of_the_example(civicai, visits, example):
    answer = civicai("run", "visits", str(example), "--out", "there")
    assert "exemple fourni" not in answer.output
    assert Path("there", "decision.csv").exists()
    assert not Path("rapport-civicai").exists()


def test_json_is_alone_on_the_standard_output_and_writes_no_file(civicai, visits, example):
    answer = civicai("run", "visits", "--json")
    content = json.loads(answer.stdout)
    assert content["sentence"] == "[bold]200[/bold] visits\u202f!"
    assert "exemple fourni" in answer.stderr
    assert list(Path().iterdir()) == []
    again = civicai("--json", "run", "visits", str(example), "--out", "there")
    assert json.loads(again.stdout)["decision"] == content["decision"]
    assert json.loads(Path("there", "result.json").read_text(encoding="utf-8"))


def test_options_and_issue_date_reach_the_use_case(civicai, visits):
    answer = civicai("run", "visits", "--set", "factor=2", "--issued-at", "01/09/2018")
    assert answer.exit_code == 0, answer.output
    assert visits.options["factor"] == 2.0
    assert str(visits.options["issued_at"].date()) == "2018-09-01"


def test_headers_are_tied_by_the_map(civicai, visits, tmp_path):
    data = tmp_path / "data.csv"
    data.write_text("Équipement;Total année\nPiscine;7\n", encoding="utf-8")
    Path("map.toml").write_text(
        '\ufeff[visits]\nplace = "Équipement"\ncount = "Total année"\n', encoding="utf-8"
    )
    answer = civicai("run", "visits", str(data), "--map", "map.toml", "--json")
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout)["decision"] == [{"place": "Piscine", "count": 7.0}]


@pytest.mark.parametrize("text", ["[visits", 'place = "a"', "[visits]\nplace = 3"])
def test_a_map_that_is_none_is_refused(civicai, visits, text):
    Path("map.toml").write_text(text, encoding="utf-8")
    answer = civicai("run", "visits", "--map", "map.toml")
    assert answer.exit_code == 2
    assert "map.toml" in answer.stderr
    assert "en-tête de votre fichier" in answer.stderr


def test_tables_are_given_by_name_even_when_a_file_name_holds_a_sign(civicai, visits, example):
    named = example.rename(example.with_name("a=b.csv"))
    assert civicai("check", "visits", str(named)).exit_code == 0
    assert civicai("check", "visits", f"visits={named}").exit_code == 0


def test_a_number_is_not_cut_at_its_narrow_space(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    notes = [("a", "1", "x" * n + " de 1\u202f635 kg à 2\u202f697 kg") for n in range(20, 40)]
    screen.say_rows(notes, ["", "", ""])
    shown = capsys.readouterr().out
    assert shown.count("1\u202f635") == shown.count("2\u202f697") == 20


def test_warnings_beyond_three_are_left_to_the_report(civicai, visits):
    visits.warnings = ("one", "two", "three", "four", "five")
    answer = civicai("run", "visits")
    assert (
        "À savoir\u202f:\n- one\n- two\n- three\n… et 2 de plus dans le rapport." in answer.stdout
    )


def test_no_bar_where_nobody_watches(civicai, visits):
    assert civicai("run", "visits").stderr == ""


def test_a_bar_appears_on_a_terminal_once_the_work_lasts(visits, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(screen, "PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    with screen.progress_bar() as progress:
        progress(1, 2, "[half] way")
        progress(2, 2, "the end")
    captured = capsys.readouterr()
    assert "the end" in captured.err
    assert captured.out == ""


def test_a_quick_work_shows_no_bar(visits, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with screen.progress_bar() as progress:
        progress(1, 2, "half way")
    assert capsys.readouterr().err == ""


def test_a_narrow_code_page_gets_the_nearest_characters(civicai, visits):
    answer = civicai("run", "visits", charset="cp1252")
    assert answer.exit_code == 0
    assert "200[/bold] visits !" in answer.stdout
    assert "Aucun fichier donné :" in answer.stdout
    assert "À savoir" not in answer.stdout


@pytest.fixture
def beds(visits, monkeypatch, tmp_path):
    """A file of the second table, whose columns are two, and one of the first."""
    schema = Schema("beds", (Column("room", "text"), Column("beds", "integer")), key=("room",))
    inputs = (*visits.usecase.inputs, Input(schema, required=False, group="beds"))
    monkeypatch.setattr(visits.usecase, "inputs", inputs)
    path = tmp_path / "chambres.csv"
    path.write_text("room;beds\n1;2\n", encoding="utf-8")
    return path


def test_a_file_whose_headers_are_those_of_another_table_is_taken_for_it(civicai, beds, example):
    answer = civicai("check", "visits", str(beds), str(example))
    assert answer.exit_code == 0, answer.output
    assert "«\u202fchambres.csv\u202f» a été pris pour la table «\u202fbeds\u202f»" in answer.stderr
    assert answer.stderr.count("a été pris") == 1
    assert "beds\u202f: 1 ligne lue dans «\u202fchambres.csv\u202f»" in answer.stdout
    assert "visits\u202f: 2 lignes lues" in answer.stdout


def test_a_map_may_make_a_file_fit_the_first_table(civicai, beds):
    Path("map.toml").write_text('[visits]\nplace = "room"\ncount = "beds"\n', encoding="utf-8")
    answer = civicai("check", "visits", str(beds), "--map", "map.toml")
    assert (answer.exit_code, "a été pris" in answer.stderr) == (0, False)


@pytest.mark.parametrize("text", ["lieu;visiteurs\nParc;3\n", "room;bed count\n1;2\n", "%PDF"])
def test_a_file_that_fits_no_other_table_better_is_the_first(civicai, beds, text):
    beds.write_text(text, encoding="utf-8")
    answer = civicai("check", "visits", str(beds))
    assert (answer.exit_code, "a été pris" in answer.stderr) == (1, False)
    assert "chambres.csv" in answer.stderr


def test_the_time_zone_of_the_town_is_set_by_name(civicai, visits):
    ran = civicai("run", "visits", "--tz", "Indian/Reunion", "--json")
    assert ran.exit_code == 0
    assert visits.options["tz"] == "Indian/Reunion"
    assert json.loads(ran.stdout)["tz"] == "Indian/Reunion"
    refused = civicai("run", "visits", "--tz", "Indian/Nowhere", "--lang", "en")
    assert refused.exit_code == 2
    assert "time zone" in refused.stderr


def test_a_file_is_cut_whole_once_though_its_table_is_found_too(monkeypatch):
    """Two files were cut nine times: to tell their tables, for each schema, then to read them."""
    cut = []
    body = separated._body
    monkeypatch.setattr(separated, "_body", lambda *given: cut.append(given[3]) or body(*given))
    case = find_usecases()["canteen"]
    attendance, events = case.example().values()
    tables = read_tables(case, [str(attendance), str(events)], {})
    case.check(tables)
    assert cut == [attendance.name, events.name]


def test_the_time_zone_of_the_map_reaches_the_work_unless_another_is_typed(civicai, visits):
    Path("map.toml").write_text('tz = "America/Cayenne"\n', encoding="utf-8")
    for typed, tz in (((), "America/Cayenne"), (("--tz", "Indian/Reunion"), "Indian/Reunion")):
        assert civicai("run", "visits", "--map", "map.toml", *typed).exit_code == 0
        assert visits.options["tz"] == tz


@pytest.mark.parametrize("name", ["feed.json", "feed.txt.gz"])
def test_a_file_in_a_format_of_others_is_the_table_that_takes_it(
    visits, monkeypatch, tmp_path, name
):
    feed = Format("Feed", lambda name, head: head.startswith(b'{"feed"'), lambda path: None)
    first, places = visits.usecase.inputs
    monkeypatch.setattr(visits.usecase, "inputs", (first, replace(places, formats=(feed,))))
    content = b'{"feed": []}'
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    assert read_tables(visits.usecase, [str(path)], {}) == {"places": path}
    path.write_bytes(b"lieu;visites\nParc;3\n")
    assert read_tables(visits.usecase, [str(path)], {}) == {"visits": path}
