"""Small towns: one simulated, one made by hand so that every number can be told in advance."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from civicai.canteen import AttendanceForecaster, backtest
from civicai.datasets import fetch_nantes_canteen, make_canteen
from civicai.forecasting import DailySelection, WeekdayMean

HORIZON, START = "14D", "2024-04-02"


@pytest.fixture(scope="session")
def town_tables():
    """Three canteens of zone B over a school year: too few days for a boosting."""
    return make_canteen(sites=3, start="2023-09-01", end="2024-07-05", random_state=3)


@pytest.fixture
def attendance(town_tables):
    return town_tables["attendance"].copy()


@pytest.fixture(scope="session")
def replayed(town_tables):
    """The last term of that town, as a backtest sees it."""
    return backtest(town_tables["attendance"], HORIZON, start=START, zone="B")


@pytest.fixture(scope="session")
def boosted():
    """A forecaster whose boosting beats the mean of the last weekdays, on three school years."""
    tables = make_canteen(sites=4, start="2021-09-01", end="2024-07-05", random_state=3)
    return AttendanceForecaster(HORIZON, zone="B").fit(tables["attendance"])


@pytest.fixture
def past(replayed):
    return replayed.copy()


@pytest.fixture
def steady():
    """Two sites that always serve 80 and 120 meals, on the weekdays of 20 weeks."""
    days = pd.bdate_range("2024-01-08", periods=100).astype("datetime64[ns]")
    sites = pd.DataFrame({"site": ["Nord", "Sud"], "served": [80.0, 120.0]})
    return sites.merge(pd.DataFrame({"date": days}), how="cross")[["site", "date", "served"]]


@pytest.fixture(scope="session")
def nantes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The open data of Nantes, where the folder of ``CIVICAI_DATA`` has it."""
    if not os.environ.get("CIVICAI_DATA"):
        pytest.skip("CIVICAI_DATA is not set: the attendance of Nantes is not at hand")
    return fetch_nantes_canteen(cache=tmp_path_factory.mktemp("nantes"))


@pytest.fixture
def means_only(monkeypatch):
    """A selection that only knows the mean of weekdays, whose numbers can be told in advance."""
    monkeypatch.setattr(DailySelection, "_candidates", lambda *_: [WeekdayMean()])
