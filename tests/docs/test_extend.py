"""The use case from outside that the tutorial builds: short, and its example made from a seed."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path

EXTEND = Path(__file__).parents[2] / "docs" / "extend"
PACKAGE = EXTEND / "library_visits"
CODE = PACKAGE / "library_visits" / "__init__.py"


def test_it_is_under_sixty_lines_of_code() -> None:
    lines = CODE.read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.strip()]) < 60
    assert max(map(len, lines)) <= 100


def test_the_example_is_made_again_byte_by_byte(tmp_path: Path) -> None:
    script = shutil.copy(PACKAGE / "make_example.py", tmp_path)
    (tmp_path / "library_visits").mkdir()
    runpy.run_path(str(script))
    made = (tmp_path / "library_visits" / "example.csv").read_bytes()
    assert made == CODE.with_name("example.csv").read_bytes()


def test_the_tutorial_shows_the_code_that_runs() -> None:
    page = (EXTEND / "index.md").read_text(encoding="utf-8")
    for name in ("__init__.py", "texts.toml", "example.csv"):
        assert (CODE.parent / name).is_file()
        assert name in page
    assert "library_visits/library_visits/__init__.py" in page
