"""0 done, 1 bad data, 2 wrong command line, 3 a fault of ours."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from civicai.errors import DatasetError


def test_bad_data_tells_ten_of_each_kind_and_lists_the_rest(civicai, visits, bad_file):
    answer = civicai("run", "visits", str(bad_file), "--out", "results")
    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert answer.stderr.count("beaucoup") == 10
    assert "… et 2 de plus du même genre." in answer.stderr
    assert "-3" in answer.stderr
    listed = pd.read_csv(Path("results", "problems.csv"), sep=";")
    assert len(listed) == 13
    assert set(listed["severity"]) == {"Erreur"}


def test_bad_data_as_json_lists_every_problem(civicai, visits, bad_file):
    answer = civicai("check", "visits", str(bad_file), "--json")
    assert answer.exit_code == 1
    problems = json.loads(answer.stdout)["problems"]
    assert len(problems) == 13
    assert {problem["file"] for problem in problems} == {"bad.csv"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", "visit"], "no use case visit"),
        (["run", "visits", "nowhere.csv"], "il n’y a pas de fichier «\u202fnowhere.csv\u202f»"),
        (["run", "visits", "--set", "factor=ten"], "Écrivez un nombre de 0 à 9."),
        (["run", "visits", "--set", "factr=1"], "Vouliez-vous dire «\u202ffactor\u202f»"),
        (["run", "visits", "--set", "factor"], "Écrivez --set option=valeur."),
        (["run", "visits", "--issued-at", "1/2"], "Écrivez une date"),
        (["run", "visits", "--map", "nowhere.toml"], "nowhere.toml"),
        (["check", "visits"], "il manque l’argument"),
    ],
)
def test_a_wrong_command_line(civicai, visits, words, told):
    answer = civicai(*words)
    assert answer.exit_code == 2, answer.output
    assert told in answer.stderr


def test_two_files_for_one_table(civicai, visits, example):
    answer = civicai("check", "visits", str(example), str(example))
    assert answer.exit_code == 2
    assert "réunissez leurs lignes" in answer.stderr
    assert f"places={example}" in answer.stderr


def test_a_folder_is_no_file(civicai, visits, tmp_path):
    answer = civicai("check", "visits", str(tmp_path))
    assert answer.exit_code == 2
    assert "est un dossier" in answer.stderr


def test_a_table_without_a_row_is_refused(civicai, visits, tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("lieu;visites\n", encoding="utf-8")
    answer = civicai("check", "visits", str(path))
    assert answer.exit_code == 1
    assert "[F02] empty.csv\u202f: la table a des en-têtes, mais aucune ligne." in answer.stderr


def test_an_unknown_table(civicai, visits, example):
    answer = civicai("check", "visits", str(example), f"place={example}")
    assert answer.exit_code == 2
    assert "Vouliez-vous dire «\u202fplaces\u202f»" in answer.stderr


def test_a_fault_of_ours_says_how_to_report_it(civicai, visits):
    visits.failure = ZeroDivisionError("oops")
    answer = civicai("run", "visits")
    assert answer.exit_code == 3
    assert "ZeroDivisionError: oops" in answer.stderr
    assert "Python 3." in answer.stderr
    assert "--debug" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_debug_shows_the_traceback(civicai, visits):
    visits.failure = ZeroDivisionError("oops")
    answer = civicai("run", "visits", "--debug")
    assert answer.exit_code == 3
    assert "Traceback" in answer.stderr


def test_data_that_cannot_be_had_is_no_fault_of_ours(civicai, visits):
    visits.failure = DatasetError("not to be had")
    answer = civicai("run", "visits")
    assert answer.exit_code == 1
    assert answer.stderr == "Erreur\u202f: not to be had\n"


def test_stopped_from_the_keyboard(civicai, visits):
    visits.failure = KeyboardInterrupt()
    answer = civicai("run", "visits")
    assert answer.exit_code == 130
    assert answer.stderr == "Arrêté.\n"


def test_a_folder_that_cannot_be_written(civicai, visits, example):
    answer = civicai("run", "visits", "--out", str(example))
    assert answer.exit_code == 2
    assert "ne peut pas être écrit (autre chose porte déjà ce nom)" in answer.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipe")
def test_a_reader_that_leaves_is_no_error():
    script = "import sys; from civicai.cli import main; sys.stdin.read(); main(['list'])"
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    process.stdin.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 0
    process.stderr.close()
