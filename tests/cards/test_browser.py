"""The library as someone uses it: search, filters, comparison, the keyboard alone."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from civicai.cards import build_library

from .conftest import COMPLETE

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="/usr/bin/chromium is not installed"),
]
TOWNS = ("Aubrac", "Bellerive", "Châtelmont", "Dréville")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as engine:
        chromium = engine.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    cards = folder / "cards"
    cards.mkdir()
    for rank in range(60):
        content = copy.deepcopy(COMPLETE)
        content |= {"id": f"projet-{rank:02d}", "name": f"Projet {rank:02d} <b>gras</b>"}
        content["authority"] |= {"name": TOWNS[rank % 4], "population": 1_000 * (rank + 1)}
        content["need"]["policy_area"] = "drinking_water" if rank % 2 else "food"
        content["system"]["usecase"] = "water" if rank % 2 else "canteen"
        content["cost"]["run_per_year"] = 100 * (rank + 1)
        content["lang"] = "en" if rank == 7 else "fr"
        if rank == 5:
            content["environment"] = {}
        text = json.dumps(content, ensure_ascii=False)
        (cards / f"{rank}.json").write_text(text, encoding="utf-8")
    (cards / "broken.json").write_text("{", encoding="utf-8")
    return build_library(cards, folder / "site").out


@pytest.fixture
def open_page(browser: Any, site: Path) -> Iterator[Callable[..., Any]]:
    said: list[str] = []
    opened: list[Any] = []

    def visit(name: str = "index.html", mark: str = "", **options: Any) -> Any:
        page = browser.new_page(**options)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda asked: asked.url.startswith("file:") or said.append(asked.url))
        page.goto((site / name).as_uri() + mark)
        opened.append(page)
        return page

    yield visit
    for page in opened:
        page.close()
    assert said == []


def shown(page: Any) -> list[str]:
    items = page.locator("#cards > li:not([hidden]) h3")
    return [text[7:9] for text in items.all_inner_texts()]


def test_search_forgives_accents_and_order(open_page: Callable[..., Any]) -> None:
    page = open_page()
    assert page.locator("#count").inner_text().startswith("60 projets sur")
    assert len(shown(page)) == 25
    page.fill("#q", "CHATELMONT")
    assert len(shown(page)) == 15
    page.fill("#q", "gras 02 projet")
    assert shown(page) == ["02"]
    page.fill("#q", "zzz")
    assert shown(page) == []
    assert page.locator("#count").inner_text().startswith("Aucun projet")


def test_filters_add_up_and_are_cleared(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.select_option("#by-size", "1")
    page.select_option("#by-area", "drinking_water")
    assert shown(page) == ["03", "05", "07"]
    page.select_option("#by-carbon", "unknown")
    assert shown(page) == ["05"]
    page.click("button[type=reset]")
    page.locator("#cards > li:not([hidden])").nth(24).wait_for()
    page.select_option("#by-cost", "1")
    assert shown(page)[0] == "09"
    page.select_option("#by-evidence", "real")
    assert page.locator("#count").inner_text().startswith("51 projets")


def test_more_are_shown_and_the_focus_follows(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.click("#more")
    assert len(shown(page)) == 50
    assert page.evaluate("document.activeElement.textContent").startswith("Projet 25")
    page.click("#more")
    assert len(shown(page)) == 60
    assert not page.locator("#more").is_visible()


def test_two_are_compared_with_the_keyboard_alone(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")

    def tab_to(test: str) -> None:
        for _press in range(80):
            page.keyboard.press("Tab")
            if page.evaluate(f"(e => {test})(document.activeElement)"):
                return
        raise AssertionError(f"{test} is not reached with the keyboard")

    tab_to("e.id == 'q'")
    page.keyboard.type("aubrac")
    tab_to("e.type == 'checkbox'")
    page.keyboard.press("Space")
    assert "1 projet choisi" in page.locator("#chosen-text").inner_text()
    tab_to("e.type == 'checkbox'")
    page.keyboard.press("Space")
    tab_to("e.type == 'checkbox'")
    page.keyboard.press("Space")
    assert "Deux projets au plus" in page.locator("#chosen-text").inner_text()
    assert page.locator(".pick input:checked").count() == 2
    tab_to("e.id == 'go'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#table table")
    heads = page.locator("#table thead th").all_inner_texts()
    assert [head[:9] for head in heads] == ["Champ", "Projet 00", "Projet 04"]
    row = page.locator("#table tr", has=page.get_by_role("rowheader", name="Chaque année"))
    assert [cell.replace("\u202f", "") for cell in row.locator("td").all_inner_texts()] == [
        "100",
        "500",
    ]
    assert "diffère" in row.inner_text()


def test_comparison_is_chosen_on_its_own_page_too(open_page: Callable[..., Any]) -> None:
    page = open_page("en/compare.html", "#projet-01")
    assert page.locator("#first").input_value() == "projet-01"
    assert page.locator("#table table").count() == 0
    page.select_option("#second", "projet-07")
    page.wait_for_selector("#table table")
    assert page.locator("#table td[lang=en]").count() > 10
    assert page.url.endswith("#projet-01,projet-07")


def test_without_script_everything_can_be_read(open_page: Callable[..., Any]) -> None:
    page = open_page(java_script_enabled=False)
    assert len(shown(page)) == 60
    assert not page.locator("#search").is_visible()
    assert not page.locator(".pick").first.is_visible()


@pytest.mark.parametrize("width", [1200, 360])
@pytest.mark.parametrize("name", ["index.html", "en/cards/projet-03.html", "law/water.html"])
def test_pages_fit_the_screen(open_page: Callable[..., Any], name: str, width: int) -> None:
    page = open_page(name, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "en/index.html",
        "cards/projet-03.html",
        "en/cards/projet-03.html",
        "compare.html",
        "law/water.html",
    ],
)
def test_axe_finds_nothing(open_page: Callable[..., Any], name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    mark = "#projet-01,projet-02" if name == "compare.html" else ""
    page = open_page(name, mark, color_scheme=scheme)
    if mark:
        page.wait_for_selector("#table table")
    if name == "index.html":
        page.locator(".pick input").first.check()
    # The page may ask for nothing, not even its own style a second time, as axe would.
    found = axe.Axe().run(page, options={"preload": False})
    assert found.response["passes"], "axe checked nothing"
    assert [(v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []
