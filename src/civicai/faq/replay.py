"""The router on questions it has never seen, split anew several times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.errors import InputError, Problem
from civicai.faq.features import as_names
from civicai.faq.models import QuestionRouter
from civicai.faq.nearest import NearestQuestion
from civicai.i18n import _

#: Share of the questions that each split learns from, and calibrates on; the rest is scored.
LEARNED, CALIBRATED = 0.5, 0.3


def evaluate_router(
    questions: Iterable[str],
    topics: Iterable[Any],
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
    questions, topics : iterable of length n
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
    texts = pd.Series(list(questions), dtype=object)
    names = pd.Series([name or None for name in as_names(topics)], dtype=object)
    rng = np.random.default_rng(random_state)
    calibration = {
        "max_error": max_error,
        "confidence": confidence,
        "out_of_scope_share": out_of_scope_share,
    }
    tables = []
    for split in range(splits):
        part = _parts(texts, rng)
        router = QuestionRouter(semantic=semantic, random_state=random_state)
        tables.append(_one_split(router, texts, names, part, calibration).assign(split=split))
        if progress is not None:
            progress(split + 1, splits)
    table = pd.concat(tables, ignore_index=True)
    return table[["split", *(name for name in table if name != "split")]]


def draw_together(questions: pd.Series, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return a random number a question, one for all that are the same but for capitals.

    Parameters
    ----------
    questions : Series of str of length n
    rng : Generator
    """
    same, known = pd.factorize(questions.str.lower().str.strip())
    return np.asarray(rng.random(len(known))[same])


def _parts(questions: pd.Series, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Return 0 (learned), 1 (calibrated) or 2 (scored) for each question."""
    part = np.digitize(draw_together(questions, rng), [LEARNED, LEARNED + CALIBRATED])
    if len(np.unique(part)) < 3:
        raise _too_few(questions.str.lower().str.strip().nunique())
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
    texts: pd.Series,
    names: pd.Series,
    part: npt.NDArray[np.intp],
    calibration: dict[str, Any],
) -> pd.DataFrame:
    learned, seen, scored = (part == n for n in range(3))
    router.fit(texts[learned], names[learned])
    try:
        router.calibrate(texts[seen], names[seen], **calibration)
        calibrated = True
    except InputError:  # too few to promise anything: nothing is answered
        calibrated = False
    rule = NearestQuestion().fit(texts[learned], names[learned])
    routed = router.route(texts[scored], explain=False)
    ruled = rule.route(texts[scored])
    truth = names[scored].to_numpy()
    offered = router.best_topics(texts[scored])
    return pd.DataFrame(
        {
            "place": np.flatnonzero(scored),
            "topic": truth,
            "guess": routed["topic"],
            "confidence": routed["confidence"],
            "score": routed["score"],
            "action": routed["action"],
            "among_offered": [t in some for t, some in zip(truth, offered, strict=True)],
            "calibrated": calibrated,
            "rule": ruled["topic"],
            "rule_score": ruled["confidence"],
            "rule_action": ruled["action"],
            "naive": next(iter(router.counts_)),
            "naive_action": "answer",
        }
    )
