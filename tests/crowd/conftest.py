"""A small town, and counts made by hand so that every number can be told in advance."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from civicai.crowd import backtest
from civicai.datasets import make_crowd


@pytest.fixture(scope="session")
def town():
    """Three places over five weeks."""
    return make_crowd(days=35, random_state=5)


@pytest.fixture
def counts(town):
    return town["counts"].copy()


@pytest.fixture(scope="session")
def capacity(town):
    return town["places"].set_index("place")["capacity"].to_dict()


@pytest.fixture(scope="session")
def past(town, capacity):
    return backtest(town["counts"], ("1h",), "2024-11-29", capacity=capacity)


@pytest.fixture
def street():
    """One street, hourly for four weeks: 100 people an hour by day, 4 by night, a little more
    each weekday, so that no count repeats itself for long."""
    local = pd.date_range("2024-01-08", periods=28 * 24, freq="h", tz="Europe/Paris")
    people = pd.Series(4.0, index=local).mask((local.hour >= 8) & (local.hour < 20), 100.0)
    people += local.day_of_week * 3 + local.hour
    return pd.DataFrame({"counter": "Rue", "time": local.tz_convert("UTC"), "count": people.array})


@pytest.fixture
def hall():
    """The gate of a hall, hourly for five weeks: all come in at 9:00, sit, and leave at 18:00."""
    local = pd.date_range("2024-01-08", periods=35 * 24, freq="h", tz="Europe/Paris")
    public = 500.0 + 7.0 * (local.day_of_year % 11)
    return pd.DataFrame(
        {
            "counter": "Salle",
            "time": local.tz_convert("UTC"),
            "entries": public * (local.hour == 9),
            "exits": public * (local.hour == 18),
        }
    )


@pytest.fixture(scope="session")
def data_folder():
    """The folder of real data, where there is one."""
    folder = os.environ.get("CIVICAI_DATA")
    if not folder:
        pytest.skip("CIVICAI_DATA is not set: the real counts are not at hand")
    return Path(folder, "crowd")
