from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from civicai import i18n, reports
from civicai.i18n import NARROW_SPACE
from civicai.reports.style import CSS_VARIABLES

Draw = Callable[[Any, pd.DataFrame], object]
TABLE = pd.DataFrame({"x": [0.0, 1.0], "y": [0.0, 15_000.0]})


def chart(draw: Draw, title: str = "Title") -> reports.Chart:
    return reports.Chart(title, "Sentence.", TABLE, draw)


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def svg_of(draw: Draw, lang: str = "fr") -> str:
    with i18n.use(lang):
        return reports.render_chart(chart(draw), "c")


def plot_dates(start: str, end: str) -> Draw:
    def draw(ax: Any, table: pd.DataFrame) -> None:
        days = pd.date_range(start, end, periods=5)
        ax.plot(days.to_numpy(), np.arange(5.0))

    return draw


def test_numbers_are_the_readers() -> None:
    def draw(ax: Any, table: pd.DataFrame) -> None:
        ax.plot(table["x"], table["y"])

    assert {"0,2", f"10{NARROW_SPACE}000"} <= set(texts(svg_of(draw, "fr")))
    assert {"0.2", "10,000"} <= set(texts(svg_of(draw, "en")))


def test_percent_is_asked_for() -> None:
    def draw(ax: Any, table: pd.DataFrame) -> None:
        ax.plot([0, 1], [0, 0.05])
        reports.style_axes(ax, y="percent")

    assert f"4{NARROW_SPACE}%" in texts(svg_of(draw))


@pytest.mark.parametrize(
    ("start", "end", "french", "english"),
    [
        ("2010-01-01", "2018-12-31", "2014", "2014"),
        ("2018-01-01", "2018-12-31", "mars 2018", "Mar 2018"),
        ("2018-09-01", "2018-09-20", "5 sept.", "5 Sep"),
        ("2018-11-28", "2018-12-06", "1er déc.", "1 Dec"),
        ("2018-12-03", "2018-12-04", "3 déc.", "3 Dec"),
    ],
)
def test_dates_are_the_readers(start: str, end: str, french: str, english: str) -> None:
    draw = plot_dates(start, end)
    assert french in texts(svg_of(draw, "fr"))
    assert english in texts(svg_of(draw, "en"))


def test_ticks_written_by_hand_are_left_alone() -> None:
    def draw(ax: Any, table: pd.DataFrame) -> None:
        ax.barh([0, 1], [3, 4])
        ax.set_yticks([0, 1], ["Harouys", "1.5"])

    assert {"Harouys", "1.5"} <= set(texts(svg_of(draw)))


def test_any_text_comes_out_as_it_went_in() -> None:
    wild = "5$ et 6$ <script>&\x0b 食堂 🍎"

    def draw(ax: Any, table: pd.DataFrame) -> None:
        ax.set_title(wild)

    with i18n.use("fr"):
        svg = reports.render_chart(chart(draw, title=wild), "c")
    safe = "5$ et 6$ &lt;script&gt;&amp; 食堂 🍎"
    assert f'<title id="c-title">{safe}</title>' in svg
    assert safe in texts(svg)


def test_no_style_sheet_namespace_or_loose_id_gets_out() -> None:
    def draw(ax: Any, table: pd.DataFrame) -> None:
        ax.plot(table["x"], table["y"], marker="o")
        ax.bar(table["x"], table["y"], **reports.bar_style("rule"))

    svg = svg_of(draw)
    assert not re.search(r"<style|xmlns|xlink|metadata|http|font-family", svg)
    assert set(re.findall(r' id="([^"]*?)-', svg)) == {"c"}


def test_every_colour_of_ours_follows_the_page() -> None:
    def draw(ax: Any, table: pd.DataFrame) -> None:
        for role in ("observed", "model", "rule", "naive"):
            ax.plot(table["x"], table["y"], **reports.line_style(role))
            ax.bar(table["x"], table["y"], **reports.bar_style(role))
        for _ in range(4):
            ax.plot(table["x"], table["y"])

    svg = svg_of(draw)
    assert set(re.findall(r"var\((--\w+),", svg)) == set(CSS_VARIABLES.values())
    assert re.search(r"(?<!,)#[0-9a-f]{6}", svg) is None


def test_settings_of_the_user_neither_come_in_nor_are_lost() -> None:
    def draw(ax: Any, table: pd.DataFrame) -> None:
        ax.plot(table["x"], table["y"])

    expected = svg_of(draw)
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.facecolor": "red"}):
        before = dict(mpl.rcParams)
        assert svg_of(draw) == expected
        assert dict(mpl.rcParams) == before


def test_pyplot_is_never_imported() -> None:
    code = (
        "import sys, pandas as pd; from civicai import i18n, reports\n"
        "assert 'matplotlib' not in sys.modules\n"
        "chart = reports.Chart('t', 's', pd.DataFrame({'x': [1]}), lambda ax, t: ax.plot(t['x']))\n"
        "with i18n.use('en'): reports.render_chart(chart, 'c')\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_line_labels_do_not_run_into_each_other() -> None:
    heights: list[float] = []

    def draw(ax: Any, table: pd.DataFrame) -> None:
        for name, end in (("a", 10.0), ("b", 10.01), ("c", 9.99), ("d", 0.0)):
            ax.plot([0, 1], [0, end], label=name)
        ax.plot([0, 1], [np.nan, np.nan], label="nothing known")
        ax.plot([0, 1], [5, 5])
        reports.label_lines(ax)
        heights.extend(text.get_position()[1] for text in ax.texts)
        assert [text.get_text() for text in ax.texts] == ["d", "c", "a", "b"]

    svg_of(draw)
    assert min(np.diff(sorted(heights))) > 0.07
    assert max(heights) <= 1


def test_legend_is_put_above_the_drawing() -> None:
    tops: dict[str, Any] = {}

    def draw(ax: Any, table: pd.DataFrame) -> None:
        ax.bar([0, 1], [1, 1], label="legend text", **reports.bar_style("model"))
        ax.legend()
        ax.set_ylabel("axis name")
        tops["ax"] = ax

    svg = svg_of(draw)
    places = {
        text: float(y) for y, text in re.findall(r'<text[^>]* y="([\d.]+)"[^>]*>([^<]*)<', svg)
    }
    assert places["legend text"] < places["axis name"]
    assert tops["ax"].get_legend() is None


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palettes() -> list[dict[str, str]]:
    css = resources.files("civicai.reports").joinpath("templates/style.css").read_text("utf-8")
    blocks = re.findall(r":root \{([^}]*--paper[^}]*)\}", css)
    return [dict(re.findall(r"(--\w+): (#\w{6})", block)) for block in blocks]


def test_page_and_charts_agree_on_the_colours_of_the_day() -> None:
    day, night = palettes()
    assert {variable: colour for colour, variable in CSS_VARIABLES.items()}.items() <= day.items()
    assert day.keys() == night.keys()


@pytest.mark.parametrize("palette", palettes(), ids=["day", "night"])
def test_text_and_lines_stand_out(palette: dict[str, str]) -> None:
    for name in set(palette) - {"--paper", "--tint", "--line"}:
        assert contrast(palette[name], palette["--paper"]) >= 4.5, name
    for name in ("--ink", "--muted", "--accent"):
        assert contrast(palette[name], palette["--tint"]) >= 4.5, name
