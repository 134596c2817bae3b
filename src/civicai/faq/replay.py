"""The router on questions it has never seen, split anew several times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.errors import InputError, Problem
from civicai.faq.models import QuestionRouter
from civicai.faq.nearest import NearestQuestion
from civicai.faq.questions import SAME, Questions, as_questions
from civicai.i18n import _

#: Share of the questions that each split learns from, and calibrates on; the rest is scored.
LEARNED, CALIBRATED = 0.5, 0.3


def evaluate_router(
    questions: Iterable[str] | Questions,
    topics: Iterable[Any] = (),
    *,
    splits: int = 5,
    max_error: float = 0.05,
    confidence: float = 0.9,
    out_of_scope_share: float | None = None,
    semantic: bool = False,
    random_state: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Fit, calibrate and score on three parts that share no question, several times over.

    Questions that are the same but for capitals stay in one part; near doubles may be split.

    Parameters
    ----------
    questions, topics : Questions, or iterables of length n
        A missing topic is out of scope.
    splits : int
    max_error, confidence, out_of_scope_share
        As :meth:`QuestionRouter.calibrate` takes them.
    semantic, random_state
        As :class:`QuestionRouter` takes them.
    progress : callable, optional
        ``progress(done, total)``.

    Raises
    ------
    InputError
        Q02 if there are too few different questions; Q01 if too few topics.

    Returns
    -------
    DataFrame
        One row a split and question scored: ``split``, ``place`` (rank in ``questions``),
        ``topic`` (missing when out of scope), ``guess``, ``confidence``, ``score``, ``action``,
        ``among_offered``, ``calibrated`` (whether a promise could be set), then ``rule``,
        ``rule_score``, ``rule_action`` of the most similar question, ``naive``,
        ``naive_action``: the most frequent topic, always answered.
    """
    asked = as_questions(questions, topics)
    rng = np.random.default_rng(random_state)
    calibration = {
        "max_error": max_error,
        "confidence": confidence,
        "out_of_scope_share": out_of_scope_share,
    }
    tables = []
    for split in range(splits):
        part = _parts(asked, rng)
        router = QuestionRouter(semantic=semantic, random_state=random_state)
        tables.append(_one_split(router, asked, part, calibration).assign(split=split))
        if progress is not None:
            progress(split + 1, splits)
    table = pd.concat(tables, ignore_index=True)
    return table[["split", *(name for name in table if name != "split")]]


def draw_together(questions: Questions, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return a random number a question, one for all that are the same but for capitals."""
    same, known = pd.factorize(questions.rows[SAME])
    return np.asarray(rng.random(len(known))[same])


def _parts(questions: Questions, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Return 0 (learned), 1 (calibrated) or 2 (scored) for each question."""
    part = np.digitize(draw_together(questions, rng), [LEARNED, LEARNED + CALIBRATED])
    if len(np.unique(part)) < 3:
        raise _too_few(questions.rows[SAME].nunique())
    return part


def _too_few(count: int) -> InputError:
    message = _("{count} different questions are too few to learn from some and score others.")
    return InputError(
        Problem(
            code="Q02",
            column="question",
            value=str(count),
            message=message.format(count=count),
            hint=_("Sort more questions: ten a topic is a good start."),
        )
    )


def _one_split(
    router: QuestionRouter,
    asked: Questions,
    part: npt.NDArray[np.intp],
    calibration: dict[str, Any],
) -> pd.DataFrame:
    learned, seen, scored = (asked.take(part == n) for n in range(3))
    router.fit(learned)
    try:
        router.calibrate(seen, **calibration)
        calibrated = True
    except InputError:  # too few to promise anything: nothing is answered
        calibrated = False
    judged = router.judge(scored)
    routed = router.decide(judged)
    ruled = NearestQuestion().fit(learned).route(scored)
    truth = [name or None for name in scored.topics.tolist()]
    likeliest = router.topics_[judged.best[:, : router.offered]]
    return pd.DataFrame(
        {
            "place": np.flatnonzero(part == 2),
            "topic": truth,
            "guess": routed["topic"],
            "confidence": routed["confidence"],
            "score": routed["score"],
            "action": routed["action"],
            "among_offered": [name in some for name, some in zip(truth, likeliest, strict=True)],
            "calibrated": calibrated,
            "rule": ruled["topic"],
            "rule_score": ruled["confidence"],
            "rule_action": ruled["action"],
            "naive": next(iter(router.counts_)),
            "naive_action": "answer",
        }
    )
