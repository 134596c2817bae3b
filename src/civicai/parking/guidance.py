"""Where to go: car parks ranked by the chance of a place at an arrival, and when each one fills."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from civicai.clock import DEFAULT_TZ, to_instant
from civicai.forecasting.daily.history import Floats, Ints
from civicai.parking.schema import PARK, TIME

#: Chance of a place from which a driver may be sent there.
SURE = 0.8


def rank_parks(forecast: pd.DataFrame, arrival: Any, tz: str = DEFAULT_TZ) -> pd.DataFrame:
    """Rank the car parks by the chance of a place at an arrival.

    Parameters
    ----------
    forecast : DataFrame
        As :meth:`~civicai.parking.OccupancyForecaster.predict` gives it.
    arrival : instant
        When the driver arrives; a naive one is local.
    tz : str
        Time zone of a naive ``arrival``.

    Returns
    -------
    DataFrame
        ``rank``, ``park``, ``time`` (of the forecast nearest to the arrival), ``p_place``,
        ``free_expected`` [places], ``instead``: the best other park, to send a driver to when this
        one fills; and ``reason``. A park without forecast comes last: unknown is not free.

    Raises
    ------
    ValueError
        When no forecast is within half an hour of the arrival.

    Examples
    --------
    >>> at = pd.Timestamp("2024-11-09 10:00", tz="UTC")
    >>> said = {"park": ["Gare", "Halles", "Port"], "time": at, "p_full": [0.9, 0.1, np.nan]}
    >>> forecast = pd.DataFrame(said).assign(free_expected=[4.0, 60.0, np.nan], reason="")
    >>> rank_parks(forecast, at)[["park", "p_place", "instead"]].values.tolist()
    [['Halles', 0.9, 'Gare'], ['Gare', 0.1, 'Halles'], ['Port', nan, 'Halles']]
    """
    instant = to_instant(arrival, tz)
    away = (forecast[TIME] - instant).abs()
    if not len(forecast) or away.min() > pd.Timedelta("30min"):
        raise ValueError(f"no forecast is within half an hour of {instant}")
    there = forecast[away == away.min()]
    table = there.assign(p_place=(1 - there["p_full"]).round(12))
    table = table.sort_values(["p_place", "free_expected"], ascending=False, kind="stable")
    table = table.reset_index(drop=True)
    table["rank"] = table.index + 1
    known = table.loc[table["p_place"].notna(), PARK].tolist()
    table["instead"] = [
        next((other for other in known if other != park), None) for park in table[PARK]
    ]
    columns = ["rank", PARK, TIME, "p_place", "free_expected", "instead", "reason"]
    return table[columns]


def best_by_hour(forecast: pd.DataFrame) -> pd.DataFrame:
    """Return, for each hour forecast, the two car parks with the best chance of a place.

    Returns
    -------
    DataFrame
        ``time``, ``park``, ``p_place``, ``free_expected`` [places], ``instead``, ``p_instead``;
        hours at which nothing is forecast are left out.
    """
    known = forecast.dropna(subset=["p_full"])
    known = known.assign(p_place=1 - known["p_full"])
    known = known.sort_values([TIME, "p_place", "free_expected"], ascending=[True, False, False])
    first = known.groupby(TIME).nth(0).set_index(TIME)
    second = known.groupby(TIME).nth(1).set_index(TIME)
    table = first[[PARK, "p_place", "free_expected"]]
    table = table.assign(instead=second[PARK], p_instead=second["p_place"])
    return table.reset_index()


def time_to_full(forecast: pd.DataFrame, chance: float = 0.5) -> pd.DataFrame:
    """Say when each car park will likely be full, and when it will be free again.

    Parameters
    ----------
    forecast : DataFrame
        One row a park and lead.
    chance : float
        From which a park is likely full.

    Returns
    -------
    DataFrame
        One row a park: ``park``, ``full_from`` and ``full_until`` (UTC; the first and the last
        hour of the first stretch that is likely full, absent where there is none),
        ``time_to_full`` and ``time_to_free`` from the issue time, ``p_full`` at its highest there.
        A park without forecast has no row.
    """
    rows = []
    for park, some in forecast.dropna(subset=["p_full"]).groupby(PARK, sort=False):
        some = some.sort_values(TIME)
        stretch = first_stretch(some["p_full"].to_numpy(), chance)
        row: dict[str, Any] = {PARK: park, "p_full": float(some["p_full"].max())}
        if len(stretch):
            times, issued = some[TIME].iloc[stretch], some["issued_at"].iloc[0]
            row |= {"full_from": times.iloc[0], "full_until": times.iloc[-1]}
            row["time_to_full"] = times.iloc[0] - issued
            after = some[TIME].iloc[stretch[-1] + 1 :]
            row["time_to_free"] = after.iloc[0] - issued if len(after) else pd.NaT
            row["p_full"] = float(some["p_full"].iloc[stretch].max())
        rows.append(row)
    columns = [PARK, "full_from", "full_until", "time_to_full", "time_to_free", "p_full"]
    table = pd.DataFrame(rows, columns=columns)
    for name in ("full_from", "full_until"):
        table[name] = pd.to_datetime(table[name], utc=True)
    for name in ("time_to_full", "time_to_free"):
        table[name] = pd.to_timedelta(table[name].astype(object))
    return table


def first_stretch(chance: Floats, least: float) -> Ints:
    """Return the positions of the first run of chances that reach ``least``; none may.

    Examples
    --------
    >>> first_stretch(np.array([0.1, 0.6, 0.7, np.nan, 0.9]), 0.5).tolist()
    [1, 2]
    """
    likely = np.flatnonzero(np.nan_to_num(chance) >= least)
    if not len(likely):
        return likely
    # It ends with the first hour that is no longer likely.
    return likely[: np.flatnonzero(np.diff(likely, append=len(chance) + 1) > 1)[0] + 1]
