"""A question as numbers: words, pairs of words and pieces of words, without accents."""

from __future__ import annotations

import re
from typing import Any

#: Longest text that is read: a question is shorter, a pasted document is cut.
MAX_LENGTH = 2000
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """Return a text cut to :data:`MAX_LENGTH`, its apostrophes and spaces in one spelling."""
    return _SPACES.sub(" ", text[:MAX_LENGTH].replace("’", "'")).strip()


def text_features() -> Any:
    """Return the union of TF-IDF on words and on pieces of words, not yet fitted.

    Pieces of two to five letters carry typing errors and unknown endings; words carry the rest.
    """
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    shared = {"sublinear_tf": True, "strip_accents": "unicode", "dtype": np.float32}
    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\b\w+\b", **shared)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **shared)
    return make_union(words, pieces)
