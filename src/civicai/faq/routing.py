"""From what a router makes of questions to what is done with each: thresholds, and their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.faq.answer_thresholds import Threshold
from civicai.faq.questions import EMERGENCY, Questions

Floats = npt.NDArray[np.float64]


@dataclass
class Judgement:
    """What a router makes of ``n`` questions, whatever its thresholds.

    Parameters
    ----------
    questions : Questions
    corrected : list of str
        Their texts, spelling corrected.
    log_proba : ndarray of shape (n, topics)
        Of each topic, knowing that one fits.
    score : ndarray of shape (n,)
        How sure an answer would be; minus infinity where no score may answer.
    foreign : ndarray of bool of shape (n,)
        Which are in another language than the questions learned.
    several : dict of list of str
        Place of a text that asks several questions -> their topics.
    """

    questions: Questions
    corrected: list[str]
    log_proba: Floats
    score: Floats
    foreign: npt.NDArray[np.bool_]
    several: dict[int, list[str]]

    @property
    def best(self) -> npt.NDArray[np.intp]:
        """Topics from the likeliest to the least likely, of shape (n, topics)."""
        return np.argsort(-self.log_proba, axis=1, kind="stable")

    def offered(self, topics: npt.NDArray[Any], most: int) -> list[list[str]]:
        """Return the topics to offer for each question."""
        likeliest = topics[self.best[:, :most]].tolist()
        return [self.several.get(place, names) for place, names in enumerate(likeliest)]


@dataclass(frozen=True)
class Policy:
    """From which score to answer and to offer, and which topics are never answered.

    Parameters
    ----------
    answer_from, offer_from : Threshold
    failing : tuple of str
    promised : bool
        Whether the thresholds were proved to keep a promise.
    offered : int
        Topics offered.
    """

    answer_from: Threshold
    offer_from: Threshold
    failing: tuple[str, ...]
    promised: bool
    offered: int


def decide(judged: Judgement, topics: npt.NDArray[Any], policy: Policy) -> pd.DataFrame:
    """Answer, offer topics or hand over, and why.

    Returns
    -------
    DataFrame of n rows
        ``topic`` (always the best guess), ``confidence``, ``score``, ``action``,
        ``alternatives``, ``language``, ``emergency`` (kind of the cry for help, or ``""``),
        ``why`` (a code: see :data:`civicai.faq.reasons.REASONS`).
    """
    score, topic = judged.score, topics[judged.best[:, 0]].astype(object)
    answer, offer = score >= policy.answer_from.score, score >= policy.offer_from.score
    action = np.select([answer, offer], ["answer", "offer"], "hand_over").astype(object)
    fails = np.isin(topic.astype(str), policy.failing)
    action[fails & (action == "answer")] = "hand_over"
    # The promise was tested on questions in the town's language: for another, it is a guide.
    action[judged.foreign & (action == "answer")] = "offer"
    several = np.isin(np.arange(len(action)), [*judged.several])
    action[several] = "offer"
    return pd.DataFrame(
        {
            "topic": topic,
            "confidence": np.exp(judged.log_proba.max(axis=1, initial=-np.inf)),
            "score": score,
            "action": action,
            "alternatives": ["; ".join(names) for names in judged.offered(topics, policy.offered)],
            "language": judged.questions.languages,
            "emergency": judged.questions.rows[EMERGENCY].to_numpy(object),
            "why": _why(judged, action, several, fails & answer, policy.promised),
        }
    )


def _why(
    judged: Judgement,
    action: npt.NDArray[Any],
    several: npt.NDArray[np.bool_],
    failing: npt.NDArray[np.bool_],
    promised: bool,
) -> npt.NDArray[Any]:
    """Return why each question is answered, offered or handed over; the first reason counts."""
    asked, offered = judged.questions, action == "offer"
    everywhere = np.ones(len(action), bool)
    reasons = {
        "emergency": asked.urgent,
        "nothing_said": asked.silent,
        "too_long": asked.too_long,
        "foreign_offered": judged.foreign & offered,
        "foreign": judged.foreign,
        "several": several,
        "sure": action == "answer",
        "unproved": offered & (not promised),
        "unsure": offered,
        "failing_topic": failing,
        "no_promise": everywhere & (not promised),
    }
    return np.select([*reasons.values()], [*reasons], "unlike").astype(object)
