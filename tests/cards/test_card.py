"""The card itself: what it refuses, what it says, in both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from civicai import i18n
from civicai.cards import ProjectCard, to_fill_in
from civicai.cards.card import slug
from civicai.cards.fields import CODES, SECTIONS
from civicai.errors import InputError

HOSTILE = "<script>alert(1)</script> | *x*"


def make(**changes: Any) -> ProjectCard:
    content: dict[str, Any] = {
        "name": "Canteen",
        "summary": "Meals to prepare.",
        "status": "test",
        "need": {"problem": HOSTILE, "baseline_today": "Agents' forecast"},
        "system": {"type": "ml", "method": "Selection", "retrain_every_days": 120},
        "data": [{"name": HOSTILE, "personal": "none", "rows": 230_000}, {"name": "Holidays"}],
        "performance": [{"metric": "WAPE", "value": 0.042, "baseline_value": 0.074}],
        "cost": {"build": None, "run_per_year": None, "reason": "Not in use yet."},
        "decisions": {"individual_decision": False, "automation": "aid"},
        "risks": [{"risk": "Too few meals", "mitigation": "A reserve"}],
    }
    return ProjectCard(**{**content, **changes})


@pytest.mark.parametrize(
    ("changes", "code", "word"),
    [
        ({"name": ""}, "L06", "1 to 100"),
        ({"name": "x" * 101}, "L06", "1 to 100"),
        ({"summary": "x" * 351}, "L06", "1 to 350"),
        ({"status": "live"}, "L07", "development"),
        ({"lang": "de"}, "L07", "fr, en"),
        ({"id": "A b"}, "L06", "hyphens"),
        ({"need": {"problme": "x"}}, "L04", "“problem”"),
        ({"need": "waste"}, "L06", "a part"),
        ({"risks": [3]}, "L06", "risks[0]"),
        ({"system": {"type": "magic"}}, "L07", "rules"),
        ({"data": [{"name": "x", "personal": "n/a"}]}, "L07", "data[0].personal"),
        ({"environment": {"use": None}}, "L11", "“environment.use”"),
        ({"environment": {"use": None, "reason": "  "}}, "L06", "environment.reason"),
        ({"cost": {"run_per_year": 0, "basis": "measured"}}, "L10", "cost.run_per_year"),
        ({"cost": {"run_per_year": -1, "basis": "measured"}}, "L09", "-1"),
        ({"cost": {"run_per_year": True, "basis": "measured"}}, "L06", "above 0"),
        ({"cost": {"run_per_year": float("nan"), "basis": "measured"}}, "L06", "nan"),
        ({"cost": {"run_per_year": 120}}, "L13", "measured"),
        ({"cost": {"run_per_year": 120, "basis": "guess"}}, "L07", "measured"),
        ({"authority": {"country": "XX"}}, "L08", "FR"),
        ({"updated": "26/11/2026"}, "L06", "2026-11-26"),
        ({"charter_url": "javascript:alert(1)"}, "L06", "https://"),
    ],
)
def test_what_is_not_honest_is_refused(changes: dict[str, Any], code: str, word: str) -> None:
    with i18n.use("en"), pytest.raises(InputError) as caught:
        make(**changes)
    assert isinstance(caught.value, ValueError)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert word in str(problem)


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        make(status="live", cost={"run_per_year": -1}, authority={"country": "XX"})
    assert sorted(p.code for p in caught.value.problems) == ["L07", "L08", "L09", "L13"]


def test_a_unit_may_come_later_but_not_in_a_file() -> None:
    card = make(cost={"run_per_year": 120, "basis": "measured"})
    with pytest.raises(InputError) as caught:
        ProjectCard.from_dict(card.to_dict())
    assert [problem.code for problem in caught.value.problems] == ["L12", "L12"]


def test_json_keeps_what_is_not_known_as_null() -> None:
    card = json.loads(make().to_json())
    assert card["schema_version"] == "civicai.card/1"
    assert card["cost"] == {"build": None, "run_per_year": None, "reason": "Not in use yet."}
    assert card["data"][0]["rows"] == 230_000
    assert card == make().to_dict()


def test_a_card_comes_back_from_its_json(complete: dict[str, Any]) -> None:
    card = ProjectCard.from_dict(complete)
    assert card.to_dict() == complete
    assert ProjectCard.from_json(card.to_json()) == card


def test_a_card_has_an_id_and_a_language() -> None:
    with i18n.use("en"):
        assert (make().id, make().lang) == ("canteen", "en")
    assert make(id="mine", lang="en").to_dict()["id"] == "mine"


@pytest.mark.parametrize(
    ("name", "made"),
    [("L’eau, à Saint-Savin", "l-eau-a-saint-savin"), ("…", "card"), ("x" * 100, "x" * 80)],
)
def test_id_from_a_name(name: str, made: str) -> None:
    assert slug(name) == made


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", ["Le besoin", "non connu", "à l’essai", "0,042", "aide à la décision"]),
        ("en", ["The need", "not known", "in test", "0.042", "decision aid", "230,000"]),
    ],
)
def test_card_is_written_in_the_readers_language(lang: str, words: list[str]) -> None:
    with i18n.use(lang):
        html, markdown = make().to_html(), make().to_markdown()
    for word in words:
        assert word in html
        assert word in markdown


def test_words_of_another_language_say_which(complete: dict[str, Any]) -> None:
    card = ProjectCard.from_dict(complete)
    with i18n.use("en"):
        html = card.to_html()
    assert '<dd lang="fr">Un repas sur six est jeté.</dd>' in html
    assert "<dd>machine learning</dd>" in html
    with i18n.use("fr"):
        assert "lang=" not in card.to_html()


def test_figures_of_one_run_are_written_in_a_unit_that_reads(complete: dict[str, Any]) -> None:
    with i18n.use("en"):
        html = ProjectCard.from_dict(complete).to_html()
    assert "8.9 mWh (between 4.4 mWh and 18 mWh)" in html
    assert "18 (between 6 and 40)" in html


def test_sections_without_content_are_not_shown() -> None:
    with i18n.use("en"):
        html = make().to_html()
    assert "The law" not in html
    assert html.count("<h3>") == 7


def test_hostile_texts_stay_texts() -> None:
    with i18n.use("en"):
        html, markdown = make().to_html(), make().to_markdown()
    assert "<script" not in html
    assert "<script" not in markdown
    row = next(line for line in markdown.splitlines() if line.startswith("| &lt;script"))
    header = next(line for line in markdown.splitlines() if line.startswith("| Data set"))
    assert row.replace("\\|", "").count("|") == header.count("|")


def test_tables_of_the_fragment_have_captions_and_scopes() -> None:
    with i18n.use("en"):
        html = make().to_html()
    assert html.count("<caption>") == html.count("<table>") == 3
    assert html.count("<th ") == html.count("scope=")


def test_a_complete_card_lacks_nothing(complete: dict[str, Any]) -> None:
    assert to_fill_in(ProjectCard.from_dict(complete)) == {}


def test_what_is_null_in_one_part_is_lacking(complete: dict[str, Any]) -> None:
    complete["performance"][1] |= {"low": None, "reason": "pas mesuré"}
    complete["data"] = []
    del complete["evidence"]
    lacking = to_fill_in(ProjectCard.from_dict(complete))
    assert lacking == {"": ["evidence"], "data": ["name", "personal"], "performance": ["low"]}


def test_every_label_has_its_french() -> None:
    labels = [section.title for section in SECTIONS.values()]
    labels += [f.label for section in SECTIONS.values() for f in section.fields.values()]
    labels += [word for words in CODES.values() for word in words.values()]
    with i18n.use("fr"):
        same = {label for label in labels if i18n.translate(label) == label}
    assert same <= {"Licence", "Type", "Version", "commune", "département", "Département"}
