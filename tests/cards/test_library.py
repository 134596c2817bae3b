"""A folder of cards becomes a site; what cannot be shown is told, and the rest is built."""

from __future__ import annotations

import copy
import csv
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from civicai import i18n
from civicai.cards import build_library
from civicai.cards.flat import CARBONS, COSTS, SIZES, band
from civicai.cards.site import ASSETS
from civicai.errors import InputError

from .conftest import COMPLETE, MISTAKES, Content

Put = Callable[..., Path]


def card(**changes: Any) -> Content:
    return {**copy.deepcopy(COMPLETE), **changes}


@pytest.fixture
def folder(put: Put, tmp_path: Path) -> Path:
    put("valmont.json", card())
    put("38/riviere.json", card(id="riviere", name="Rivière", lang="en", evidence="simulated"))
    return tmp_path / "cards"


class Tags(HTMLParser):
    """Collect the names of the tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.names.append(tag)


def tags_of(html: str) -> list[str]:
    parser = Tags()
    parser.feed(html)
    return parser.names


def pages(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def test_site_has_its_pages_in_both_languages(folder: Path, tmp_path: Path) -> None:
    library = build_library(folder, tmp_path / "site")
    assert library.projects == 2
    assert library.left_out == ()
    assert pages(library.out) == [
        "cards/riviere.html",
        "cards/valmont-cantines.html",
        "compare.html",
        "en/cards/riviere.html",
        "en/cards/valmont-cantines.html",
        "en/compare.html",
        "en/index.html",
        "index.html",
        "law/canteen.html",
    ]
    assert sum((library.out / "assets" / name).stat().st_size for name in ASSETS) < 60 * 1024


def test_every_mistake_is_left_out_and_told_and_the_rest_is_built(
    folder: Path, put: Put, tmp_path: Path
) -> None:
    for name, (change, _code) in MISTAKES.items():
        content = card(id=name.replace("_", "-"))
        change(content)
        put(f"{name}.json", content)
    put("twin.json", card(id="riviere", lang="en"))
    put("broken.json", "{")
    with i18n.use("fr"):
        library = build_library(folder, tmp_path / "site")
    assert library.projects == 2
    told = {problem.file: problem.code for problem in library.left_out}
    expected = {f"{name}.json": code for name, (_change, code) in MISTAKES.items()}
    assert told == {**expected, "twin.json": "L16", "broken.json": "L01"}
    page = (library.out / "index.html").read_text("utf-8")
    assert all(name in page for name in told)
    content = json.loads((library.out / "cards.json").read_text("utf-8"))
    assert {problem["file"] for problem in content["left_out"]} == set(told)


def test_a_script_in_a_card_stays_text_everywhere(put: Put, tmp_path: Path) -> None:
    evil = "</script></title>\"'><script>alert(1)</script><img src=x onerror=alert(2)>"
    content = card(name=evil, summary=evil)
    content["authority"]["name"] = evil
    content["need"]["problem"] = evil
    content["performance"][0] |= {"metric": evil, "test_period": "=cmd|' /C calc'!A0"}
    put("evil.json", content)
    put("<img onerror=alert(3)>.json", "{")
    library = build_library(tmp_path / "cards", tmp_path / "site")
    for path in library.out.rglob("*.html"):
        tags = tags_of(path.read_text("utf-8"))
        assert "img" not in tags
        assert tags.count("script") <= 1, path
    script = (library.out / "cards" / "valmont-cantines.js").read_text("utf-8")
    assert "<" not in script


def test_pages_ask_for_nothing_from_outside(folder: Path, tmp_path: Path) -> None:
    site = build_library(folder, tmp_path / "site").out
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        loaded = re.findall(r'<(?:script|img|iframe)[^>]* src="([^"]*)"', text)
        loaded += re.findall(r'<link rel="stylesheet" href="([^"]*)"', text)
        for address in loaded:
            assert (path.parent / address).resolve().is_file(), address
        for address in re.findall(r'href="([^"#:]+\.(?:html|json|csv))', text):
            assert (path.parent / address).resolve().is_file(), (path, address)


def test_all_cards_are_in_one_json_and_one_csv(folder: Path, tmp_path: Path) -> None:
    site = build_library(folder, tmp_path / "site").out
    content = json.loads((site / "cards.json").read_text("utf-8"))
    assert content["schema"] == "civicai.library/1"
    assert card() in content["cards"]
    with (site / "cards.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["id"] for row in rows] == ["valmont-cantines", "riviere"]
    assert rows[0]["cost.run_per_year"] == "1200.5"
    assert rows[0]["environment.use_kgco2e_per_year.high"] == "1.1"
    assert rows[0]["performance"].startswith("metric: Surplus; value: 6.5; low: 6.1")


def test_two_languages_of_a_card_are_one_project(put: Put, tmp_path: Path) -> None:
    put("fr.json", card(name="Cantines"))
    put("en.json", card(name="Canteens", lang="en"))
    library = build_library(tmp_path / "cards", tmp_path / "site")
    assert (library.projects, len(library.cards), library.left_out) == (1, 2, ())
    page = "cards/valmont-cantines.html"
    assert "Cantines</h1>" in (library.out / page).read_text("utf-8")
    assert "Canteens</h1>" in (library.out / "en" / page).read_text("utf-8")


def test_the_same_cards_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    sites = [build_library(folder, tmp_path / name).out for name in ("one", "two")]
    contents = [
        {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
        for site in sites
    ]
    assert contents[0] == contents[1]


def test_an_older_site_is_replaced(folder: Path, tmp_path: Path) -> None:
    site = build_library(folder, folder / "site").out  # inside the folder of the cards, even
    (folder / "38" / "riviere.json").unlink()
    again = build_library(folder, site)
    assert (again.projects, again.left_out) == (1, ())
    assert "cards/riviere.html" not in pages(site)


def test_a_folder_that_holds_something_else_is_left_alone(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "documents" / "cards" / "letter.txt"
    own.parent.mkdir(parents=True)
    own.write_text("precious")
    with pytest.raises(InputError) as caught:
        build_library(folder, tmp_path / "documents")
    assert caught.value.problems[0].code == "L18"
    assert own.read_text() == "precious"


def test_results_of_a_run_are_passed_over(put: Put, tmp_path: Path) -> None:
    put("run/card.json", card())
    put("run/result.json", {"schema": "civicai.result/1", "card": card()})
    put(".hidden/card.json", "{")
    assert build_library(tmp_path / "cards", tmp_path / "site").left_out == ()


def test_no_card_at_all_is_an_error_that_tells_why(put: Put, tmp_path: Path) -> None:
    put("broken.json", "{")
    for folder, codes in ((tmp_path / "cards", ["L01", "L15"]), (tmp_path / "none", ["L15"])):
        with pytest.raises(InputError) as caught:
            build_library(folder, tmp_path / "site")
        assert [problem.code for problem in caught.value.problems] == codes
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("value", "edges", "rank"),
    [
        (None, SIZES, "unknown"),
        (3_499, SIZES, "0"),
        (3_500, SIZES, "1"),
        (200_000, SIZES, "4"),
        (999.99, COSTS, "0"),
        (50_000, COSTS, "3"),
        (10, CARBONS, "1"),
    ],
)
def test_bands(value: float | None, edges: tuple[int, ...], rank: str) -> None:
    assert band(value, edges) == rank
