"""From which score to answer: a threshold whose error is bounded on questions set apart.

The candidate thresholds are fixed before the labelled questions are looked at; they are tried
from the strictest to the loosest, and the first one that fails ends the search. The share of
wrong answers then exceeds what is promised with a probability of at most ``1 - confidence``,
for questions drawn as those of the calibration were (fixed-sequence testing of [1]_ with the
exact binomial tail of [2]_).

References
----------
.. [1] Angelopoulos, Bates, Candès, Jordan and Lei, "Learn then test: calibrating predictive
   algorithms to achieve risk control", Annals of Applied Statistics, 2025.
.. [2] Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of
   the binomial", Biometrika, 1934.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from civicai.errors import InputError, Problem
from civicai.i18n import _

#: A first threshold that lets through fewer answers than this many times the smallest number
#: that can prove anything would be at the mercy of a single error.
FIRST_STEP = 2


def error_bound(errors: int, answers: int, confidence: float = 0.9) -> float:
    """Return the largest error rate that so few errors among so many answers do not rule out.

    Parameters
    ----------
    errors, answers : int
    confidence : float
        One-sided.

    Examples
    --------
    >>> round(error_bound(0, 45), 3), round(error_bound(3, 100), 3)
    (0.05, 0.066)
    """
    from scipy.stats import beta

    if answers == 0 or errors >= answers:
        return 1.0
    return float(beta.ppf(confidence, errors + 1, answers - errors))


def error_floor(errors: int, answers: int, confidence: float = 0.9) -> float:
    """Return the smallest error rate that so many errors among so few answers do not rule out.

    Examples
    --------
    >>> error_floor(0, 20), round(error_floor(8, 20), 3)
    (0.0, 0.249)
    """
    from scipy.stats import beta

    if not errors:
        return 0.0
    return float(beta.ppf(1 - confidence, errors, answers - errors + 1))


def failing_topics(
    topics: npt.NDArray[Any],
    wrong: npt.NDArray[np.bool_],
    max_error: float,
    confidence: float,
) -> frozenset[str]:
    """Return the topics whose answers are proved to be wrong more often than promised.

    The promise is kept over all answers together; a topic may break it alone.

    Parameters
    ----------
    topics : ndarray of str of shape (n,)
        Topic answered.
    wrong : ndarray of bool of shape (n,)
    max_error, confidence : float
    """
    names, failing = np.unique(topics), set()
    # Of many topics some fail by chance: together they may do so once in 1 / (1 - confidence).
    each = 1 - (1 - confidence) / max(len(names), 1)
    for topic in names:
        own = topics == topic
        if error_floor(int(wrong[own].sum()), int(own.sum()), each) > max_error:
            failing.add(str(topic))
    return frozenset(failing)


def answers_needed(max_error: float, confidence: float) -> int:
    """Return how many answers without an error it takes to promise an error rate.

    Examples
    --------
    >>> answers_needed(0.05, 0.9), answers_needed(0.1, 0.9)
    (45, 22)
    """
    return math.ceil(round(math.log(1 - confidence) / math.log(1 - max_error), 9))


@dataclass(frozen=True)
class Threshold:
    """A score from which the promise holds, and what it was proved on.

    Parameters
    ----------
    score : float
        Infinite where no threshold keeps the promise.
    answers, errors : int
        Of the calibration, from that score on.
    bound : float
        Upper bound of the error rate at the confidence asked for.
    """

    score: float
    answers: int
    errors: int
    bound: float


#: Nothing is let through.
NO_THRESHOLD = Threshold(math.inf, 0, 0, 1.0)


def choose_threshold(
    scores: npt.NDArray[np.float64],
    wrong: npt.NDArray[np.bool_],
    candidates: npt.NDArray[np.float64],
    max_error: float,
    confidence: float,
) -> Threshold:
    """Return the loosest threshold whose error is proved to be at most ``max_error``.

    Parameters
    ----------
    scores : ndarray of shape (n,)
    wrong : ndarray of bool of shape (n,)
        Whether answering the question would be an error; an out-of-scope one always is.
    candidates : ndarray of shape (k,)
        Thresholds, chosen without these questions: the highest is tried first.
    max_error, confidence : float
    """
    best = NO_THRESHOLD
    for tried in _thresholds(scores, wrong, candidates, max_error, confidence):
        if tried.bound > max_error:
            break
        best = tried
    return best


def loosest_threshold(
    scores: npt.NDArray[np.float64],
    wrong: npt.NDArray[np.bool_],
    candidates: npt.NDArray[np.float64],
    max_error: float,
    confidence: float,
) -> Threshold:
    """Return the loosest threshold that looks fine, whatever the stricter ones look like.

    A guide only: of many that are looked at, one may look fine by chance. As
    :func:`choose_threshold` otherwise.
    """
    fine = [
        tried
        for tried in _thresholds(scores, wrong, candidates, max_error, confidence)
        if tried.bound <= max_error
    ]
    return fine[-1] if fine else NO_THRESHOLD


def candidate_thresholds(
    scores: npt.NDArray[np.float64], wrong: npt.NDArray[np.bool_], count: int
) -> npt.NDArray[np.float64]:
    """Return thresholds to try, from questions that the calibration does not use.

    The first to be tried is the one that is easiest to prove: so strict that little is wrong, and
    so loose that much is answered. Starting from the strictest of all, a single wrong label among
    a few dozen answers would end the search.

    Parameters
    ----------
    scores : ndarray of shape (n,)
    wrong : ndarray of bool of shape (n,)
    count : int
    """
    candidates = np.unique(np.quantile(scores, np.linspace(0, 0.99, count)))
    bounds = []
    for candidate in candidates:
        let = scores >= candidate
        bounds.append(error_bound(int(wrong[let].sum()), int(let.sum())))
    return candidates[: int(np.argmin(bounds)) + 1]


def _thresholds(
    scores: npt.NDArray[np.float64],
    wrong: npt.NDArray[np.bool_],
    candidates: npt.NDArray[np.float64],
    max_error: float,
    confidence: float,
) -> Iterator[Threshold]:
    first = FIRST_STEP * answers_needed(max_error, confidence)
    for candidate in np.sort(candidates)[::-1]:
        let = scores >= candidate
        answers, errors = int(let.sum()), int(wrong[let].sum())
        if answers >= first:
            bound = error_bound(errors, answers, confidence)
            yield Threshold(float(candidate), answers, errors, bound)


def resample_to_share(
    outside: npt.NDArray[np.bool_], share: float | None, random_state: int
) -> npt.NDArray[np.intp]:
    """Return the questions to keep for the stated share of them to be out of scope.

    Questions of the kind in excess are drawn out: those kept are a sample of the town's stream.

    Parameters
    ----------
    outside : ndarray of bool of shape (n,)
    share : float or None
        None keeps all.
    random_state : int
    """
    inside_rows, outside_rows = np.flatnonzero(~outside), np.flatnonzero(outside)
    if share is None or not len(outside_rows):
        return np.arange(len(outside))
    draw = np.random.default_rng(random_state).permutation
    most_outside = int(len(inside_rows) * share / (1 - share))
    most_inside = int(len(outside_rows) * (1 - share) / share) if share else len(inside_rows)
    kept = (draw(inside_rows)[:most_inside], draw(outside_rows)[:most_outside])
    return np.sort(np.concatenate(kept))


def refuse_shares(
    max_error: float, max_offer_error: float, confidence: float, outside: float | None
) -> None:
    """Refuse what is no share: nothing can be promised at 0 or 1."""
    shares = {"max_error": max_error, "max_offer_error": max_offer_error, "confidence": confidence}
    for name, share in shares.items():
        if not 0 < share < 1:
            raise ValueError(f"{name} must be between 0 and 1, not {share}")
    if outside is not None and not 0 <= outside < 1:
        raise ValueError(f"out_of_scope_share must be from 0 to below 1, not {outside}")


def refuse_small_sample(count: int, max_error: float, confidence: float) -> None:
    """Refuse a sample on which nothing can be proved, and say how many questions are missing."""
    needed = FIRST_STEP * answers_needed(max_error, confidence)
    if count >= needed:
        return
    message = _(
        "{count} sorted questions are not enough to promise {error:.0%} of errors: "
        "{missing} are missing."
    ).format(count=count, error=max_error, missing=needed - count)
    hint = _("Sort more questions, or allow more errors (max_error).")
    raise InputError(
        Problem(code="Q02", column="topic", value=str(count), message=message, hint=hint)
    )
