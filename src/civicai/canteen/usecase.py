"""The canteen use case: its tables, options, names and codes, and where its work is."""

from __future__ import annotations

from civicai.canteen.codes import CODES
from civicai.canteen.schema import ATTENDANCE, CANTEENS, ENROLMENT, EVENTS, KITCHEN, MENUS, WASTE
from civicai.i18n import N_
from civicai.usecase import Input, Option, UseCase

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
    "waste_weighed": N_("Waste weighed, a meal"),
    "per_meal": N_("all waste (kg a meal)"),
    "preparation_per_meal": N_("lost in the kitchen (kg a meal)"),
    "unserved_per_meal": N_("made and not served (kg a meal)"),
    "leftovers_per_meal": N_("left on trays (kg a meal)"),
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

#: The package of the formats that the tables are read from.
FORMATS = "civicai.canteen.sources"

USECASE = UseCase(
    name="canteen",
    title=N_("Canteens: meals to prepare"),
    summary=N_("How many meals to prepare at each canteen, with less waste and nobody unserved."),
    inputs=(
        Input(ATTENDANCE, formats=FORMATS),
        *(
            Input(schema, required=False, formats=FORMATS)
            for schema in (EVENTS, CANTEENS, ENROLMENT, MENUS, KITCHEN, WASTE)
        ),
    ),
    options=OPTIONS,
    example={"attendance": "canteen_example.csv", "events": "canteen_example_events.csv"},
    run="civicai.canteen.report:plan_report",
    evaluate="civicai.canteen.report:past_report",
    check="civicai.canteen.inputs:check",
    clean="civicai.canteen.demand:make_demand",
    card="civicai.canteen.card:card",
    labels=LABELS,
    codes=CODES,
)
