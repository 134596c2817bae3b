"""Error states: sizes, groups, bands and chances beside direct computations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicai.forecasting.error_law import ErrorLaw
from civicai.risk.error_states import FEWEST, SMALLEST, ErrorStates, state_of


def river(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return errors whose size is 0.2 exp(1.5 s) in the state s, and the states."""
    rng = np.random.default_rng(seed)
    state = rng.normal(size=(n, 2))
    return 0.2 * np.exp(1.5 * state[:, 0]) * rng.standard_t(4, n), state


def by_hand(*errors: list[float], edges: tuple[float, ...] = ()) -> ErrorStates:
    """Return error states whose scale is the exponential of the one state."""
    laws = [ErrorLaw.learn(np.array(group, float)) for group in errors]
    return ErrorStates(np.array([0.0, 1.0]), np.array([np.log(3.0)]), np.array(edges), laws)


def states(*sizes: float) -> np.ndarray:
    return np.log(np.array(sizes))[:, None]


def test_the_size_of_an_error_is_a_regression_of_its_logarithm():
    errors, state = river(2000, seed=0)
    learned = ErrorStates.learn(errors, state)
    # The same by least squares, the penalty written as three more rows.
    columns = np.column_stack([np.ones(2000), state])
    rows = np.vstack([columns, np.sqrt(1e-6 * 2000) * np.eye(3)])
    size = np.concatenate([np.log(SMALLEST + np.abs(errors)), np.zeros(3)])
    beta = np.linalg.lstsq(rows, size, rcond=None)[0]
    np.testing.assert_allclose(learned.beta, beta, rtol=1e-9)
    assert learned.beta[1] == pytest.approx(1.5, abs=0.1)
    assert learned.beta[2] == pytest.approx(0.0, abs=0.1)
    np.testing.assert_allclose(learned.scale(state), np.exp(columns @ beta), rtol=1e-8)


@pytest.mark.parametrize(
    ("n", "sizes"),
    [
        (119, [119]),  # half of them are fewer than sixty: one group
        (120, [60, 60]),
        (1199, [599, 360, 240]),  # a twentieth is fewer than sixty; the median is of what is above
        (1200, [600, 360, 180, 60]),
        (6000, [3000, 1800, 900, 240, 60]),
    ],
)
def test_states_alike_are_put_together_and_no_group_is_small(n, sizes):
    learned = ErrorStates.learn(*river(n, seed=1))
    assert FEWEST == 60
    assert [len(law.errors) for law in learned.laws] == sizes


def test_the_groups_hold_errors_over_their_size_by_size():
    errors, state = river(1200, seed=2)
    learned = ErrorStates.learn(errors, state)
    scale = learned.scale(state)
    order = np.argsort(scale)
    parts = np.split((errors / scale)[order], [600, 960, 1140])
    for law, part in zip(learned.laws, parts, strict=True):
        np.testing.assert_allclose(law.errors, np.sort(part), rtol=1e-12)
    np.testing.assert_allclose(learned.edges, np.quantile(scale, (0.5, 0.8, 0.95)), rtol=1e-12)


def test_what_is_not_known_is_not_learned_from():
    errors, state = river(300, seed=3)
    whole = ErrorStates.learn(errors, state)
    holes = np.r_[errors, np.nan, 5.0]
    learned = ErrorStates.learn(holes, np.vstack([state, [0.0, 0.0], [0.0, np.nan]]))
    np.testing.assert_array_equal(learned.beta, whole.beta)
    assert sum(len(law.errors) for law in learned.laws) == 300


def test_a_part_of_the_state_not_known_is_a_lively_one():
    errors, state = river(300, seed=4)
    learned = ErrorStates.learn(errors, state)
    np.testing.assert_array_equal(learned.usual, np.quantile(state, 0.95, axis=0))
    asked = np.array([[np.nan, 0.3], [learned.usual[0], 0.3]])
    first, second = learned.scale(asked)
    assert first == second > np.median(learned.scale(state))


def test_a_band_by_hand():
    # A hundred errors: the 91st from each end leaves a tenth outside, the finite sample counted.
    found = by_hand([*range(-50, 50)])
    low, high = found.band(states(1.0, 2.0), 0.8)
    assert (low.tolist(), high.tolist()) == ([-41.0, -82.0], [40.0, 80.0])
    low, high = found.band(np.array([[np.nan]]), 0.8)
    assert (low[0], high[0]) == pytest.approx((-123.0, 120.0))


def test_each_state_has_the_band_of_its_group():
    calm, wild = [*np.linspace(-1, 1, 99)], [*np.linspace(-5, 5, 99)]
    found = by_hand(calm, wild, edges=(2.0,))
    low, high = found.band(states(1.0, 1.999, 2.0, 4.0), 0.8)  # an edge belongs to what is above
    # Of 99 errors 90 are at or below the last one kept: the 90th is 0.4 of the way to each end.
    end = np.linspace(-1, 1, 99)[89]
    np.testing.assert_allclose(high, [end, 1.999 * end, 10 * end, 20 * end], rtol=1e-12)
    np.testing.assert_allclose(low, -high, rtol=1e-12)


def test_too_few_errors_for_a_coverage_give_an_open_band():
    low, high = by_hand([-1.0, 0.0, 1.0]).band(states(1.0), 0.8)
    assert (low[0], high[0]) == (-np.inf, np.inf)


def test_chances_by_hand():
    found = by_hand([-2, -1, 0, 1, 2])
    margin = np.array([-9.0, -2.0, 0.0, 1.0, 1.5, 2.0, 9.0, np.nan])
    chance = found.chance_above(margin, states(*[1.0] * 8))
    # So many errors at or above the margin, one half more, over one more than there are.
    assert chance[:7] * 6 == pytest.approx([5.5, 5.5, 3.5, 2.5, 1.5, 1.5, 0.5])
    assert np.isnan(chance[7])


def test_a_chance_counts_the_margin_in_sizes_of_its_own_state():
    found = by_hand([-1, 0, 1], [-2, -1, 0, 1, 2], edges=(2.0,))
    chance = found.chance_above(np.array([1.0, 4.0, 8.1]), states(1.0, 4.0, 4.0))
    assert chance == pytest.approx([1.5 / 4, 2.5 / 6, 0.5 / 6])


@settings(deadline=None)
@given(st.integers(0, 200), st.floats(-3, 3), st.floats(0.01, 2))
def test_a_higher_threshold_is_never_likelier(seed, margin, more):
    errors, state = river(150, seed)
    learned = ErrorStates.learn(errors, state)
    some = np.repeat(state[:1], 2, axis=0)
    low, high = learned.chance_above(np.array([margin, margin + more]), some)
    assert 0 < high <= low < 1


@settings(deadline=None)
@given(st.integers(0, 50), st.sampled_from([0.5, 0.8, 0.9]))
def test_new_errors_fall_in_the_band_as_often_as_promised(seed, coverage):
    errors, state = river(4000, seed)
    learned = ErrorStates.learn(errors[:2000], state[:2000])
    low, high = learned.band(state[2000:], coverage)
    inside = (errors[2000:] >= low) & (errors[2000:] <= high)
    assert inside.mean() == pytest.approx(coverage, abs=0.05)
    lively = state[2000:, 0] > 1.5
    assert inside[lively].mean() == pytest.approx(coverage, abs=0.2)


def test_the_state_of_a_river_by_hand():
    # Value, then changes over 1, 2, 3, 6, 12 and 24 h.
    own = np.array([[5.0, 0.1, 9.0, -0.3, 9.0, 9.0, 9.0]])
    first = np.array([[7.0, 0.5, 9.0, 0.2, 9.0, 9.0, 9.0]])
    second = np.array([[7.0, -0.6, 9.0, 0.1, 9.0, 9.0, 9.0]])
    change = np.array([-0.4])
    alone = state_of(own, [], change, 2.0)
    sizes = np.log(np.array([0.101, 0.301, 0.401]))
    assert alone.shape == (1, 4)
    np.testing.assert_allclose(alone[0], [*sizes, 3.0], rtol=1e-12)
    both = state_of(own, [first, second], change, 2.0)
    assert both.shape == (1, 6)
    np.testing.assert_allclose(both[0], [*sizes, np.log(0.601), np.log(0.201), 3.0], rtol=1e-12)
