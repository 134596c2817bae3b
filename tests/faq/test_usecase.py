"""The use case on good files and on bad ones."""

from __future__ import annotations

import csv
from collections import Counter

import pandas as pd
import pytest

from civicai import i18n
from civicai.errors import InputError
from civicai.faq import USECASE
from civicai.tables import read_table


@pytest.fixture(scope="module")
def result():
    return USECASE.run(USECASE.example(), "en")


@pytest.fixture(scope="module")
def few():
    """One question of the example in three: enough of each topic, and quicker."""
    with i18n.use("en"):
        return read_table(USECASE.example()["questions"], USECASE.inputs[0].schema).iloc[::3]


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
    assert scores["model"] < scores["rule"] < scores["naive"]


def test_without_new_questions_the_topics_are_the_decision(few):
    decision = USECASE.run({"questions": few}, "en").decision
    assert set(decision["status"]) <= {"answer_when_sure", "hand_over"}
    assert len(decision) == 14


def test_an_impossible_promise_answers_nothing(few):
    tables = {**USECASE.example(), "questions": few}
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


PAGE = """<h3>Refaire sa carte d'identité</h3><p>Prenez rendez-vous à l'accueil de la mairie.</p>
<h3>Jours de collecte</h3><p>Les ordures passent le lundi et le tri le mercredi.</p>
<h3>Inscrire à la cantine</h3><p>Sur le portail famille, deux jours avant le repas.</p>"""


def test_a_page_alone_opens_its_door(tmp_path):
    path = tmp_path / "faq.html"
    path.write_text(PAGE, encoding="utf-8")
    new = pd.DataFrame({"question": ["ou refaire ma carte d'identite", "il y a le feu"]})
    result = USECASE.run({"articles": path, "incoming": new}, "en")
    assert result.decision["status"].tolist() == ["emergency", "offer"]
    assert result.decision["article"].tolist()[1] == "Refaire sa carte d'identité"
    assert any("page of answers alone" in text for text in result.warnings)
    alone = USECASE.run({"articles": path}, "en")
    assert len(alone.decision) == 3
    assert set(alone.decision["status"]) <= {"fine", "to_reword"}
    assert alone.charts[0].table["method"].tolist()[0] == "search"
    assert USECASE.evaluate({"articles": path}, "en").decision.equals(alone.decision)
    assert alone.model.regime_ == "page"


def test_one_article_is_no_choice():
    page = pd.DataFrame({"title": ["Seul"], "text": ["Un texte qui est seul sur sa page."]})
    (problem,) = refused({"articles": page})
    assert problem.code == "Q01"


def test_empty_answers_are_told_and_left_out():
    page = pd.DataFrame(
        {
            "title": ["Voter", "Jouer", "Vide"],
            "text": ["Au bureau de vote.", "Au stade municipal.", " "],
        }
    )
    result = USECASE.run({"articles": page}, "en")
    told = [problem for problem in result.problems if problem.code == "Q11"]
    assert told[0].value == "Vide"
    assert len(result.decision) == 2


def test_old_questions_are_not_used():
    with i18n.use("en"):
        rows = read_table(USECASE.example()["questions"], USECASE.inputs[0].schema)
    dated = rows.assign(date=pd.Timestamp("2026-01-10"))
    dated.loc[dated.index[:40], "date"] = pd.Timestamp("2024-01-01")
    with i18n.use("en"):
        _tables, found = USECASE.check({"questions": dated}, "en", retention_days=365)
        told = [str(problem) for problem in found if problem.code == "Q14"]
    assert len(told) == 1
    assert "40 questions are older than 365 days" in told[0]
    assert not any(p.code == "Q14" for p in USECASE.check({"questions": dated}, "en")[1])


def test_thirty_topics_for_forty_questions():
    rows = pd.DataFrame(
        {
            "question": [f"question {n}" for n in range(40)],
            "topic": [f"t{n % 30}" for n in range(40)],
        }
    )
    (problem,) = refused({"questions": rows})
    assert problem.code == "Q02"


def test_a_web_page_is_no_table_of_questions(tmp_path):
    path = tmp_path / "questions.csv"
    path.write_text("<!DOCTYPE html><html><body><p>Connexion requise</p></body></html>")
    problems = refused({"questions": path})
    assert all(problem.hint for problem in problems)


STRANGE = ["où " * 1_000_000, "متى تفتح البلدية؟", "@SUM(1+1)", "\u202eeriam al", "😀", "0" * 50]
FORMULAS = ['=HYPERLINK("http://x")', "<script>alert(1)</script>"]
TWICE = ["Comment refaire mon passeport ? Et quel jour passe le tri sélectif ?"]
TWICE += [f"{TWICE[0]} Vite, il y a le feu !"]


@pytest.fixture(scope="module")
def odd():
    """One run on all that is odd; ``line`` tells which question is which."""
    with i18n.use("en"):
        rows = read_table(USECASE.example()["questions"], USECASE.inputs[0].schema)
    incoming = pd.DataFrame({"question": [*STRANGE, *FORMULAS, *TWICE]})
    return USECASE.run({"questions": rows, "incoming": incoming}, "en")


def test_strange_questions_go_to_a_human(odd):
    decision = odd.decision.set_index("line").loc[1 : len(STRANGE)]
    assert len(decision) == len(STRANGE)
    assert set(decision["status"]) == {"hand_over"}
    assert decision["language"].tolist()[1] == "ar"
    assert decision["question"].str.len().max() <= 200


def test_formulas_in_questions_stay_text(odd, tmp_path):
    odd.to_csv(tmp_path)
    with (tmp_path / "decision.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    for formula in ("=HYPERLINK", "@SUM"):
        assert any(formula in cell for cell in cells)
        assert not any(cell.startswith(formula) for cell in cells)
    assert "<script>alert" not in odd.to_html()


def test_the_next_articles_and_doubtful_labels_are_named(result):
    assert 1 <= len(result.tables["to_write"]) <= 10
    assert result.tables["to_write"]["rows"].is_monotonic_decreasing
    assert {"line", "topic", "guess"} <= set(result.tables["labels"])
    assert result.tables["drift"]["moved"].dtype == bool
    assert set(result.tables["drift"]["measure"]) == {"handed_over", "unknown_words", "topic"}


def test_two_questions_in_one_are_offered_both_topics(odd):
    decision = odd.decision[odd.decision["line"] > len(STRANGE) + len(FORMULAS)]
    assert decision["status"].tolist() == ["emergency", "offer"]
    assert decision["topic"].tolist() == ["", ""]
    both = "Carte d’identité et passeport; Déchets et déchèterie"
    assert decision["alternatives"].tolist() == ["", both]


def test_each_question_is_cleaned_once(few, monkeypatch):
    """Whatever a run fits, replays and routes, a question is masked and looked at once."""
    from civicai.faq import questions as module

    done: Counter[str] = Counter()

    def counted(name):
        work = getattr(module, name)

        def once(text):
            done[name] += 1
            return work(text)

        monkeypatch.setattr(module, name, once)

    for name in ("mask_personal_data", "find_emergency", "split_questions"):
        counted(name)
    given = {"questions": few, "incoming": USECASE.example()["incoming"]}
    tables, _found = USECASE.check(given, "en")
    asked = sum(len(table) for table in tables.values())
    assert done == dict.fromkeys(done, asked)
    done.clear()
    USECASE.run(given, "en")
    assert done == dict.fromkeys(done, asked)


def test_out_of_scope_is_a_code_and_has_a_word(result):
    topics = result.tables["by_topic"]
    outside = topics["scope"] == "out_of_scope"
    assert topics["topic"].isna().tolist() == outside.tolist()
    assert outside.tolist() == [False] * 14 + [True]
    assert "(out of scope)" in result.to_html()
