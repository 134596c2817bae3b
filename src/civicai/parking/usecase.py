"""The parking use case: what the command line, the reports and the batch see."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from civicai.cards import ProjectCard
from civicai.errors import Problem
from civicai.i18n import N_, _
from civicai.parking.schema import OCCUPANCY
from civicai.usecase import Input, Option, Result, UseCase

OPTIONS = (
    Option("hours", "integer", 24, N_("How many hours ahead to forecast."), low=1, high=168),
    Option(
        "full_at",
        "number",
        0.95,
        N_("Share of the places from which a car park counts as full."),
        low=0.5,
        high=0.999,
    ),
    Option(
        "alert_at",
        "number",
        0.5,
        N_("Chance of being full from which a car park is announced as likely full."),
        low=0.05,
        high=0.95,
    ),
    Option("issued_at", "time", None, N_("“Now” for the forecast; by default the last reading.")),
    Option("start", "time", None, N_("First time at which past forecasts are scored.")),
    Option("end", "time", None, N_("Last time at which past forecasts are scored.")),
)

LABELS = {
    "decision": N_("Car parks likely to be full"),
    "park": N_("car park"),
    "status": N_("state"),
    "time": N_("at what time"),
    "expected": N_("places taken, expected"),
    "free_expected": N_("places free, expected"),
    "occupied": N_("places taken"),
    "free": N_("places free"),
    "capacity": N_("places in all"),
    "p_full": N_("chance of being full"),
    "full_until": N_("likely full until"),
    "last_reading": N_("last reading"),
    "forecast": N_("The coming hours, park by park"),
    "backtest": N_("The past replayed, park by park"),
    "scores": N_("Model, rule and last reading on the same past readings"),
    "by_park": N_("Park by park, on the same past readings"),
    "reliability": N_("Chances that were said, and what happened"),
    "set_aside": N_("Rows set aside"),
    "line": N_("line of the file"),
    "why": N_("why"),
    "rows": N_("readings"),
    "naive": N_("last reading"),
    "mae_share": N_("mean error (share of the places)"),
    "brier": N_("Brier score"),
    "brier_skill": N_("skill of the chance of being full"),
    "realised_coverage": N_("readings inside the band"),
    "model_share": N_("error of the model"),
    "rule_share": N_("error of today's rule"),
    "naive_share": N_("error of the last reading"),
    "full_share": N_("share of readings full"),
    "said_share": N_("chance said"),
    "weekly_profile": N_("weekly profile"),
    "boosting": N_("boosting"),
    "blend": N_("boosting and today's rule, halves"),
    "last_value": N_("last reading"),
    "similar_series": N_("car parks alike"),
    "guidance": N_("Where to go, hour by hour"),
    "p_place": N_("chance of a place"),
    "instead": N_("if it is full, go to"),
    "p_instead": N_("chance of a place there"),
    "daytime": N_("By day, season by season, car park by car park"),
    "season": N_("season"),
    "hour": N_("hour"),
    "taken_share": N_("share of the places taken"),
    "cars": N_("cars"),
    "days": N_("days counted"),
    "kind": N_("kind of car park"),
    "slot_of_day": N_("profile of the day"),
    "none": N_("nothing"),
}


def example() -> dict[str, Path]:
    """Return the file of the embedded example."""
    from civicai.datasets import example_path

    return {"occupancy": example_path("parking_example.csv")}


def run(tables: Mapping[str, Any], findings: list[Any], progress: Any, **options: Any) -> Result:
    """Say which parks will be full; see :meth:`civicai.usecase.UseCase.run`."""
    from civicai.parking.report import forecast_report

    return forecast_report(tables, findings, progress, options)


def evaluate(
    tables: Mapping[str, Any], findings: list[Any], progress: Any, **options: Any
) -> Result:
    """Score the forecasts on the past; see :meth:`civicai.usecase.UseCase.evaluate`."""
    from civicai.parking.report import past_report

    return past_report(tables, findings, progress, options)


def check(tables: Mapping[str, Any], **options: Any) -> list[Problem]:
    """Say what a run would find, before any forecast; see :class:`civicai.usecase.UseCase`."""
    from civicai.parking.inputs import prepare_inputs

    return prepare_inputs(tables, options).findings


def card() -> ProjectCard:
    """Return the project card of the use case, before a town adds its own figures."""
    from civicai import __version__

    return ProjectCard(
        name=_("Car parks likely to be full"),
        summary=_(
            "Forecasts the places taken in each car park, from half an hour to a week ahead, and "
            "says how likely each is to be full."
        ),
        status="test",
        need={
            "policy_area": "car_parks",
            "problem": _("Drivers circle around full car parks while others have places."),
            "baseline_today": _("The same time last week, or the last reading."),
        },
        system={
            "type": "ml",
            "task": "forecasting",
            "method": _(
                "Rolling weekly profile, gradient boosting over it, or the rule: what errs least "
                "on a later window; empirical errors."
            ),
            "library": "civicai",
            "version": __version__,
            "intended_environment": _("Car parks with counts at least hourly, for some weeks."),
            "out_of_scope": _("The demand beyond a full car park, and any tracking of vehicles."),
            "retrain_every_days": 7,
        },
        data=[{"name": _("Places taken or free, by car park and time"), "personal": "none"}],
        cost={
            "currency": "EUR",
            "build": None,
            "run_per_year": None,
            "reason": _("To be filled in by the town."),
        },
        environment={"method": _("Measured at each run; see the carbon bill of the report.")},
        decisions={
            "individual_decision": False,
            "automation": "aid",
            "human_oversight": _("The agents see each forecast with its reason, and decide."),
        },
        legal={"ai_act": _("Minimal risk: counts of cars, no data about a driver.")},
        risks=[
            {
                "risk": _("A frozen or late feed makes a full car park look free."),
                "mitigation": _("Such a car park gets no forecast, and the report says so."),
            }
        ],
    )


USECASE = UseCase(
    name="parking",
    title=N_("Car parks: which will be full"),
    summary=N_("Which car parks will be full, when, and how sure that is, up to a week ahead."),
    inputs=(Input(OCCUPANCY),),
    options=OPTIONS,
    example=example,
    run=run,
    evaluate=evaluate,
    card=card,
    check=check,
    labels=LABELS,
)
