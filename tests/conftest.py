"""How the tests are shared between processes: what is dear is made once, and is begun first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
#: Begun in this order, so that no process is left alone with the longest of them at the end.
FIRST = ("wheel", "canteen/test_nantes.py", "contract", "golden", "faq")
#: Folders whose tests look at the same fitted models: they stay in one process.
TOGETHER = ("cards", "crowd", "faq", "reports", "wheel")


def place_of(item: pytest.Item) -> str:
    """Return where a test is, seen from the tests: ``tables/test_dates.py``, or above them."""
    return Path(os.path.relpath(item.path, HERE)).as_posix()


def rank(item: pytest.Item) -> int:
    place = place_of(item)
    return next((n for n, start in enumerate(FIRST) if place.startswith(start)), len(FIRST))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test a group: that of its mark, else its folder or its file."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            place = place_of(item)
            folder = place.partition("/")[0]
            item.add_marker(pytest.mark.xdist_group(folder if folder in TOGETHER else place))
    items.sort(key=rank)
