"""A table that is typed already is not written out as texts: it must come back the same."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicai.errors import Problem, TableError
from civicai.tables import Column, Schema, check, check_table

SCHEMA = Schema(
    "readings",
    (
        Column("park", "text"),
        Column("time", "time"),
        Column("cars", "number", unit="cars", low=0.0, high=500.0),
        Column("places", "number", unit="places", required=False),
    ),
    key=("park", "time"),
    counts_only=True,
)


def readings(parks: tuple[str, ...] = ("Gare", "Halles"), hours: int = 40) -> pd.DataFrame:
    times = pd.date_range("2024-03-30", periods=hours, freq="h", tz="UTC")
    rows = pd.DataFrame({"park": np.repeat(parks, hours), "time": [*times] * len(parks)})
    return rows.assign(cars=np.arange(len(rows), dtype=float))


def both(frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch):
    """Check a table as it is, then with each cell read as a text."""
    quick = check_table(frame, SCHEMA)
    monkeypatch.setattr(check, "_is_typed", lambda *_: False)
    return quick, check_table(frame, SCHEMA)


@pytest.mark.parametrize("unit", ["ns", "us", "s"])
def test_a_typed_table_comes_back_as_reading_its_texts_would_give_it(unit, monkeypatch):
    frame = readings().assign(time=lambda t: t["time"].dt.as_unit(unit))
    assert check._is_typed(frame, SCHEMA) == (frame["park"].dtype == "str")
    (quick, found), (slow, told) = both(frame, monkeypatch)
    pd.testing.assert_frame_equal(quick, slow)
    assert found == told == []


@pytest.mark.parametrize(
    "spoilt",
    [
        readings().assign(cars=lambda t: t["cars"].replace(3.0, 501.0)),
        readings(("Gare ", "Halles")),
        readings(("a.b@mairie.fr", "c.d@mairie.fr")),
        readings().assign(plate="AB-123-CD"),
        readings().assign(time=lambda t: t["time"].dt.tz_convert("Europe/Paris")),
        readings().rename(columns={"cars": "Cars"}),
        readings().head(0),
        readings().assign(cars=lambda t: t["cars"].astype("Int64")),
        readings().assign(time=lambda t: t["time"].mask(t["cars"] == 3)),
        readings().assign(park=lambda t: t["park"].mask(t["cars"] == 3)),
        readings().assign(cars=lambda t: t["cars"].replace(3.0, np.inf)),
    ],
    ids=[
        *("range", "space", "person", "plate", "zone", "header", "empty", "nullable"),
        *("no time", "no park", "infinite"),
    ],
)
def test_whatever_may_be_told_is_left_to_the_reading_of_texts(spoilt):
    assert not check._is_typed(spoilt, SCHEMA)


def test_a_typed_table_is_refused_for_its_key_all_the_same(monkeypatch):
    frame = pd.concat([readings(), readings().head(1)], ignore_index=True)
    problems = []
    for _way in range(2):
        with pytest.raises(TableError) as caught:
            check_table(frame, SCHEMA)
        problems.append(caught.value.problems)
        monkeypatch.setattr(check, "_is_typed", lambda *_: False)
    assert problems[0] == problems[1]
    assert [problem.code for problem in problems[0]] == ["K01"]


MEALS = Schema(
    "meals",
    (
        Column("site", "text"),
        Column("menu", "text", required=False),
        Column("date", "date"),
        Column("known", "date", required=False),
        Column("read", "time", required=False),
        Column("served", "integer", low=0, high=2000),
        Column("weight", "number", required=False),
        Column("price", "number", required=False, missing=False),
        Column("open", "flag", required=False),
    ),
    key=("site", "date"),
)


def meals(rows: int = 150) -> pd.DataFrame:
    i = np.arange(rows)
    return pd.DataFrame(
        {
            "site": pd.Series(["A", "B", "C"]).take(i % 3).array,
            "menu": pd.Series(["poisson", None], dtype="str").take(i % 2).array,
            "date": pd.Timestamp("2018-09-03") + pd.to_timedelta(i, "D"),
            "known": (pd.Timestamp("2018-09-01") + pd.to_timedelta(i, "D")).where(i % 4 > 0),
            "read": pd.date_range("2018-09-03", periods=rows, freq="7h", tz="UTC").where(i % 5 > 0),
            "served": i * 10 % 1999,
            "weight": np.where(i % 3, i / 7, np.nan),
            "price": i / 100,
            "open": i % 7 > 0,
        }
    )


def told(frame: pd.DataFrame, schema: Schema) -> tuple[pd.DataFrame | None, list[Problem]]:
    try:
        return check_table(frame, schema)
    except TableError as error:
        return None, error.problems


def assert_same_both_ways(frame: pd.DataFrame, schema: Schema) -> None:
    quick, quick_told = told(frame, schema)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "_is_typed", lambda *_: False)
        slow, slow_told = told(frame, schema)
    assert quick_told == slow_told
    if slow is None or quick is None:
        assert slow is quick
    else:
        pd.testing.assert_frame_equal(quick, slow, check_exact=True)
        numbers = slow.select_dtypes("number")
        assert (np.signbit(quick[numbers.columns]) == np.signbit(numbers)).all(axis=None)


@pytest.mark.parametrize("as_dates", ["ns", "us", "s"])
@pytest.mark.parametrize("as_counts", ["int64", "float64", "int16", "uint64", "float32"])
def test_days_counts_flags_and_what_is_missing_are_typed_too(as_dates, as_counts):
    days = {name: meals()[name].dt.as_unit(as_dates) for name in ("date", "known")}
    frame = meals().assign(**days, served=lambda t: t["served"].astype(as_counts))
    assert check._is_typed(frame, MEALS) == (frame["site"].dtype == "str")
    assert_same_both_ways(frame, MEALS)


#: By column, what one of its cells may hold beside what is always read as it is.
CELLS = {
    "site": ["A ", "a", "TOTAL", "NC", ""],
    "menu": ["poisson ", "NC", "=1+1", "'=1", "1,2E+15"],
    "date": ["1899-12-30", "1650-01-01", "2251-01-01", "2203-09-03", "2018-09-05 12:00", None],
    "known": ["1899-12-31", "1650-01-01", "2251-01-01", "2203-09-03", "2018-09-05 12:00", None],
    "read": ["1899-12-30 10:00", "1699-12-31 23:59", "2250-01-01 00:00", None],
    "served": [-1.0, 2001.0, 0.5, -0.0, np.nan, np.inf, 1e300, 2.0**53 + 1],
    "weight": [-0.0, np.nan, -np.inf, 1e15, 1e300, 5e-324, 0.1 + 0.2, 123456789.123456789],
    "price": [np.nan, 1 / 3, 2.0**63],
}


def spoilt(frame: pd.DataFrame, name: str, cell: object, row: int) -> pd.DataFrame:
    values = frame[name].astype(float) if name == "served" else frame[name]
    if values.dtype.kind == "M":
        values, cell = values.dt.as_unit("us"), pd.Timestamp(cell, tz=values.dt.tz)
    return frame.assign(**{name: values.where(np.arange(len(frame)) != row, cell)})


@pytest.mark.parametrize(
    ("name", "cell"), [(n, cell) for n, cells in CELLS.items() for cell in cells]
)
def test_one_odd_cell_is_told_as_reading_its_text_would_tell_it(name, cell):
    assert_same_both_ways(spoilt(meals(), name, cell, row=50), MEALS)


@st.composite
def odd_meals(draw) -> pd.DataFrame:
    frame = meals(draw(st.integers(2, 90)))
    for name in draw(st.lists(st.sampled_from([*CELLS]), max_size=3, unique=True)):
        row = draw(st.integers(0, len(frame) - 1))
        frame = spoilt(frame, name, draw(st.sampled_from(CELLS[name])), row)
    optional = ["menu", "known", "read", "weight", "price", "open"]
    return frame.drop(columns=draw(st.lists(st.sampled_from(optional), max_size=3, unique=True)))


@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(frame=odd_meals())
def test_any_typed_table_comes_back_as_reading_its_texts_would_give_it(frame):
    assert_same_both_ways(frame, MEALS)
