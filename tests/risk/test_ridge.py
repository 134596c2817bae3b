"""The ridge beside scikit-learn's and beside least squares: same slopes, same unseen forecasts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge as SklearnRidge

from civicai.risk.ridge import BLOCKS, PENALTY, fit_ridge


def past(rows: int, columns: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return columns of very different sizes, a change, and weights that differ."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, columns)) * 10.0 ** np.arange(columns) + rng.normal(size=columns)
    change = x @ (0.5 / 10.0 ** np.arange(columns)) + 3.0 + rng.normal(size=rows)
    return x, change, rng.uniform(0.1, 5.0, rows)


def by_sklearn(x, change, weight):
    """Return slope and start of scikit-learn's ridge on columns of weighted variance one."""
    mean = np.average(x, axis=0, weights=weight)
    size = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=weight))
    found = SklearnRidge(alpha=PENALTY * weight.sum()).fit((x - mean) / size, change, weight)
    slope = found.coef_ / size
    return slope, found.intercept_ - mean @ slope


@settings(deadline=None)
@given(st.integers(10, 80), st.integers(1, 4), st.integers(0, 1000))
def test_the_slopes_are_those_of_scikit_learn(rows, columns, seed):
    x, change, weight = past(rows, columns, seed)
    model, _unseen = fit_ridge(x, change, weight)
    slope, start = by_sklearn(x, change, weight)
    np.testing.assert_allclose(model.slope, slope, rtol=1e-6, atol=1e-9)
    assert model.start == pytest.approx(start, rel=1e-6, abs=1e-6)


def test_a_penalty_is_rows_added_to_least_squares():
    x, change, weight = past(200, 3, seed=4)
    mean = np.average(x, axis=0, weights=weight)
    size = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=weight))
    root = np.sqrt(weight)[:, None]
    penalty = np.sqrt(0.01 * weight.sum()) * np.eye(3)
    middle = np.average(change, weights=weight)
    rows = np.vstack([(x - mean) / size * root, penalty])
    target = np.concatenate([(change - middle) * root[:, 0], np.zeros(3)])
    model, _unseen = fit_ridge(x, change, weight)
    slope = np.linalg.lstsq(rows, target, rcond=None)[0] / size
    np.testing.assert_allclose(model.slope, slope, rtol=1e-9)


def test_each_block_is_forecast_by_the_four_others():
    x, change, weight = past(203, 2, seed=1)
    _model, unseen = fit_ridge(x, change, weight)
    firsts = [0, 41, 82, 123, 163, 203]  # the first rows of five blocks in a row
    assert len(firsts) == BLOCKS + 1
    for first, end in pairwise(firsts):
        others = np.r_[0:first, end:203]
        slope, start = by_sklearn(x[others], change[others], weight[others])
        np.testing.assert_allclose(unseen[first:end], start + x[first:end] @ slope, rtol=1e-8)


def test_one_column_by_hand():
    # Mean 0, variance 1, covariance with the change 2: slope 2 / (1 + 0.01); its mean is 5.
    x = np.tile([-1.0, 1.0], 50)[:, None]
    model, _unseen = fit_ridge(x, 2 * x[:, 0] + 5, np.ones(100))
    assert model.slope == pytest.approx([2 / 1.01])
    assert model.start == pytest.approx(5.0)
    assert model.predict(np.array([[0.5]])) == pytest.approx([5 + 1 / 1.01])


def test_nothing_is_forecast_half_as_large_again_as_ever_met():
    x = np.linspace(-1, 1, 101)[:, None]
    change = np.where(x[:, 0] < 0, 2 * x[:, 0], 4 * x[:, 0])  # from -2 to 4
    model, unseen = fit_ridge(x, change, np.ones(101))
    assert (model.least, model.most) == (-3.0, 6.0)
    assert model.predict(np.array([[-100.0], [100.0]])).tolist() == [-3.0, 6.0]
    assert unseen.min() >= -3.0
    assert unseen.max() <= 6.0


def test_a_row_of_weight_two_is_a_row_met_twice():
    x, change, _weight = past(60, 2, seed=2)
    twice = np.where(np.arange(60) < 10, 2.0, 1.0)
    weighted, _unseen = fit_ridge(x, change, twice)
    again = np.r_[0:10, 0:60]
    repeated, _unseen = fit_ridge(x[again], change[again], np.ones(70))
    np.testing.assert_allclose(weighted.slope, repeated.slope, rtol=1e-9)
    without, _unseen = fit_ridge(x, change, np.where(np.arange(60) < 10, 0.0, 1.0))
    kept, _unseen = fit_ridge(x[10:], change[10:], np.ones(50))
    np.testing.assert_allclose(without.slope, kept.slope, rtol=1e-9)


def test_a_column_that_never_moves_has_no_slope():
    x, change, weight = past(100, 2, seed=3)
    model, unseen = fit_ridge(np.column_stack([x, np.zeros(100)]), change, weight)
    alone, alone_unseen = fit_ridge(x, change, weight)
    assert model.slope[2] == 0.0
    np.testing.assert_allclose(model.slope[:2], alone.slope, rtol=1e-12)
    np.testing.assert_allclose(unseen, alone_unseen, rtol=1e-9)


def test_a_missing_column_gives_no_forecast():
    x, change, weight = past(50, 2, seed=5)
    model, _unseen = fit_ridge(x, change, weight)
    said = model.predict(np.array([[np.nan, 1.0], [1.0, 1.0]]))
    assert np.isfinite(said).tolist() == [False, True]
