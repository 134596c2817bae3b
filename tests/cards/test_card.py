from __future__ import annotations

import json
from typing import Any

import pytest

from civicai import i18n
from civicai.cards import ProjectCard

HOSTILE = "<script>alert(1)</script> | *x*"


def make(**changes: Any) -> ProjectCard:
    content: dict[str, Any] = {
        "name": "Canteen",
        "summary": "Meals to prepare.",
        "status": "test",
        "need": {"problem": HOSTILE, "baseline_today": "Agents' forecast"},
        "system": {"type": "ml", "method": "Ladder", "retrain_every_days": 120},
        "data": [{"name": HOSTILE, "personal": "none", "rows": 230_000}, {"name": "Holidays"}],
        "performance": [{"metric": "WAPE", "value": 0.042, "baseline_value": 0.074}],
        "cost": {"build": None, "run_per_year": None, "reason": "Not in use yet."},
        "decisions": {"individual_decision": False, "automation": "aid"},
        "risks": [{"risk": "Too few meals", "mitigation": "A reserve"}],
    }
    return ProjectCard(**{**content, **changes})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "1 to 100"),
        ({"summary": "x" * 351}, "1 to 350"),
        ({"status": "live"}, "status must be one of development"),
        ({"need": {"problme": "x"}}, "need has no field problme"),
        ({"system": {"type": "magic"}}, "type must be one of rules"),
        ({"data": [{"name": "x", "personal": "n/a"}]}, "personal must be one of none"),
        ({"environment": {"use": None}}, "environment: say in “reason” why use"),
        ({"cost": {"run_per_year": 0, "basis": "measured"}}, "cannot be 0"),
        ({"cost": {"run_per_year": 120}}, "say in “basis”"),
        ({"cost": {"run_per_year": 120, "basis": "guess"}}, "basis must be one of measured"),
    ],
)
def test_what_is_not_honest_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make(**changes)


def test_json_keeps_what_is_not_known_as_null() -> None:
    card = json.loads(make().to_json())
    assert card["schema_version"] == "civicai.card/1"
    assert card["cost"] == {"build": None, "run_per_year": None, "reason": "Not in use yet."}
    assert card["data"][0]["rows"] == 230_000
    assert card == make().to_dict()


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
