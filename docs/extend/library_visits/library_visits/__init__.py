"""Visits of library branches: how many to expect, so that the staff can be planned."""

import tomllib
from functools import partial
from pathlib import Path

import pandas as pd

from civicai.cards import ProjectCard
from civicai.forecasting import DailyPanel, wape
from civicai.i18n import format_percent, translate
from civicai.reports import Chart, KeyFigure, line_style
from civicai.tables import Column, Schema
from civicai.usecase import Input, Option, Result, UseCase

HERE = Path(__file__).parent
TEXT = tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))
BRANCH = Column("branch", "text", aliases=("médiathèque",), description=TEXT["branch"])
DATE = Column("date", "date", aliases=("jour",), description=TEXT["date"])
COUNT = Column("visits", "integer", low=0, aliases=("entrées",), description=TEXT["visits"])
VISITS = Schema("visits", (BRANCH, DATE, COUNT), key=("branch", "date"), title=TEXT["title"])


def say(key, **values):
    return translate(TEXT[key]).format(**values)


def work(tables, findings, progress, *, horizon_days, plans, tz):
    visits = tables["visits"].dropna()
    known = pd.DatetimeIndex(visits["date"].unique()).sort_values()
    coming = pd.date_range(known[-1] + pd.Timedelta(horizon_days, "D"), periods=14)
    panel = DailyPanel(visits, ["branch"], "visits")
    plan = panel.forecast(coming[coming.day_of_week.isin(known.day_of_week)], horizon_days)
    past = panel.forecast(known[-60:], horizon_days).merge(visits, on=["branch", "date"])
    error, rule = (wape(past["visits"], past[way]) for way in ("expected", "rule"))
    proof = say("proof", forecast=format_percent(error), rule=format_percent(rule))
    figure = KeyFigure("wape", say("error"), error, format_percent(error), proof)
    daily = past.groupby("date")[["visits", "expected", "rule"]].sum().reset_index()
    chart, title = Chart(say("total"), proof, daily, draw), say("title")
    answer = say("answer", visits=round(plan["expected"].sum()), days=plan["date"].nunique())
    sentence, decision = (answer, plan.assign(reason=say("reason"))) if plans else (proof, past)
    return Result(title, sentence, (figure,), decision, charts=(chart,), problems=tuple(findings))


def draw(ax, table):
    for name, role in (("visits", "observed"), ("rule", "rule"), ("expected", "model")):
        ax.plot(table["date"], table[name], **line_style(role), label=say(name))
    ax.legend()


def card():
    need = {"problem": say("need")}
    return ProjectCard(
        name=say("title"), summary=say("summary"), status="test", need=need, system={}
    )


USECASE = UseCase(
    name="library", title=TEXT["title"], summary=TEXT["summary"], inputs=[Input(VISITS)], card=card,
    options=[Option("horizon_days", "integer", 7, TEXT["horizon"], low=1, high=60)],
    example={"visits": HERE / "example.csv"}, run=partial(work, plans=True),
    evaluate=partial(work, plans=False), labels={key: TEXT[key] for key in ("branch", "visits")},
)  # fmt: skip
