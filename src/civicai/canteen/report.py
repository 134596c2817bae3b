"""From a town's tables to the report: the plan of the next open days, and its proof."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.canteen.backtesting import backtest
from civicai.canteen.charts import draw_plan
from civicai.canteen.models import AttendanceForecaster, closed
from civicai.canteen.planner import FEWEST_DAYS, PreparationPlanner
from civicai.canteen.proof import Proof
from civicai.canteen.schema import DATE, PLANNED, SITE, series_keys
from civicai.canteen.scoring import (
    Verdict,
    judge,
    over_share_at_rule_service,
)
from civicai.canteen.town import Town, make_ready, next_open_days, refuse_short_history
from civicai.canteen.usecase import USECASE
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
    options: Mapping[str, Any],
) -> Result:
    """Plan the next open days at or beyond the horizon, and score the last months."""
    town = make_ready(tables, options)
    issued = options["issued_at"] or town.days[-1]
    refuse_short_history(town, options["horizon_days"], issued)
    until = min(options["end"] or issued, issued)
    past = _replay(town, options, progress, until, SCORED_DAYS)
    progress(9, 10, _("Planning the next days"))
    forecast = _forecast(town, options, issued)
    decision, verdict = _decide(town, past, forecast, options)
    proof = Proof(town, past)
    sentence = _plan_sentence(decision, verdict, issued)
    charts = (_plan_chart(decision), *proof.charts())
    return Result(
        usecase=USECASE.name,
        lang="",
        title=_("Canteens: meals to prepare"),
        sentence=sentence,
        key_figures=(_plan_figure(decision), *proof.key_figures(options, verdict != "loses")),
        decision=decision,
        tables=proof.tables(options),
        charts=tuple(chart for chart in charts if len(chart.table)),
        warnings=tuple(_warnings(town, options, issued, verdict, proof, decision)),
        problems=(*findings, *town.findings),
        avoided=proof.claim(options) if verdict != "loses" else None,
        card=USECASE.card(),
    )


def past_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    options: Mapping[str, Any],
) -> Result:
    """Score plan, rule and naive rule on the town's own past, by default its last year."""
    town = make_ready(tables, options)
    until = options["end"] or options["issued_at"] or town.days[-1]
    refuse_short_history(town, options["horizon_days"], until)
    past = _replay(town, options, progress, until, PAST_DAYS)
    proof = Proof(town, past)
    struck = town.struck(past)
    decision = proof.scores
    return Result(
        usecase=USECASE.name,
        lang="",
        title=_("Canteens: the plan on your own past days"),
        sentence=proof.sentence(),
        key_figures=tuple(proof.key_figures(options)),
        decision=decision,
        tables={"backtest": past.assign(strike=struck), **proof.tables(options)},
        charts=tuple(chart for chart in proof.charts() if len(chart.table)),
        warnings=(*_service_kept(proof, options), *town.warnings),
        labels={"decision": _("Plan, rule and naive rule on the same past days")},
        problems=(*findings, *town.findings),
        avoided=proof.claim(options),
        card=USECASE.card(),
    )


def _replay(
    town: Town,
    options: Mapping[str, Any],
    progress: Progress,
    until: pd.Timestamp,
    scored: int,
) -> pd.DataFrame:
    rows = town.demand[town.demand[DATE] <= until]
    past = backtest(
        rows[~closed(rows, town.closures)],
        horizon=f"{options['horizon_days']}D",
        start=options["start"],
        end=until,
        scored=scored,
        max_unserved=options["max_unserved"],
        zone=town.zone,
        alsace_moselle=town.alsace_moselle,
        progress=lambda done, total: progress(done, total + 1, _("Replaying the past")),
    )
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


def _forecast(town: Town, options: Mapping[str, Any], issued: pd.Timestamp) -> pd.DataFrame:
    horizon = options["horizon_days"]
    days = next_open_days(town, issued + pd.Timedelta(days=horizon), options["plan_days"])
    model = AttendanceForecaster(
        horizon=f"{horizon}D", zone=town.zone, alsace_moselle=town.alsace_moselle
    )
    model.fit(town.demand[town.demand[DATE] <= issued], town.closures)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        forecast = model.predict(days, issued_at=issued)
    town.warnings.extend(str(warning.message) for warning in caught)
    return forecast[~closed(forecast, town.closures)].reset_index(drop=True)


def _decide(
    town: Town, past: pd.DataFrame, forecast: pd.DataFrame, options: Mapping[str, Any]
) -> tuple[pd.DataFrame, Verdict]:
    """Plan the forecast; where the model loses to the rule, the rule is used."""
    if _can_choose(past):
        planned = PreparationPlanner(options["max_unserved"]).fit(past).plan(forecast)
    else:
        # Too few past days to choose a margin: the upper end of the band is the safe side.
        planned = forecast.assign(prepare=np.ceil(forecast["high"]))
        planned["reserve"] = planned["prepare"] - planned["expected"].round()
    keys = series_keys(forecast)
    if PLANNED in town.attendance.columns:
        agents = town.attendance.dropna(subset=[PLANNED])[[*keys, DATE, PLANNED]]
        planned = planned.merge(agents, on=[*keys, DATE], how="left")
    # Without agents the rule is the simple mean, which the model's own ladder has met already.
    alone = PLANNED not in planned.columns
    verdict: Verdict = "wins" if alone else judge(past, options["max_unserved"])
    if verdict == "loses":
        kept = planned[PLANNED]
        reserve = kept - planned["expected"].round()
        planned = planned.assign(prepare=kept, reserve=reserve, model="rule")
        planned["reason"] = _("today's rule wastes less on your past days: keep it")
    first = [*keys, DATE, "prepare", "expected", "low", "high", "reserve"]
    rest = [name for name in planned.columns if name not in first]
    order = [*first, *[name for name in rest if name != "reason"], "reason"]
    return planned[order], verdict


def _can_choose(past: pd.DataFrame) -> bool:
    """Say whether there are enough past forecasts with a band to choose a margin."""
    return past.dropna(subset=["expected", "low", "high"])[DATE].nunique() >= FEWEST_DAYS


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


def _warnings(
    town: Town,
    options: Mapping[str, Any],
    issued: pd.Timestamp,
    verdict: Verdict,
    proof: Proof,
    decision: pd.DataFrame,
) -> list[str]:
    text = _("“Today” is {day}: the plan starts {horizon} days later.")
    said = [text.format(day=format_date(issued, weekday=True), horizon=options["horizon_days"])]
    if verdict == "serves_less":
        plan, rule = over_share_at_rule_service(proof.choice)
        text = _(
            "The plan wastes less than today's rule because it leaves more unserved, within the "
            "{promised} you accept. At the rule's own service it would prepare {plan} for nobody, "
            "against {rule}."
        )
        said.append(
            text.format(
                promised=format_percent(options["max_unserved"]),
                plan=format_percent(plan),
                rule=format_percent(rule),
            )
        )
    if verdict == "loses":
        said.append(
            _(
                "At the same service, today's rule wasted less than the model on the days scored: "
                "the model is not used. Its expected meals are shown for comparison only."
            )
        )
    if not _can_choose(proof.past):
        said.append(
            _(
                "Too few past days to choose a margin: the meals to prepare are the upper end of "
                "each band."
            )
        )
    if verdict != "loses":
        said += _service_kept(proof, options)
    return [*said, *_announced_strikes(town, decision), *town.warnings]


def _service_kept(proof: Proof, options: Mapping[str, Any]) -> list[str]:
    """Say where the plan broke its promise, or prepares more because it serves more."""
    if proof.scores.empty:
        return []
    plan, rule = proof.scores.iloc[0], proof.scores.iloc[1]
    if plan["unserved_share"] > options["max_unserved"]:
        text = _(
            "On the days scored the plan left {unserved} of the meals asked for unserved, more "
            "than the {promised} promised: choose a smaller share if that is too much."
        )
        promised = format_percent(options["max_unserved"], 2)
        return [text.format(unserved=format_percent(plan["unserved_share"], 2), promised=promised)]
    if plan["over_share"] > rule["over_share"] and plan["unserved_share"] < rule["unserved_share"]:
        text = _(
            "The plan prepares more than today's rule because it leaves fewer meals missing: "
            "{plan} against {rule}."
        )
        ours, theirs = (format_percent(row["unserved_share"], 2) for row in (plan, rule))
        return [text.format(plan=ours, rule=theirs)]
    return []


def _announced_strikes(town: Town, decision: pd.DataFrame) -> list[str]:
    struck = decision.loc[town.struck(decision), DATE].drop_duplicates()
    if struck.empty:
        return []
    text = _("A strike is announced on {days}: the plan is that of an ordinary day.")
    return [text.format(days=", ".join(format_date(day) for day in struck))]
