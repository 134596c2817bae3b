"""What a log of questions is made of, counted: what the promise was proved on, and what came."""

from __future__ import annotations

from typing import TypedDict

import pandas as pd

from civicai.faq.questions import Questions
from civicai.faq.spelling import WORD, SpellingCorrector


class LogProfile(TypedDict):
    """Counts of a log: ``topics`` are those guessed, of the questions not handed over."""

    questions: int
    handed_over: int
    words: int
    unknown_words: int
    topics: dict[str, int]


def profile_log(
    questions: Questions, routed: pd.DataFrame, speller: SpellingCorrector
) -> LogProfile:
    """Count what a log is made of: actions, unknown words, topics guessed.

    Parameters
    ----------
    questions : Questions
    routed : DataFrame
        ``action`` and ``topic`` of each.
    speller : SpellingCorrector
        That knows the words learned.
    """
    words = [word for text in questions.texts for word in WORD.findall(text)]
    kept = routed["action"] != "hand_over"
    counted = routed.loc[kept, "topic"].value_counts()
    return LogProfile(
        questions=len(questions),
        handed_over=int((~kept).sum()),
        words=len(words),
        unknown_words=sum(not speller.knows(word) for word in words),
        topics={str(topic): int(n) for topic, n in counted.items()},
    )
