from __future__ import annotations

import pandas as pd
import pytest

from civicai.tables import Column, Schema


def test_texts_are_told_when_they_lose_something(read):
    reading = read("École;Date;Réel\n'=1+1;2018-09-03;12\n=cmd|'/c calc'!A1;2018-09-03;13\n")
    assert reading.column("site") == ["=1+1", "=cmd|'/c calc'!A1"]
    assert reading.told("T03").count == 1


def test_inner_spaces_are_one_in_a_key_and_kept_elsewhere(read):
    schema = Schema("x", (Column("name", "text"), Column("text", "text")), key=("name",))
    reading = read('name;text\n"JEAN\u00a0 MACÉ";"12\u00a0€\n\nfin"\n', schema)
    assert reading.column("name") == ["JEAN MACÉ"]
    assert reading.column("text") == ["12\u00a0€\n\nfin"]


def test_numbers_shortened_by_a_spreadsheet_are_told(read_column):
    assert read_column(["3,01E+12", "x1"], "text").told("T04").severity == "warning"


def test_missing_words_are_told_with_their_number(read_column):
    reading = read_column(["NC", "1", "-", "", "NC"])
    problem = reading.told("N09")
    assert (problem.count, problem.row) == (3, 2)
    assert "“NC”, “-”" in problem.message


def test_cells_that_may_not_be_missing(read_column):
    assert [(p.code, p.row) for p in read_column(["1", ""], missing=False).errors] == [("N00", 3)]
    assert [p.code for p in read_column(["a", "NC"], "text", missing=False).errors] == ["T00"]


def test_missing_texts_are_missing(read_column):
    frame = read_column(["a", "", "NC"], "text").frame
    assert frame["x"].isna().tolist() == [False, True, True]
    assert frame["x"].dtype == pd.Series(["a"]).dtype


def test_flags(read_column):
    words = ["oui", "Non", "VRAI", "faux", "1", "0", "x", "yes", "no"]
    values = [True, False, True, False, True, False, True, True, False]
    assert read_column(words, "flag").column("x") == values
    assert read_column(["x", "", "X"], "flag").column("x") == [True, False, True]
    assert read_column(["oui", "peut-être"], "flag").codes == ["T01"]
    assert read_column(["oui", ""], "flag").codes == ["T00"]


def test_types_of_empty_columns(read):
    kinds = ["text", "number", "date", "time", "flag"]
    schema = Schema("x", tuple(Column(kind, kind) for kind in kinds))
    frame = read(";".join(kinds) + "\nA;;;;\n", schema).frame
    expected = ["float64", "datetime64[ns]", "datetime64[ns, UTC]", "bool"]
    assert [str(dtype) for dtype in frame.dtypes[1:]] == expected


def test_names_of_a_mac_and_unseen_characters_make_no_other_name(read):
    text = "École;Date;Réel\nMACE\u0301;2018-09-03;1\nMACÉ;2018-09-04;2\nMACÉ\u200b;2018-09-05;3\n"
    reading = read(text)
    assert reading.column("site") == ["MACÉ"] * 3
    assert reading.codes == []


@pytest.mark.parametrize("text", ["#REF!", "#DIV/0!"])
def test_the_error_of_a_formula_is_no_name(read, text):
    assert read(f"École;Date;Réel\n{text};2018-09-03;1\n").codes == ["N07"]
