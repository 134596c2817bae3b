from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from civicai.errors import TableError
from civicai.tables import Column, Schema, check_table


def test_repeated_keys_name_both_lines(read):
    text = "École;Date;Réel\nA;2018-09-03;12\nB;2018-09-03;12\nA;2018-09-03;13\nB;2018-09-03;12\n"
    different, same = read(text).errors
    assert (different.code, different.row, same.row) == ("K01", 4, 5)
    assert "lines 2 and 4 are both for A, 2018-09-03" in different.message
    assert "delete one" in same.hint


def test_a_service_tells_rows_apart(read):
    text = "École;Type de service;Date;Réel\nA;M;2018-09-03;12\nA;E;2018-09-03;13\n"
    assert read(text).column("service") == ["M", "E"]
    assert read(text.replace(";E;", ";M;")).codes == ["K01"]


def test_an_optional_key_column_that_is_empty_is_as_absent(read):
    reading = read("École;Service;Date;Réel\nA;;2018-09-03;12\nB;;2018-09-03;13\n")
    assert list(reading.frame) == ["site", "date", "served"]
    half = read("École;Service;Date;Réel\nA;M;2018-09-03;12\nB;;2018-09-03;13\n")
    assert [(p.code, p.row) for p in half.errors] == [("K02", 3)]


def test_columns_come_in_the_order_of_the_schema(read):
    reading = read("Réel;x;Date;École;Prévus\n12;1;2018-09-03;A;13\n")
    assert list(reading.frame) == ["site", "date", "planned", "served"]
    assert reading.frame.index.name == "line"


def test_a_frame_is_checked_like_a_file(attendance):
    frame = pd.DataFrame(
        {
            "site": ["A", "A"],
            "date": [dt.date(2018, 9, 3), pd.Timestamp("2018-09-04")],
            "served": [12, np.nan],
            "extra": [1, 2],
        }
    )
    checked, findings = check_table(frame, attendance)
    assert checked["served"].tolist()[0] == 12
    assert checked["date"].tolist() == [pd.Timestamp("2018-09-03"), pd.Timestamp("2018-09-04")]
    assert checked.index.tolist() == [1, 2]
    assert [finding.code for finding in findings] == ["C06"]
    again, findings = check_table(checked, attendance)
    assert again.equals(checked)
    assert findings == []


def test_a_frame_with_problems_raises_them_all(attendance):
    frame = pd.DataFrame({"site": ["A", "A"], "date": ["31/02/2018"] * 2, "served": [-1, 1.5]})
    with pytest.raises(TableError) as caught:
        check_table(frame, attendance)
    assert sorted(problem.code for problem in caught.value.problems) == ["D02", "D02", "N03", "R01"]


def test_lines_of_a_frame_are_kept(attendance, read):
    frame = read("x\nÉcole;Date;Réel\nA;2018-09-03;12\n").frame
    assert check_table(frame, attendance)[0].index.tolist() == [3]


def test_frames_of_other_libraries(attendance):
    class Foreign:
        def to_pandas(self) -> pd.DataFrame:
            return pd.DataFrame({"site": ["A"], "date": ["2018-09-03"], "served": [12]})

    assert check_table(Foreign(), attendance)[0]["served"].tolist() == [12]


def test_instants_flags_and_categories_of_a_frame():
    schema = Schema("x", (Column("t", "time"), Column("f", "flag"), Column("s", "text")))
    times = pd.date_range("2018-10-28", periods=4, freq="h", tz="Europe/Paris")
    frame = pd.DataFrame({"t": times, "f": [True, False] * 2, "s": pd.Categorical(list("abab"))})
    checked, findings = check_table(frame, schema)
    assert (checked["t"] == times.tz_convert("UTC")).all()
    assert checked["f"].tolist() == [True, False] * 2
    assert checked["s"].tolist() == list("abab")
    assert findings == []
