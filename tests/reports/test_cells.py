from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from civicai import i18n
from civicai.i18n import NARROW_SPACE
from civicai.reports.cells import fold_constants, format_column, sensible_digits, view_table


@pytest.mark.parametrize(
    ("name", "values", "french", "english"),
    [
        ("meals", [1234, 5], ["1 234", "5"], ["1,234", "5"]),
        ("meals", [1234.0, np.nan], ["1 234", "–"], ["1,234", "–"]),
        ("expected", [12.345, 98.7, -0.001], ["12,3", "98,7", "0,0"], ["12.3", "98.7", "0.0"]),
        ("factor", [0.04, 0.05], ["0,04", "0,05"], ["0.04", "0.05"]),
        ("rule_wape", [0.0421, 0.05], ["4,2 %", "5,0 %"], ["4.2%", "5.0%"]),
        ("over_share", [0.0312, 0.5], ["3,1 %", "50,0 %"], ["3.1%", "50.0%"]),
        ("coverage", [0.9, np.nan], ["90 %", "–"], ["90%", "–"]),
        ("ratio", [np.inf, -np.inf], ["∞", "−∞"], ["∞", "−∞"]),
        ("year", [2018, 2019], ["2018", "2019"], ["2018", "2019"]),
        ("line", [1099.0, np.nan], ["1099", "–"], ["1099", "–"]),
        ("used", [True, False], ["oui", "non"], ["yes", "no"]),
        ("used", pd.array([True, None], dtype="boolean"), ["oui", "–"], ["yes", "–"]),
        ("count", pd.array([1, None], dtype="Int64"), ["1", "–"], ["1", "–"]),
        ("site", ["a", None], ["a", "–"], ["a", "–"]),
        ("site", pd.Categorical(["a", None]), ["a", "–"], ["a", "–"]),
        ("mixed", [dt.date(2019, 1, 11), 2.5], ["11/01/2019", "2,5"], ["2019-01-11", "2.5"]),
        ("others", [["a", "b"], ("c",)], ["a, b", "c"], ["a, b", "c"]),
        (
            "horizon",
            pd.to_timedelta(["1D", "21D", "4h", "30min", None]),
            ["1 jour", "21 jours", "4 h", "30 min", "–"],
            ["1 day", "21 days", "4 h", "30 min", "–"],
        ),
        (
            "date",
            pd.to_datetime(["2019-01-11", None]),
            ["11/01/2019", "–"],
            ["2019-01-11", "–"],
        ),
        (
            "time",  # 30 March 2019 is winter time in France, 31 March summer time
            pd.to_datetime(["2019-03-30T12:00Z", "2019-03-31T12:00Z"], utc=True),
            ["30/03/2019 13:00", "31/03/2019 14:00"],
            ["2019-03-30 13:00", "2019-03-31 14:00"],
        ),
        ("empty", np.array([], dtype=float), [], []),
    ],
)
def test_cells_are_written_by_type_and_name(
    name: str, values: object, french: list[str], english: list[str]
) -> None:
    column = pd.Series(values)
    with i18n.use("fr"):
        written = [text.replace(NARROW_SPACE, " ") for text in format_column(column, name)]
        assert written == french
    with i18n.use("en"):
        assert format_column(column, name) == english


@pytest.mark.parametrize(
    ("numbers", "digits"),
    [
        ([], 0),
        ([0.0], 0),
        ([3.0, 1e9], 0),
        ([0.5], 1),
        ([0.0421, 0.0744], 4),
        ([2e-5], 5),
    ],
)
def test_sensible_digits(numbers: list[float], digits: int) -> None:
    assert sensible_digits(numbers) == digits


def test_named_index_is_shown_and_an_unnamed_one_is_not() -> None:
    named = pd.DataFrame({"served": [1]}, index=pd.Index([12], name="line"))
    with i18n.use("en"):
        assert view_table(named, "t", {"line": "Line"}).headers[0] == ("Line", "number")
        assert len(view_table(named.reset_index(drop=True), "t", {}).headers) == 1


def test_table_says_how_many_rows_it_hides() -> None:
    frame = pd.DataFrame({"n": range(61)})
    with i18n.use("en"):
        view = view_table(frame, "t", {})
    assert len(view.rows) == 60
    assert view.note == "The first 60 of 61 rows are shown."


def test_folding_keeps_the_first_column_and_what_varies() -> None:
    frame = pd.DataFrame({"site": "a", "low": range(10), "note": [["x"]] * 10, "high": np.nan})
    with i18n.use("en"):
        folded, sentence = fold_constants(frame, {"high": "High"})
    assert list(folded) == ["site", "low"]
    assert sentence == "On every row: note: x; High: –."
