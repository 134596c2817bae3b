"""The promise in numbers, against published tables and by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicai.faq.answer_thresholds import (
    answers_needed,
    candidate_thresholds,
    choose_threshold,
    error_bound,
    loosest_threshold,
    resample_to_share,
)


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


def test_the_first_threshold_is_where_a_few_wrong_labels_do_no_harm():
    """Wrong labels among the surest: the strictest threshold proves nothing, a looser one does."""
    rng = np.random.default_rng(3)
    score = rng.random(4000)
    wrong = (rng.random(4000) < 0.4 * (1 - score) ** 3) | (rng.random(4000) < 0.01)
    candidates = candidate_thresholds(score[:2000], wrong[:2000], 60)
    assert 0.2 < candidates.max() < 0.9
    new, errors = score[2000:], wrong[2000:]
    errors[np.argsort(-new)[:100:20]] = True  # five of the hundred surest
    strict = choose_threshold(new, errors, np.linspace(0, 1, 60), 0.05, 0.9)
    likely = choose_threshold(new, errors, candidates, 0.05, 0.9)
    assert strict.score == np.inf
    assert likely.answers > 1000
    assert likely.bound <= 0.05


def test_a_guide_is_not_stopped_by_a_bad_start():
    score = np.linspace(1, 0, 400)
    wrong = np.zeros(400, bool)
    wrong[:5] = True
    candidates = np.array([0.85, 0.5])
    assert choose_threshold(score, wrong, candidates, 0.1, 0.9).score == np.inf
    assert loosest_threshold(score, wrong, candidates, 0.1, 0.9).score == 0.5


@given(st.integers(1, 300), st.integers(1, 300), st.floats(0.01, 0.9))
def test_a_stream_has_the_share_that_is_stated(inside, outside, share):
    kept = resample_to_share(np.r_[np.zeros(inside, bool), np.ones(outside, bool)], share, 0)
    far = (kept >= inside).sum()
    assert len(np.unique(kept)) == len(kept)
    if len(kept) > 50:
        assert abs(far / len(kept) - share) <= 1.5 / len(kept) + 0.02
    # One kind at least is kept whole: no question is thrown away without need.
    assert far in (outside, outside - 1) or len(kept) - far in (inside, inside - 1)
