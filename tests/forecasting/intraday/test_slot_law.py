"""The law of the errors: bands within the capacity, chances that keep their word."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicai.forecasting.intraday.slot_law import SlotLaw


def law(spread=0.1, n=4000, seed=0):
    rng = np.random.default_rng(seed)
    expected = rng.uniform(0.2, 0.8, n)
    return SlotLaw.of(expected + rng.normal(0, spread, n), expected, np.full(n, spread))


def test_the_chance_is_that_of_the_law():
    known = law()
    expected, scale = np.array([0.95, 0.85, 0.5]), np.full(3, 0.1)
    chance = known.chance_above(np.full(3, 0.95), expected, known.size(scale))
    assert chance == pytest.approx([0.5, 0.159, 0.0], abs=0.03)


def test_a_slot_with_larger_errors_has_a_wider_band_and_a_larger_chance():
    known = law()
    expected, scale = np.array([0.7, 0.7]), np.array([0.05, 0.2])
    low, high = known.band(expected, known.size(scale), 0.9, np.ones(2))
    assert high[1] - low[1] > high[0] - low[0]
    chance = known.chance_above(np.full(2, 0.95), expected, known.size(scale))
    assert chance[1] > chance[0]


def test_a_new_error_falls_in_the_band_as_often_as_promised():
    known, rng = law(), np.random.default_rng(1)
    expected = np.full(4000, 0.5)
    observed = expected + rng.normal(0, 0.1, 4000)
    low, high = known.band(expected, known.size(np.full(4000, 0.1)), 0.9, np.ones(4000))
    assert ((low <= observed) & (observed <= high)).mean() == pytest.approx(0.9, abs=0.02)


def test_too_few_errors_promise_nothing():
    few = law(n=5)
    low, high = few.band(np.array([0.5]), few.size(np.array([0.1])), 0.9, np.array([0.8]))
    assert (low.tolist(), high.tolist()) == ([0.0], [0.8])
    none = law(n=0)
    assert np.isnan(none.chance_above(np.ones(1), np.ones(1), np.ones(1))).all()


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1), st.floats(0.01, 0.5), st.floats(0.3, 1), st.floats(0.5, 0.95))
def test_the_band_holds_its_middle_and_stays_within_the_capacity(share, scale, ceiling, coverage):
    expected = np.array([share * ceiling])
    known = law()
    size = known.size(np.array([scale]))
    low, high = known.band(expected, size, coverage, np.array([ceiling]))
    assert 0 <= low[0] <= expected[0] <= high[0] <= ceiling


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1), st.floats(0, 0.3))
def test_the_more_is_expected_the_larger_the_chance(expected, more):
    both = np.array([expected, expected + more])
    known = law()
    chance = known.chance_above(np.full(2, 0.95), both, known.size(np.full(2, 0.1)))
    assert 0 < chance[0] <= chance[1] < 1


def test_weeks_that_differ_widen_the_band_and_weeks_alike_do_not():
    rng = np.random.default_rng(2)
    weeks = np.repeat([0, 1, 2], 2000)
    expected, scale = np.full(6000, 0.5), np.full(6000, 0.1)
    alike = SlotLaw.of(expected + rng.normal(0, 0.1, 6000), expected, scale, weeks)
    assert alike.widening(0.9) == pytest.approx(1.0, abs=0.02)
    spread = np.array([0.05, 0.05, 0.2])[weeks]
    apart = SlotLaw.of(expected + rng.normal(0, spread), expected, scale, weeks)
    wider = apart.widening(0.9)
    assert wider > 1.2
    low, high = apart.band(np.array([0.5]), apart.size(np.array([0.1])), 0.9, np.ones(1))
    least, most = np.quantile(apart.errors, [0.05, 0.95])
    assert high[0] - low[0] == pytest.approx(wider * (most - least), rel=0.02)
    one_week = SlotLaw.of(expected + rng.normal(0, spread), expected, scale)
    assert one_week.widening(0.9) == 1.0


def test_without_a_ceiling_a_band_holds_its_middle_and_is_unbounded_where_nothing_is_known():
    one = SlotLaw.of(np.array([10.0]), np.array([12.0]), np.array([10.0]))
    low, high = one.band(np.array([5.0]), one.size(np.array([10.0])), 0.9)
    assert low[0] == 0
    assert np.isinf(high[0])
