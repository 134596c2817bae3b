"""A table that is typed already is not written out as texts: it must come back the same."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai.errors import TableError
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
        readings().assign(cars=lambda t: t["cars"].mask(t["cars"] == 3)),
        readings().assign(cars=lambda t: t["cars"].replace(3.0, 501.0)),
        readings(("Gare ", "Halles")),
        readings(("a.b@mairie.fr", "c.d@mairie.fr")),
        readings().assign(plate="AB-123-CD"),
        readings().assign(time=lambda t: t["time"].dt.tz_convert("Europe/Paris")),
        readings().rename(columns={"cars": "Cars"}),
        readings().head(0),
        readings().assign(cars=lambda t: t["cars"].astype(int)),
    ],
    ids=["missing", "range", "space", "person", "plate", "zone", "header", "empty", "integer"],
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
