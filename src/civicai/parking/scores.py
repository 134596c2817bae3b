"""Scores of a replayed past: errors in share of the capacity, chances of being full, bands."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.parking.schema import CAPACITY, PARK

METHODS = {"model": "expected", "rule": "rule", "naive": "naive"}


def brier_score(happened: npt.ArrayLike, chance: npt.ArrayLike) -> float:
    """Return the mean squared distance between chances and what happened (0 or 1).

    References
    ----------
    .. [1] Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather
       Review, 1950.

    Examples
    --------
    >>> brier_score([1, 0], [0.8, 0.4])
    0.1
    """
    gap = np.asarray(chance, float) - np.asarray(happened, float)
    return round(float(np.mean(gap**2)), 12) if gap.size else np.nan


def score_table(past: pd.DataFrame, capacity: pd.Series, full_at: float) -> pd.DataFrame:
    """Score model, rule and naive rule, horizon by horizon, on the same rows.

    Parameters
    ----------
    past : DataFrame
        As :func:`~civicai.parking.backtest` gives it.
    capacity : Series
        Capacity of each park [places].
    full_at : float
        Share of the capacity from which a park counts as full.

    Returns
    -------
    DataFrame
        One row a horizon and method: ``horizon``, ``method``, ``mae_share`` (mean absolute
        error over the capacity), ``brier`` and ``brier_skill`` of the chance of being full
        (a rule says 0 or 1; the skill is against each park's own frequency on these rows),
        ``realised_coverage`` and ``rows``.
    """
    places = past[PARK].map(capacity).astype(float)
    full = past["observed"] >= full_at * places - 1e-9
    rows = []
    for horizon, some in past.groupby("horizon", sort=True):
        size, happened = places[some.index], full[some.index]
        usual = brier_score(happened, happened.groupby(some[PARK]).transform("mean"))
        for method, column in METHODS.items():
            chance = (
                some["p_full"] if method == "model" else (some[column] >= full_at * size - 1e-9)
            )
            brier = brier_score(happened, chance)
            inside = (some["low"] - 1e-9 <= some["observed"]) & (
                some["observed"] <= some["high"] + 1e-9
            )
            rows.append(
                {
                    "horizon": horizon,
                    "method": method,
                    "mae_share": float(((some[column] - some["observed"]).abs() / size).mean()),
                    "brier": brier,
                    "brier_skill": 1 - brier / usual if usual else np.nan,
                    "realised_coverage": float(inside.mean()) if method == "model" else np.nan,
                    "rows": len(some),
                }
            )
    return pd.DataFrame(rows)


def park_table(past: pd.DataFrame, capacity: pd.Series, full_at: float) -> pd.DataFrame:
    """Score each park, all horizons together: ``park``, errors of each method, time spent full."""
    places = past[PARK].map(capacity).astype(float)
    parts = {
        f"{method}_share": (past[column] - past["observed"]).abs() / places
        for method, column in METHODS.items()
    }
    frame = pd.DataFrame(parts).assign(
        full_share=(past["observed"] >= full_at * places - 1e-9).astype(float), rows=1
    )
    table = frame.groupby(past[PARK]).agg(
        {**dict.fromkeys([*parts, "full_share"], "mean"), "rows": "sum"}
    )
    return table.reset_index().assign(**{CAPACITY: lambda t: t[PARK].map(capacity)})


def reliability_table(past: pd.DataFrame, capacity: pd.Series, full_at: float) -> pd.DataFrame:
    """Compare the chances said with how often the parks were full, by tenth.

    Returns
    -------
    DataFrame
        ``said_share``, ``full_share``, ``rows``; tenths with fewer than ten rows are left out.
    """
    places = past[PARK].map(capacity).astype(float)
    full = (past["observed"] >= full_at * places - 1e-9).astype(float)
    known = past["p_full"].notna()
    tenth = np.minimum((past.loc[known, "p_full"] * 10).astype(int), 9)
    frame = pd.DataFrame({"said_share": past.loc[known, "p_full"], "full_share": full[known]})
    table = frame.groupby(tenth).agg(
        said_share=("said_share", "mean"),
        full_share=("full_share", "mean"),
        rows=("full_share", "size"),
    )
    return table[table["rows"] >= 10].reset_index(drop=True)
