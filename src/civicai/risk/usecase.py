"""The flood use case: what the command line, the reports and the batch see."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from civicai.cards import ProjectCard
from civicai.errors import Problem
from civicai.i18n import N_, _
from civicai.risk.codes import CODES
from civicai.risk.schema import OBSERVATIONS, RAIN, THRESHOLDS
from civicai.usecase import Input, Option, Result, UseCase

OPTIONS = (
    Option("hours", "integer", 6, N_("How many hours ahead to look."), low=1, high=48),
    Option(
        "alert_at",
        "number",
        0.2,
        N_("Chance of a level from which it is announced: cost of acting over loss avoided."),
        low=0.02,
        high=0.9,
    ),
    Option(
        "quantity",
        "choice",
        None,
        N_("What is forecast; by default the discharge where the file has one."),
        choices=("discharge", "level"),
    ),
    Option("issued_at", "time", None, N_("“Now” for the forecast; by default the last reading.")),
    Option("start", "time", None, N_("First time at which past forecasts are scored.")),
    Option("end", "time", None, N_("Last time at which past forecasts are scored.")),
)

LABELS = {
    "decision": N_("The level of each gauge, hour by hour"),
    "station": N_("gauge"),
    "status": N_("level announced"),
    "level": N_("level announced"),
    "time": N_("at what time"),
    "last_reading": N_("last reading"),
    "discharge": N_("discharge [m³/s]"),
    "p_yellow": N_("chance of yellow"),
    "p_orange": N_("chance of orange"),
    "p_red": N_("chance of red"),
    "yellow": N_("yellow threshold"),
    "orange": N_("orange threshold"),
    "red": N_("red threshold"),
    "backtest": N_("The past replayed, gauge by gauge"),
    "scores": N_("Gauge by gauge, against the value now"),
    "floods": N_("Starts of floods, foreseen and missed"),
    "reliability": N_("Chances that were said, and what happened"),
    "persistence_index": N_("error of the value now that is removed"),
    "realised_coverage": N_("readings inside the band"),
    "high_coverage": N_("inside the band, in flood"),
    "unknown_share": N_("without forecast"),
    "rows": N_("readings"),
    "onsets": N_("floods that came"),
    "caught": N_("foreseen"),
    "rule_caught": N_("foreseen by today's rule"),
    "missed": N_("missed"),
    "false_starts": N_("false alarms"),
    "lead_gained": N_("hours gained"),
    "said_share": N_("chance said"),
    "came_share": N_("how often it came"),
    "naive": N_("the value now"),
}


def example() -> dict[str, Path]:
    """Return the files of the embedded example."""
    from civicai.datasets import example_path

    return {
        "observations": example_path("risk_example.csv"),
        "rain": example_path("risk_example_rain.csv"),
        "thresholds": example_path("risk_example_thresholds.csv"),
    }


def run(tables: Mapping[str, Any], findings: list[Any], progress: Any, **options: Any) -> Result:
    """Give each gauge its level; see :meth:`civicai.usecase.UseCase.run`."""
    from civicai.risk.report import forecast_report

    return forecast_report(tables, findings, progress, options)


def evaluate(
    tables: Mapping[str, Any], findings: list[Any], progress: Any, **options: Any
) -> Result:
    """Score the levels on the past; see :meth:`civicai.usecase.UseCase.evaluate`."""
    from civicai.risk.report import past_report

    return past_report(tables, findings, progress, options)


def check(tables: Mapping[str, Any], **options: Any) -> list[Problem]:
    """Say what a run would find, before any fit; see :class:`civicai.usecase.UseCase`."""
    from civicai.risk.inputs import prepare_inputs

    return prepare_inputs(tables, options).findings


def card() -> ProjectCard:
    """Return the project card of the use case, before a town adds its own figures."""
    from civicai import __version__

    return ProjectCard(
        name=_("Floods some hours ahead"),
        summary=_(
            "Forecasts the discharge or level at each gauge of a river, up to two days ahead, and "
            "the chance of each alert threshold."
        ),
        status="test",
        need={
            "policy_area": "hazards",
            "problem": _("On a small river, the alert comes when the water is already there."),
            "baseline_today": _("Wait until a gauge passes its threshold."),
        },
        system={
            "type": "ml",
            "task": "forecasting",
            "method": _("Ridge regression on log-differences of the gauges; empirical errors."),
            "library": "civicai",
            "version": __version__,
            "intended_environment": _("A river with hourly gauges and some months of readings."),
            "out_of_scope": _("Rivers without gauge, dam failures, the rain to come."),
            "retrain_every_days": 30,
        },
        data=[
            {"name": _("Readings of gauges"), "personal": "none"},
            {"name": _("Rain on the basin and alert thresholds"), "personal": "none"},
        ],
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
            "human_oversight": _("The mayor and the prefect decide; a level is an aid to them."),
        },
        legal={"ai_act": _("Minimal risk as shipped; high if it dispatches rescue (annex III).")},
        risks=[
            {
                "risk": _("A silent gauge is taken for a quiet river."),
                "mitigation": _("Its level is unknown, never green, and the report says so."),
            },
            {
                "risk": _("A storm falls between the gauges: no sign of it comes in time."),
                "mitigation": _("The report says that the rain to come is not known to it."),
            },
        ],
    )


USECASE = UseCase(
    name="risk",
    title=N_("Floods: will the river pass its thresholds"),
    summary=N_("The alert level of each gauge in the coming hours, and how sure it is."),
    inputs=(
        Input(OBSERVATIONS),
        Input(RAIN, required=False),
        Input(THRESHOLDS, required=False),
    ),
    options=OPTIONS,
    example=example,
    run=run,
    evaluate=evaluate,
    card=card,
    check=check,
    labels=LABELS,
    codes=CODES,
)
