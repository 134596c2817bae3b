"""Scores of forecasts: functions of observed and expected values, never of a model."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd


def wape(observed: npt.ArrayLike, expected: npt.ArrayLike) -> float:
    """Return the sum of absolute errors over the sum of observed values.

    Also called MAE/mean. Rows where either value is missing are left out.

    Parameters
    ----------
    observed, expected : array-like of float, shape (n,)

    Examples
    --------
    >>> wape([100, 50], [90, 55])
    0.1
    """
    y, f = _both(observed, expected)
    return float(np.abs(f - y).sum() / y.sum()) if y.sum() else np.nan


def bias(observed: npt.ArrayLike, expected: npt.ArrayLike) -> float:
    """Return the sum of errors (expected minus observed) over the sum of observed values.

    Examples
    --------
    >>> bias([100, 50], [110, 55])
    0.1
    """
    y, f = _both(observed, expected)
    return float((f - y).sum() / y.sum()) if y.sum() else np.nan


def coverage(observed: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike) -> float:
    """Return the share of observed values inside the band, bounds included.

    Examples
    --------
    >>> coverage([1, 2, 3, 4], [0, 0, 0, 0], [2, 2, 2, 5])
    0.75
    """
    y, below = _both(observed, low)
    y, above = _both(observed, high)
    return float(np.mean((below <= y) & (y <= above))) if len(y) else np.nan


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


def reliability(
    happened: npt.ArrayLike, chance: npt.ArrayLike, groups: int = 10, fewest: int = 10
) -> pd.DataFrame:
    """Compare chances with how often what they are of came, group by group of chances.

    Parameters
    ----------
    happened, chance : array-like of float, shape (n,)
        Rows without a chance are left out.
    groups : int
        Equal parts that 0 to 1 is cut into.
    fewest : int
        Groups with fewer rows are left out.

    Returns
    -------
    DataFrame
        ``said_share``, ``came_share``, ``rows``.

    Examples
    --------
    >>> reliability([0, 1, 1, 1], [0.5, 0.5, 0.9, 0.9], groups=2, fewest=2)["came_share"].tolist()
    [0.75]
    """
    frame = pd.DataFrame(
        {"said_share": np.asarray(chance, float), "came_share": np.asarray(happened, float)}
    ).dropna(subset=["said_share"])
    group = np.minimum((frame["said_share"] * groups).astype(int), groups - 1)
    table = frame.groupby(group).agg(
        said_share=("said_share", "mean"),
        came_share=("came_share", "mean"),
        rows=("came_share", "size"),
    )
    return table[table["rows"] >= fewest].reset_index(drop=True)


def _both(
    observed: npt.ArrayLike, expected: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    y, f = np.asarray(observed, float), np.asarray(expected, float)
    known = ~(np.isnan(y) | np.isnan(f))
    return y[known], f[known]
