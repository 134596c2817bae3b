"""Each notebook is a pair: the script is the source, the .ipynb is made from it, without output.

That they run, from the wheel and away from the source, is in ``tests/wheel``.
"""

import ast
from pathlib import Path

import jupytext
import nbformat
import pytest

SCRIPTS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.py"))
MAX_CELLS, MAX_FUNCTION = 40, 10

each_notebook = pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)


def test_there_are_notebooks():
    assert SCRIPTS


@each_notebook
def test_the_pair_is_in_step(script):
    """If this fails: ``jupytext --to ipynb notebooks/*.py``."""
    source = jupytext.read(script)
    made = nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    assert [(cell.cell_type, cell.source) for cell in made.cells] == [
        (cell.cell_type, cell.source) for cell in source.cells
    ]
    nbformat.validate(made)


@each_notebook
def test_the_notebook_holds_no_output(script):
    made = nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    code = [cell for cell in made.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)


@each_notebook
def test_the_notebook_is_short_and_says_first_what_it_answers(script):
    cells = jupytext.read(script).cells
    assert len(cells) < MAX_CELLS
    first = cells[0].source
    for word in ("La question", "Les données", "La réponse", "In English"):
        assert word in first
    tree = ast.parse(script.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert [f.name for f in functions if f.end_lineno - f.lineno + 1 > MAX_FUNCTION] == []
    assert any(isinstance(node, ast.Assert) for node in tree.body[-8:])
