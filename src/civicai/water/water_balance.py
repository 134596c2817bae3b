"""The water balance: what enters a sector, and the indicators that a French service publishes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd


def net_inflow(
    meters: pd.DataFrame, signs: Mapping[str, float], storage: pd.Series[Any] | None = None
) -> pd.Series[Any]:
    """Return what a sector takes: signed meters, less what fills its tanks.

    Parameters
    ----------
    meters : DataFrame
        One column a meter [m3/h], indexed by time.
    signs : dict of str to float
        +1 for a meter that lets water in, -1 for one that lets it out.
    storage : Series, optional
        Water held in the sector's tanks [m3], at the same times: what fills them is not used,
        and a tank that fills by night looks like a leak.

    Returns
    -------
    Series
        Net inflow [m3/h]; missing where a meter is: a sum without one of its terms is wrong.

    Examples
    --------
    >>> times = pd.date_range("2024-01-01", periods=3, freq="h")
    >>> meters = pd.DataFrame({"in": [10.0, 12.0, 9.0], "out": [2.0, 2.0, 2.0]}, index=times)
    >>> net_inflow(meters, {"in": 1, "out": -1}, pd.Series([100.0, 103.0, 102.0], times)).tolist()
    [8.0, 7.0, 8.0]
    """
    flow = sum((meters[name] * sign for name, sign in signs.items()), start=0.0)
    net = pd.Series(flow, index=meters.index, dtype=float)
    if storage is None:
        return net
    hours = meters.index.to_series().diff().dt.total_seconds() / 3600
    filling = (storage.reindex(meters.index).diff() / hours).fillna(0.0)
    gaps = storage.reindex(meters.index).isna()
    return net.sub(filling).where(~gaps)


def network_yield(
    produced: float,
    consumed: float,
    *,
    imported: float = 0.0,
    exported: float = 0.0,
    unmetered: float = 0.0,
    service: float = 0.0,
) -> float:
    """Return the yield of the network, *rendement du réseau de distribution* (P104.3).

    Parameters
    ----------
    produced, imported, exported, consumed, unmetered, service : float
        Volumes of a year [m3]: ``unmetered`` is authorised but not metered, ``service`` is what
        the service uses itself.

    References
    ----------
    .. [1] Observatoire des services publics d'eau et d'assainissement, indicateur P104.3.

    Examples
    --------
    >>> network_yield(100_000, 70_000, imported=20_000, exported=15_000, service=5_000)
    0.75
    """
    return (consumed + unmetered + service + exported) / (produced + imported)


def linear_loss_index(distributed: float, authorised: float, length_km: float) -> float:
    """Return losses a day and kilometre, *indice linéaire de pertes* (P106.3) [m3/km/d].

    Parameters
    ----------
    distributed, authorised : float
        Put into distribution, and used with authorisation, over a year [m3].
    length_km : float
        Network without service connections [km].

    Examples
    --------
    >>> linear_loss_index(1_000_000, 817_500, 100.0)
    5.0
    """
    return (distributed - authorised) / 365 / length_km


def yield_threshold(consumption_index: float) -> float:
    """Return the yield under which a plan of action is due (décret 2012-97).

    Parameters
    ----------
    consumption_index : float
        *Indice linéaire de consommation*: used and sold, a day and kilometre [m3/km/d].

    Returns
    -------
    float
        0.85, or 65 points plus a fifth of the index where that is less.

    References
    ----------
    .. [1] Décret 2012-97 du 27 janvier 2012, article D. 213-48-14-1 du code de l'environnement.

    Examples
    --------
    >>> yield_threshold(20.0), yield_threshold(200.0)
    (0.69, 0.85)
    """
    return round(min(0.85, 0.65 + 0.002 * consumption_index), 12)


def infrastructure_leakage_index(
    real_losses: float,
    mains_km: float,
    connections: int,
    pressure: float,
    *,
    private_km: float = 0.0,
) -> float:
    """Return real losses over those that cannot be avoided (ILI, UARL of the IWA).

    Parameters
    ----------
    real_losses : float
        [m3/d].
    mains_km, private_km : float
        Mains, and connections between the edge of the street and the meters [km].
    connections : int
    pressure : float
        Mean pressure [m].

    References
    ----------
    .. [1] Lambert, Brown, Takizawa and Weimer, "A review of performance indicators for real
       losses from water supply systems", AQUA 48, 1999.

    Examples
    --------
    >>> round(infrastructure_leakage_index(100.0, 50.0, 2000, 40.0), 2)
    1.0
    """
    unavoidable = (18 * mains_km + 0.8 * connections + 25 * private_km) * pressure / 1000
    return float(np.divide(real_losses, unavoidable))
