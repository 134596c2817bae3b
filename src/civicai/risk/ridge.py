"""Weighted ridge regression from sums, so that leaving a block of the past out costs nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civicai.risk.gauges import Floats

#: Penalty, as a share of the variance of each column. Chosen on the Cance, 2006-2011.
PENALTY = 0.01
#: Blocks of the past that are left out in turn.
BLOCKS = 5


@dataclass(frozen=True)
class Ridge:
    """A linear forecast of a change.

    Attributes
    ----------
    slope : ndarray of float, shape (p,)
    start : float
    least, most : float
        Changes beyond which none is forecast: half as large again as any ever met.
    """

    slope: Floats
    start: float
    least: float
    most: float

    def predict(self, columns: Floats) -> Floats:
        """Return the change expected; NaN where a column is missing."""
        return np.clip(self.start + columns @ self.slope, self.least, self.most)


@dataclass(frozen=True)
class _Sums:
    weight: float
    first: Floats
    second: Floats

    @classmethod
    def of(cls, table: Floats, weight: Floats) -> _Sums:
        weighted = table * weight[:, None]
        return cls(float(weight.sum()), weighted.sum(axis=0), weighted.T @ table)

    def __add__(self, other: _Sums) -> _Sums:
        return _Sums(
            self.weight + other.weight, self.first + other.first, self.second + other.second
        )

    def __sub__(self, other: _Sums) -> _Sums:
        return _Sums(
            self.weight - other.weight, self.first - other.first, self.second - other.second
        )

    def solve(self, least: float, most: float) -> Ridge:
        mean = self.first / self.weight
        spread = self.second / self.weight - np.outer(mean, mean)
        size = np.sqrt(np.maximum(np.diag(spread)[:-1], 1e-12))
        gram = spread[:-1, :-1] / np.outer(size, size) + PENALTY * np.eye(len(size))
        slope = np.linalg.solve(gram, spread[:-1, -1] / size) / size
        return Ridge(slope, float(mean[-1] - mean[:-1] @ slope), least, most)


def fit_ridge(columns: Floats, change: Floats, weight: Floats) -> tuple[Ridge, Floats]:
    """Fit on the whole past, and forecast each block of it from the others.

    Parameters
    ----------
    columns : ndarray of float, shape (n, p)
        In the order of time, without missing values.
    change : ndarray of float, shape (n,)
        What is to be forecast.
    weight : ndarray of float, shape (n,)

    Returns
    -------
    Ridge, ndarray of float
        The model, then the forecasts of rows that it had not learned (cross-fitted over
        :data:`BLOCKS` contiguous blocks), which tell its honest errors.

    References
    ----------
    .. [1] Hoerl and Kennard, "Ridge regression", Technometrics 12, 1970.
    .. [2] Vovk, "Cross-conformal predictors", Annals of Mathematics and AI 74, 2015.

    Examples
    --------
    >>> x = np.linspace(-1, 1, 200)[:, None]
    >>> model, unseen = fit_ridge(x, 2 * x[:, 0], np.ones(200))
    >>> round(float(model.slope[0]), 1), bool(np.abs(unseen - 2 * x[:, 0]).max() < 0.2)
    (2.0, True)
    """
    table = np.column_stack([columns, change])
    parts = np.array_split(np.arange(len(table)), BLOCKS)
    sums = [_Sums.of(table[part], weight[part]) for part in parts]
    whole = sums[0]
    for one in sums[1:]:
        whole = whole + one
    reach = 1.5 * float(change.min()), 1.5 * float(change.max())
    unseen = np.empty(len(table))
    for part, one in zip(parts, sums, strict=True):
        unseen[part] = (whole - one).solve(*reach).predict(columns[part])
    return whole.solve(*reach), unseen
