"""By day: a day counts once, seasons are kept apart, power only where the area is known."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai.parking import daytime_occupancy
from civicai.parking.canopies import canopy_potential


def hourly(start: str, days: int, cars: float) -> pd.DataFrame:
    times = pd.date_range(start, periods=24 * days, freq="h", tz="Europe/Paris")
    rows = pd.DataFrame({"park": "Gare", "time": times.tz_convert("UTC"), "capacity": 100.0})
    return rows.assign(occupied=cars + times.hour)


def test_seasons_and_local_hours():
    table = daytime_occupancy(pd.concat([hourly("2024-01-08", 3, 10), hourly("2024-07-08", 2, 40)]))
    at_noon = table[table["hour"] == 12].set_index("season")
    assert at_noon["cars"].to_dict() == {"summer": 52.0, "winter": 22.0}
    assert at_noon["days"].to_dict() == {"summer": 2, "winter": 3}
    assert at_noon["taken_share"].to_dict() == {"summer": 0.52, "winter": 0.22}
    assert table["hour"].min() == 9
    assert table["hour"].max() == 17


def test_a_day_read_more_often_does_not_count_more():
    often = pd.date_range("2024-07-08 12:00", periods=4, freq="10min", tz="Europe/Paris")
    once = pd.date_range("2024-07-09 12:00", periods=1, freq="10min", tz="Europe/Paris")
    rows = pd.DataFrame({"park": "Gare", "time": often.append(once).tz_convert("UTC")})
    rows = rows.assign(capacity=100.0, occupied=[20.0, 20.0, 20.0, 20.0, 60.0])
    assert daytime_occupancy(rows)["cars"].tolist() == [40.0]


def test_power_only_where_the_area_is_known():
    day = daytime_occupancy(hourly("2024-07-08", 2, 40))
    assert canopy_potential(day).columns.tolist() == ["park", "season", "car_hours", "least_cars"]
    table = canopy_potential(day, pd.Series({"Gare": 2000.0})).iloc[0]
    assert table["car_hours"] == pytest.approx(sum(40 + hour for hour in range(9, 18)))
    assert table["least_cars"] == 49
    # Half of 2,000 m2 at 170 W/m2, for 950 hours.
    assert (table["power_low"], table["energy_low"]) == pytest.approx((170.0, 161.5))
    assert table["energy_high"] > table["energy_low"]
