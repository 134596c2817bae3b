"""Indicators against worked examples, and the balance of a sector."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai.water import (
    infrastructure_leakage_index,
    linear_loss_index,
    net_inflow,
    network_yield,
    yield_threshold,
)

TIMES = pd.date_range("2024-01-01", periods=4, freq="30min")


def test_a_yield_of_three_quarters():
    assert network_yield(100, 75) == 0.75
    assert network_yield(100, 60, imported=20, exported=20, unmetered=5, service=5) == 0.75


@pytest.mark.parametrize(("index", "threshold"), [(0, 0.65), (10, 0.67), (100, 0.85), (500, 0.85)])
def test_the_threshold_of_the_decree(index, threshold):
    assert yield_threshold(index) == pytest.approx(threshold)


def test_losses_a_day_and_kilometre():
    assert linear_loss_index(365_000, 182_500, 100) == pytest.approx(5)


def test_leakage_that_cannot_be_avoided():
    assert infrastructure_leakage_index(200, 50, 2000, 40) == pytest.approx(2)


def test_a_tank_that_fills_is_no_leak():
    meters = pd.DataFrame({"in": [10.0, 14.0, 14.0, 10.0]}, index=TIMES)
    storage = pd.Series([100.0, 102.0, 104.0, 104.0], TIMES)
    assert net_inflow(meters, {"in": 1}, storage).tolist() == [10, 10, 10, 10]


def test_a_missing_meter_makes_the_balance_missing():
    meters = pd.DataFrame({"in": [10.0, 10.0], "out": [2.0, None]}, index=TIMES[:2])
    assert net_inflow(meters, {"in": 1, "out": -1}).isna().tolist() == [False, True]
