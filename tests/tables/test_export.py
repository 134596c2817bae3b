from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_series_equal

from civicai import i18n
from civicai.tables import (
    Column,
    Schema,
    find_columns,
    read_table,
    write_csv,
    write_template,
)

SCHEMA = Schema(
    "x",
    (
        Column("name", "text"),
        Column("n", "number"),
        Column("day", "date"),
        Column("time", "time"),
        Column("flag", "flag"),
    ),
)
NASTY = [
    "=1+1",
    "+33",
    "-5",
    "@x",
    "\tx",
    "'=1",
    "''@",
    "'quoted'",
    'a;"b"\nc',
    "＝1",
    "Macé",
    None,
]


def table() -> pd.DataFrame:
    n = len(NASTY)
    days = pd.date_range("2018-12-30", periods=n)
    numbers = [0.1 + 0.2, -1e-12, 1e22, 1234567.0, np.nan, *range(n - 5)]
    frame = {
        "name": NASTY,
        "n": numbers,
        "day": days.where(days.day != 31).as_unit("ns"),
        "time": pd.date_range("2018-10-28", periods=n, freq="30min", tz="UTC", unit="ns"),
        "flag": [True, False] * (n // 2),
    }
    return pd.DataFrame(frame, index=pd.RangeIndex(2, n + 2, name="line"))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_is_written_is_read_back_the_same(tmp_path, lang):
    with i18n.use(lang):
        path = write_csv(table(), tmp_path / "x.csv")
    back = read_table(path, SCHEMA)
    expected = table()
    for name in expected:
        assert_series_equal(back[name], expected[name], check_exact=True, check_index=False)


def cells(path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        text = stream.read()
    return list(csv.reader(text.splitlines(), delimiter=";" if ";" in text else ","))


def test_no_cell_can_become_a_formula(tmp_path):
    texts = [name for name in NASTY if name and "\n" not in name]
    frame = pd.DataFrame({"=HYPERLINK()": texts, "mixed": [*texts[:-1], -5.0]}, dtype=object)
    rows = cells(write_csv(frame, tmp_path / "x.csv"))
    dangerous = [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r\n＝" and cell]
    assert dangerous == ["-5"]


def test_languages_have_their_separators(tmp_path):
    frame = pd.DataFrame({"a": [1.5, 2.0], "b": [True, False], "c": [10**6, 2]})
    with i18n.use("fr"):
        raw = write_csv(frame, tmp_path / "fr.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfa;b;c\r\n1,5;")
    assert b";1000000\r\n2;" in raw
    raw = write_csv(frame, tmp_path / "en.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfa,b,c\r\n1.5,yes,1000000\r\n2,no,2")


def test_durations_are_in_days(tmp_path):
    path = tmp_path / "t.csv"
    with i18n.use("fr"):
        frame = pd.DataFrame({"a": list("xyz"), "lead": pd.to_timedelta(["21D", "36h", None])})
        write_csv(frame, path)
    assert cells(path) == [["a", "lead"], ["x", "21"], ["y", "1,5"], ["z", ""]]


def test_named_indexes_are_written_and_lines_are_not(tmp_path):
    frame = pd.DataFrame({"a": [1]}, index=pd.Index(["x"], name="site"))
    assert cells(write_csv(frame, tmp_path / "x.csv")) == [["site", "a"], ["x", "1"]]
    frame.index = pd.Index([2], name="line")
    assert cells(write_csv(frame, tmp_path / "y.csv")) == [["a"], ["1"]]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_templates_are_recognised_by_the_reader(tmp_path, attendance, lang):
    path = write_template(attendance, tmp_path / "x.csv", lang)
    assert set(find_columns(path, attendance)) == {column.name for column in attendance}
    assert ("école" in path.read_text(encoding="utf-8-sig")) == (lang == "fr")


def test_templates_state_units(tmp_path):
    schema = Schema("x", (Column("flow", "number", unit="m3/h", aliases=("débit",)),))
    text = write_template(schema, tmp_path / "x.csv", "fr").read_text(encoding="utf-8-sig")
    assert text.strip() == "débit (m3/h)"
    assert schema.match("débit (m3/h)") == "flow"
