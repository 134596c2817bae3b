"""The peers of the search, run in their own environment: ``python -m … PEER FOLDER``.

Each indexes the same passages and returns the ten best of each question, as its documentation
shows.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from pathlib import Path

WORD = re.compile(r"\w+")


def bm25s(passages: list[str], questions: list[str]):
    """Sparse scores computed when the index is made; French stems by PyStemmer."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("french")
    said = {"stopwords": "fr", "stemmer": stemmer, "show_progress": False}
    engine = bm25s.BM25()
    engine.index(bm25s.tokenize(passages, **said), show_progress=False)
    yield
    for question in questions:
        tokens = bm25s.tokenize([question], **said)
        found, _scores = engine.retrieve(tokens, k=10, show_progress=False)
        yield [int(n) for n in found[0]]


def rank_bm25(passages: list[str], questions: list[str]):
    """Scores computed when a question comes; words as they are."""
    import numpy as np
    from rank_bm25 import BM25Okapi

    engine = BM25Okapi([WORD.findall(text.lower()) for text in passages])
    yield
    for question in questions:
        scores = engine.get_scores(WORD.findall(question.lower()))
        yield [int(n) for n in np.argsort(-scores)[:10]]


if __name__ == "__main__":
    peer, folder = sys.argv[1], Path(sys.argv[2])
    passages, questions = (
        json.loads((folder / f"{name}.json").read_text()) for name in ("passages", "questions")
    )
    began = time.perf_counter()
    work = {"bm25s": bm25s, "rank_bm25": rank_bm25}[peer](passages, questions)
    next(work)
    indexed = time.perf_counter()
    found = list(work)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        json.dumps(
            {
                "index": indexed - began,
                "question": (done - indexed) / len(questions),
                "peak": peak,
                "found": found,
            }
        )
    )
