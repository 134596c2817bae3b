"""How the tests are shared between processes: what is dear is made once, and is begun first."""

from __future__ import annotations

import sys
from collections.abc import Generator
from typing import Any

import pytest

#: Begun in this order, so that no process is left alone with the longest of them at the end.
FIRST = ("wheel/", "canteen/test_nantes.py", "contract/", "golden/", "faq/")
#: Folders whose tests look at the same fitted models: each stays in one process.
TOGETHER = ("cards/", "crowd/", "faq/", "reports/", "wheel/")
#: Dear, and on lines that quicker tests reach too: coverage would double their time to say nothing
#: new. Slow tests are of this kind as well.
UNMEASURED = ("contract/test_forecasters.py", "golden/")


def place_of(nodeid: str) -> str:
    """Return where a test is, below the folder of the tests: ``tables/test_dates.py``."""
    return nodeid.partition("::")[0].removeprefix("tests/")


def group_of(nodeid: str) -> str:
    """Return what is made in one process: a folder, a case of the contract, or a file."""
    place = place_of(nodeid)
    if place.startswith("contract/") and "[" in nodeid:
        return nodeid.partition("[")[2].rstrip("]").partition("-")[0]
    return next((folder for folder in TOGETHER if place.startswith(folder)), place)


def rank(item: pytest.Item) -> int:
    place = place_of(item.nodeid)
    return next((n for n, start in enumerate(FIRST) if place.startswith(start)), len(FIRST))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the tests by group, where they are shared: ``pytest -n 2``."""
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False  # the order is ours, not that of the largest group
    return ByGroup(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Stop measuring coverage, where it is measured, for the tests that need none."""
    dear = item.get_closest_marker("slow") or place_of(item.nodeid).startswith(UNMEASURED)
    measuring = sys.modules["coverage"].Coverage.current() if "coverage" in sys.modules else None
    if not dear or measuring is None:
        return (yield)
    measuring.stop()
    try:
        return (yield)
    finally:
        measuring.start()
