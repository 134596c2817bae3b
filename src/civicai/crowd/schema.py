"""The tables that a town supplies: counts in its streets, limits, and the gates of an event."""

from __future__ import annotations

from civicai.i18n import N_
from civicai.tables import Column, Schema

COUNTER = "counter"
TIME = "time"
COUNT = "count"
LIMIT = "limit"
GATE = "gate"
ENTRIES = "entries"
EXITS = "exits"

_TIME_NAMES = (
    "date et heure",
    "horodatage",
    "date heure",
    "heure",
    "date",
    "start_datetime",
    "timestamp",
    "datetime",
)

COUNTS = Schema(
    name="counts",
    title=N_("Counts of passers-by"),
    description=N_("One row a counter and time step: how many people passed."),
    key=(COUNTER, TIME),
    counts_only=True,
    columns=(
        Column(
            COUNTER,
            "text",
            aliases=("compteur", "capteur", "site", "lieu", "rue", "counter name", "sensor"),
            description=N_("Name of the counter"),
        ),
        Column(TIME, "time", aliases=_TIME_NAMES, description=N_("Beginning of the time step")),
        Column(
            COUNT,
            "number",
            unit="people",
            low=0,
            high=1_000_000,
            aliases=("passages", "comptage", "piétons", "nb_people", "pedestrians"),
            description=N_("People who passed during the time step"),
        ),
    ),
)

LIMITS = Schema(
    name="limits",
    title=N_("Limits of the counters"),
    description=N_("One row a counter: from how many passers-by an hour it is crowded."),
    key=(COUNTER,),
    columns=(
        Column(
            COUNTER,
            "text",
            aliases=("compteur", "capteur", "site", "lieu", "rue", "sensor"),
            description=N_("Name of the counter, as in the counts"),
        ),
        Column(
            LIMIT,
            "number",
            unit="people",
            low=1,
            high=1_000_000,
            aliases=("seuil", "limite", "maximum", "threshold"),
            missing=False,
            description=N_("Passers-by in one time step from which it is crowded"),
        ),
    ),
)

GATES = Schema(
    name="gates",
    title=N_("Gates of the event"),
    description=N_("One row a gate and time step: how many people came in, and went out."),
    key=(GATE, TIME),
    counts_only=True,
    columns=(
        Column(
            GATE,
            "text",
            aliases=("porte", "accès", "barrière", "gate name"),
            description=N_("Name of the gate"),
        ),
        Column(TIME, "time", aliases=_TIME_NAMES, description=N_("End of the time step")),
        Column(
            ENTRIES,
            "number",
            unit="people",
            low=0,
            high=1_000_000,
            aliases=("entrées", "entrants", "in", "people in"),
            description=N_("People who came in during the time step"),
        ),
        Column(
            EXITS,
            "number",
            unit="people",
            low=0,
            high=1_000_000,
            aliases=("sorties", "sortants", "out", "people out"),
            description=N_("People who went out during the time step"),
        ),
    ),
)
