from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from civicai import reports
from civicai.i18n import NARROW_SPACE
from civicai.usecase import Result

Make = Callable[..., Result]
Read = Callable[[str], Any]

RESOURCES = {"script", "img", "iframe", "object", "embed", "video", "audio", "source", "base"}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_page_stands_alone_and_has_its_landmarks(
    request: pytest.FixtureRequest, read_page: Read, lang: str
) -> None:
    html = request.getfixturevalue({"fr": "french", "en": "english"}[lang])
    page = read_page(html)
    assert page.open == []
    assert html.startswith("<!DOCTYPE html>")
    assert page.all("html") == [{"lang": lang}]
    assert page.text("title")[0].startswith("Meals École <script>")
    for landmark in ("h1", "main", "header", "nav", "footer"):
        assert len(page.all(landmark)) == 1, landmark
    assert not RESOURCES & {tag for tag, _ in page.tags}
    assert "@import" not in html
    for tag, attributes in page.tags:
        for key, value in attributes.items():
            assert not key.startswith("on"), (tag, key)
            if key in ("src", "href", "xlink:href", "action", "srcset") and tag != "a":
                assert value.startswith(("#", "data:,")), (tag, key, value)
            for address in re.findall(r"url\(([^)]*)\)", value):
                assert address.startswith("#")


def test_only_the_words_change_with_the_language(
    french: str, english: str, read_page: Read
) -> None:
    assert "La décision" in french
    assert "The decision" in english
    tags = [[tag for tag, _ in read_page(html).tags] for html in (french, english)]
    assert tags[0] == tags[1]
    assert ">07/01/2019<" in french
    assert ">2019-01-07<" in english


def test_no_word_of_the_page_is_left_in_the_other_language(
    french: str, english: str, read_page: Read
) -> None:
    pages = [read_page(html) for html in (french, english)]
    for tag in ("h2", "summary", "a", "dt"):
        words = [{text for text in page.text(tag) if "École" not in text} for page in pages]
        same_in_both = {"Short days", "Type", "Version"}
        assert words[0] & words[1] <= same_in_both, tag
        assert words[0], tag


def test_headings_go_down_one_step_at_a_time(english: str, read_page: Read) -> None:
    page = read_page(english)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_sections_come_in_order_and_the_contents_lead_to_them(
    english: str, read_page: Read
) -> None:
    page = read_page(english)
    ids = [attributes["id"] for tag, attributes in page.tags if tag == "h2"]
    wanted = "warnings, figures, decision, charts, proofs, findings, bill, card, reading"
    assert ", ".join(ids) == wanted
    assert [a["href"] for a in page.all("a")][: len(ids) + 1] == [
        "#content",
        *(f"#{i}" for i in ids),
    ]


def test_ids_are_unique_and_every_reference_has_its_target(english: str, read_page: Read) -> None:
    page = read_page(english)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    for _, attributes in page.tags:
        used = [attributes["href"][1:]] if attributes.get("href", "").startswith("#") else []
        used += attributes.get("aria-labelledby", "").split()
        used += [
            name for value in attributes.values() for name in re.findall(r"url\(#(.*?)\)", value)
        ]
        assert set(used) <= set(ids)


def test_charts_are_named_images_each_with_its_data(english: str, read_page: Read) -> None:
    page = read_page(english)
    svgs = [position for position, (tag, _) in enumerate(page.tags) if tag == "svg"]
    assert len(svgs) == len(page.all("figure")) == len(page.all("figcaption")) == 3 + 1  # the bill
    for position in svgs:
        attributes = page.tags[position][1]
        assert attributes["role"] == "img"
        assert page.tags[position + 1] == ("title", {"id": attributes["aria-labelledby"]})
    assert len(page.all("details")) == 3 + 2  # and the method of the bill, and its paragraph


def test_tables_can_be_read_out_and_reached_by_keyboard(english: str, read_page: Read) -> None:
    page = read_page(english)
    assert all(th.get("scope") in ("col", "row") for th in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))
    scrolls = [a for a in page.all("div") if "scroll" in a.get("class", "")]
    assert len(scrolls) == len(page.all("table")) + len(page.all("svg"))
    assert all(a["tabindex"] == "0" and a["role"] == "region" and a["aria-label"] for a in scrolls)


def test_names_from_the_data_never_become_markup(english: str, read_page: Read) -> None:
    assert "<script" not in english
    assert "<b>" not in english
    page = read_page(english)
    places = {tag for tag, text in page.texts if "<script>alert(1)</script>" in text}
    assert places >= {"title", "h1", "p", "li", "dt", "th", "td", "text", "h3", "caption", "dd"}


def test_same_result_same_bytes(make_result: Make, english: str) -> None:
    assert make_result("en").to_html().encode() == english.encode()


def test_long_decision_is_cut_and_says_so(make_result: Make) -> None:
    html = make_result("en", rows=10_000).to_html()
    assert len(html.encode()) < 1_000_000
    assert "The first 60 of 10,000 rows are shown; the file decision.csv has them all." in html
    assert (
        html.count(">Harouys</th>") + html.count("&gt;alert(1)&lt;/script&gt; &amp; &#34;5$") > 48
    )
    assert "rows are shown" not in make_result("en", rows=60, charts=(), tables={}).to_html()


def test_what_is_the_same_on_every_row_is_said_once(
    english: str, make_result: Make, read_page: Read
) -> None:
    page = read_page(english)
    sentence = next(text for text in page.text("p") if text.startswith("On every row"))
    assert sentence == (
        "On every row: issued_at: 2018-12-14; coverage: 90%; reason: eve of holidays."
    )
    assert "issued_at" not in page.text("th")
    short = read_page(make_result("en", rows=5, charts=()).to_html())
    assert "issued_at" in short.text("th")


def test_labels_name_columns_and_tables(english: str, read_page: Read) -> None:
    page = read_page(english)
    assert "Canteen <name>" in page.text("th")
    assert "Scores <all>" in page.text("caption")


def test_findings_are_grouped_gravest_first(english: str, read_page: Read) -> None:
    page = read_page(english)
    assert page.text("span")[:8:2] == ["Error", "Error", "Warning", "Note"]
    assert "24 errors, 1 warning, 1 note" in page.text("p")
    bad_numbers = [text for text in page.text("li") if "is not a number" in text]
    assert bad_numbers[0] == "meals.csv, line 2: “<b>0</b>” is not a number."
    assert len(bad_numbers) == 10
    assert "… and 4 more of the same kind." in page.text("p")
    assert page.text("p").count("Write a number.") == 1
    assert "Two lines for one day." in page.text("h3")
    assert any(text.startswith("meals.csv, lines 900, 901, ") for text in page.text("li"))
    assert "R02, 1,234 lines" in page.text("span")
    assert "F07" in page.text("span")


def test_empty_result_is_still_a_page(make_result: Make, read_page: Read) -> None:
    empty = pd.DataFrame({"site": [], "expected": []})
    nothing = reports.Chart("Nothing", "There is nothing.", empty, lambda ax, table: 1 / 0)
    page = read_page(
        make_result(
            "en",
            decision=empty,
            tables={},
            charts=(nothing,),
            warnings=(),
            problems=(),
            key_figures=(),
            carbon=None,
            card=None,
        ).to_html()
    )
    ids = [attributes["id"] for tag, attributes in page.tags if tag == "h2"]
    assert ids == ["decision", "charts", "reading"]
    assert page.text("p").count("Nothing to show.") == 2


def test_missing_values_are_dashes(english: str, read_page: Read) -> None:
    page = read_page(english)
    assert "–" in page.text("td")
    assert not {"nan", "NaN", "NaT", "None", "<NA>"} & {text for _, text in page.texts}


def test_interval_is_explained_with_its_coverage(make_result: Make, english: str) -> None:
    assert "between “low” and “high” 90% of the time" in english
    without = make_result("en", decision=pd.DataFrame({"site": ["a"]}), charts=())
    assert "Each forecast comes with an interval" not in without.to_html()


def test_fragment_is_short_and_keeps_its_style_to_itself(
    make_result: Make, read_page: Read
) -> None:
    html = make_result("fr")._repr_html_()
    page = read_page(html)
    assert page.open == []
    assert page.tags[0] == ("div", {"class": "civicai", "lang": "fr"})
    selectors = re.findall(r"^([^{\n]+) {", page.text("style")[0], flags=re.M)
    assert selectors
    assert all(s.startswith(".civicai") for line in selectors for s in line.split(", "))
    assert "<script" not in html
    assert len(page.all("tr")) == 1 + 10
    assert "id" not in {key for _, attributes in page.tags for key in attributes}
    assert len(html) < 10_000


def test_numbers_are_french_in_french(make_result: Make) -> None:
    html = make_result("fr", rows=12_345, charts=()).to_html()
    assert f"12{NARROW_SPACE}345" in html
    assert f"90{NARROW_SPACE}%" in html


def test_a_chart_may_name_the_columns_that_it_alone_has(make_result: Make) -> None:
    chart = reports.Chart(
        "Title", "Sentence.", pd.DataFrame({"lead": [1.0]}), lambda ax, table: None, {"lead": "Own"}
    )
    assert ">Own</th>" in make_result(charts=(chart,)).to_html()
