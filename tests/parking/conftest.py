"""Small towns: one simulated, one made by hand so that every number can be told in advance."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from civicai.datasets import make_parking
from civicai.parking import backtest
from civicai.parking.schema import OCCUPANCY
from civicai.tables import read_table

HORIZONS = ("30min", "4h", "24h")
START = "2024-11-01"


@pytest.fixture(scope="session")
def town_tables():
    """Four car parks over five weeks, the clock change inside."""
    return make_parking(parks=4, days=35, random_state=5)


@pytest.fixture
def occupancy(town_tables):
    return town_tables["occupancy"].copy()


@pytest.fixture(scope="session")
def replayed(town_tables):
    return backtest(town_tables["occupancy"], HORIZONS, start=START)


@pytest.fixture
def past(replayed):
    return replayed.copy()


@pytest.fixture
def steady():
    """One park, hourly for four weeks: 20 cars by night, 80 from 8:00 to 18:00 local time."""
    local = pd.date_range("2024-01-08", periods=28 * 24, freq="h", tz="Europe/Paris")
    cars = pd.Series(20.0, index=local).mask((local.hour >= 8) & (local.hour < 18), 80.0)
    # One car more in odd hours, so that the counter is not taken for a frozen one.
    cars += local.hour % 2
    rows = pd.DataFrame({"park": "Gare", "time": local.tz_convert("UTC"), "occupied": cars.array})
    return rows.assign(capacity=100.0)


@pytest.fixture(scope="session")
def birmingham():
    """The open data of Birmingham, where the folder of ``CIVICAI_DATA`` has it."""
    folder = os.environ.get("CIVICAI_DATA")
    if not folder:
        pytest.skip("CIVICAI_DATA is not set: the car parks of Birmingham are not at hand")
    path = Path(folder, "parking", "birmingham_parking_uci482.csv.gz")
    rows = read_table(path, OCCUPANCY, tz="Europe/London")
    return rows[~rows["park"].isin(["BHMBRTARC01", "NIA North"])]
