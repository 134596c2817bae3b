"""The crowd use case: what the command line, the reports and the batch see."""

from __future__ import annotations

from civicai.crowd.codes import CODES
from civicai.crowd.schema import COUNTS, PLACES
from civicai.i18n import N_
from civicai.usecase import Input, Option, UseCase

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
}


USECASE = UseCase(
    name="crowd",
    title=N_("Crowds: where there may be too many people"),
    summary=N_("How many people in each place, how many to come, and the chance of too many."),
    inputs=(Input(COUNTS, formats="civicai.crowd.sources"), Input(PLACES, required=False)),
    options=OPTIONS,
    example={"counts": "crowd_example.csv", "places": "crowd_example_places.csv"},
    run="civicai.crowd.report:forecast_report",
    evaluate="civicai.crowd.report:past_report",
    card="civicai.crowd.card:card",
    check="civicai.crowd.inputs:check",
    clean="civicai.crowd.counts:make_counts",
    labels=LABELS,
    codes=CODES,
)
