"""Observations are cleaned once, and cut by time without being judged anew."""

from dataclasses import dataclass

import pandas as pd
import pytest

from civicai.forecasting.observations import Observations

ROWS = pd.DataFrame({"time": pd.date_range("2024-01-01", periods=3, tz="UTC"), "count": [1, 2, 3]})


@dataclass(frozen=True)
class Counts(Observations):
    names: tuple[str, ...] = ()


def clean(table):
    return Counts(table[table["count"] > 1], table[table["count"] <= 1], names=("Pont",))


def test_a_table_is_cleaned_and_observations_are_not():
    once = Counts.of(ROWS, clean)
    assert once.rows["count"].tolist() == [2, 3]
    assert Counts.of(once, lambda _table: pytest.fail("cleaned again")) is once


def test_the_past_keeps_its_kind_and_what_was_found():
    past = clean(ROWS).until(ROWS["time"][1])
    assert past.rows["count"].tolist() == [2]
    assert (type(past), past.names, len(past.aside)) == (Counts, ("Pont",), 1)
