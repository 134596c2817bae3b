"""The water use case: its tables, options, names and codes, and where its work is."""

from __future__ import annotations

from civicai.i18n import N_
from civicai.usecase import Input, Option, UseCase
from civicai.water.schema import BREAKS, FLOWS, PIPES, STATUSES

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


CODES = {"status": STATUSES}

USECASE = UseCase(
    name="water",
    title=N_("Water: leaks and pipes to renew"),
    summary=N_("Which sector leaks since when, and which pipes to inspect or renew first."),
    inputs=(
        Input(FLOWS, group="meters"),
        Input(PIPES, group="pipes", formats="civicai.water.sources"),
        Input(BREAKS, group="pipes", formats="civicai.water.sources"),
    ),
    options=OPTIONS,
    example={
        "pipes": "water_example_pipes.csv",
        "breaks": "water_example_breaks.csv",
        "flows": "water_example_flows.csv",
    },
    run="civicai.water.report:water_report",
    evaluate="civicai.water.report:past_report",
    check="civicai.water.inputs:check",
    clean="civicai.water.flows:make_flows",
    card="civicai.water.card:card",
    labels=LABELS,
    codes=CODES,
)
