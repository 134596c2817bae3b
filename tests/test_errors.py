"""Problems written for the reader: the place first, all of them, the most of one kind cut short."""

import pandas as pd

from civicai import i18n
from civicai.errors import (
    InputError,
    Problem,
    TableError,
    as_errors,
    group_problems,
    listed,
    note,
    warning,
)


def wrong(row, code="N01", column="Nb repas"):
    return Problem(code=code, message="“x” is not a number.", file="a.csv", row=row, column=column)


def test_a_problem_says_where_it_is_in_both_languages():
    with i18n.use("en"):
        assert str(wrong(14)) == "[N01] a.csv, line 14, column “Nb repas”: “x” is not a number."
    with i18n.use("fr"):
        assert str(wrong(14)).startswith("[N01] a.csv, ligne 14, colonne «")


def test_an_error_tells_three_of_each_kind_and_counts_the_others():
    problems = [wrong(row) for row in range(2, 12)] + [wrong(3, "D01", "Date")]
    with i18n.use("en"):
        lines = str(InputError(problems)).splitlines()
    assert len(lines) == 5
    assert lines[3] == "… and 7 more of the same kind."
    assert lines[4].startswith("[D01]")


def test_problems_are_grouped_by_code_and_column_in_order():
    groups = group_problems([wrong(2), wrong(3, column="Prévus"), wrong(4)])
    assert [(key, len(group)) for key, group in groups.items()] == [
        (("N01", "Nb repas"), 2),
        (("N01", "Prévus"), 1),
    ]


def test_one_family_of_errors():
    error = TableError(wrong(2))
    assert isinstance(error, InputError)
    assert isinstance(error, ValueError)
    assert error.problems == [wrong(2)]
    assert wrong(2).to_dict()["severity"] == "error"


def test_warnings_and_notes_take_every_other_field():
    told = warning("G05", "odd.", "Look.", column="count", count=3)
    assert (told.severity, told.hint, told.column, told.count) == ("warning", "Look.", "count", 3)
    assert note("G03", "repaired.") == Problem(code="G03", message="repaired.", severity="note")


def test_only_warnings_become_the_errors_of_a_refusal():
    findings = [note("G03", "repaired."), warning("G05", "odd.", row=4), wrong(2)]
    assert as_errors(findings) == [Problem(code="G05", message="odd.", row=4)]
    assert findings[1].severity == "warning"


def test_a_list_is_cut_only_where_it_is_too_long():
    assert listed([]) == ""
    assert listed("abcde") == "a, b, c, d, e"
    assert listed(list("abcdef")) == "a, b, c, d, e, …"
    assert listed(pd.Index([1, 2, 3]), most=2) == "1, 2, …"
