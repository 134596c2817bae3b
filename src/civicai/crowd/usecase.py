"""The crowd use case: what the command line, the reports and the batch see."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from civicai import __version__
from civicai.cards import ProjectCard
from civicai.crowd.schema import COUNTS, PLACES
from civicai.errors import Problem
from civicai.i18n import N_, _
from civicai.usecase import Input, Option, Result, UseCase

OPTIONS = (
    Option(
        "capacity",
        "number",
        None,
        N_("People allowed in each place, where the table of places does not say."),
        low=1,
        high=500_000,
    ),
    Option(
        "watch_at",
        "number",
        0.8,
        N_("Share of the capacity from which a place is watched: the rule of today."),
        low=0.3,
        high=0.99,
    ),
    Option(
        "alert_at",
        "number",
        0.3,
        N_("Chance of being over capacity from which a place is in alert."),
        low=0.05,
        high=0.95,
    ),
    Option(
        "error_share",
        "number",
        0.02,
        N_("Share of the passages that the counters may miss or count twice."),
        low=0,
        high=0.2,
    ),
    Option(
        "reset_hour",
        "integer",
        5,
        N_("Local hour at which the places are empty."),
        low=0,
        high=23,
    ),
    Option("issued_at", "time", None, N_("“Now” for the forecast; by default the last count.")),
    Option("start", "time", None, N_("First time at which past forecasts are scored.")),
    Option("end", "time", None, N_("Last time at which past forecasts are scored.")),
)

LABELS = {
    "decision": N_("Level of alert, place by place"),
    "counter": N_("place or counter"),
    "place": N_("place"),
    "time": N_("at what time"),
    "level": N_("level of alert"),
    "rule_level": N_("what the rule of today says"),
    "p_over": N_("chance of being over capacity"),
    "now": N_("people at the last count"),
    "now_low": N_("people now, at least"),
    "now_high": N_("people now, at most"),
    "count": N_("people counted"),
    "people": N_("people inside"),
    "capacity": N_("people allowed"),
    "expected": N_("people expected"),
    "last_count": N_("time of the last count"),
    "balance": N_("entries over exits"),
    "entries": N_("people who came in"),
    "exits": N_("people who went out"),
    "forecast": N_("The coming hours, place by place"),
    "presence": N_("People inside, followed by the gates"),
    "backtest": N_("The past replayed, place by place"),
    "scores": N_("Model, same hour last week and last count on the same past hours"),
    "by_place": N_("Place by place, at the shortest lead"),
    "alerts": N_("Alerts of the past, beside the rule of today"),
    "set_aside": N_("Rows set aside"),
    "line": N_("line of the file"),
    "why": N_("why"),
    "rows": N_("past forecasts"),
    "naive": N_("last count"),
    "rule": N_("same hour last week"),
    "mae": N_("mean error (people)"),
    "mae_share": N_("mean error (share of the mean count)"),
    "mean": N_("mean count"),
    "model_mae": N_("error of the model (people)"),
    "rule_mae": N_("error of the same hour last week (people)"),
    "naive_mae": N_("error of the last count (people)"),
    "over": N_("hours over capacity"),
    "caught": N_("announced before"),
    "false_alerts": N_("false alerts"),
    "brier": N_("Brier score"),
    "brier_usual": N_("Brier score of the usual frequency"),
    "realised_coverage": N_("counts inside the band"),
    "model_share": N_("error of the model"),
    "rule_share": N_("error of the same hour last week"),
    "naive_share": N_("error of the last count"),
    "count_boosting": N_("boosting on counts"),
    "none": N_("nothing"),
}


def example() -> dict[str, Path]:
    """Return the files of the embedded example."""
    from civicai.datasets import example_path

    return {
        "counts": example_path("crowd_example.csv"),
        "places": example_path("crowd_example_places.csv"),
    }


def run(tables: Mapping[str, Any], findings: list[Any], progress: Any, **options: Any) -> Result:
    """Say which places are in alert; see :meth:`civicai.usecase.UseCase.run`."""
    from civicai.crowd.report import forecast_report

    return forecast_report(tables, findings, progress, options)


def evaluate(
    tables: Mapping[str, Any], findings: list[Any], progress: Any, **options: Any
) -> Result:
    """Score the forecasts on the past; see :meth:`civicai.usecase.UseCase.evaluate`."""
    from civicai.crowd.report import past_report

    return past_report(tables, findings, progress, options)


def check(tables: Mapping[str, Any], **options: Any) -> list[Problem]:
    """Say what a run would find, before any forecast; see :class:`civicai.usecase.UseCase`."""
    from civicai.crowd.inputs import prepare_inputs

    return prepare_inputs(tables, options).findings


def card() -> ProjectCard:
    """Return the project card of the use case, before a town adds its own figures."""
    return ProjectCard(
        name=_("Crowds: where there may be too many people"),
        summary=_(
            "Follows the people in each place from counts, forecasts the coming hours, and says "
            "how likely each place is to be over its capacity."
        ),
        status="test",
        need={
            "policy_area": "events",
            "problem": _("A place fills faster than those who watch it can see."),
            "baseline_today": _("80 % of the capacity reached; the same hour last week."),
        },
        system={
            "type": "ml",
            "task": "forecasting",
            "method": _("Gradient boosting with a count loss; entries minus exits; past errors."),
            "library": "civicai",
            "version": __version__,
            "intended_environment": _("Places with counters at least hourly, for some weeks."),
            "out_of_scope": _(
                "Images, phones, following or recognising persons; any order given without a "
                "human; the sizing of first aid."
            ),
            "retrain_every_days": 28,
        },
        data=[{"name": _("People counted, by place and time"), "personal": "none"}],
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
            "human_oversight": _(
                "The mayor, the prefect and the safety staff decide; nothing closes by itself."
            ),
        },
        legal={
            "ai_act": _(
                "Counts without identification. Whether it is a safety component is for the "
                "town's data protection officer and lawyers to say."
            )
        },
        risks=[
            {
                "risk": _("A silent counter makes a crowded place look calm."),
                "mitigation": _("The place is “unknown”, with no figure, and the report says so."),
            },
            {
                "risk": _("Counters drift, and the people inside are wrong."),
                "mitigation": _("Bounds grow with the passages; the upper one raises the alert."),
            },
        ],
    )


USECASE = UseCase(
    name="crowd",
    title=N_("Crowds: where there may be too many people"),
    summary=N_("How many people in each place, how many to come, and the chance of too many."),
    inputs=(Input(COUNTS), Input(PLACES, required=False)),
    options=OPTIONS,
    example=example,
    run=run,
    evaluate=evaluate,
    card=card,
    check=check,
    labels=LABELS,
)
