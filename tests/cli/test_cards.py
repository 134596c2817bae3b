"""``civicai card``, ``civicai library``, and the card beside a report."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from civicai.cards import ProjectCard, read_card


@pytest.fixture
def made(tmp_path: Path) -> Path:
    card = ProjectCard(
        name="Cantine", summary="Repas", status="test", need={}, system={}, lang="fr", id="c"
    )
    path = tmp_path / "here" / "card.json"
    path.write_text(card.to_json(), encoding="utf-8")
    return path


@pytest.fixture
def with_card(visits, monkeypatch):
    own = {"name": "Visites", "summary": "Combien", "status": "test", "need": {}, "system": {}}
    monkeypatch.setattr(visits.usecase, "_card", lambda: ProjectCard(**own))
    return visits


def test_a_run_leaves_a_draft_and_says_what_to_fill_in(civicai, with_card):
    ran = civicai("run", "visits", "--out", "out")
    assert ran.exit_code == 0
    card = read_card("out/card.json")
    assert (card.id, card.evidence, card.lang) == ("visits-draft", "simulated", "fr")
    environment = card.environment
    assert environment.get("country") == "FR" or environment["reason"]
    assert "La commune doit encore remplir" in ran.output
    assert "civicai card check" in ran.output


def test_a_file_of_the_town_is_not_said_to_be_real_nor_simulated(civicai, with_card, example):
    civicai("run", "visits", str(example), "--out", "out")
    assert read_card("out/card.json").evidence is None


def test_an_evaluation_puts_its_scores_in_the_card(civicai, with_card):
    civicai("evaluate", "visits", "--out", "out")
    (score,) = read_card("out/card.json").performance
    assert (score["metric"], score["test_period"]) == ("Total [all]", "sum")


def test_check_lists_what_is_missing(civicai, made):
    ran = civicai("card", "check", str(made))
    assert ran.exit_code == 0
    assert "- Les habitants" in ran.output
    told = json.loads(civicai("card", "check", str(made), "--json").stdout)
    assert told["cards"][0]["to_fill_in"]["citizens"] == ["how_informed"]


def test_check_tells_every_file_at_once(civicai, made):
    bad = made.with_name("bad.json")
    bad.write_text(made.read_text("utf-8").replace('"test"', '"live"'), encoding="utf-8")
    ran = civicai("card", "check", str(made), str(bad))
    assert ran.exit_code == 1
    assert "[L07] bad.json" in ran.stderr
    assert "« Cantine »".replace(" ", "\u202f") in ran.stdout
    asked = civicai("card", "check", str(made), str(bad), "--json")
    assert [p["code"] for p in json.loads(asked.stdout)["problems"]] == ["L07"]


@pytest.mark.parametrize("words", [["none.json"], ["."], []])
def test_what_is_no_file_is_a_wrong_command(civicai, made, words):
    assert civicai("card", "check", *words).exit_code == 2


def test_exports(civicai, made):
    for form, name in (("markdown", "c.md"), ("html", "c.html"), ("etalab", "inventaire.csv")):
        ran = civicai("card", "export", str(made), "--to", form, "--out", "out")
        assert ran.exit_code == 0, ran.output
        assert Path("out", name).is_file()
        assert name in ran.output
    html = Path("out/c.html").read_text("utf-8")
    assert html.startswith('<!DOCTYPE html>\n<html lang="fr">')
    assert "<h1>Cantine</h1>" in html
    with Path("out/inventaire.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream, delimiter=";")
    assert row["Nom de l'algorithme"] == "Cantine"


def test_an_export_without_energy_says_why(civicai, made):
    ran = civicai("card", "export", str(made), "--to", "boamps")
    assert ran.exit_code == 1
    assert "[L17]" in ran.stderr


def test_two_cards_of_one_id_do_not_overwrite_each_other(civicai, made):
    other = made.with_name("other.json")
    other.write_bytes(made.read_bytes())
    assert civicai("card", "export", str(made), str(other), "--to", "html").exit_code == 2


def test_library_builds_and_says_what_it_leaves_out(civicai, made):
    made.with_name("broken.json").write_text("{")
    ran = civicai("library", "build", ".", "--out", "site")
    assert ran.exit_code == 0
    assert Path("site/index.html").is_file()
    assert "1 fichier laissé de côté" in ran.stderr
    assert "[L01] broken.json" in ran.stderr
    told = json.loads(civicai("library", "build", ".", "--out", "site", "--json").stdout)
    assert (told["projects"], [p["file"] for p in told["left_out"]]) == (1, ["broken.json"])


def test_library_without_cards_shows_our_own_marked_simulated(civicai):
    assert civicai("library", "build", "--out", "site").exit_code == 0
    content = json.loads(Path("site/cards.json").read_text("utf-8"))
    ours = [card for card in content["cards"] if card["id"] == "canteen"]
    assert sorted(card["lang"] for card in ours) == ["en", "fr"]
    assert {card["evidence"] for card in content["cards"]} == {"simulated"}


def test_library_of_nothing_is_refused(civicai, tmp_path):
    assert civicai("library", "build", "none", "--out", "site").exit_code == 1
    assert civicai("library", "build", str(tmp_path)).exit_code == 2


@pytest.mark.parametrize("words", [["card"], ["library"], ["card", "check"], ["library", "build"]])
def test_help_is_in_french(civicai, words):
    ran = civicai(*words, "--help")
    assert ran.exit_code == 0
    assert "fiche" in ran.output
