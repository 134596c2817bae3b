import numpy as np
import pytest

from civicai.forecasting import bias, blocks, coverage, wape


def test_scores_leave_missing_rows_out():
    assert wape([100, np.nan, 50], [90, 1, np.nan]) == pytest.approx(0.1)
    assert bias([100, np.nan], [80, 5]) == pytest.approx(-0.2)
    assert coverage([1, 2, np.nan], [0, 3, 0], [2, 4, 9]) == 0.5


def test_nothing_to_score_is_nan_not_zero():
    assert np.isnan(wape([], []))
    assert np.isnan(bias([0.0], [1.0]))
    assert np.isnan(coverage([np.nan], [0], [1]))


def test_blocks_cover_each_day_once_and_learn_from_nothing_later():
    import pandas as pd

    start, end, lead = pd.Timestamp("2017-09-01"), pd.Timestamp("2018-07-06"), pd.Timedelta("21D")
    cut = list(blocks(start, end, lead, pd.Timedelta("120D")))
    days = [day for _u, first, last in cut for day in pd.date_range(first, last)]
    assert days == list(pd.date_range(start, end))
    assert all(until == first - lead for until, first, _last in cut)
