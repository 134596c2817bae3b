"""The flood use case: its tables, options, names and codes, and where its work is."""

from __future__ import annotations

from civicai.i18n import N_
from civicai.risk.codes import CODES
from civicai.risk.schema import OBSERVATIONS, RAIN, THRESHOLDS
from civicai.usecase import Input, Option, UseCase

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


USECASE = UseCase(
    name="risk",
    title=N_("Floods: will the river pass its thresholds"),
    summary=N_("The alert level of each gauge in the coming hours, and how sure it is."),
    inputs=(
        Input(OBSERVATIONS, formats="civicai.risk.sources"),
        Input(RAIN, required=False),
        Input(THRESHOLDS, required=False),
    ),
    options=OPTIONS,
    example={
        "observations": "risk_example.csv",
        "rain": "risk_example_rain.csv",
        "thresholds": "risk_example_thresholds.csv",
    },
    run="civicai.risk.report:forecast_report",
    evaluate="civicai.risk.report:past_report",
    check="civicai.risk.inputs:check",
    clean="civicai.risk.readings:make_readings",
    card="civicai.risk.card:card",
    labels=LABELS,
    codes=CODES,
)
