"""``civicai ask``: one question to a model that a run has saved."""

from __future__ import annotations

import json

import pytest

from civicai import persist
from civicai.canteen import AttendanceForecaster
from civicai.datasets import make_canteen, make_faq
from civicai.faq import QuestionRouter


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    town = make_faq(questions=900, random_state=3)
    old, recent = town["questions"][::2], town["questions"][1::2]
    router = QuestionRouter().fit(old["question"], old["topic"], articles=town["articles"])
    router.calibrate(recent["question"], recent["topic"], max_error=0.1)
    return persist.save(router, tmp_path_factory.mktemp("ask") / "model.civicai")


def test_an_answer_is_the_town_s_own_text(civicai, model):
    done = civicai("ask", "Comment refaire mon passeport ?", "--model", str(model))
    assert done.exit_code == 0
    assert "répondre" in done.stdout
    assert "Accueil et état civil" in done.stdout
    assert "Comptez six semaines." in done.stdout
    assert "2026-09-01" in done.stdout


def test_a_cry_for_help_goes_first(civicai, model):
    done = civicai("ask", "il y a le feu chez moi", "--model", str(model))
    assert "URGENCE" in done.stdout
    assert "18" in done.stdout
    assert "Thème" not in done.stdout


def test_another_language_is_told_that_a_human_answers(civicai, model):
    done = civicai("ask", "Where can I renew my passport, please?", "--model", str(model))
    assert "Someone from the town hall will answer you." in done.stdout


def test_a_machine_gets_json(civicai, model):
    done = civicai("ask", "quel jour passe le tri sélectif ?", "--model", str(model), "--json")
    told = json.loads(done.stdout)
    assert told["action"] == "answer"
    assert told["topic"] == "Déchets et déchèterie"
    assert told["passages"][0]["title"] == "Jours de collecte des poubelles et du tri"


def test_an_enormous_question_is_cut(civicai, model):
    done = civicai("ask", "où " * 40_000, "--model", str(model), "--json")
    assert json.loads(done.stdout)["action"] == "hand_over"


def test_other_files_are_refused(civicai, model, tmp_path):
    assert civicai("ask", "où ?", "--model", str(tmp_path / "none")).exit_code == 2
    (tmp_path / "text").write_text("no model")
    assert civicai("ask", "où ?", "--model", str(tmp_path / "text")).exit_code == 1
    attendance = make_canteen(2, start="2023-09-01", end="2024-07-05")["attendance"]
    meals = persist.save(
        AttendanceForecaster("14D", zone="B").fit(attendance), tmp_path / "meals.civicai"
    )
    done = civicai("ask", "où ?", "--model", str(meals))
    assert done.exit_code == 2
    assert "AttendanceForecaster" in done.stderr
