"""The reference pages name every command, option, column and public name there is."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from civicai.cli.commands import door
from civicai.usecase import UseCase, find_plugins, find_usecases

DOCS = Path(__file__).parents[2] / "docs"
OURS = {plugin.name for plugin in find_plugins() if plugin.package == "civicai"}
CASES = {name: case for name, case in find_usecases().items() if name in OURS}
#: Rooms whose public names have a page each; the others serve them.
ROOMS = sorted(path.stem for path in (DOCS / "api").glob("*.md") if path.stem != "index")


def read(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def glossary() -> dict[str, str]:
    """Return the lines of the glossary's tables by the name that each explains."""
    lines = re.findall(r"^\| `(\w+)` .*$", read("reference/glossary.md"), re.MULTILINE)
    text = read("reference/glossary.md")
    return {name: " ".join(re.findall(rf"^\| `{name}` .*$", text, re.MULTILINE)) for name in lines}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_column_is_in_the_glossary_with_its_unit(case: UseCase) -> None:
    explained = glossary()
    columns = [column for entry in case.inputs for column in entry.schema]
    assert [c.name for c in columns if c.name not in explained] == []
    assert [c.name for c in columns if c.unit and f"[{c.unit}]" not in explained[c.name]] == []


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_name_of_a_result_is_in_the_glossary(case: UseCase) -> None:
    assert set(case.labels) - set(glossary()) == set()


def test_commands_and_their_options_are_on_their_page() -> None:
    page = read("reference/command_line.md")
    group = door()
    commands = [group.get_command(None, name) for name in group.list_commands(None)]
    assert [command.name for command in commands if f"civicai {command.name}" not in page] == []
    flags = {flag for c in [group, *commands] for p in c.params for flag in p.opts if "--" in flag}
    assert {flag for flag in flags if flag not in page} == set()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_use_case_has_its_page_with_its_tables_and_options(case: UseCase) -> None:
    pages = {path.stem: path.read_text("utf-8") for path in (DOCS / "howto").glob("*.md")}
    (page,) = [text for text in pages.values() if f"\nusecase: {case.name}\n" in text[:60]]
    assert [o.name for o in case.options if f"`{o.name}`" not in page] == []
    tables = [entry.schema for entry in case.inputs]
    assert [t.name for t in tables[1:] if f"`{t.name}`" not in page] == []
    assert [c.name for t in tables for c in t if f"`{c.name}`" not in page] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_is_in_the_reference(room: str) -> None:
    module = import_module(f"civicai.{room}")
    public = getattr(module, "__all__", None) or [
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (inspect.isfunction(value) or inspect.isclass(value))
        and value.__module__ == module.__name__
    ]
    listed = re.findall(r"^   (\w+)$", read(f"api/{room}.md"), re.MULTILINE)
    assert set(public) - set(listed) == set()
    assert [name for name in listed if not hasattr(module, name)] == []


def test_every_room_has_its_page() -> None:
    rooms = import_module("civicai")._ROOMS
    assert sorted(rooms) == ROOMS
