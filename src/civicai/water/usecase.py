"""The water use case: what the command line, the reports and the batch see."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from civicai.cards import ProjectCard
from civicai.errors import Problem
from civicai.i18n import N_, _
from civicai.usecase import Input, Option, Result, UseCase
from civicai.water.schema import BREAKS, FLOWS, PIPES

OPTIONS = (
    Option(
        "budget",
        "number",
        0.1,
        N_("Share of the length that can be inspected or renewed."),
        low=0.005,
        high=1.0,
    ),
    Option("years", "integer", 5, N_("Years ahead for the breaks."), low=1, high=15),
    Option(
        "line",
        "number",
        0.2,
        N_("How far above the first month today's rule draws its line (0.2 is 20 %)."),
        low=0.01,
        high=2.0,
    ),
    Option("issued_at", "time", None, N_("Day of the report; by default the last of the files.")),
    Option("start", "date", None, N_("Past day on which the ranking is judged.")),
)

LABELS = {
    "decision": N_("Sector by sector"),
    "sections": N_("Sections to look at first"),
    "capture": N_("Breaks held by a share of the length"),
    "injected": N_("Leaks put into the past nights"),
    "sector": N_("sector"),
    "status": N_("what to do, or state"),
    "since": N_("since"),
    "extra_flow": N_("rise [m³/h]"),
    "volume": N_("volume lost [m³]"),
    "pipe_id": N_("section"),
    "rank": N_("rank"),
    "expected_breaks": N_("breaks expected"),
    "rate": N_("breaks expected [1/km/year]"),
    "length": N_("length [m]"),
    "material": N_("material of the pipe"),
    "laid": N_("laid in"),
    "past_breaks": N_("breaks in ten years"),
    "length_share": N_("share of the length"),
    "model_share": N_("breaks held, model"),
    "rule_share": N_("by today's rule"),
    "naive_share": N_("breaks held, oldest first"),
    "size": N_("leak put in [m³/h]"),
    "found_share": N_("found within two weeks"),
    "days": N_("days until found"),
    "rows": N_("leaks put in"),
    "night_flow": N_("night flow"),
    "line": N_("fixed line"),
    "risen": N_("rise told"),
}


def example() -> dict[str, Path]:
    """Return the files of the embedded example."""
    from civicai.datasets import example_path

    return {
        "pipes": example_path("water_example_pipes.csv"),
        "breaks": example_path("water_example_breaks.csv"),
        "flows": example_path("water_example_flows.csv"),
    }


def run(tables: Mapping[str, Any], findings: list[Any], progress: Any, **options: Any) -> Result:
    """Say what leaks and where to look; see :meth:`civicai.usecase.UseCase.run`."""
    from civicai.water.report import water_report

    return water_report(tables, findings, progress, options)


def evaluate(
    tables: Mapping[str, Any], findings: list[Any], progress: Any, **options: Any
) -> Result:
    """Score rankings and alarms on the past; see :meth:`civicai.usecase.UseCase.evaluate`."""
    from civicai.water.report import past_report

    return past_report(tables, findings, progress, options)


def check(tables: Mapping[str, Any], **options: Any) -> list[Problem]:
    """Say what a run would find, before any fit; see :class:`civicai.usecase.UseCase`."""
    from civicai.water.inputs import prepare_inputs

    return prepare_inputs(tables, options).findings


def card() -> ProjectCard:
    """Return the project card of the use case, before a town adds its own figures."""
    from civicai import __version__

    return ProjectCard(
        name=_("Water leaks and pipes to renew"),
        summary=_(
            "Ranks the sections of pipe by the breaks to expect a kilometre, and tells which "
            "sector loses more by night, since when."
        ),
        status="test",
        need={
            "problem": _("A fifth of the drinking water is lost, and few kilometres are renewed."),
            "baseline_today": _("Past breaks, then age; a fixed line on the night flow."),
        },
        system={
            "type": "ml",
            "method": _("Poisson regression with length as exposure; cumulative sum of nights."),
            "library": "civicai",
            "version": __version__,
            "intended_environment": _("An inventory with breaks of some years; hourly flows."),
            "out_of_scope": _("Finding the leak in the street, water quality, pressure control."),
            "retrain_every_days": 365,
        },
        data=[
            {"name": _("Inventory of pipes and their breaks"), "personal": "none"},
            {"name": _("Flows into sectors of hundreds of homes"), "personal": "none"},
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
            "human_oversight": _("The service decides where to listen, dig and renew."),
        },
        legal={"ai_act": _("Minimal risk as shipped; high if it operates the network.")},
        risks=[
            {
                "risk": _("A silent meter is taken for a sound sector."),
                "mitigation": _("The sector is then unknown, and the report says so."),
            },
            {
                "risk": _("Pipes replaced are missing, and the worst ones look safe."),
                "mitigation": _("Breaks that fit no pipe are counted and told."),
            },
        ],
    )


USECASE = UseCase(
    name="water",
    title=N_("Water: leaks and pipes to renew"),
    summary=N_("Which sector leaks since when, and which pipes to inspect or renew first."),
    inputs=(
        Input(FLOWS, group="meters"),
        Input(PIPES, group="pipes"),
        Input(BREAKS, group="pipes"),
    ),
    options=OPTIONS,
    example=example,
    run=run,
    evaluate=evaluate,
    card=card,
    check=check,
    labels=LABELS,
)
