"""What was known on a day: checked against a plain loop over the rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicai.forecasting.daily.history import AsOfIndex, DailyHistory, DailyQuery, to_days, weekday

ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(18000, 18040), st.floats(0, 500)),
    min_size=1,
    max_size=40,
    unique_by=lambda row: row[:2],
)


def known(rows, group, asof, k):
    values = [v for g, d, v in sorted(rows, key=lambda r: r[1]) if g == group and d <= asof]
    return values[-k:]


@settings(deadline=None)
@given(ROWS, st.integers(0, 3), st.integers(17990, 18050), st.integers(1, 8))
def test_mean_std_count_and_age_equal_a_plain_loop(rows, group, asof, k):
    index = AsOfIndex(*(np.array(column) for column in zip(*rows, strict=True)))
    ask = np.array([group]), np.array([asof])
    values = known(rows, group, asof, k)
    assert index.count(*ask)[0] == len(known(rows, group, asof, 99))
    if values:
        assert index.mean(*ask, k)[0] == pytest.approx(np.mean(values), abs=1e-6)
        assert index.std(*ask, k)[0] == pytest.approx(np.std(values), abs=1e-3)
        last = max(d for g, d, _v in rows if g == group and d <= asof)
        assert index.age(*ask)[0] == asof - last
    else:
        assert np.isnan(index.mean(*ask, k)[0])
        assert np.isnan(index.age(*ask)[0])


def test_mean_between_includes_both_ends():
    index = AsOfIndex(np.zeros(4, int), np.array([1, 2, 3, 4]), np.array([10.0, 20.0, 30.0, 40.0]))
    none = np.array([0])
    assert index.mean_between(none, np.array([2]), np.array([3]))[0] == 25.0
    assert np.isnan(index.mean_between(none, np.array([5]), np.array([9]))[0])


def test_an_empty_history_knows_nothing():
    empty = np.array([], dtype=np.int64)
    history = DailyHistory(empty, empty, np.array([], dtype=float))
    ask = DailyQuery(np.array([0]), np.array([18010]), np.array([18000]))
    assert np.isnan(history.by_series.mean(ask.series, ask.issued, 4)[0])
    assert np.isnan(history.by_series.age(ask.series, ask.issued)[0])


def test_weekday_counts_from_monday():
    assert weekday(to_days(["1970-01-01", "2024-01-01", "2024-01-07"])).tolist() == [3, 0, 6]


def test_query_keeps_lead_and_known_together():
    ask = DailyQuery(
        np.array([0, 1]), np.array([30, 40]), np.array([10, 10]), np.array([[1.0], [2.0]])
    )
    assert ask.lead.tolist() == [20, 30]
    assert ask[np.array([1])].known.tolist() == [[2.0]]


def test_medians_are_those_of_the_last_days_known():
    history = DailyHistory(np.zeros(6, int), np.arange(10, 16), np.array([1.0, 9, 2, 8, 3, 100]))
    ask = np.zeros(4, int), np.array([9, 10, 12, 15])
    np.testing.assert_array_equal(history.by_series.median(*ask, 3), [np.nan, 1.0, 2.0, 8.0])
    two = DailyHistory(np.array([0, 1, 0, 1]), np.array([1, 1, 2, 2]), np.array([1.0, 50, 3, 70]))
    known = two.by_series.median(np.array([0, 1]), np.array([2, 2]), 5)
    np.testing.assert_array_equal(known, [2.0, 60.0])
