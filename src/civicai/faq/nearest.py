"""The rule of a fixed similarity, which the router is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator

from civicai.faq.questions import Questions, as_questions
from civicai.faq.spelling import WORD


class NearestQuestion(BaseEstimator):  # type: ignore[misc]
    """The rule of today: the topic of the most similar question, answered above a fixed cosine.

    Parameters
    ----------
    similarity : float
        Cosine between the words of the two questions from which it is answered.
    """

    def __init__(self, *, similarity: float = 0.5) -> None:
        self.similarity = similarity

    def fit(
        self, questions: Iterable[str] | Questions, topics: Iterable[Any] = ()
    ) -> NearestQuestion:
        """Keep the sorted questions; those without topic are left out."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        asked = as_questions(questions, topics)
        texts, names = asked.texts, asked.topics
        self.names_: npt.NDArray[Any] = names[names != ""]
        self.features_ = TfidfVectorizer(strip_accents="unicode", token_pattern=WORD.pattern)
        self.known_ = self.features_.fit_transform(texts[names != ""])
        return self

    def route(self, questions: Iterable[str] | Questions) -> pd.DataFrame:
        """Return ``topic``, ``confidence`` (the cosine) and ``action`` of each question."""
        asked = self.features_.transform(as_questions(questions).texts)
        best, cosine = [], []
        for start in range(0, asked.shape[0], 1000):  # the whole product would fill the memory
            product = asked[start : start + 1000] @ self.known_.T
            best.append(np.asarray(product.argmax(axis=1)).ravel())
            cosine.append(product.max(axis=1).toarray().ravel())
        near = np.concatenate(cosine) if cosine else np.empty(0)
        topic = self.names_[np.concatenate(best)] if best else np.empty(0, object)
        action = np.where(near >= self.similarity, "answer", "hand_over")
        return pd.DataFrame({"topic": topic, "confidence": near, "action": action})
