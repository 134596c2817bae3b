from __future__ import annotations

import pytest


def asked(read, one: str, two: str) -> list[str]:
    """Read a file where ``one`` comes twice and ``two`` once; return what is asked about."""
    lines = [f"{one};2018-09-03;1", f"{one};2018-09-04;1", f"{two};2018-09-05;1"]
    reading = read("École;Date;Réel\n" + "\n".join(lines) + "\n")
    assert reading.column("site") == [one, one, two], "names are never merged"
    return [problem.value for problem in reading.findings if problem.code == "T05"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("JEAN MACE", "JEAN MACÉ"),
        ("JEAN MACE", "Jean-Macé"),
        ("JEAN MACE", "JEAN MCAE"),
        ("CHENE D'OR", "CHENE DOR"),
        ("GEORGES SAND", "GEORGE SAND"),
        ("ANATOLE FRANCE", "ANATOLE FRNACE"),
        ("PASTEUR", "PASTEURR"),
        ("PASTEUR", "PESTEUR"),
        ("Jean Macé", "Jean Macee"),
        ("L'ÉCOLE DE PASTEUR (centre)", "L’ecole de Pasteur - Centre"),
    ],
)
def test_one_name_written_twice_is_asked_about(read, one, two):
    assert asked(read, one, two) == [two]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("CHAUVINIERE E", "CHAUVINIERE M"),
        ("ECOLE 1", "ECOLE 2"),
        ("P227", "P235"),
        ("SECTEUR A", "SECTEUR B"),
        ("JULES FERRY", "JULES VERNE"),
        ("ILOT", "PLOT"),
    ],
)
def test_names_that_are_apart_are_not_asked_about(read, one, two):
    assert asked(read, one, two) == []


def test_the_question_names_both_and_the_line(read):
    reading = read("École;Date;Réel\nMACÉ;2018-09-03;1\nMACÉ;2018-09-04;1\nMace;2018-09-05;1\n")
    problem = reading.told("T05")
    assert (problem.row, problem.column, problem.severity) == (4, "École", "warning")
    assert "“Mace” and “MACÉ”" in problem.message
