"""The router on the embedded example must not change unless somebody means it to."""

import json
from pathlib import Path

import pytest

from civicai.datasets import example_path
from civicai.faq import evaluate_router, routing_scores
from civicai.faq.schema import QUESTIONS
from civicai.tables import read_table

MASTER = Path(__file__).with_name("faq.json")
#: How far a score may move: a linear classifier stops at a tolerance, not at a bit.
BAND = 0.02
COLUMNS = ("answered_share", "error_share", "accuracy", "outside_answered_share")


@pytest.fixture(scope="module")
def scores():
    rows = read_table(example_path("faq_example.csv"), QUESTIONS)
    table = routing_scores(evaluate_router(rows["question"], rows["topic"], splits=3))
    named = table.set_index("method")
    return {f"{m}, {c}": float(named.loc[m, c]) for m in named.index for c in COLUMNS}


@pytest.fixture(scope="module")
def master(scores, overwrite):
    if overwrite:
        kept = {name: round(value, 4) for name, value in scores.items()}
        MASTER.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return json.loads(MASTER.read_text(encoding="utf-8"))


def test_every_score_stays_in_its_band(scores, master):
    assert list(scores) == list(master)
    assert scores == pytest.approx(master, abs=BAND)


def test_the_master_itself_is_good_news(master):
    assert master["model, error_share"] <= 0.05 < master["rule, error_share"]
    assert master["model, answered_share"] > 0.5
    assert master["model, accuracy"] > master["rule, accuracy"]
