"""Find the article that answers a question: its words, its spelling and its meaning, fused.

Nothing is written by a machine: a passage is shown as the town wrote it, with its source and date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from civicai.errors import InputError, Problem
from civicai.faq.languages import guess_language, main_language
from civicai.faq.questions import Questions, as_questions
from civicai.faq.spelling import SpellingCorrector
from civicai.i18n import _
from civicai.tables.schema import fold

Floats = npt.NDArray[np.float32]

#: Usual constants of BM25.
K1, B = 1.2, 0.75
#: Characters of an article that are read: its beginning says what it is about.
READ = 3000
#: Words of a passage that is shown, and of a part that the encoder reads.
PASSAGE = 60
#: Character n-grams that more articles than this share hold tell none from another.
COMMON = 0.25
#: Questions scored together.
BATCH = 200
_TEXTS = ("title", "text", "source", "date")
_STOP_WORDS = (
    "a ai alors au aux avec avez avoir bonjour c ce ces cette comment d dans de des doit dois du "
    "elle en est et etre eu faire faut il ils j je l la le les leur lui m ma mais me mes moi mon "
    "n ne nos notre nous on ont ou par pas peut peux pour puis qu quand que quel quelle quelles "
    "quels qui quoi s sa sans se ses si son sont suis sur t ta te tu un une vais vos votre vous "
    "y"
)
_STOP = frozenset(_STOP_WORDS.split())
_ENDINGS = re.compile(
    r"(issements?|issantes?|atrices?|ateurs?|ations?|ements?|ances?|ences?|ives?|ifs?|euses?|eurs?|ables?|"
    r"ibles?|elles?|ees?|er|ez|ent|ant|es|e|s|x)$"
)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Cut the commonest French endings off a folded word, leaving four letters at least.

    Examples
    --------
    >>> stem("inscriptions"), stem("inscription"), stem("declarer"), stem("declaration")
    ('inscription', 'inscription', 'declar', 'declar')
    """
    short = _ENDINGS.sub("", word)
    return short if len(short) >= 4 else word


class ArticleSearch(BaseEstimator):  # type: ignore[misc]
    """Rank articles for a question by BM25 on stems [1]_, character n-grams, and meaning.

    The spelling of the question is corrected first, from the words of the articles. The scores of
    a question are standardised over the articles, then added: stems find the words, n-grams forgive
    endings and errors, and the encoder of the extra ``semantic``, where it is asked for, finds
    other words for the same thing.

    Parameters
    ----------
    semantic : bool
        Whether to read the meaning too.

    References
    ----------
    .. [1] Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond",
       Foundations and Trends in Information Retrieval, 2009.
    """

    def __init__(self, *, semantic: bool = False) -> None:
        self.semantic = semantic

    def fit(self, articles: pd.DataFrame) -> ArticleSearch:
        """Learn the words of the articles.

        Parameters
        ----------
        articles : DataFrame
            ``title``, ``text``, and where there are ``article_id`` (else the rank, from 1),
            ``source`` and ``date``.

        Raises
        ------
        InputError
            Q11 if no article says anything.
        """
        ids = articles.get("article_id", pd.Series(range(1, len(articles) + 1)))
        self.article_id_ = ids.to_numpy()
        self.articles_ = {
            name: [_text(value) for value in articles[name]]
            if name in articles
            else [""] * len(ids)
            for name in _TEXTS
        }
        heads = zip(self.articles_["title"], self.articles_["text"], strict=True)
        texts = [f"{title} {text}".strip()[:READ] for title, text in heads]
        if not any(map(stems, texts)):
            message, hint = _("no article says anything."), _("Give a page with its answers.")
            raise InputError(Problem(code="Q11", column="text", message=message, hint=hint))
        self.speller_ = SpellingCorrector(main_language(map(guess_language, texts[:BATCH]))).fit(
            texts
        )
        self._fit_stems(texts)
        self._fit_ngrams(texts)
        if self.semantic:
            self._fit_meaning(texts)
        return self

    def search(
        self,
        questions: Iterable[str] | Questions,
        k: int = 3,
        among: Iterable[Any] | None = None,
    ) -> pd.DataFrame:
        """Return the ``k`` best articles of each question.

        Parameters
        ----------
        questions : iterable of str of length n
        k : int
        among : iterable, optional
            Identifiers of the only articles to look at.

        Returns
        -------
        DataFrame
            ``question`` (its place, from 0), ``article_id``, ``score`` (no probability),
            ``rank`` (from 1), ``title``, ``passage`` (the part of the article that the question
            asks for), ``source``, ``date``.
        """
        check_is_fitted(self, "stem_weights_")
        texts = self.speller_.correct(as_questions(questions).texts)
        searched = np.arange(len(self.article_id_))
        if among is not None:
            searched = np.flatnonzero(np.isin(self.article_id_, list(among)))
        k = min(k, len(searched))
        parts = [
            self._best(texts[at : at + BATCH], k, searched) for at in range(0, len(texts), BATCH)
        ]
        best = np.concatenate([np.empty((0, k), int), *(b for b, _ in parts)])
        score = np.concatenate([np.empty(0), *(s.ravel() for _, s in parts)])
        place = np.repeat(np.arange(len(texts)), best.shape[1])
        flat = best.ravel()
        found = pd.DataFrame(
            {
                "question": place,
                "article_id": self.article_id_[flat],
                "score": score,
                "rank": np.tile(np.arange(1, best.shape[1] + 1), len(texts)),
                "title": [self.articles_["title"][i] for i in flat],
                "passage": [self._passage(texts[q], i) for q, i in zip(place, flat, strict=True)],
                "source": [self.articles_["source"][i] for i in flat],
                "date": [self.articles_["date"][i] for i in flat],
            }
        )
        return found

    def ranks(self, questions: Iterable[str] | Questions) -> npt.NDArray[np.intp]:
        """Return at which rank the n-th question finds the n-th article, from 1, of shape (n,)."""
        check_is_fitted(self, "stem_weights_")
        texts = self.speller_.correct(as_questions(questions).texts)
        ranks = []
        for at in range(0, len(texts), BATCH):
            scores = self._scores(texts[at : at + BATCH])
            place = np.arange(len(scores))
            own = scores[place, at + place][:, None]
            # Articles that score as much stand in the order of the page.
            before = (scores == own) & (np.arange(scores.shape[1]) < at + place[:, None])
            ranks.append(1 + ((scores > own) | before).sum(axis=1))
        return np.concatenate([np.empty(0, int), *ranks])

    def __getstate__(self) -> dict[str, Any]:
        # The articles say it all, and are learned again in less time than their words are read.
        return {"semantic": self.semantic, "id": list(self.article_id_), **self.articles_}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.semantic = state["semantic"]
        self.fit(pd.DataFrame({"article_id": state["id"], **{n: state[n] for n in _TEXTS}}))

    def _fit_stems(self, texts: list[str]) -> None:
        from sklearn.feature_extraction.text import CountVectorizer

        self.stems_ = CountVectorizer(analyzer=stems, dtype=np.float32)
        counts = self.stems_.fit_transform(texts).tocsr()
        length = np.asarray(counts.sum(axis=1)).ravel()
        norm = K1 * (1 - B + B * length / max(length.mean(), 1))
        seen = np.bincount(counts.indices, minlength=counts.shape[1])
        self.idf_ = np.log1p((len(texts) - seen + 0.5) / (seen + 0.5))
        rows = np.repeat(np.arange(len(texts)), np.diff(counts.indptr))
        weight = self.idf_[counts.indices] * counts.data * (K1 + 1) / (counts.data + norm[rows])
        counts.data = weight.astype(np.float32)
        self.stem_weights_ = counts.T.tocsr()  # one row a stem: a question reads its own rows only

    def _fit_ngrams(self, texts: list[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.ngrams_ = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(3, 5),
            max_df=COMMON if len(texts) >= 1 / COMMON else 1.0,
            sublinear_tf=True,
            strip_accents="unicode",
            dtype=np.float32,
        )
        try:
            found = self.ngrams_.fit_transform(texts)
        except ValueError:  # the articles are all alike: no n-gram is rare
            found = self.ngrams_.set_params(max_df=1.0).fit_transform(texts)
        self.ngram_weights_ = found.T.tocsr()

    def _fit_meaning(self, texts: list[str]) -> None:
        from civicai.faq.encoder import encode

        parts = [_windows(text) for text in texts]
        self.first_part_ = np.cumsum([0, *map(len, parts)])[:-1]
        self.meaning_ = encode([window for part in parts for window in part])

    def _best(
        self, texts: list[str], k: int, searched: npt.NDArray[np.intp]
    ) -> tuple[npt.NDArray[np.intp], Floats]:
        if not k:
            return np.empty((len(texts), 0), int), np.empty((len(texts), 0), np.float32)
        scores = self._scores(texts)[:, searched]
        best = np.argpartition(-scores, k - 1, axis=1)[:, :k]
        order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
        best = np.take_along_axis(best, order, axis=1)
        return searched[best], np.take_along_axis(scores, best, axis=1)

    def _scores(self, texts: list[str]) -> Floats:
        """Return how well each article answers each corrected text, of shape (n, articles)."""
        asked = self.stems_.transform(texts)
        asked.data[:] = 1.0  # a word asked twice does not count twice
        scores = _standard((asked @ self.stem_weights_).toarray())
        scores += _standard((self.ngrams_.transform(texts) @ self.ngram_weights_).toarray())
        if self.semantic:
            from civicai.faq.encoder import encode

            near = encode(texts) @ self.meaning_.T
            scores += _standard(np.maximum.reduceat(near, self.first_part_, axis=1))
        return scores

    def _passage(self, question: str, article: int) -> str:
        """Return the window of an article that holds most of what is asked, rare words first."""
        windows = _windows(self.articles_["text"][article])
        if len(windows) == 1:
            return windows[0]
        place = self.stems_.vocabulary_
        asked = {place[s] for s in stems(question) if s in place}
        worth = [
            sum(self.idf_[i] for i in asked & {place.get(s, -1) for s in stems(window)})
            for window in windows
        ]
        return windows[int(np.argmax(worth))]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if pd.isna(value) else str(value)


def stems(text: str) -> list[str]:
    """Return the stems of a text, without the words that say nothing.

    Examples
    --------
    >>> stems("Comment renouveler les passeports ?")
    ['renouvel', 'passeport']
    """
    return [stem(word) for word in fold(text).split() if word not in _STOP]


def _windows(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[at : at + PASSAGE]) for at in range(0, max(len(words), 1), PASSAGE)]


def _standard(scores: Floats) -> Floats:
    centred = scores - scores.mean(axis=1, keepdims=True)
    spread = scores.std(axis=1, keepdims=True)
    return np.asarray(centred / np.where(spread > 0, spread, 1))
