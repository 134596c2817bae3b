"""The report as a browser shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from civicai.usecase import Result

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="/usr/bin/chromium is not installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as engine:
        chromium = engine.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.mark.parametrize("width", [1200, 400])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_page_asks_for_nothing_and_fits(
    browser: Any, make_result: Callable[..., Result], tmp_path: Path, lang: str, width: int
) -> None:
    address = tmp_path / "report.html"
    make_result(lang).to_html(address)
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    def refuse(route: Any) -> None:
        if route.request.url == address.as_uri():
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    page.route("**/*", refuse)
    page.goto(address.as_uri())
    assert page.title().startswith("Meals")
    assert page.locator("svg").first.bounding_box()["width"] > 300
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.close()
    assert asked == []
    assert said == []


def test_data_of_the_charts_is_printed(
    browser: Any, make_result: Callable[..., Result], tmp_path: Path
) -> None:
    address = tmp_path / "report.html"
    make_result("en").to_html(address)
    page = browser.new_page()
    page.goto(address.as_uri())
    table = page.locator("details table").first
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.bounding_box()["height"] > 100
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_axe_finds_nothing(
    browser: Any, make_result: Callable[..., Result], tmp_path: Path, lang: str, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    address = tmp_path / "report.html"
    make_result(lang).to_html(address)
    page = browser.new_page(color_scheme=scheme)
    page.goto(address.as_uri())
    # Folded tables count too.
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    found = axe.Axe().run(page)
    page.close()
    assert found.response["passes"], "axe checked nothing"
    assert found.response["violations"] == []
