import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicai.forecasting import conformal_quantiles


@given(st.integers(20, 300), st.sampled_from([0.5, 0.8, 0.9]), st.integers(0, 10_000))
def test_at_least_the_promised_share_of_the_calibration_errors_is_inside(n, coverage, seed):
    errors = np.random.default_rng(seed).normal(size=n)
    low, high = conformal_quantiles(errors, coverage)
    assert np.mean((low <= errors) & (errors <= high)) >= coverage


def test_new_errors_fall_inside_as_often_as_promised():
    rng = np.random.default_rng(0)
    inside = []
    for _ in range(2000):
        low, high = conformal_quantiles(rng.exponential(size=40), 0.8)
        inside.append(low <= rng.exponential() <= high)
    assert np.mean(inside) == pytest.approx(0.81, abs=0.025)


def test_too_few_errors_promise_nothing():
    assert conformal_quantiles(np.array([1.0, 2.0]), 0.9) == (-np.inf, np.inf)


def test_missing_errors_are_left_out():
    errors = np.append(np.arange(-50.0, 50.0), [np.nan] * 30)
    assert conformal_quantiles(errors, 0.8) == (-41.0, 40.0)
