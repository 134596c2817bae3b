"""The parking use case: what the command line, the reports and the batch see."""

from __future__ import annotations

from civicai.i18n import N_
from civicai.parking.codes import CODES
from civicai.parking.schema import OCCUPANCY
from civicai.usecase import Input, Option, UseCase

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
}


USECASE = UseCase(
    name="parking",
    title=N_("Car parks: which will be full"),
    summary=N_("Which car parks will be full, when, and how sure that is, up to a week ahead."),
    inputs=(Input(OCCUPANCY, formats="civicai.parking.sources"),),
    options=OPTIONS,
    example={"occupancy": "parking_example.csv"},
    run="civicai.parking.report:forecast_report",
    evaluate="civicai.parking.report:past_report",
    card="civicai.parking.card:card",
    check="civicai.parking.inputs:check",
    clean="civicai.parking.readings:make_readings",
    labels=LABELS,
    codes=CODES,
)
