"""The simulated questions: as said, the same each time, and with the truth beside them."""

from __future__ import annotations

import pytest

from civicai.datasets import example_path, make_faq, write_faq_example


@pytest.fixture(scope="module")
def town():
    return make_faq(questions=2000, random_state=5)


def test_shares_are_those_asked_for(town):
    truth = town["truth"].query("table == 'questions'")
    assert (truth["source"] == "outside").mean() == pytest.approx(0.12, abs=0.025)
    assert (truth["source"] == "vague").mean() == pytest.approx(0.05, abs=0.02)
    wrong = truth["topic"].reset_index(drop=True).fillna("") != town["questions"]["topic"].fillna(
        ""
    )
    assert 0.005 < wrong.mean() < 0.03


def test_no_choice_is_left_in_a_question(town):
    assert not town["questions"]["question"].str.contains(r"[{}|]").any()
    assert (town["questions"]["question"].str.len() > 3).all()


def test_every_topic_has_its_department(town):
    assert set(town["questions"]["topic"].dropna()) <= set(town["topics"]["topic"])
    assert (town["topics"][["answer", "department"]] != "").all(axis=None)


def test_seeds(town):
    assert make_faq(2000, random_state=5)["questions"].equals(town["questions"])
    assert not make_faq(2000, random_state=6)["questions"].equals(town["questions"])
    assert make_faq(10, 0)["incoming"].empty


def test_the_example_is_made_again_to_the_byte(tmp_path):
    for path in write_faq_example(tmp_path):
        assert path.read_bytes() == example_path(path.name).read_bytes()
