"""A question as numbers: words, pairs of words and pieces of words, without accents."""

from __future__ import annotations

import re
from typing import Any

#: Longest question: what is longer is cut, and goes to a human.
MAX_LENGTH = 2000
#: A word, of one letter too: "l", "d" and "j" are split from theirs.
WORD = r"(?u)\b\w+\b"
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """Return a text cut just above :data:`MAX_LENGTH`, apostrophes and spaces in one spelling."""
    text = text[: 4 * MAX_LENGTH].replace("’", "'").strip()
    return _SPACES.sub(" ", text)[: MAX_LENGTH + 1]


def text_features() -> Any:
    """Return the union of TF-IDF on words and on pieces of words, not yet fitted.

    Pieces of two to five letters carry typing errors and unknown endings; words carry the rest.
    """
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    shared = {"sublinear_tf": True, "strip_accents": "unicode", "dtype": np.float32}
    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=WORD, **shared)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **shared)
    return make_union(words, pieces)
