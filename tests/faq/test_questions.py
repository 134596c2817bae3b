"""Questions cleaned once: what is kept of each, what is set aside, and what is never redone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicai.faq import NearestQuestion, QuestionRouter, Questions, make_questions
from civicai.faq.questions import MAX_LENGTH, as_questions


def table(*texts, **columns):
    return pd.DataFrame({"question": texts, **columns}, index=range(2, 2 + len(texts)))


def test_what_is_known_of_each_question():
    asked = make_questions(
        table(
            "Je m’appelle Zoé,  où est la mairie ?",
            "il y a le feu !",
            "",
            "Où est la mairie ? Where can I find the pool in this town?",
            topic=[" plan ", None, "plan", "plan"],
        )
    )
    rows = asked.rows
    assert rows.index.tolist() == [2, 3, 5]
    assert rows["question"][2] == "Je m'appelle [nom], où est la mairie ?"
    assert rows["topic"].tolist() == ["plan", "", "plan"]
    assert rows["emergency"].tolist() == ["", "fire", ""]
    assert rows["language"].tolist() == ["fr", "", "en"]
    parts = (("Où est la mairie", "fr"), ("Where can I find the pool in this town", "en"))
    assert rows["parts"].tolist() == [(), (), parts]
    assert asked.aside["why"].tolist() == ["empty"]
    assert asked.aside.index.tolist() == [4]
    assert [problem.code for problem in asked.findings] == ["Q04", "Q05"]
    assert asked.findings[1].row == 4


def test_the_same_question_has_one_number():
    asked = make_questions(
        table("Où ?", " où ? ", "Quand ?", "appelez le 06 12 34 56 78", "Appelez le 0711223344")
    )
    assert asked.rows["same"].tolist() == [0, 0, 1, 2, 2]


def test_what_was_cleaned_is_taken_as_it_is():
    asked = make_questions(table("Où ?", "bla " * 900 + "je veux mourir"))
    assert make_questions(asked) is asked
    assert as_questions(asked) is asked
    assert make_questions(asked.rows).rows.equals(asked.rows)


@given(st.text(max_size=300))
def test_cleaning_a_clean_text_changes_nothing(text):
    (once,) = as_questions([text]).texts
    (twice,) = as_questions([once]).texts
    assert once == twice


def test_a_list_loses_none_of_its_texts():
    asked = as_questions(["où ?", None, 3, ""], ["a", "b", None, float("nan")])
    assert asked.texts.tolist() == ["où ?", "", "", ""]
    assert asked.topics.tolist() == ["a", "b", "", ""]
    assert asked.silent.tolist() == [False, True, True, True]
    assert len(as_questions([])) == 0


def test_a_cry_is_heard_before_the_cut_and_the_mask():
    long = "bla " * 900 + "je veux mourir"
    asked = as_questions([long, "je m'appelle au secours"])
    assert asked.urgent.tolist() == [True, True]
    assert asked.too_long.tolist() == [True, False]
    assert len(asked.texts[0]) == MAX_LENGTH + 1
    assert asked.texts[1] == "je m'appelle [nom]"


def test_some_and_others():
    asked = make_questions(table("un", "deux", "trois", topic=["a", "b", "c"]))
    some = asked.take(np.array([True, False, True]))
    assert isinstance(some, Questions)
    assert some.topics.tolist() == ["a", "c"]
    assert asked.take(np.array([2, 0])).texts.tolist() == ["trois", "un"]
    assert (some + asked.take(np.array([1]))).texts.tolist() == ["un", "trois", "deux"]


def test_days_are_kept_and_cut_at():
    days = pd.to_datetime(["2026-01-05", "2026-02-01"])
    asked = make_questions(table("un", "deux", date=days))
    assert asked.until(pd.Timestamp("2026-01-31")).texts.tolist() == ["un"]


def test_a_list_and_questions_teach_the_same(town):
    rows = town["questions"][:300]
    given = make_questions(rows)
    asked = town["incoming"]["question"]
    listed = QuestionRouter().fit(rows["question"], rows["topic"])
    assert QuestionRouter().fit(given).route(asked).equals(listed.route(asked))
    rule = NearestQuestion().fit(given).route(make_questions(town["incoming"]))
    assert rule.equals(NearestQuestion().fit(rows["question"], rows["topic"]).route(asked))


@pytest.mark.parametrize("wrong", ["une question", "x"])
def test_one_text_is_no_list(wrong):
    with pytest.raises(TypeError, match="list of questions"):
        as_questions(wrong)
