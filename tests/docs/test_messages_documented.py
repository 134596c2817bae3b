"""Every code of a problem has its section in both languages, and no section is left over."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "docs" / "reference" / "messages.toml"
FIELDS = ["title", "kind", "cause", "example", "fix"]


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


def sections() -> dict[str, dict[str, dict[str, str]]]:
    """Return the texts of each code, by language."""
    groups = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["groups"]
    codes = [item for group in groups for item in group["codes"].items()]
    assert len(codes) == len(dict(codes)), "a code stands in two groups"
    return dict(codes)


def test_codes_are_found_however_they_are_written() -> None:
    source = 'Problem(code="A01")\nhelper("B02", x)\nLETTERS = {"k": "C"}\nf(LETTERS[k] + "03")'
    assert codes_of(source) == {"A01", "B02", "C03"}


def test_every_code_has_its_section_and_no_other_is_left() -> None:
    assert set(sections()) == codes_in_use()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_section_says_cause_example_and_fix(lang: str) -> None:
    for code, texts in sections().items():
        assert list(texts[lang]) == FIELDS, code
        assert all(text.strip() for text in texts[lang].values()), code


def test_french_spaces_do_not_break() -> None:
    told = [text for texts in sections().values() for text in texts["fr"].values()]
    prose = [re.sub(r"```.*?```|`[^`\n]*`", "x", text, flags=re.DOTALL) for text in told]
    assert [text for text in prose if re.search(r" [;:?!%»]|« |\w[;?!»](?!\w)", text)] == []
