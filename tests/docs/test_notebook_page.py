"""The blocks of the data scientist's page run, and say what the page says they say."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest
import sklearn.ensemble  # noqa: F401 - its threads can be limited once it is loaded
from threadpoolctl import threadpool_limits

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "notebook.md"


@pytest.mark.filterwarnings("ignore::civicai.datasets.CivicaiDataWarning")
def test_notebook_page() -> None:
    blocks = re.findall(r"^```pycon\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert blocks
    page = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, PAGE.name, PAGE.name, 0)
    failures: list[str] = []
    # Threads that wait for each other would make this test ten times longer on a busy machine.
    with threadpool_limits(limits=1, user_api="openmp"):
        results = doctest.DocTestRunner(verbose=False).run(page, out=failures.append)
    assert results.failed == 0, "".join(failures)
