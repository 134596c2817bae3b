"""The use case on good files and on bad ones."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai import i18n
from civicai.errors import InputError
from civicai.faq import USECASE
from civicai.tables import read_table


@pytest.fixture(scope="module")
def result():
    return USECASE.run(USECASE.example(), "en")


def write(tmp_path, text):
    path = tmp_path / "questions.csv"
    path.write_text(text, encoding="utf-8")
    return {"questions": path}


def refused(tables, **options):
    with i18n.use("en"), pytest.raises(InputError) as caught:
        USECASE.run(tables, "en", **options)
    return caught.value.problems


def test_cries_for_help_come_first_and_bear_no_topic(result):
    first = result.decision[:2]
    assert first["status"].tolist() == ["emergency"] * 2
    assert first["topic"].tolist() == ["", ""]
    assert first["reason"].str.contains("call").all()


def test_no_personal_data_reaches_a_file(result):
    text = result.to_json() + result.to_html()
    for held in ("06 12 34 56 78", "zoe@exemple.fr", "Zoé Exemple"):
        assert held not in text
    assert "[téléphone]" in text


def test_the_promise_is_kept_on_the_example(result):
    figures = {figure.name: figure.value for figure in result.key_figures}
    assert figures["error_share"] <= 0.05
    assert figures["answered_share"] > 0.5
    assert figures["new_urgent"] == 2


def test_the_router_errs_less_than_the_rule(result):
    scores = result.tables["scores"].set_index("method")["error_share"]
    assert scores["router"] < scores["most similar question"] < scores["one topic"]


def test_without_new_questions_the_topics_are_the_decision():
    tables = {"questions": USECASE.example()["questions"]}
    decision = USECASE.run(tables, "en").decision
    assert set(decision["status"]) <= {"answer when sure", "hand over"}
    assert len(decision) == 14


def test_an_impossible_promise_answers_nothing():
    tables = USECASE.example()
    result = USECASE.run(tables, "en", max_error=0.01, confidence=0.99)
    assert "answer" not in set(result.decision["status"])
    assert any("nothing is answered" in text for text in result.warnings)


def test_too_few_questions(tmp_path):
    (problem,) = refused(write(tmp_path, "Question;Thème\nOù ?;a\nQuand ?;b\n"))
    assert problem.code == "Q02"
    assert "60 at least" in problem.message


def test_one_topic_only(tmp_path):
    lines = "\n".join(f"question {n};a" for n in range(80))
    (problem,) = refused(write(tmp_path, f"Question;Thème\n{lines}\n"))
    assert problem.code == "Q01"


def test_a_file_without_topics(tmp_path):
    (problem,) = refused(write(tmp_path, "Question;Date\nOù ?;01/01/2024\n"))
    assert problem.code == "C01"
    assert "topic" in problem.message + str(problem.column)


def test_what_is_odd_is_told():
    with i18n.use("en"):
        rows = read_table(USECASE.example()["questions"], USECASE.inputs[0].schema)
    odd = pd.concat(
        [
            rows.dropna(subset=["topic"]),
            pd.DataFrame(
                {
                    "question": ["Même question ?", "même question ?", "rare", ""],
                    "topic": ["Médiathèque", "Élections", "Rare", "Médiathèque"],
                }
            ),
        ],
        ignore_index=True,
    )
    topics = pd.DataFrame({"topic": ["Médiatèque"], "answer": ["x"], "department": ["Culture"]})
    _tables, found = USECASE.check({"questions": odd, "topics": topics}, "en")
    told = {problem.code: str(problem) for problem in found}
    assert {"Q05", "Q06", "Q07", "Q08", "Q09", "Q10"} <= told.keys()
    assert "Rare" in told["Q06"]
    assert "under two topics" in told["Q08"]
    assert "Médiatèque" in told["Q09"]


def test_formulas_in_questions_stay_text(tmp_path):
    rows = read_table(USECASE.example()["questions"], USECASE.inputs[0].schema)
    new = pd.DataFrame({"question": ['=HYPERLINK("http://x")', "<script>alert(1)</script>"]})
    result = USECASE.run({"questions": rows, "incoming": new}, "fr")
    result.to_csv(tmp_path)
    text = (tmp_path / "decision.csv").read_text(encoding="utf-8-sig")
    assert ";=HYPERLINK" not in text
    assert "<script>alert" not in result.to_html()
