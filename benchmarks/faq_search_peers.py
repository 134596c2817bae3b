"""Search among 100,000 passages: civicai beside bm25s and rank_bm25, in one run.

    python benchmarks/faq_search_peers.py [PASSAGES]

Passages are windows of forty words of the State's pages, then windows whose sentences come from
several pages, until there are enough. The questions are the titles of 200 pages; a passage of the
right page among the ten found counts. Each method runs in a process of its own, in one thread,
asked one question at a time. civicai corrects the spelling and reads character n-grams too, which
the peers do not: see the second line of each method, where one letter in ten is wrong.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from harness.environments import BENCHMARKS, PeerMissingError, python_of
from harness.questions import mistyped
from harness.workers import ONE_THREAD

OURS = """
import json, resource, sys, time
from pathlib import Path
import pandas as pd
from civicai.faq import ArticleSearch
folder = Path(sys.argv[1])
passages, questions = (
    json.loads((folder / f"{name}.json").read_text()) for name in ("passages", "questions")
)
began = time.perf_counter()
rows = pd.DataFrame({"article_id": range(len(passages)), "title": "", "text": passages})
engine = ArticleSearch().fit(rows)
engine.search(questions[:1])
indexed = time.perf_counter()
found = [engine.search([q], k=10)["article_id"].tolist() for q in questions]
done = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
print(json.dumps({"index": indexed - began, "question": (done - indexed) / len(questions),
                  "peak": peak, "found": found}))
"""
#: Words of a passage, and questions asked.
WORDS, ASKED = 40, 200


def made(pages: pd.DataFrame, count: int) -> tuple[list[str], np.ndarray]:
    """Return passages and the page that each comes from, -1 where it is of several."""
    passages: list[str] = []
    origin: list[int] = []
    for page, text in enumerate(pages["answer"]):
        words = text.split()
        for at in range(0, len(words), WORDS):
            passages.append(" ".join(words[at : at + WORDS]))
            origin.append(page)
    rng = np.random.default_rng(0)
    real = len(passages)
    while len(passages) < count:
        halves = (passages[rng.integers(real)].split() for _half in range(2))
        passages.append(" ".join(w for half in halves for w in half[: WORDS // 2]))
        origin.append(-1)
    return passages[:count], np.array(origin[:count])


def main() -> None:
    if not os.environ.get("CIVICAI_DATA"):
        sys.exit("Set CIVICAI_DATA to the folder of the real data.")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    pages = pd.read_csv(Path(os.environ["CIVICAI_DATA"], "faq", "service_public_qa.csv.gz"))
    passages, origin = made(pages, count)
    asked = pages["question"].tolist()[:ASKED]
    questions = [*asked, *mistyped(asked, seed=3)]
    environment = os.environ | ONE_THREAD
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "passages.json").write_text(json.dumps(passages))
        Path(folder, "questions.json").write_text(json.dumps(questions))
        bills = {}
        for name in ("civicai", "bm25s", "rank_bm25"):
            try:
                command = (
                    [sys.executable, "-c", OURS, folder]
                    if name == "civicai"
                    else [str(python_of("bm25")), "-m", "harness.search_peers", name, folder]
                )
            except PeerMissingError as error:
                print(f"{name}: not run ({error})")
                continue
            done = subprocess.run(
                command, cwd=BENCHMARKS, env=environment, check=True, capture_output=True, text=True
            )
            bills[name] = json.loads(done.stdout.strip().splitlines()[-1])
    print(f"{count:,} passages, {ASKED} questions, then the same mistyped")
    names = ("index s", "ms each", "ratio", "peak GB", "in ten", "mistyped")
    print(" " * 12 + "".join(f"{name:>10}" for name in names))
    ours = bills["civicai"]["question"]
    for name, bill in bills.items():
        hits = [
            n % ASKED in origin[found] for n, found in enumerate(bill["found"])
        ]  # question n is about page n
        clean, noisy = np.mean(hits[:ASKED]), np.mean(hits[ASKED:])
        each = bill["question"]
        print(f"{name:12}{bill['index']:10.1f}{each * 1000:10.1f}{each / ours:10.2f}"
              f"{bill['peak']:10.2f}{clean:10.1%}{noisy:10.1%}")  # fmt: skip


if __name__ == "__main__":
    main()
