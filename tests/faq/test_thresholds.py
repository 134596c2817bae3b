"""The promise in numbers, against published tables and by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicai.faq.thresholds import answers_needed, choose_threshold, error_bound


@pytest.mark.parametrize(("error", "confidence", "answers"), [(0.05, 0.9, 45), (0.1, 0.95, 29)])
def test_answers_without_error_that_prove_a_rate(error, confidence, answers):
    assert answers_needed(error, confidence) == answers
    assert error_bound(0, answers, confidence) <= error < error_bound(0, answers - 1, confidence)


def test_bounds_of_clopper_and_pearson():
    # One-sided 97.5 %: the upper end of the usual two-sided interval at 95 %.
    assert error_bound(1, 10, 0.975) == pytest.approx(0.4450, abs=1e-4)
    assert error_bound(5, 100, 0.975) == pytest.approx(0.1128, abs=1e-4)
    assert error_bound(3, 3) == error_bound(0, 0) == 1


@given(st.integers(0, 40), st.integers(1, 400))
def test_more_errors_never_lower_the_bound(errors, answers):
    errors = min(errors, answers - 1)
    assert errors / answers < error_bound(errors, answers) <= error_bound(errors + 1, answers)


def test_a_promise_is_broken_once_in_ten_at_most():
    rng = np.random.default_rng(0)
    candidates = np.linspace(0, 1, 60)
    broken, trials = 0, 400
    for _trial in range(trials):
        score = rng.random(500)
        wrong = rng.random(500) < 0.3 * (1 - score)
        found = choose_threshold(score, wrong, candidates, 0.08, 0.9)
        truth = 0.3 * (1 - (found.score + 1) / 2) if np.isfinite(found.score) else 0
        broken += truth > 0.08
    assert broken / trials <= 0.13


def test_no_threshold_where_nothing_can_be_proved():
    found = choose_threshold(np.ones(500), np.ones(500, bool), np.array([0.5]), 0.05, 0.9)
    assert found.score == np.inf
    assert found.bound == 1
