"""The tables that a town supplies: what its counters saw, and how many people a place may hold."""

from __future__ import annotations

from civicai.i18n import N_
from civicai.tables import Column, Schema

COUNTER = "counter"
PLACE = "place"
TIME = "time"
COUNT = "count"
ENTRIES = "entries"
EXITS = "exits"
#: Those inside a place, which its gates tell: no column of a file, and never a count.
PEOPLE = "people"
CAPACITY = "capacity"

#: Headers of French exports, of the national counter schema, of vendors.
COUNTS = Schema(
    name="counts",
    title=N_("Counts of people"),
    description=N_("One row a counter and hour: people who passed, or who came in and went out."),
    key=(COUNTER, TIME),
    wide=COUNT,
    counts_only=True,
    repeats=True,
    columns=(
        Column(
            COUNTER,
            "text",
            aliases=("compteur", "capteur", "porte", "channel_id", "sensor", "gate"),
            description=N_("Name of the counter or gate"),
        ),
        Column(
            PLACE,
            "text",
            required=False,
            aliases=("lieu", "site", "zone", "emplacement", "area"),
            description=N_("Place that the gate leads to: its gates are added up"),
        ),
        Column(
            TIME,
            "time",
            aliases=(
                "horodatage",
                "date heure",
                "date et heure",
                "heure",
                "date",
                "start_datetime",
                "datetime",
                "timestamp",
            ),
            description=N_("Start of the hour that was counted"),
        ),
        Column(
            COUNT,
            "number",
            unit="people",
            high=1_000_000,
            required=False,
            aliases=("passages", "comptage", "total", "piétons", "nb_people", "pedestrians"),
            description=N_("People who passed in that hour"),
        ),
        Column(
            ENTRIES,
            "number",
            unit="people",
            high=1_000_000,
            required=False,
            aliases=("entrées", "nombre d'entrées", "entrants", "in"),
            description=N_("People who came in in that hour"),
        ),
        Column(
            EXITS,
            "number",
            unit="people",
            high=1_000_000,
            required=False,
            aliases=("sorties", "nombre de sorties", "sortants", "out"),
            description=N_("People who went out in that hour"),
        ),
    ),
)

PLACES = Schema(
    name="places",
    title=N_("Capacity of the places"),
    description=N_("One row a place: how many people it may hold, or let pass in an hour."),
    key=(PLACE,),
    columns=(
        Column(
            PLACE,
            "text",
            aliases=("lieu", "site", "zone", "compteur", "counter"),
            description=N_("Name of the place, or of the counter where it has none"),
        ),
        Column(
            CAPACITY,
            "number",
            unit="people",
            low=1,
            high=1_000_000,
            aliases=("capacité", "jauge", "effectif maximal", "capacity"),
            description=N_("People allowed at once; people an hour where passages are counted"),
        ),
    ),
)
