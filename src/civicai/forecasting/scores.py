"""Scores of forecasts: functions of observed and expected values, never of a model."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


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


def _both(
    observed: npt.ArrayLike, expected: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    y, f = np.asarray(observed, float), np.asarray(expected, float)
    known = ~(np.isnan(y) | np.isnan(f))
    return y[known], f[known]
