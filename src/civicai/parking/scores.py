"""Scores of a replayed past: errors in share of the capacity, chances of being full, bands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from civicai.forecasting.intraday.scores import score_methods, score_series
from civicai.forecasting.scores import brier_score, reliability
from civicai.parking.schema import CAPACITY, PARK

__all__ = ["brier_score", "park_table", "reliability_table", "score_table"]


def score_table(past: pd.DataFrame, capacity: pd.Series[Any], full_at: float) -> pd.DataFrame:
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
    places = _places(past, capacity)

    def score(some: pd.DataFrame, method: str, column: str) -> dict[str, float]:
        size = places[some.index]
        happened = _full(some["observed"], size, full_at)
        usual = brier_score(happened, happened.groupby(some[PARK]).transform("mean"))
        chance = some["p_full"] if method == "model" else _full(some[column], size, full_at)
        brier = brier_score(happened, chance)
        return {
            "mae_share": float(((some[column] - some["observed"]).abs() / size).mean()),
            "brier": brier,
            "brier_skill": 1 - brier / usual if usual else np.nan,
        }

    return score_methods(past, score)


def park_table(past: pd.DataFrame, capacity: pd.Series[Any], full_at: float) -> pd.DataFrame:
    """Score each park, all horizons together: ``park``, errors of each method, time spent full."""
    places = _places(past, capacity)
    full = _full(past["observed"], places, full_at).astype(float)
    table = score_series(past, PARK, "_share", places, full_share=full)
    return table.assign(**{CAPACITY: table[PARK].map(capacity)})


def reliability_table(past: pd.DataFrame, capacity: pd.Series[Any], full_at: float) -> pd.DataFrame:
    """Compare the chances said with how often the parks were full, by tenth.

    Returns
    -------
    DataFrame
        ``said_share``, ``full_share``, ``rows``; tenths with fewer than ten rows are left out.
    """
    full = _full(past["observed"], _places(past, capacity), full_at)
    return reliability(full, past["p_full"]).rename(columns={"came_share": "full_share"})


def _places(past: pd.DataFrame, capacity: pd.Series[Any]) -> pd.Series[Any]:
    return past[PARK].map(capacity).astype(float)


def _full(cars: pd.Series[Any], places: pd.Series[Any], full_at: float) -> pd.Series[Any]:
    return cars >= full_at * places - 1e-9
