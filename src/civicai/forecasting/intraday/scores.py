"""Scores of a replayed past, the same for every use case: functions of its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

#: Each method, and the column of a replayed past that holds what it says.
METHODS = {"model": "expected", "rule": "rule", "naive": "naive"}

Score = Callable[[pd.DataFrame, str, str], dict[str, float]]


def score_methods(past: pd.DataFrame, score: Score) -> pd.DataFrame:
    """Score model, rule and naive rule, horizon by horizon, on the same rows.

    Parameters
    ----------
    past : DataFrame
        As a replay gives it.
    score : callable
        ``score(some, method, column)`` returns the scores of a method on the rows of a horizon.

    Returns
    -------
    DataFrame
        ``horizon``, ``method``, the scores, ``realised_coverage`` of the model's band, ``rows``.
    """
    rows = []
    for horizon, some in past.groupby("horizon", sort=True):
        inside = some["observed"].between(some["low"] - 1e-9, some["high"] + 1e-9).mean()
        for method, column in METHODS.items():
            row = {"horizon": horizon, "method": method, **score(some, method, column)}
            row["realised_coverage"] = float(inside) if method == "model" else np.nan
            rows.append({**row, "rows": len(some)})
    return pd.DataFrame(rows)


def score_series(
    past: pd.DataFrame,
    key: str,
    suffix: str,
    unit: pd.Series[Any] | float = 1.0,
    **means: pd.Series[Any],
) -> pd.DataFrame:
    """Score each series, all the rows given together.

    Parameters
    ----------
    past : DataFrame
    key : str
        Column of the series.
    suffix : str
        Added to the name of a method, for the column of its mean absolute error over ``unit``.
    unit : Series or float
        Of each row.
    **means : Series
        Other columns to take the mean of.

    Returns
    -------
    DataFrame
        One row a series: ``key``, the errors, the other means, ``rows``.
    """
    errors = {
        f"{method}{suffix}": (past[column] - past["observed"]).abs() / unit
        for method, column in METHODS.items()
    }
    frame = pd.DataFrame({**errors, **means}).assign(rows=1)
    how = dict.fromkeys([*errors, *means], "mean") | {"rows": "sum"}
    return frame.groupby(past[key]).agg(how).reset_index()
