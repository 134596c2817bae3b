"""Photovoltaic canopies over a car park (ombrières): how many cars they would shade, and when."""

from __future__ import annotations

import pandas as pd

from civicai.clock import DEFAULT_TZ
from civicai.parking.readings import Readings, make_readings
from civicai.parking.schema import CAPACITY, OCCUPIED, PARK, TIME

#: Local hours of the day in which shade and charging from the sun mean something.
FIRST_HOUR, LAST_HOUR = 9, 17
#: By month: the meteorological seasons.
SEASONS = ("winter", "winter", *["spring"] * 3, *["summer"] * 3, *["autumn"] * 3, "winter")
#: Share of an outdoor car park that the law wants covered.
COVERED = 0.5
#: Peak power of a canopy [kW/m2 of canopy], and its yield in France [kWh/kW/year]: low and high.
POWER = (0.17, 0.22)
YIELD = (950.0, 1400.0)


def daytime_occupancy(occupancy: pd.DataFrame | Readings, tz: str = DEFAULT_TZ) -> pd.DataFrame:
    """Return how full each car park is by day, hour by hour and season by season.

    Parameters
    ----------
    occupancy : DataFrame or Readings
        ``park``, ``time``, ``occupied`` or ``free``, ``capacity`` [places].
    tz : str
        Time zone of the hours.

    Returns
    -------
    DataFrame
        ``park``, ``season`` (``"winter"``, ``"spring"``, ``"summer"``, ``"autumn"``), ``hour``
        (local, from 9 to 17), ``taken_share``, ``cars``: means over the days counted; ``days``.
        A season in which nothing was counted has no row.

    Examples
    --------
    >>> times = pd.date_range("2024-07-01", periods=48, freq="h", tz="Europe/Paris")
    >>> rows = pd.DataFrame({"park": "Gare", "time": times.tz_convert("UTC"), "capacity": 100.0})
    >>> day = daytime_occupancy(rows.assign(occupied=40.0 + times.hour))
    >>> day.loc[day["hour"] == 12, ["season", "cars", "days"]].values.tolist()
    [['summer', 52.0, 2]]
    """
    rows = make_readings(occupancy).rows
    local = rows[TIME].dt.tz_convert(tz)
    hours = local.dt.hour
    by_day = (hours >= FIRST_HOUR) & (hours <= LAST_HOUR)
    season = local.dt.month.map(dict(enumerate(SEASONS, start=1)))
    keys = {PARK: rows[PARK], "season": season, "hour": hours, "day": local.dt.date}
    frame = pd.DataFrame({**keys, "cars": rows[OCCUPIED], CAPACITY: rows[CAPACITY]})[by_day]
    # A day counts once, however often it was read.
    days = frame.groupby([PARK, "season", "hour", "day"], as_index=False)[["cars", CAPACITY]].mean()
    days["taken_share"] = days["cars"] / days[CAPACITY]
    table: pd.DataFrame = days.groupby([PARK, "season", "hour"], as_index=False).agg(
        taken_share=("taken_share", "mean"), cars=("cars", "mean"), days=("day", "nunique")
    )
    return table


def canopy_potential(daytime: pd.DataFrame, area: pd.Series | None = None) -> pd.DataFrame:
    """Return what canopies over each car park would shade and could charge.

    Parameters
    ----------
    daytime : DataFrame
        As :func:`daytime_occupancy` gives it.
    area : Series, optional
        Outdoor area of each park [m2], by name. Without it nothing is said of power.

    Returns
    -------
    DataFrame
        By park and season: ``park``, ``season``, ``car_hours`` (cars standing between 9 and 18,
        times the hours they stand, a day), ``least_cars`` (in the emptiest hour: charging points
        that would be in use all day); and, where ``area`` is known, ``power_low``, ``power_high``
        [kW peak] and ``energy_low``, ``energy_high`` [MWh/year] of canopies over half of it.

    Notes
    -----
    Half the area is what article 40 of the French act of 10 March 2023 (*loi relative à
    l'accélération de la production d'énergies renouvelables*) wants of outdoor car parks above
    1,500 m2. Trees, shadows of buildings, the grid and the underground car parks, which have no
    sun, are not known here: a surveyor must say which parks can bear canopies.
    """
    table = daytime.groupby([PARK, "season"], as_index=False).agg(
        car_hours=("cars", "sum"), least_cars=("cars", "min")
    )
    if area is None:
        return table
    covered = table[PARK].map(area).astype(float) * COVERED
    for name, power, hours in zip(("low", "high"), POWER, YIELD, strict=True):
        table[f"power_{name}"] = covered * power
        table[f"energy_{name}"] = covered * power * hours / 1000
    return table
