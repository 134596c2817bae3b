"""The documents for towns, the legal pages as HTML, and the list of components."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from civicai.cards import card_schema, legal_page, town_documents
from civicai.cards.documents import NAMES
from civicai.cards.fields import SECTIONS, TOP

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", NAMES)
def test_each_document_is_short_french_with_blanks_and_on_its_page(name: str) -> None:
    text = town_documents()[name]
    assert text.startswith("# ")
    assert 200 < len(text.split()) < 900, "two pages at most"
    assert len(re.findall(r"\[[^\]]*\]", text)) >= 8
    assert not re.search(r" [:;?!%»]|« ", text), "spaces must not break"
    page = (ROOT / "docs" / "governance" / f"{name}.md").read_text("utf-8")
    assert f"src/civicai/cards/templates/{name}.md" in page


def test_the_notice_says_what_who_and_how_to_object() -> None:
    notice = town_documents()["notice_habitants"]
    for heading in ("Ce que fait ce système", "Qui décide", "Comment vous opposer"):
        assert f"\n## {heading}" in notice


def test_a_legal_page_is_sound_html() -> None:
    page = legal_page("faq")
    assert page is not None
    html = page.to_html()
    for tag in ("h2", "p", "ul", "li", "strong", "code", "a"):
        assert len(re.findall(rf"<{tag}[ >]", html)) == html.count(f"</{tag}>")
    assert "**" not in html


def test_no_page_for_what_is_no_use_case() -> None:
    assert legal_page("../card") is None
    assert legal_page("nothing") is None


def test_the_reference_has_every_field() -> None:
    page = (ROOT / "docs" / "reference" / "card.md").read_text("utf-8")
    names = [*TOP, *card_schema()["required"], *SECTIONS]
    names += [key for section in SECTIONS.values() for key in section.fields]
    assert [name for name in names if f"`{name}`" not in page] == []


def test_the_list_of_components_is_whole_and_the_same_each_time() -> None:
    script = [sys.executable, str(ROOT / ".ci" / "sbom.py")]
    texts = [subprocess.run(script, capture_output=True, check=True).stdout for _ in range(2)]
    assert texts[0] == texts[1]
    bill = json.loads(texts[0])
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    found = {component["name"]: component for component in bill["components"]}
    assert {"numpy", "pandas", "scikit-learn", "jinja2"} <= set(found)
    assert "pytest" not in found
    refs = {component["bom-ref"] for component in bill["components"]}
    asked = {other for entry in bill["dependencies"] for other in entry["dependsOn"]}
    assert asked == refs
