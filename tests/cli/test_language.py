"""The language comes from --lang, then from the machine, then is French; click follows."""

from __future__ import annotations

import re

import pytest

from civicai.cli.language import asked

COMMANDS = ["list", "example", "check", "run", "evaluate", "carbon", "datasets", "plugins"]
ENGLISH = re.compile(
    r"\b(Usage|Options:|Commands|Show|Missing|Error|Try|Invalid|No such|Got|the)\b"
)


@pytest.mark.parametrize(
    ("words", "environment", "expected"),
    [
        (["run", "canteen", "--lang", "en"], {"LANG": "fr_FR.UTF-8"}, "en"),
        (["--lang=fr", "list"], {"LANG": "en_GB.UTF-8"}, "fr"),
        (["--lang", "fr", "list", "--lang", "en"], {}, "en"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LC_ALL": "fr_FR", "LANG": "en_US"}, "fr"),
        ([], {"LC_ALL": "", "LC_MESSAGES": "en_GB", "LANG": "fr_FR"}, "en"),
        ([], {"LC_ALL": "C", "LANG": "en_US"}, "fr"),
        ([], {"LANG": "POSIX"}, "fr"),
        ([], {"LANG": "C.UTF-8"}, "fr"),
        ([], {"LANG": "de_DE.UTF-8"}, "fr"),
        ([], {}, "fr"),
        (["--lang", "de"], {"LANG": "en_US"}, "en"),
        (["--lang"], {}, "fr"),
    ],
)
def test_language_asked(words, environment, expected):
    assert asked(words, environment) == expected


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_is_in_one_language(civicai, command):
    words = [command, "--help"] if command else ["--help"]
    french = civicai(*words)
    assert french.exit_code == 0
    assert "Utilisation\u202f: civicai" in french.stdout
    assert "Afficher cette aide." in french.stdout
    assert not ENGLISH.search(french.stdout)
    english = civicai(*words, "--lang", "en")
    assert "Usage: civicai" in english.stdout
    assert not re.search("[éèà]", english.stdout)


def test_every_command_is_in_the_help_with_lang_and_json(civicai):
    listed = civicai("--help").stdout
    for command in COMMANDS:
        assert f"\n  {command} " in listed
        helped = civicai(command, "--help").stdout
        assert "--lang [fr|en]" in helped
        assert "--json" in helped


@pytest.mark.parametrize(
    ("words", "french", "english"),
    [
        (["rum"], "il n’y a pas de commande «\u202frum\u202f»", "No such command 'rum'"),
        (["run"], "il manque l’argument 'CAS'", "Missing argument 'USECASE'"),
        (["list", "-x"], "il n’y a pas d’option «\u202f-x\u202f»", "No such option '-x'"),
        (["list", "a"], "un argument de trop\u202f: a", "Got unexpected extra argument (a)"),
        (["list", "--lang", "de"], "ne fait pas partie de", "is not one of"),
        (["run", "visits", "--out"], "demande une valeur", "requires an argument"),
        (["list", "--json=1"], "ne prend pas de valeur", "does not take a value"),
    ],
)
def test_a_wrong_command_line_is_told_in_the_right_language(
    civicai, visits, words, french, english
):
    answer = civicai(*words)
    assert answer.exit_code == 2
    assert french in answer.stderr
    assert not ENGLISH.search(answer.stderr)
    assert answer.stdout == ""
    assert english in civicai(*words, env={"LANG": "en_GB.UTF-8"}).stderr


def test_the_language_of_the_result_follows(civicai, visits):
    assert '"lang": "en"' in civicai("run", "visits", "--json", "--lang", "en").stdout
    assert '"lang": "fr"' in civicai("run", "visits", "--json").stdout
    assert "Compter les visites" in civicai("list").stdout
    assert "Count the visits" in civicai("--lang", "en", "list").stdout
