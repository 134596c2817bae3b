"""Why a question is answered, offered or handed over, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.faq.emergency import find_emergency
from civicai.faq.features import MAX_LENGTH
from civicai.i18n import _, translate

if TYPE_CHECKING:
    from civicai.faq.models import QuestionRouter

#: Words quoted, and the least part they must have in the score of the topic.
QUOTED, LEAST = 3, 0.03


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
        elif not any(letter.isalnum() for letter in text):
            said.append(_("nothing is said"))
        elif len(text) > MAX_LENGTH:
            said.append(_("too long for a question"))
        elif row.language not in ("", router.language_):
            said.append(_("in another language than the questions learned"))
        elif row.action == "answer":
            said.append(_("telling words: {words}").format(words=telling or "–"))
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
    vectorizer = router.features_.transformer_list[0][1]
    names = vectorizer.get_feature_names_out()
    counted = vectorizer.transform(texts).tocsr()
    weights = router.linear_.coef_
    if len(weights) == 1:  # two topics share one line
        weights = np.vstack([-weights, weights])
    said = []
    for row, topic in enumerate(best):
        part = slice(counted.indptr[row], counted.indptr[row + 1])
        columns = counted.indices[part]
        share = counted.data[part] * weights[topic, columns]
        order = np.argsort(-share)[:QUOTED]
        said.append(", ".join(names[columns[i]] for i in order if share[i] >= LEAST))
    return said
