"""The router: its topics, its promise, and what it never answers."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from civicai import i18n
from civicai.datasets import make_faq
from civicai.errors import InputError
from civicai.faq import NearestQuestion, QuestionRouter

CRIES = ("il y a le feu chez ma voisine", "je veux mourir", "mon mari me frappe")


def test_probabilities_are_of_the_topics_and_add_up_to_one(router, town):
    asked = town["incoming"]["question"]
    chances = router.predict_proba(asked)
    assert chances.shape == (len(asked), len(router.topics_))
    assert np.allclose(chances.sum(axis=1), 1)
    assert (router.topics_[chances.argmax(axis=1)] == router.predict(asked)).all()
    assert router.route(asked)["confidence"].to_numpy() == pytest.approx(chances.max(axis=1))


def test_the_promise_is_kept_on_towns_never_seen():
    """Nine promises in ten should be kept; more than three broken in ten would be chance gone."""
    broken, all_answered = 0, []
    for seed in range(10):
        rows = make_faq(questions=1600, incoming=0, random_state=seed)["questions"]
        learned, seen, new = rows[:500], rows[500:900], rows[900:]
        router = QuestionRouter().fit(learned["question"], learned["topic"])
        router.calibrate(seen["question"], seen["topic"], max_error=0.08)
        routed = router.route(new["question"], explain=False)
        answered = (routed["action"] == "answer").to_numpy()
        all_answered.append(answered.mean())
        wrong = routed["topic"].to_numpy()[answered] != new["topic"].to_numpy()[answered]
        broken += answered.any() and wrong.mean() > 0.08
    assert broken <= 3
    assert np.mean(all_answered) > 0.5


def test_without_calibration_nothing_is_answered(town):
    rows = town["questions"]
    router = QuestionRouter().fit(rows["question"], rows["topic"])
    assert set(router.route(rows["question"][:50])["action"]) == {"offer", "hand_over"}


def test_answers_are_surer_than_offers_and_offers_than_the_rest(town):
    old, recent = town["questions"][::2], town["questions"][1::2]
    router = QuestionRouter().fit(old["question"], old["topic"])
    router.calibrate(recent["question"], recent["topic"], max_error=0.05, max_offer_error=0.6)
    routed = router.route(town["truth"]["question"], explain=False)
    least = routed.groupby("action")["score"].min()
    assert least["answer"] > least["offer"] > least["hand_over"]
    assert (routed["alternatives"].str.split("; ").str[0] == routed["topic"]).all()


@pytest.mark.parametrize("text", [*CRIES, "", "???", "\U0001f600", "   ", "où " * 10_000])
def test_what_no_model_may_answer_is_handed_over(router, text):
    assert router.route([text])["action"].tolist() == ["hand_over"]


def test_a_cry_for_help_says_whom_to_call(router):
    with i18n.use("fr"):
        said = router.route(CRIES)["reason"].tolist()
    for number, reason in zip(("18", "3114", "17"), said, strict=True):
        assert number in reason


def test_another_language_goes_to_a_human(router):
    routed = router.route(["Where can I renew the passport of my daughter, please?"])
    assert routed["language"].tolist() == ["en"]
    assert routed["action"].tolist() == ["hand_over"]


def test_a_stated_share_out_of_scope_makes_the_router_more_careful(town):
    old, recent = town["questions"][::2], town["questions"][1::2]
    answered = []
    for share in (0.02, 0.5):
        router = QuestionRouter().fit(old["question"], old["topic"])
        router.calibrate(
            recent["question"], recent["topic"], max_error=0.15, out_of_scope_share=share
        )
        answered.append((router.route(old["question"])["action"] == "answer").mean())
    assert answered[0] > answered[1]


def test_too_small_a_sample_is_refused_with_what_is_missing(router, town):
    few = town["questions"][:30]
    with i18n.use("en"), pytest.raises(InputError) as caught:
        clone(router).fit(town["questions"]["question"], town["questions"]["topic"]).calibrate(
            few["question"], few["topic"], max_error=0.05
        )
    (problem,) = caught.value.problems
    assert problem.code == "Q02"
    assert "60 are missing" in problem.message


def test_one_topic_is_no_choice():
    with pytest.raises(InputError) as caught:
        QuestionRouter().fit(["a b", "c d", "e f"], ["one", "one", None])
    assert [problem.code for problem in caught.value.problems] == ["Q01"]


def test_two_topics_are_enough():
    questions = ["perdu ma carte", "carte volée", "ma poubelle", "poubelle cassée"] * 3
    router = QuestionRouter().fit(questions, ["carte", "carte", "tri", "tri"] * 3)
    assert router.predict(["où est ma poubelle", "refaire ma carte"]).tolist() == ["tri", "carte"]


def test_the_rule_answers_what_resembles_and_hands_over_the_rest():
    rule = NearestQuestion().fit(["horaires de la piscine", "carte perdue"], ["sport", "papiers"])
    routed = rule.route(["les horaires de la piscine ?", "xylophone"])
    assert routed["action"].tolist() == ["answer", "hand_over"]
    assert routed["topic"][0] == "sport"
    assert routed["confidence"][1] == 0


def test_clinc_as_published():
    """A part of CLINC150: the whole is in the benchmark."""
    data = os.environ.get("CIVICAI_DATA")
    if not data:
        pytest.skip("CIVICAI_DATA is not set: the real data are not here")
    with gzip.open(Path(data, "faq", "clinc150_data_full.json.gz"), "rt") as stream:
        part = json.load(stream)
    kept = sorted({topic for _text, topic in part["train"]})[:40]
    train, test = ([row for row in part[n] if row[1] in kept] for n in ("train", "test"))
    router = QuestionRouter().fit(*zip(*train, strict=True))
    texts, topics = zip(*test, strict=True)
    assert np.mean(router.predict(texts) == np.array(topics, object)) > 0.93
    outside = [text for text, _oos in part["oos_test"]]
    inside_energy, outside_energy = router.energy(texts), router.energy(outside)
    above = (inside_energy[:, None] > outside_energy[None, :]).mean()  # the AUROC
    assert above > 0.945


def test_a_topic_that_breaks_the_promise_alone_is_handed_over(town):
    old, recent = town["questions"][::2], town["questions"][1::2].copy()
    router = QuestionRouter().fit(old["question"], old["topic"])
    worst = router.topics_[0]
    # Agents sort this topic's questions elsewhere: the router is wrong on it, and only on it.
    moved = recent["topic"].where(recent["topic"] != worst, "Autre bureau")
    router.calibrate(recent["question"], moved, max_error=0.15)
    assert router.failing_ == (worst,)
    routed = router.route(old["question"])
    assert "answer" not in set(routed.loc[routed["topic"] == worst, "action"])
    assert "answer" in set(routed["action"])
    sure = (routed["topic"] == worst) & (routed["score"] >= router.answer_from_.score)
    with i18n.use("en"):
        said = router.route(old["question"][sure.to_numpy()])["reason"]
    assert said.str.contains("wrongly too often").any()
