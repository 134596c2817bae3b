"""The rules of the house that no other tool watches."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "civicai"
FILES = sorted(SOURCE.rglob("*.py"))
MAX_FILE, MAX_FUNCTION = 400, 60
#: Files that one subject makes longer, each with the reason: ``{"room/file.py": "why"}``.
LONG_FILES: dict[str, str] = {}

#: Rooms that may reach the network.
NETWORK_ROOMS = ("datasets", "feeds")
NETWORK = re.compile(
    r"(aiohttp|ftplib|http\.client|httpx|pooch|requests|socket|urllib\.request|urllib3)\b"
)
#: Rooms that run outside the models, and tell the time or measure it.
CLOCK_ROOMS = ("carbon", "cli")
CLOCK = re.compile(
    r"\b(time\.time|datetime\.(now|today|utcnow)|date\.today|Timestamp\.(now|today|utcnow))$"
)
HIDDEN_STATE = re.compile(
    r"(np\.|numpy\.)?random\.(?!default_rng|Generator|SeedSequence|RandomState|Random$)"
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def offenders(
    found: Callable[[ast.Module], Iterable[str]], *, outside: tuple[str, ...] = ()
) -> dict[str, list[str]]:
    """Return what a rule finds in each file that breaks it, but for the rooms left outside."""
    told = {
        path.relative_to(SOURCE).as_posix(): list(found(parse(path)))
        for path in FILES
        if room_of(path) not in outside
    }
    return {name: what for name, what in told.items() if what}


def calls(tree: ast.Module) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def test_there_are_files() -> None:
    assert len(FILES) > len(USECASE_PACKAGES) > 0


def test_files_are_short() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    long = {p.relative_to(SOURCE).as_posix(): n for p, n in lines.items() if n > MAX_FILE}
    assert {name: n for name, n in long.items() if name not in LONG_FILES} == {}
    # An exception is taken out again once its file is short or gone, and it has its reason.
    assert LONG_FILES.keys() - long.keys() == set()
    assert all(reason.strip() for reason in LONG_FILES.values())


def test_functions_are_short() -> None:
    def found(tree: ast.Module) -> Iterator[str]:
        for node in ast.walk(tree):
            if isinstance(node, Function) and node.end_lineno - node.lineno + 1 > MAX_FUNCTION:
                yield f"{node.name}: {node.end_lineno - node.lineno + 1} lines"

    assert offenders(found) == {}


def public_nodes(tree: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_nodes(node)


def test_public_names_have_docstrings() -> None:
    def found(tree: ast.Module) -> Iterator[str]:
        if not ast.get_docstring(tree):
            yield "the file itself"
        for node in public_nodes(tree):
            # The members of a protocol are documented where they are implemented.
            if not ast.get_docstring(node) and ast.unparse(node.body[-1]) != "...":
                yield node.name

    assert offenders(found) == {}


def test_no_network_outside_its_rooms() -> None:
    def found(tree: ast.Module) -> list[str]:
        names = []
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names += [f"{node.module}.{alias.name}" for alias in node.names]
        return [name for name in names if NETWORK.match(name)]

    assert offenders(found, outside=NETWORK_ROOMS) == {}


def test_results_depend_on_no_clock() -> None:
    def found(tree: ast.Module) -> list[str]:
        return [call for call in calls(tree) if CLOCK.search(call)]

    assert offenders(found, outside=CLOCK_ROOMS) == {}


def test_results_depend_on_no_hidden_random_state() -> None:
    def found(tree: ast.Module) -> list[str]:
        return [call for call in calls(tree) if HIDDEN_STATE.match(call)]

    assert offenders(found) == {}


#: The same thing has the same file in every use case; what a package has of its own comes beside.
SHARED_FILES = ("__init__", "charts", "inputs", "models", "past_report", "reasons", "replay")
SHARED_FILES += ("report", "schema", "usecase")
USECASE_PACKAGES = sorted(path.parent for path in SOURCE.glob("*/usecase.py"))


@pytest.mark.parametrize("package", USECASE_PACKAGES, ids=lambda package: package.name)
def test_use_cases_have_the_same_files(package: Path) -> None:
    assert set(SHARED_FILES) - {path.stem for path in package.glob("*.py")} == set()
