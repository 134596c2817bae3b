"""Files import in one direction: no circle between them, inside a package either."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"

Graph = dict[str, set[str]]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


def imports(tree: ast.AST, module: str, names: set[str]) -> Iterator[str]:
    """Return the files that a file imports, inside functions too, but not for types alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for child in node.orelse:
                yield from imports(child, module, names)
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in names)
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -node.level] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{origin}.{alias.name}"
                if inner in names or origin in names:
                    yield inner if inner in names else origin
        yield from imports(node, module, names)


def graph() -> Graph:
    """Return for each file those it imports, through the names that packages load lazily."""
    files = {name_of(path): path for path in (SOURCE / "civicai").rglob("*.py")}
    homes = lazy_homes(files)
    found: Graph = {}
    for module, path in files.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = imports(tree, module, files.keys() | homes.keys())
        found[module] = {homes.get(name, name) for name in named} - {module}
    return found


def lazy_homes(files: dict[str, Path]) -> dict[str, str]:
    """Return where each name of a lazy package really is."""
    homes = {}
    for package, path in files.items():
        if path.name != "__init__.py":
            continue
        stub = path.with_suffix(".pyi")
        source = stub if stub.is_file() else path
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                home = f"{package}.{node.module}" if node.level else node.module
                if home in files:
                    names = {f"{package}.{alias.name}" for alias in node.names}
                    homes |= dict.fromkeys(names - files.keys(), home)
    return homes


def circles(edges: Graph) -> list[frozenset[str]]:
    """Return the groups of files that reach each other (strong components of more than one)."""
    reached = {module: reach(edges, module) for module in edges}
    groups = {
        frozenset(b for b in edges if b in reached[a] and a in reached[b]) | {a}
        for a in edges
        if a in reached[a]
    }
    return sorted(groups, key=sorted)


def reach(edges: Graph, start: str) -> set[str]:
    seen: set[str] = set()
    left = [start]
    while left:
        new = edges.get(left.pop(), set()) - seen
        seen |= new
        left += new
    return seen


def test_no_file_is_imported_by_what_it_imports() -> None:
    found = circles(graph())
    assert [sorted(circle) for circle in found] == []


@pytest.mark.parametrize(
    ("edges", "found"),
    [
        ({"a": {"b"}, "b": set()}, []),
        ({"a": {"b"}, "b": {"a"}, "c": {"a"}}, [{"a", "b"}]),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}}, [{"a", "b", "c"}]),
    ],
)
def test_circles_are_found(edges: Graph, found: list[set[str]]) -> None:
    assert circles(edges) == [frozenset(circle) for circle in found]


def test_imports_are_seen_wherever_they_stand_but_for_types() -> None:
    source = (
        "from a import x\ndef f():\n    from a.b import y\n    import c\n"
        "if TYPE_CHECKING:\n    import d\nfrom . import e\nfrom .e import z\nfrom a import b\n"
    )
    names = {"a", "a.b", "c", "d", "p.e"}
    assert list(imports(ast.parse(source), "p.m", names)) == ["a", "a.b", "c", "p.e", "p.e", "a.b"]
