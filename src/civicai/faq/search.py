"""Find the article that answers a question: its words, its stems and its spelling, fused.

Nothing is written by a machine: a passage is shown as the town wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from civicai.faq.features import clean
from civicai.tables.schema import fold

#: Usual constants of BM25.
K1, B = 1.2, 0.75
#: Characters of an article that are read: its beginning says what it is about.
READ = 3000
_STOP = frozenset(
    [
        "a",
        "ai",
        "alors",
        "au",
        "aux",
        "avec",
        "avez",
        "avoir",
        "bonjour",
        "c",
        "ce",
        "ces",
        "cette",
        "comment",
        "d",
        "dans",
        "de",
        "des",
        "doit",
        "dois",
        "du",
        "elle",
        "en",
        "est",
        "et",
        "etre",
        "eu",
        "faire",
        "faut",
        "il",
        "ils",
        "j",
        "je",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "lui",
        "m",
        "ma",
        "mais",
        "me",
        "mes",
        "moi",
        "mon",
        "n",
        "ne",
        "nos",
        "notre",
        "nous",
        "on",
        "ont",
        "ou",
        "par",
        "pas",
        "peut",
        "peux",
        "pour",
        "puis",
        "qu",
        "quand",
        "que",
        "quel",
        "quelle",
        "quelles",
        "quels",
        "qui",
        "quoi",
        "s",
        "sa",
        "sans",
        "se",
        "ses",
        "si",
        "son",
        "sont",
        "suis",
        "sur",
        "t",
        "ta",
        "te",
        "tu",
        "un",
        "une",
        "vais",
        "vos",
        "votre",
        "vous",
        "y",
        "est-ce",
    ]
)
_ENDINGS = re.compile(
    r"(issements?|issantes?|atrices?|ateurs?|ations?|ements?|ances?|ences?|ives?|ifs?|euses?|eurs?|ables?|"
    r"ibles?|elles?|ees?|er|ez|ent|ant|es|e|s|x)$"
)


def stem(word: str) -> str:
    """Cut the commonest French endings off a folded word, leaving four letters at least.

    Examples
    --------
    >>> stem("inscriptions"), stem("inscription"), stem("declarer"), stem("declaration")
    ('inscription', 'inscription', 'declar', 'declar')
    """
    short = _ENDINGS.sub("", word)
    return short if len(short) >= 4 else word


class ArticleSearch(BaseEstimator):
    """Rank articles for a question by BM25 on stems [1]_ and TF-IDF on pieces of words.

    The two scores of a question are standardised over the articles, then added: stems find the
    words, pieces forgive typing errors.

    References
    ----------
    .. [1] Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond",
       Foundations and Trends in Information Retrieval, 2009.
    """

    def fit(self, articles: pd.DataFrame) -> ArticleSearch:
        """Learn the words of the articles.

        Parameters
        ----------
        articles : DataFrame
            ``article_id``, ``title``, ``text``.
        """
        from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

        self.article_id_ = articles["article_id"].to_numpy()
        texts = [
            f"{t} {x}"[:READ] for t, x in zip(articles["title"], articles["text"], strict=True)
        ]
        self.words_ = CountVectorizer(analyzer=_stems, dtype=np.float64)
        counts = self.words_.fit_transform(texts).tocsr()
        length = np.asarray(counts.sum(axis=1)).ravel()
        norm = K1 * (1 - B + B * length / length.mean())
        seen = np.asarray((counts > 0).sum(axis=0)).ravel()
        idf = np.log1p((len(texts) - seen + 0.5) / (seen + 0.5))
        rows = np.repeat(np.arange(len(texts)), np.diff(counts.indptr))
        counts.data = idf[counts.indices] * counts.data * (K1 + 1) / (counts.data + norm[rows])
        self.bm25_ = counts
        self.pieces_ = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, strip_accents="unicode"
        )
        self.spelling_ = self.pieces_.fit_transform(texts)
        return self

    def search(self, questions: Iterable[str], k: int = 3) -> pd.DataFrame:
        """Return the ``k`` best articles of each question.

        Returns
        -------
        DataFrame
            ``question`` (its place, from 0), ``article_id``, ``score`` (no probability),
            ``rank`` (from 1).
        """
        check_is_fitted(self, "bm25_")
        texts = [clean(q) if isinstance(q, str) else "" for q in questions]
        if not texts:
            return pd.DataFrame(columns=["question", "article_id", "score", "rank"])
        asked = self.words_.transform(texts)
        asked.data[:] = 1.0  # a word asked twice does not count twice
        scores = _standard((asked @ self.bm25_.T).toarray())
        scores += _standard((self.pieces_.transform(texts) @ self.spelling_.T).toarray())
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        place = np.repeat(np.arange(len(texts)), best.shape[1])
        return pd.DataFrame(
            {
                "question": place,
                "article_id": self.article_id_[best.ravel()],
                "score": scores[place, best.ravel()],
                "rank": np.tile(np.arange(1, best.shape[1] + 1), len(texts)),
            }
        )


def _stems(text: str) -> list[str]:
    return [stem(word) for word in fold(text).split() if word not in _STOP]


def _standard(scores: npt.NDArray[np.float64]) -> npt.NDArray[Any]:
    centred = scores - scores.mean(axis=1, keepdims=True)
    spread = scores.std(axis=1, keepdims=True)
    return np.asarray(centred / np.where(spread > 0, spread, 1))
