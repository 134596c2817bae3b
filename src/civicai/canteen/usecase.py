"""The canteen use case: what the command line, the reports and the batch see."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from civicai.canteen.codes import CODES
from civicai.canteen.schema import ATTENDANCE, CANTEENS, ENROLMENT, EVENTS, KITCHEN, MENUS
from civicai.cards import ProjectCard
from civicai.errors import Problem
from civicai.i18n import N_, _
from civicai.usecase import Input, Option, Result, UseCase

OPTIONS = (
    Option(
        "horizon_days",
        "integer",
        21,
        N_("How many days ahead meals must be ordered."),
        low=1,
        high=120,
    ),
    Option("plan_days", "integer", 10, N_("How many open days to plan."), low=1, high=60),
    Option(
        "max_unserved",
        "number",
        0.01,
        N_("Largest share of the meals asked for that may be missing (0.01 is 1 %)."),
        low=0.0,
        high=0.5,
    ),
    Option(
        "max_short_days",
        "number",
        None,
        N_("In its place, largest share of days on which a site may run short (0.1 is 10 %)."),
        low=0.0,
        high=0.5,
    ),
    Option(
        "mode",
        "choice",
        "site",
        N_("Whether each site has its own reserve, or a central kitchen has one for all."),
        choices=("site", "kitchen"),
    ),
    Option(
        "agents",
        "choice",
        "auto",
        N_("Whether the agents' own forecast is mixed in where the file has it for coming days."),
        choices=("auto", "no"),
    ),
    Option("prior", "model", None, N_("Model fitted by a lead authority, to start from.")),
    Option(
        "zone",
        "choice",
        "auto",
        N_("School zone: A, B, C, none, or auto (told from the file's own days)."),
        choices=("auto", "A", "B", "C", "none"),
    ),
    Option(
        "alsace_moselle",
        "flag",
        False,
        N_("Whether Good Friday and 26 December are holidays (départements 57, 67, 68)."),
    ),
    Option(
        "services",
        "choice",
        "separate",
        N_("Whether the services of a site are planned separately or their meals are summed."),
        choices=("separate", "sum"),
    ),
    Option("issued_at", "date", None, N_("“Today” for the plan; by default the last day known.")),
    Option("start", "date", None, N_("First day on which past forecasts are scored.")),
    Option("end", "date", None, N_("Last day on which past forecasts are scored.")),
    Option(
        "recovered_share",
        "number",
        0.0,
        N_("Share of surplus meals given or eaten anyway, from 0 to 1."),
        low=0.0,
        high=1.0,
    ),
)

LABELS = {
    "decision": N_("Meals to prepare"),
    "site": N_("site"),
    "service": N_("service"),
    "expected": N_("expected meals"),
    "prepare": N_("meals to prepare"),
    "reserve": N_("reserve"),
    "observed": N_("meals asked for"),
    "naive": N_("mean of 4 same weekdays"),
    "strike": N_("strike"),
    "planned": N_("meals planned by the agents"),
    "served": N_("meals served"),
    "line": N_("line of the file"),
    "why": N_("why"),
    "scope": N_("days"),
    "wape": N_("absolute error / meals"),
    "over_share": N_("over-prepared (share of prepared)"),
    "unserved_share": N_("unserved (share of asked for)"),
    "short_days_share": N_("site-days short of meals"),
    "rows": N_("site-days"),
    "realised_coverage": N_("days inside the band"),
    "margin": N_("margin"),
    "event": N_("special day"),
    "portions": N_("child portions"),
    "vegetarian": N_("vegetarian meals"),
    "menu_effects": N_("Attendance on days with such a dish, beside other days"),
    "dish": N_("dish"),
    "effect": N_("difference of attendance"),
    "promised": N_("Promised and kept: days short of meals"),
    "aim": N_("site-days that may be short"),
    "realised": N_("site-days that were short"),
    "period_start_date": N_("first day"),
    "period_end_date": N_("last day"),
    "meal_count": N_("meals asked for in all"),
    "unserved_total_mass": N_("made and not served (kg, estimated)"),
    "total_mass": N_("all waste (kg, to be weighed)"),
    "preparation_total_mass": N_("lost in the kitchen (kg, to be weighed)"),
    "leftovers_total_mass": N_("left on trays (kg, to be weighed)"),
    "ma_cantine": N_("Waste record, in the field names of ma-cantine"),
    "central": N_("central"),
    "unit": N_("unit"),
    "source": N_("source"),
    "backtest": N_("The past replayed, site by site and day by day"),
    "scores": N_("Plan, rule and naive rule on the same past days"),
    "by_site": N_("Site by site, on the same past days"),
    "impact": N_("What the meals avoided weigh, cost and emit"),
    "set_aside": N_("Rows set aside"),
    "plan_surplus_share": N_("surplus of the plan"),
    "rule_surplus_share": N_("surplus of today's rule"),
    "rule_over_share": N_("over-prepared today"),
    "rule_unserved_share": N_("unserved today"),
    "rule_wape": N_("error of today's rule"),
}


def example() -> dict[str, Path]:
    """Return the files of the embedded example."""
    from civicai.datasets import example_path

    return {
        "attendance": example_path("canteen_example.csv"),
        "events": example_path("canteen_example_events.csv"),
    }


def run(tables: Mapping[str, Any], findings: list[Any], progress: Any, **options: Any) -> Result:
    """Plan the next open days; see :meth:`civicai.usecase.UseCase.run`."""
    from civicai.canteen.report import plan_report

    return plan_report(tables, findings, progress, options)


def evaluate(
    tables: Mapping[str, Any], findings: list[Any], progress: Any, **options: Any
) -> Result:
    """Score the plan on the past; see :meth:`civicai.usecase.UseCase.evaluate`."""
    from civicai.canteen.report import past_report

    return past_report(tables, findings, progress, options)


def check(tables: Mapping[str, Any], **options: Any) -> list[Problem]:
    """Say what a run would find, before any forecast; see :class:`civicai.usecase.UseCase`."""
    from civicai.canteen.inputs import prepare_inputs, refuse_short_history

    inputs = prepare_inputs(tables, options)
    refuse_short_history(inputs, options["horizon_days"], options["issued_at"] or inputs.days[-1])
    return inputs.findings


def card() -> ProjectCard:
    """Return the project card of the use case, before a town adds its own figures."""
    from civicai import __version__

    return ProjectCard(
        name=_("Canteen meals to prepare"),
        summary=_(
            "Forecasts the meals asked for at each canteen and says how many to prepare, at a "
            "service level that the town chooses."
        ),
        status="test",
        need={
            "policy_area": "food",
            "problem": _("Meals are ordered weeks ahead, and the surplus is thrown away."),
            "baseline_today": _("The agents' own forecast, or the mean of the last same weekdays."),
        },
        system={
            "type": "ml",
            "task": "forecasting",
            "method": _("Gradient boosting on past attendance and the school calendar."),
            "library": "civicai",
            "version": __version__,
            "intended_environment": _("School canteens with some months of daily counts."),
            "out_of_scope": _("Strike days, and any decision about a child."),
            "retrain_every_days": 120,
        },
        data=[
            {
                "name": _("Meals served by site and day"),
                "personal": "none",
            }
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
            "human_oversight": _("The agents see each number with its reason, and decide."),
        },
        legal={"ai_act": _("Minimal risk: counts of meals, no data about a child.")},
        risks=[
            {
                "risk": _("Too few meals on a day unlike others (strike, outing)."),
                "mitigation": _("Give such days in the table of events and keep a reserve."),
            }
        ],
    )


USECASE = UseCase(
    name="canteen",
    title=N_("Canteens: meals to prepare"),
    summary=N_("How many meals to prepare at each canteen, with less waste and nobody unserved."),
    inputs=(
        Input(ATTENDANCE),
        *(
            Input(schema, required=False)
            for schema in (EVENTS, CANTEENS, ENROLMENT, MENUS, KITCHEN)
        ),
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
