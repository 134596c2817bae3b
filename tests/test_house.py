"""The rules of the house that no other tool watches."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "civicai"
FILES = sorted(SOURCE.rglob("*.py"))
MAX_FILE, MAX_FUNCTION = 400, 60

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


def each_file(*, outside: tuple[str, ...] = ()) -> pytest.MarkDecorator:
    files = [path for path in FILES if room_of(path) not in outside]
    names = [path.relative_to(SOURCE).as_posix() for path in files]
    return pytest.mark.parametrize("path", files, ids=names)


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.Module) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


@each_file()
def test_files_and_functions_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_FILE
    functions = [node for node in ast.walk(parse(path)) if isinstance(node, Function)]
    lengths = {node.name: node.end_lineno - node.lineno + 1 for node in functions}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_FUNCTION} == {}


def public_nodes(tree: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_nodes(node)


@each_file()
def test_public_names_have_docstrings(path: Path) -> None:
    tree = parse(path)
    assert ast.get_docstring(tree)
    # The members of a protocol are documented where they are implemented.
    bodies = {node.name: node.body for node in public_nodes(tree) if not ast.get_docstring(node)}
    assert [name for name, body in bodies.items() if ast.unparse(body[-1]) != "..."] == []


@each_file(outside=NETWORK_ROOMS)
def test_no_network_outside_its_rooms(path: Path) -> None:
    nodes = list(ast.walk(parse(path)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [
        f"{node.module}.{alias.name}"
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    assert [name for name in names if NETWORK.match(name)] == []


@each_file(outside=CLOCK_ROOMS)
def test_results_depend_on_no_clock(path: Path) -> None:
    assert [call for call in calls(parse(path)) if CLOCK.search(call)] == []


@each_file()
def test_results_depend_on_no_hidden_random_state(path: Path) -> None:
    assert [call for call in calls(parse(path)) if HIDDEN_STATE.match(call)] == []


#: The same thing has the same file in every use case; what a package has of its own comes beside.
SHARED_FILES = ("__init__", "charts", "inputs", "models", "past_report", "reasons", "replay")
SHARED_FILES += ("report", "schema", "usecase")
USECASE_PACKAGES = sorted(path.parent for path in SOURCE.glob("*/usecase.py"))


@pytest.mark.parametrize("package", USECASE_PACKAGES, ids=lambda package: package.name)
def test_use_cases_have_the_same_files(package: Path) -> None:
    assert set(SHARED_FILES) - {path.stem for path in package.glob("*.py")} == set()
