"""Every use case ships its card, and every one of ours its legal page."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from civicai import i18n
from civicai.cards import ProjectCard, check_content, draft_card, legal_page
from civicai.cards.fields import CODES
from civicai.cards.law import HEADINGS, WARNING, LegalPage
from civicai.usecase import UseCase, find_plugins

OURS = {plugin.name for plugin in find_plugins() if plugin.package == "civicai"}
in_each_language = pytest.mark.parametrize("lang", i18n.LANGUAGES)


@pytest.fixture
def page(usecase: UseCase) -> LegalPage:
    if usecase.name not in OURS:
        pytest.skip("a use case from outside says the law in its card")
    found = legal_page(usecase.name)
    assert found is not None, f"write src/civicai/{usecase.name}/legal.md"
    return found


@in_each_language
def test_the_card_follows_the_published_schema(usecase: UseCase, lang: str) -> None:
    with i18n.use(lang):
        card = usecase.card()
    assert card.lang == lang
    assert [str(problem) for problem in check_content(card.to_dict())] == []
    assert ProjectCard.from_json(card.to_json()).to_dict() == card.to_dict()


def test_the_card_says_what_only_the_room_can_say(usecase: UseCase) -> None:
    if usecase.name not in OURS:
        pytest.skip("asked of our own use cases")
    with i18n.use("fr"):
        card = usecase.card()
    for name, keys in {
        "need": ("policy_area", "problem", "baseline_today"),
        "system": ("type", "task", "method", "version", "intended_environment", "out_of_scope"),
        "decisions": ("individual_decision", "automation", "human_oversight"),
    }.items():
        part = getattr(card, name)
        assert [key for key in keys if part.get(key) is None] == [], name
    assert card.legal.get("ai_act")
    assert card.risks
    assert all(part.get("personal") for part in card.data)


@in_each_language
def test_the_draft_of_a_run_can_be_read_again(usecase: UseCase, lang: str) -> None:
    with i18n.use(lang):
        draft = draft_card(usecase.card(), usecase.name, evidence="simulated")
    assert check_content(draft.to_dict()) == []
    assert draft.evidence == "simulated"


def test_the_legal_page_says_all_that_it_must(page: LegalPage) -> None:
    assert tuple(page.sections) == HEADINGS
    assert {name: text for name, text in page.sections.items() if len(text) < 80} == {}
    assert WARNING in page.text
    assert "L.311-3-1" in page.text
    assert not re.search(r" [:;?!%»]|« ", page.text), "spaces must not break"


def test_the_legal_page_is_dated_and_sourced(page: LegalPage) -> None:
    assert dt.date(2026, 1, 1) <= page.as_of
    assert str(page.as_of.year) in page.text.split("\n## ")[0]
    sources = page.sections["Sources"].split("\n- ")
    assert len(sources) >= 4
    assert len(re.findall(r"\]\(https://", page.sections["Sources"])) >= 3
    assert all(re.search(r"\b(19|20)\d\d\b", source) for source in sources)


def test_the_facts_of_the_legal_page_fit_a_card(page: LegalPage) -> None:
    assert page.facts["ai_act_class"] in CODES["ai_act_class"]
    assert page.facts["crpa_mention"] in (True, False)
    assert page.facts["heavier_when"]
    assert page.facts.get("dpia", "todo") in CODES["dpia"]
    assert "<" not in re.sub(r"</?(h2|p|ul|li|strong|code|a)\b[^>]*>", "", page.to_html())


def test_the_legal_page_and_the_card_do_not_contradict(usecase: UseCase, page: LegalPage) -> None:
    with i18n.use("fr"):
        card = usecase.card()
    said = card.legal.get("ai_act_class", page.facts["ai_act_class"])
    assert said == page.facts["ai_act_class"]
    assert page.facts["crpa_mention"] or card.decisions["individual_decision"] is False
