"""Splits that share no question, and scores that are functions of their rows."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai.errors import InputError
from civicai.faq import evaluate_router, risk_coverage, routing_scores
from civicai.faq.scores import topic_scores

ROWS = pd.DataFrame(
    {
        "topic": ["a", "a", "b", None],
        "guess": ["a", "b", "b", "a"],
        "score": [4.0, 1.0, 3.0, 2.0],
        "action": ["answer", "answer", "offer", "hand_over"],
        "among_offered": [True, True, True, False],
        "rule": ["a", "a", "a", "a"],
        "rule_score": [0.9, 0.8, 0.7, 0.6],
        "rule_action": ["answer", "answer", "answer", "answer"],
        "naive": "a",
        "naive_action": "answer",
    }
)


def test_scores_by_hand():
    scores = routing_scores(ROWS).set_index("method")
    model, rule = scores.loc["model"], scores.loc["rule"]
    assert model["answered_share"] == 0.5
    assert model["error_share"] == 0.5
    assert model["accuracy"] == pytest.approx(2 / 3)
    assert model["offer_hit_share"] == 1
    assert model["outside_answered_share"] == 0
    assert rule["error_share"] == 0.5
    assert rule["outside_answered_share"] == 1


def test_the_curve_by_hand():
    curve = risk_coverage(ROWS, points=4)
    assert curve["answered_share"].tolist()[-1] == 1
    assert curve["model_share"].tolist()[-1] == 0.5
    assert curve["rule_share"].tolist()[-1] == 0.5


def test_topics_add_up_to_one():
    table = topic_scores(ROWS, 0.9).set_index("topic")
    shares = table[["right_share", "wrong_share", "offered_share", "handed_share"]]
    assert shares.sum(axis=1).tolist() == [1, 1, 1]
    assert table.loc["a", "error_share"] == 0
    assert table.loc["b", "error_share"] == 1


def test_no_question_is_both_learned_and_scored(town):
    rows = town["questions"]
    twice = pd.concat([rows, rows], ignore_index=True)
    once = evaluate_router(rows["question"], rows["topic"], splits=2, max_error=0.1)
    doubled = evaluate_router(twice["question"], twice["topic"], splits=2, max_error=0.1)
    # Were the copies split apart, the rule would find each question it has to answer.
    assert (doubled["rule"] == doubled["topic"]).mean() < 0.93
    assert (once["rule"] == once["topic"]).mean() < 0.93
    assert (doubled["rule_score"] > 0.999).mean() < 0.25
    assert once.groupby("split")["place"].apply(lambda p: p.is_unique).all()


def test_too_few_different_questions_are_refused():
    with pytest.raises(InputError) as caught:
        evaluate_router(["ma carte", "ma poubelle"] * 20, ["x", "y"] * 20)
    assert [problem.code for problem in caught.value.problems] == ["Q02"]
