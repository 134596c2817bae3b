"""Why a question is answered, offered or handed over, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.faq.classifiers import WordClassifier
from civicai.faq.emergency import emergency_numbers
from civicai.i18n import N_, translate

#: Words quoted, and the least part of the most telling one's weight that they must have.
QUOTED, LEAST = 3, 0.25
#: Code of a reason -> its sentence; an emergency has the numbers to call.
REASONS = {
    "nothing_said": N_("nothing is said"),
    "too_long": N_("too long for a question"),
    "foreign_offered": N_("in another language than the questions learned: to be checked"),
    "foreign": N_("in another language than the questions learned"),
    "several": N_("several questions in one"),
    "sure": N_("telling words: {words}"),
    "unproved": N_("offered without a promise; telling words: {words}"),
    "unsure": N_("not sure enough of one topic; telling words: {words}"),
    "failing_topic": N_("this topic was answered wrongly too often: a human answers"),
    "no_promise": N_("no promise has been set: a human answers"),
    "unlike": N_("too unlike the questions learned"),
}


def route_reasons(routed: pd.DataFrame, words: Sequence[str]) -> list[str]:
    """Return one short sentence a question.

    Parameters
    ----------
    routed : DataFrame of n rows
        ``why``, a code, and ``emergency``.
    words : sequence of str of length n
        The telling words of each.
    """
    sentences = {code: translate(text) for code, text in REASONS.items()}
    return [
        emergency_numbers(kind) if kind else sentences[why].format(words=telling or "–")
        for why, kind, telling in zip(routed["why"], routed["emergency"], words, strict=True)
    ]


def telling_words(
    classifier: WordClassifier, corrected: Sequence[str], best: npt.NDArray[np.intp]
) -> list[str]:
    """Return the words of each question that weigh most for its best topic.

    Parameters
    ----------
    classifier : WordClassifier
    corrected : sequence of str of length n
        The questions, spelling corrected.
    best : ndarray of int of shape (n,)
        Rank of the best topic.
    """
    if not len(corrected):
        return []
    names = classifier.features_.words
    counted = classifier.features_.transform(corrected)
    said = []
    for row, topic in enumerate(best):
        part = slice(counted.indptr[row], counted.indptr[row + 1])
        columns, values = counted.indices[part], counted.data[part]
        of_words = columns < len(names)
        columns, values = columns[of_words], values[of_words]
        share = values * classifier.weights_[columns, topic]
        telling = np.argsort(-share)[: 2 * QUOTED]
        least = LEAST * max(share.max(initial=0), 1e-9)
        shown = dict.fromkeys(_shown(names[columns[i]]) for i in telling if share[i] >= least)
        said.append(", ".join([*shown][:QUOTED]))
    return said


def _shown(words: Any) -> str:
    """Return words as they are read: without the marks of a question's start and end."""
    return str(words).replace(" * ", " … ").strip("<> …") or str(words)
