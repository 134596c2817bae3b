"""From a town's tables to the report: the plan of the next open days, and its proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from civicai.canteen.cautions import law_reminder, named_sites, plan_cautions, service_kept
from civicai.canteen.charts import draw_next, draw_plan
from civicai.canteen.decision import (
    as_decided,
    coming_days,
    decide,
    forecast_ahead,
    replay,
    with_agents,
)
from civicai.canteen.inputs import Inputs, prepare_inputs, refuse_short_history
from civicai.canteen.past_report import PastReport
from civicai.canteen.schema import DATE, SITE, series_keys
from civicai.canteen.scores import Verdict
from civicai.errors import InputError, Problem
from civicai.i18n import _, format_date, format_integer, format_number, format_percent
from civicai.reports import Chart, KeyFigure
from civicai.usecase import Progress, Result

#: Days with meals on which a run scores itself: about a school term.
SCORED_DAYS = 60
#: Days with meals that an evaluation scores: about a school year.
PAST_DAYS = 140


def plan_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    **options: Any,
) -> Result:
    """Plan the next open days at or beyond the horizon, and score the last months."""
    inputs = prepare_inputs(tables, options)
    issued = options["issued_at"] or inputs.days[-1]
    refuse_short_history(inputs, options["horizon_days"], issued)
    until = min(options["end"] or issued, issued)
    past = _replayed(inputs, options, progress, until, SCORED_DAYS)
    progress(9, 10, _("Planning the next days"))
    days = coming_days(inputs, options, issued)
    forecast = forecast_ahead(inputs, options, issued, days)
    decision, verdict, past = decide(inputs, past, forecast, options)
    report = PastReport(inputs, as_decided(past, options))
    charts = (_next_chart(decision), _plan_chart(decision), *report.charts())
    return Result(
        title=_("Canteens: meals to prepare"),
        sentence=_plan_sentence(decision, verdict, issued),
        key_figures=(
            *_next_figures(decision),
            _plan_figure(decision),
            *report.key_figures(options, verdict != "loses"),
        ),
        decision=decision,
        tables=report.tables(options),
        charts=tuple(chart for chart in charts if len(chart.table)),
        warnings=tuple(plan_cautions(inputs, options, issued, verdict, report, decision)),
        problems=(*findings, *inputs.findings),
        avoided=report.claim(options) if verdict != "loses" else None,
    )


def past_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    **options: Any,
) -> Result:
    """Score plan, rule and naive rule on the town's own past, by default its last year."""
    inputs = prepare_inputs(tables, options)
    until = options["end"] or options["issued_at"] or inputs.days[-1]
    refuse_short_history(inputs, options["horizon_days"], until)
    past = _replayed(inputs, options, progress, until, PAST_DAYS)
    mixed = None
    if inputs.has_agents and options["agents"] == "auto":
        mixed = as_decided(with_agents(past, inputs, options), options)
    report = PastReport(inputs, as_decided(past, options), mixed)
    return Result(
        title=_("Canteens: the plan on your own past days"),
        sentence=report.sentence(),
        key_figures=tuple(report.key_figures(options)),
        decision=report.scores,
        tables={"backtest": past.assign(strike=inputs.struck(past)), **report.tables(options)},
        charts=tuple(chart for chart in report.charts() if len(chart.table)),
        warnings=(
            *service_kept(report, options),
            *named_sites(report),
            *inputs.warnings,
            law_reminder(),
        ),
        labels={"decision": _("Plan, rule and naive rule on the same past days")},
        problems=(*findings, *inputs.findings),
        avoided=report.claim(options),
    )


def _replayed(
    inputs: Inputs,
    options: Mapping[str, Any],
    progress: Progress,
    until: pd.Timestamp,
    scored: int,
) -> pd.DataFrame:
    past = replay(inputs, options, progress, until, scored)
    if past.empty and options["start"] is not None:
        message = _("no day from {start} to {until} has meals and can be scored.")
        raise InputError(
            Problem(
                code="M14",
                value=str(options["start"].date()),
                message=message.format(
                    start=format_date(options["start"]), until=format_date(until)
                ),
                hint=_("Choose an earlier start, or leave it out."),
            )
        )
    return past


def _next_figures(decision: pd.DataFrame) -> list[KeyFigure]:
    """Return the answer of the first day planned: how many meals, and how sure."""
    rows = decision[decision[DATE] == decision[DATE].min()]
    if rows.empty or rows["prepare"].isna().all():
        return []
    total = float(rows["prepare"].sum())
    note = _("{expected} expected; on {sites} sites, from {low} to {high} meals each").format(
        expected=format_integer(rows["expected"].sum()),
        sites=len(rows),
        low=format_integer(rows["prepare"].min()),
        high=format_integer(rows["prepare"].max()),
    )
    if len(rows) == 1:
        note = _("{expected} expected; eight days in ten from {low} to {high}").format(
            expected=format_integer(rows["expected"].iloc[0]),
            low=format_integer(rows["low"].iloc[0]),
            high=format_integer(rows["high"].iloc[0]),
        )
    label = _("Meals to prepare on {day}").format(day=format_date(rows[DATE].iloc[0], weekday=True))
    return [KeyFigure("prepare_next_day", label, total, format_integer(total), note)]


def _plan_figure(decision: pd.DataFrame) -> KeyFigure:
    total = float(decision["prepare"].sum(min_count=1))
    note = _("{sites} sites, {days} days; {expected} expected").format(
        sites=decision[SITE].nunique(),
        days=decision[DATE].nunique(),
        expected=format_integer(decision["expected"].sum()),
    )
    return KeyFigure("prepare", _("Meals to prepare"), total, format_integer(total), note)


def _plan_sentence(decision: pd.DataFrame, verdict: Verdict, issued: pd.Timestamp) -> str:
    if decision.empty:
        return _("There is no open day to plan.")
    if verdict == "loses":
        return _("Keep today's rule: on your past days it wastes less at the same service.")
    if decision["prepare"].isna().all():
        return _("Too few past days are known to say how many meals to prepare.")
    text = _(
        "From {first} to {last}, prepare {meals} meals in all ({a_day} a day): plan issued on "
        "{issued}."
    )
    return text.format(
        first=format_date(decision[DATE].min(), weekday=True),
        last=format_date(decision[DATE].max(), weekday=True),
        meals=format_integer(decision["prepare"].sum()),
        a_day=format_number(decision["prepare"].sum() / decision[DATE].nunique()),
        issued=format_date(issued),
    )


def _next_chart(decision: pd.DataFrame) -> Chart:
    """Draw the first day planned site by site: what to cook, and between what and what."""
    rows = decision[decision[DATE] == decision[DATE].min()].dropna(subset=["prepare"])
    keys = series_keys(rows)
    table = rows.sort_values("prepare", ascending=False).head(20)
    day = format_date(rows[DATE].iloc[0], weekday=True) if len(rows) else ""
    extra = rows["prepare"].sum() / max(float(rows["expected"].sum()), 1e-9) - 1
    return Chart(
        title=_("{day}, site by site").format(day=day[:1].upper() + day[1:]),
        sentence=_(
            "The dot is what to prepare; eight days in ten the meals asked for fall on the bar. "
            "The reserve is {reserve} of the meals expected."
        ).format(reserve=format_percent(extra)),
        table=table[[*keys, "prepare", "expected", "low", "high"]].reset_index(drop=True),
        draw=draw_next,
    )


def _plan_chart(decision: pd.DataFrame) -> Chart:
    columns = ["expected", "low", "high", "prepare"]
    table = decision.groupby(DATE)[columns].sum(min_count=1).reset_index()
    return Chart(
        title=_("The plan, all sites together"),
        sentence=_(
            "Each point is a day. The band adds up the sites' own bands: the town's total varies "
            "less than it shows."
        ),
        table=table,
        draw=draw_plan,
    )
