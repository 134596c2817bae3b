"""A meter that repeats one value is unknown; a sound sector is told as such."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai.datasets import make_water
from civicai.water import USECASE, NightFlowMonitor


def sound(seed: int) -> pd.DataFrame:
    times = pd.date_range("2024-01-01", periods=24 * 60, freq="h", tz="UTC")
    flow = 20 + np.random.default_rng(seed).normal(0, 1, len(times))
    return pd.DataFrame({"sector": "S", "time": times, "flow": flow})


def test_a_sector_without_any_rise_has_no_sign():
    told = [
        NightFlowMonitor(limit=50).fit(rows[: 24 * 28]).detect(rows)["status"].tolist()
        for rows in (sound(0), sound(1))
    ]
    assert told == [["no_sign"], ["no_sign"]]


@pytest.mark.parametrize("value", [0.0, 7.3])
def test_a_frozen_meter_hides_no_leak(value):
    flows = make_water(random_state=4)["flows"]
    stuck = (flows["sector"] == "Plateau") & (
        flows["time"] > flows["time"].max() - pd.Timedelta("30D")
    )
    result = USECASE.run({"flows": flows.assign(flow=flows["flow"].mask(stuck, value))}, "en")
    status = result.decision.set_index("sector")["status"]
    assert status["Plateau"] == "unknown"
    assert "Plateau" in {p.value for p in result.problems if p.code == "W09"}
    assert "Unknown: Plateau" in result.sentence
