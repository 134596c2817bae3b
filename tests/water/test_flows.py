"""Flows cleaned once: tanks taken off, frozen meters known from the day they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai.datasets import make_water
from civicai.water import Flows, NightFlowMonitor, find_injected, make_flows
from civicai.water.night_flow import NIGHT, night_flows


def hourly(values, sector="A", **columns):
    times = pd.date_range("2024-01-10", periods=len(values), freq="h", tz="UTC")
    return pd.DataFrame({"sector": sector, "time": times, "flow": values, **columns})


def frozen_from(hour, hours=100):
    """Return flows that never repeat themselves until an hour, and are the same from then on."""
    values = 10 + 0.01 * np.arange(hours)
    values[hour:] = 5.0
    return hourly(values)


def test_a_meter_is_known_to_be_frozen_once_it_repeats_a_day():
    rows = frozen_from(40)
    flows = make_flows(rows)
    start = rows["time"].iloc[40]
    assert flows.rows["frozen_at"].dropna().unique().tolist() == [start + pd.Timedelta("24h")]
    assert flows.rows["frozen_at"].notna().tolist() == [n >= 40 for n in range(100)]
    assert flows.aside["why"].tolist() == ["frozen"] * 60
    assert flows.believed.isna().sum() == 60


@pytest.mark.parametrize("hours", [1, 23, 24, 30])
def test_what_was_known_by_a_moment_is_what_cleaning_would_have_known(hours):
    rows = frozen_from(40)
    moment = rows["time"].iloc[40] + pd.Timedelta(hours=hours)
    early, alone = make_flows(rows).until(moment), make_flows(rows[rows["time"] <= moment])
    assert early.believed.equals(alone.believed)
    assert early.aside["time"].tolist() == alone.aside["time"].tolist()
    assert len(early.aside) == (hours + 1 if hours >= 24 else 0)


def test_a_meter_of_another_sector_is_no_frozen_one():
    flows = pd.concat([hourly(np.full(20, 5.0)), hourly(np.full(20, 5.0), "B")])
    assert make_flows(flows).aside.empty


def test_a_tank_that_fills_is_taken_off_and_only_where_there_is_one():
    with_tank = hourly(np.arange(5.0), storage=[10.0, 12.0, 11.0, 11.0, None])
    without = hourly(np.arange(5.0), "B", storage=[None] * 5)
    flows = make_flows(pd.concat([with_tank, without]))
    net = flows.rows.groupby("sector")["flow"].apply(list)
    assert net["A"][1:4] == [-1.0, 3.0, 3.0]
    assert np.isnan(net["A"][0])
    assert net["B"] == [0, 1, 2, 3, 4]


def test_flows_that_were_cleaned_are_taken_as_they_are():
    flows = make_flows(frozen_from(40))
    assert isinstance(flows, Flows)
    assert make_flows(flows) is flows
    again = make_flows(flows.rows)
    assert again.rows.equals(flows.rows)
    assert again.aside.equals(flows.aside)
    assert flows.until(flows.rows["time"].max()) is flows


def test_a_meter_the_wrong_way_round_is_told():
    (problem,) = make_flows(hourly(-1.0 - 0.01 * np.arange(50))).findings
    assert (problem.code, problem.value) == ("W10", "A")


def test_nights_are_computed_once_for_the_same_hours_and_zone():
    flows = make_flows(make_water(random_state=4)["flows"])
    nights = night_flows(flows)
    assert night_flows(flows, NIGHT) is nights
    assert night_flows(flows, (2, 5)) is not nights
    assert not night_flows(flows, NIGHT, "Pacific/Noumea").equals(nights)


def test_a_table_and_its_flows_tell_the_same():
    rows = make_water(random_state=4)["flows"]
    flows = make_flows(rows)
    now = rows["time"].max() - pd.Timedelta("40D")
    month = rows["time"].min() + pd.Timedelta("28D")
    given = NightFlowMonitor().fit(rows[rows["time"] <= month])
    cleaned = NightFlowMonitor().fit(flows.until(month))
    assert cleaned.detect(flows, now).equals(given.detect(rows[rows["time"] <= now], now))
    assert find_injected(flows, (1.0,), 0.2).equals(find_injected(rows, (1.0,), 0.2))


def test_the_night_is_that_of_the_zone():
    rows = hourly(10 + 0.01 * np.arange(24 * 5))
    local = rows["time"].dt.tz_convert("Indian/Reunion").dt.hour
    rows.loc[local.isin([3, 4]), "flow"] = [4.0, 4.1] * 5
    nights = night_flows(rows, NIGHT, "Indian/Reunion")["A"].dropna()
    assert nights.to_numpy() == pytest.approx(4.05)
