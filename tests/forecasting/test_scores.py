import numpy as np
import pytest

from civicai.forecasting import bias, coverage, wape


def test_scores_leave_missing_rows_out():
    assert wape([100, np.nan, 50], [90, 1, np.nan]) == pytest.approx(0.1)
    assert bias([100, np.nan], [80, 5]) == pytest.approx(-0.2)
    assert coverage([1, 2, np.nan], [0, 3, 0], [2, 4, 9]) == 0.5


def test_nothing_to_score_is_nan_not_zero():
    assert np.isnan(wape([], []))
    assert np.isnan(bias([0.0], [1.0]))
    assert np.isnan(coverage([np.nan], [0], [1]))
