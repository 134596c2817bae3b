"""Why a question is answered, offered or handed over, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.faq.emergency import find_emergency
from civicai.faq.features import MAX_LENGTH, says_something
from civicai.i18n import _, translate

if TYPE_CHECKING:
    from civicai.faq.models import QuestionRouter

#: Words quoted, and the least part of the most telling one's weight that they must have.
QUOTED, LEAST = 3, 0.25


def route_reasons(
    router: QuestionRouter,
    texts: npt.NDArray[Any],
    table: pd.DataFrame,
    best: npt.NDArray[np.intp],
) -> list[str]:
    """Return one short sentence a question.

    Parameters
    ----------
    router : QuestionRouter
    texts : ndarray of str of shape (n,)
    table : DataFrame
        ``topic``, ``action``, ``language``, ``score``.
    best : ndarray of int of shape (n,)
        Rank of the best topic.
    """
    words = _telling_words(router, texts, best)
    said = []
    for text, telling, row in zip(texts, words, table.itertuples(), strict=True):
        crisis = find_emergency(text)
        if crisis is not None:
            said.append(translate(crisis.numbers))
        elif not says_something(text):
            said.append(_("nothing is said"))
        elif len(text) > MAX_LENGTH:
            said.append(_("too long for a question"))
        elif row.language not in ("", router.language_):
            offered = row.action == "offer"
            said.append(
                _("in another language than the questions learned: to be checked")
                if offered
                else _("in another language than the questions learned")
            )
        elif row.action == "offer" and np.isneginf(row.score):
            said.append(_("several questions in one"))
        elif row.action == "answer":
            said.append(_("telling words: {words}").format(words=telling or "–"))
        elif row.action == "offer" and router.max_error_ is None:
            said.append(
                _("offered without a promise; telling words: {words}").format(words=telling or "–")
            )
        elif row.action == "offer":
            said.append(
                _("not sure enough of one topic; telling words: {words}").format(
                    words=telling or "–"
                )
            )
        elif row.topic in router.failing_ and row.score >= router.answer_from_.score:
            said.append(_("this topic was answered wrongly too often: a human answers"))
        elif router.max_error_ is None:
            said.append(_("no promise has been set: a human answers"))
        else:
            said.append(_("too unlike the questions learned"))
    return said  # fmt: skip


def _telling_words(
    router: QuestionRouter, texts: npt.NDArray[Any], best: npt.NDArray[np.intp]
) -> list[str]:
    """Return the words of each question that weigh most for its best topic."""
    if not len(texts):
        return []
    classifier = router.ensemble_.classifiers[0]
    names = classifier.features_.words
    counted = classifier.features_.transform(router.ensemble_.speller.correct(texts))
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


def _shown(words: str) -> str:
    """Return words as they are read: without the marks of a question's start and end."""
    return words.replace(" * ", " … ").strip("<> …") or words
