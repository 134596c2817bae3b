"""Topics that are missing, labels that contradict their like, and questions that have changed."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai.datasets import make_faq
from civicai.errors import InputError
from civicai.faq import QuestionRouter, drift_report, suggest_topics, suspect_labels


@pytest.fixture(scope="module")
def rows():
    return make_faq(questions=1500, incoming=0, random_state=7)


def test_planted_labels_are_found_and_few_others(rows):
    questions, truth = rows["questions"], rows["truth"]["topic"]
    found = suspect_labels(questions["question"], questions["topic"])
    wrong = questions["topic"].notna() & (questions["topic"] != truth)
    planted = set(wrong[wrong].index)
    assert len(planted & set(found["place"])) >= 0.8 * len(planted)
    # Questions that fit several topics are contradictory too: agents settle them all the same.
    assert len(planted & set(found["place"])) >= len(found) / 3
    assert found["confidence"].is_monotonic_decreasing
    assert (found["topic"] == questions["topic"].iloc[found["place"]].to_numpy()).all()
    assert (found["guess"] != found["topic"]).all()


def test_labels_without_two_topics_have_nothing_to_contradict():
    assert suspect_labels(["a b", "c d"], ["one", "one"]).empty
    assert suspect_labels([], []).empty


def test_unanswered_questions_are_grouped_by_what_they_ask():
    texts = [f"{start} mon colis est perdu" for start in ("bonjour", "svp", "merci", "")]
    texts += [f"{start} quel temps fera-t-il demain" for start in ("salut", "svp", "")]
    texts += ["rien à voir"]
    found = suggest_topics(texts)
    assert found["rows"].tolist() == [4, 3]
    assert "colis" in found["words"][0]
    assert "temps" in found["example"][1]
    assert suggest_topics(["une seule"]).empty
    assert list(suggest_topics([])) == list(found)


def test_no_group_holds_personal_data():
    texts = [f"mon colis perdu, appelez le 06 12 34 56 7{n}" for n in range(4)]
    assert "06 12" not in suggest_topics(texts).to_csv()


@pytest.fixture(scope="module")
def calibrated(rows):
    old = rows["questions"][:1000]
    router = QuestionRouter().fit(old["question"][:600], old["topic"][:600])
    return router.calibrate(old["question"][600:], old["topic"][600:], max_error=0.1)


def test_a_log_of_the_same_kind_has_not_moved(calibrated, rows):
    report = drift_report(calibrated, rows["questions"]["question"][1000:])
    assert not report["moved"].any()
    topics = report[report["measure"] == "topic"]
    assert topics["topic"].tolist() == calibrated.topics_.tolist()
    assert topics["then_share"].sum() == pytest.approx(1)
    assert topics["now_share"].sum() == pytest.approx(1)


def test_what_moves_is_told(calibrated, rows):
    new = rows["questions"][1000:]
    crisis = ["inondation imminente, barrage fissuré, évacuation préfectorale obligatoire"] * 150
    moved = drift_report(calibrated, pd.concat([new["question"], pd.Series(crisis)]))
    told = moved[moved["moved"]]
    assert "unknown_words" in set(told["measure"])
    assert "handed_over" in set(told["measure"])
    topic = new["topic"].value_counts().index[-1]
    of_topic = new.loc[new["topic"] == topic, "question"]
    more = of_topic.sample(150, replace=True, random_state=0)
    told = drift_report(calibrated, pd.concat([new["question"], more]))
    assert topic in set(told.loc[told["moved"], "topic"])


def test_nothing_to_compare_is_refused(calibrated, rows):
    with pytest.raises(InputError) as caught:
        drift_report(calibrated, ["", None])
    assert caught.value.problems[0].code == "Q05"
    old = rows["questions"][:300]
    with pytest.raises(InputError) as caught:
        drift_report(QuestionRouter().fit(old["question"], old["topic"]), ["où"])
    assert caught.value.problems[0].code == "Q13"
