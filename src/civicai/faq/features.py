"""A question as numbers: words, pairs of words and character n-grams, without accents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from civicai.faq.spelling import WORD, fold_word

#: Texts, in a list or an array.
Texts: TypeAlias = Sequence[str] | npt.NDArray[Any]
#: Weight of the words beside that of the n-grams.
WORDS_WEIGHT = 0.7
#: From this many questions on, what only one of them holds is left out: it teaches nothing more.
MANY = 5000
# A question mark tells a question from a statement, and counts as a word of its own.
_WORD_OR_MARK = re.compile(r"\w+|[?!]")


def word_ngrams(text: str) -> list[str]:
    """Return the words of a text, its pairs of neighbours, and its pairs one word apart.

    Where a question begins and ends counts as a word of the pairs: "how much" at the start says
    more than the same elsewhere.

    Examples
    --------
    >>> word_ngrams("Où jeter ?")
    ['ou', 'jeter', '?', '< ou', 'ou jeter', 'jeter ?', '? >', '< * jeter', 'ou * ?', 'jeter * >']
    """
    words = [fold_word(word) for word in _WORD_OR_MARK.findall(text)]
    framed = ["<", *words, ">"]
    pairs = [f"{a} {b}" for a, b in pairwise(framed)] if words else []
    apart = [f"{a} * {b}" for a, b in zip(framed, framed[2:], strict=False)]
    return words + pairs + apart


class QuestionFeatures:
    """TF-IDF of words and of character n-grams, side by side.

    N-grams of two to five letters carry typing errors and unknown endings; words carry the rest.
    """

    def fit_transform(self, texts: Texts) -> Any:
        """Learn the words and n-grams of ``n`` texts; return their matrix (n, features)."""
        from scipy.sparse import hstack

        least = 2 if len(texts) >= MANY else 1
        self._words, self._ngrams = _word_vectorizer(least), _ngram_vectorizer(least)
        parts = [v.fit_transform(texts) for v in (self._words, self._ngrams)]
        return hstack([WORDS_WEIGHT * parts[0], parts[1]], format="csr", dtype=np.float32)

    def transform(self, texts: Texts) -> Any:
        """Return the matrix of ``n`` texts, of shape (n, features).

        As the vectorizers do, in a third of the time they take for a single question.
        """
        from scipy.sparse import csr_matrix

        columns: list[int] = []
        values: list[npt.NDArray[np.float32]] = []
        ends = [0]
        for text in texts:
            for part in self._lookups:
                found = Counter(filter(None, map(part.column.get, part.analyze(text))))
                at = np.fromiter(found.keys(), np.intp, len(found))
                counted = np.fromiter(found.values(), np.float32, len(found))
                value = (1 + np.log(counted)) * part.weight[at]
                length = float(np.sqrt(value @ value))
                values.append(part.share * value / (length or 1.0))
                columns.extend(found)
            ends.append(len(columns))
        flat = np.concatenate([np.empty(0, np.float32), *values])
        places = np.array(columns, np.int32) - 1
        width = sum(len(part.column) for part in self._lookups)
        return csr_matrix((flat, places, ends), shape=(len(texts), width))

    @cached_property
    def _lookups(self) -> tuple[_Lookup, _Lookup]:
        first = len(self._words.vocabulary_)
        return (
            _Lookup.of(self._words, WORDS_WEIGHT, 0),
            _Lookup.of(self._ngrams, 1.0, first),
        )

    @cached_property
    def words(self) -> npt.NDArray[Any]:
        """The words and pairs that the first columns stand for."""
        return np.asarray(self._words.get_feature_names_out())

    def __getstate__(self) -> dict[str, Any]:
        # One text and one array: as a table of entries, a vocabulary takes minutes to read.
        return {
            name: value
            for kind, v in (("words", self._words), ("ngrams", self._ngrams))
            for name, value in (
                (kind, "\n".join(v.get_feature_names_out())),
                (f"{kind}_idf", v.idf_),
            )
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._words, self._ngrams = _word_vectorizer(1), _ngram_vectorizer(1)
        for kind, vectorizer in (("words", self._words), ("ngrams", self._ngrams)):
            names = state[kind].split("\n")
            vectorizer.vocabulary_ = dict(zip(names, range(len(names)), strict=True))
            vectorizer.idf_ = state[f"{kind}_idf"]


@dataclass
class _Lookup:
    """One vectorizer, laid out for a quick look-up: columns count from 1 over both."""

    analyze: Callable[[str], list[str]]
    column: dict[str, int]
    weight: npt.NDArray[np.float32]
    share: float

    @classmethod
    def of(cls, vectorizer: Any, share: float, first: int) -> _Lookup:
        column = {term: at + first + 1 for term, at in vectorizer.vocabulary_.items()}
        weight = np.r_[np.zeros(first + 1), vectorizer.idf_].astype(np.float32)
        return cls(vectorizer.build_analyzer(), column, weight, share)


def _folded(text: str) -> str:
    return " ".join(map(fold_word, WORD.findall(text)))


def _word_vectorizer(least: int) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=word_ngrams, min_df=least, sublinear_tf=True, dtype=np.float32)


def _ngram_vectorizer(least: int) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        preprocessor=_folded,  # a question mark is no part of a word
        analyzer="char_wb",
        ngram_range=(2, 5),
        min_df=least,
        sublinear_tf=True,
        dtype=np.float32,
    )
