"""What holds for every page."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = {path.relative_to(DOCS).as_posix(): path for path in DOCS.rglob("*.md")}
PAGES = {name: path for name, path in PAGES.items() if not name.startswith("_build/")}
FRENCH = [
    name for name, path in PAGES.items() if path.read_text("utf-8").startswith("---\nlang: fr")
]


def prose(name: str) -> str:
    """Return a page without its code."""
    text = PAGES[name].read_text(encoding="utf-8")
    text = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "x", text)


@pytest.mark.parametrize("name", FRENCH)
def test_french_spaces_do_not_break(name: str) -> None:
    assert re.findall(r".* [;:?!%»].*|.*« .*|.*\w[;?!»](?!\w).*", prose(name)) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_names_a_machine(name: str) -> None:
    assert re.findall(r".*(?:/home/|/tmp/|/work/|localhost|127\.0\.0).*", prose(name)) == []


def test_the_structure_shown_is_the_one_that_is_checked() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    listing = re.search(
        r"```text\n(.*?)```", PAGES["explanation/structure.md"].read_text("utf-8"), re.S
    )
    assert listing is not None
    packages = re.findall(r"^[\w|]+(?: \| \w+)*", listing[1], re.MULTILINE)
    layers = [re.sub(r"(\w+)", r"civicai.\1", package) for package in packages]
    assert layers == contract["layers"]
