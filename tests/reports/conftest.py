"""A made-up result with everything that a report can hold, hostile names included."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pandas as pd
import pytest

from civicai import i18n, reports
from civicai.carbon.factors import choose_factors
from civicai.carbon.footprint import Footprint, Part
from civicai.carbon.interval import ZERO, Interval
from civicai.cards import ProjectCard
from civicai.errors import Problem
from civicai.usecase import Result

HOSTILE = 'École <script>alert(1)</script> & "5$ et 6$" \''

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """Read a page: every tag with its attributes, the text of each, and what is left open."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> out of place"

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open:
            self.texts.append((self.open[-1], data.strip()))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def text(self, tag: str) -> list[str]:
        return [text for name, text in self.texts if name == tag]


@pytest.fixture
def read_page() -> Callable[[str], Page]:
    return Page


def draw_lines(ax: Any, table: pd.DataFrame) -> None:
    ax.fill_between(table["date"], table["low"], table["high"], **reports.band_style("model"))
    for name in ("observed", "rule", "model"):
        ax.plot(table["date"], table[name], label=name, **reports.line_style(name))
    ax.set_ylabel(HOSTILE)
    reports.label_lines(ax)


def draw_bars(ax: Any, table: pd.DataFrame) -> None:
    ax.bar(table["site"], table["over_share"], label="a", **reports.bar_style("rule"))
    ax.legend()
    reports.style_axes(ax, y="percent")


def charts() -> tuple[reports.Chart, ...]:
    days = pd.date_range("2018-09-03", periods=40, freq="D")
    wave = 1000 + 50 * np.sin(np.arange(40.0))
    lines = pd.DataFrame({"date": days, "observed": wave, "rule": wave + 30, "model": wave - 5})
    lines = lines.assign(low=wave - 60, high=wave + 60)
    bars = pd.DataFrame({"site": [HOSTILE, "Harouys"], "over_share": [0.031, 0.0625]})
    return (
        reports.Chart(f"Lines {HOSTILE}", "They follow each other.", lines, draw_lines),
        reports.Chart("Bars", "The first is shorter.", bars, draw_bars),
        reports.Chart("Bars again", "The same ids must not come twice.", bars, draw_bars),
    )


def decision(rows: int) -> pd.DataFrame:
    number = np.arange(rows)
    expected = 100.0 + number % 37
    frame = pd.DataFrame(
        {
            "site": np.where(number % 5 == 0, HOSTILE, "Harouys"),
            "date": pd.Timestamp("2019-01-07") + pd.to_timedelta(number // 5, "D"),
            "issued_at": pd.Timestamp("2018-12-14"),
            "expected": np.where(number == 3, np.nan, expected),
            "low": expected - 10.5,
            "high": expected + 12.5,
            "coverage": 0.9,
        }
    )
    return frame.assign(horizon=frame["date"] - frame["issued_at"], reason="eve of holidays")


def problems() -> tuple[Problem, ...]:
    numbers = [
        Problem(
            code="N01",
            message=f"“<b>{n}</b>” is not a number.",
            hint="Write a number.",
            file="meals.csv",
            row=n + 2,
            column="réel",
        )
        for n in range(14)
    ]
    same = [
        Problem(code="K01", message="two lines for one day.", file="meals.csv", row=n, hint="")
        for n in range(900, 910)
    ]
    note = Problem(code="F07", message="read as Windows-1252.", severity="note")
    warning = Problem(code="R02", message="days without meals.", severity="warning", count=1234)
    return (note, *numbers, *same, warning)


@pytest.fixture(scope="session")
def footprint() -> Footprint:
    electricity, others = choose_factors("FR")
    names = ("cpu.core_power", "memory.power", "pue", "embodied.core_hour")
    return Footprint(
        label="canteen run",
        duration=8.1,
        cpu_seconds=7.4,
        parts={
            "cpu": Part(Interval(4e-6, 9e-6, 2.1e-5), Interval(1.2e-4, 4e-4, 1.2e-3)),
            "embodied": Part(ZERO, Interval(0.001, 0.0048, 0.018), embodied=True),
        },
        methods=("tree", "generic"),
        factors={electricity.id: electricity, **{name: others[name] for name in names}},
    )


@pytest.fixture(scope="session")
def make_result(footprint: Footprint) -> Callable[..., Result]:
    def make(lang: str = "fr", rows: int = 80, **changes: Any) -> Result:
        with i18n.use(lang):
            card = ProjectCard(
                name="Canteen",
                summary=f"Meals of {HOSTILE}",
                status="test",
                need={"problem": "Waste", "baseline_today": "Agents"},
                system={"type": "ml", "method": HOSTILE},
                data=[{"name": HOSTILE, "personal": "none"}],
            )
        scores = pd.DataFrame({"method": ["model", "rule"], "over_share": [0.03, np.nan]})
        scores["note"] = HOSTILE
        aside = pd.DataFrame({"served": [12.0]}, index=pd.Index([1099], name="line"))
        content: dict[str, Any] = {
            "usecase": "canteen",
            "lang": lang,
            "title": f"Meals {HOSTILE}",
            "sentence": f"Prepare 100 meals {HOSTILE}.",
            "key_figures": (
                reports.KeyFigure("over", HOSTILE, 0.03, "3 %", "less"),
                reports.KeyFigure("short", "Short days", None, "–"),
            ),
            "decision": decision(rows),
            "tables": {"scores": scores, "aside": aside, "nothing": aside.iloc[:0]},
            "charts": charts(),
            "warnings": (f"Old data {HOSTILE}",),
            "problems": problems(),
            "carbon": footprint,
            "card": card,
            "labels": {"site": "Canteen <name>", "scores": "Scores <all>"},
        }
        return Result(**{**content, **changes})

    return make


@pytest.fixture(scope="session")
def french(make_result: Callable[..., Result]) -> str:
    return make_result("fr").to_html()


@pytest.fixture(scope="session")
def english(make_result: Callable[..., Result]) -> str:
    return make_result("en").to_html()
