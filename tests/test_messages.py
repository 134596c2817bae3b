"""The French catalogue holds every message of the code, and nothing else."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).parents[1] / "src" / "civicai"
FOLDER = SOURCE / "locale" / "fr" / "LC_MESSAGES"

Strings = dict[str | tuple[str, ...], str | tuple[str, ...]]


def strings(catalogue: Catalog) -> Strings:
    return {frozen(message.id): frozen(message.string) for message in catalogue if message.id}


def frozen(text: str | list[str] | tuple[str, ...]) -> str | tuple[str, ...]:
    return text if isinstance(text, str) else tuple(text)


def read(name: str) -> Catalog:
    with (FOLDER / name).open("rb") as file:
        return read_po(file, locale="fr") if name.endswith(".po") else read_mo(file)


def in_code(folder: Path) -> set[str | tuple[str, ...]]:
    found = extract_from_dir(folder)
    return {text for _file, _line, text, _comments, _context in found}


def each(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


def test_every_message_has_its_french_and_no_french_is_left_over() -> None:
    assert set(strings(read("civicai.po"))) == in_code(SOURCE)


@pytest.mark.parametrize("name", ["civicai", "click"])
def test_translations_are_complete_and_compiled(name: str) -> None:
    written = read(f"{name}.po")
    assert [message.id for message in written if message.fuzzy and message.id] == []
    assert [key for key, text in strings(written).items() if not all(each(text))] == []
    assert strings(read(f"{name}.mo")) == strings(written)


def test_placeholders_are_the_same_in_both_languages() -> None:
    for english, french in strings(read("civicai.po")).items():
        wanted = {name for text in each(english) for name in re.findall(r"{[^}]*}", text)}
        for text in each(french):
            assert set(re.findall(r"{[^}]*}", text)) == wanted, text


def test_french_spaces_do_not_break() -> None:
    texts = [text for french in strings(read("civicai.po")).values() for text in each(french)]
    assert [text for text in texts if re.search(r" [:;?!%»]|« |«\w|\w[;?!»]", text)] == []


@pytest.mark.skipif(
    tuple(map(int, version("click").split(".")[:2])) < (8, 5),
    reason="the catalogue follows click 8.5; older ones lack some of its words",
)
def test_click_still_says_what_its_catalogue_translates() -> None:
    folder = Path(click.__file__).parent
    # Some words are looked up by a name that holds them: not every release of Babel extracts those.
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    unsaid = set(strings(read("click.po"))) - in_code(folder)
    assert [text for text in unsaid if f'"{text}"' not in source] == []
