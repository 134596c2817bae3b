from __future__ import annotations

import pytest

DAYS = [f"2018-09-{day:02d}" for day in (3, 4, 6, 7, 10, 11)]


def table(**sites: list[int]) -> str:
    rows = [
        f"{name};{day};{n}" for name, ns in sites.items() for day, n in zip(DAYS, ns, strict=True)
    ]
    return "École;Date;Réel\n" + "\n".join(rows) + "\n"


A, B = [10, 11, 12, 13, 14, 15], [5, 6, 7, 8, 9, 4]
SUM = [a + b for a, b in zip(A, B, strict=True)]


def asked(reading) -> list[str]:
    return [p.value for p in reading.findings if p.code == "F19"]


def test_a_name_that_is_the_sum_of_the_others_is_asked_about_and_kept(read):
    reading = read(table(A=A, B=B, Commune=SUM))
    assert asked(reading) == ["Commune"]
    assert len(reading.frame) == 18
    problem = reading.told("F19")
    assert (problem.row, problem.column, problem.count) == (14, "École", 6)


def test_in_a_wide_table_too(read):
    rows = [f"{d};{a};{b};{s}" for d, a, b, s in zip(DAYS, A, B, SUM, strict=True)]
    assert asked(read("Date;A;B;Commune\n" + "\n".join(rows) + "\n")) == ["Commune"]


@pytest.mark.parametrize(
    "sites",
    [
        {"A": A, "B": A},
        {"A": A, "B": B, "C": [*SUM[:4], 1, 2]},
        {"A": [0] * 6, "B": [0] * 6, "C": [0] * 6},
        {"A": A, "B": B, "Total": SUM},
    ],
)
def test_what_is_no_hidden_total_is_not_asked_about(read, sites):
    assert asked(read(table(**sites))) == []
