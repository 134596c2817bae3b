"""Every code of a problem has its section in both languages, and no section is left over."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIELDS = {"fr": ["Sorte", "Cause", "Exemple", "À faire"], "en": ["Kind", "Cause", "Example", "Fix"]}


def codes_of(source: str) -> set[str]:
    """Find the codes written out (``"N01"``) and those put together (``letter + "00"``)."""
    nodes = list(ast.walk(ast.parse(source)))
    texts = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    ends = {
        node.right.value
        for node in nodes
        if isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant)
    }
    letters = {text for text in texts if re.fullmatch("[A-Z]", text)}
    numbers = {e for e in ends if isinstance(e, str) and re.fullmatch(r"\d\d", e)}
    whole = {text for text in texts if re.fullmatch(r"[A-Z]\d\d", text)}
    return whole | {letter + number for letter in letters for number in numbers}


def codes_in_use() -> set[str]:
    files = (ROOT / "src" / "civicai").rglob("*.py")
    return set().union(*(codes_of(path.read_text(encoding="utf-8")) for path in files))


def sections(lang: str) -> dict[str, str]:
    """Return the text of each section of a language's page, by the code of its anchor."""
    page = (ROOT / "docs" / "reference" / f"messages_{lang}.md").read_text(encoding="utf-8")
    parts = re.split(rf"^\({lang}-([A-Z]\d\d)\)=\n", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_codes_are_found_however_they_are_written() -> None:
    source = 'Problem(code="A01")\nhelper("B02", x)\nLETTERS = {"k": "C"}\nf(LETTERS[k] + "03")'
    assert codes_of(source) == {"A01", "B02", "C03"}


@pytest.mark.parametrize("lang", FIELDS)
def test_every_code_has_its_section_and_no_other_is_left(lang: str) -> None:
    assert set(sections(lang)) == codes_in_use()


@pytest.mark.parametrize("lang", FIELDS)
def test_each_section_says_cause_example_and_fix(lang: str) -> None:
    for code, text in sections(lang).items():
        own = text.partition("\n## ")[0]
        assert own.startswith(f"### {code} · "), code
        assert re.findall(r"^:([^:]+): \S", own, re.MULTILINE) == FIELDS[lang], code
