"""The table that a town supplies: how many cars stood in each park, and when."""

from __future__ import annotations

from civicai.i18n import N_
from civicai.tables import Column, Schema

PARK = "park"
TIME = "time"
OCCUPIED = "occupied"
CAPACITY = "capacity"
FREE = "free"
KIND = "kind"

#: What the portals call each column: Nantes (``grp_…``), Lille, Dijon, Birmingham, Málaga.
OCCUPANCY = Schema(
    name="occupancy",
    title=N_("Occupancy of the car parks"),
    description=N_("One row a car park and reading: places taken or free, places in all."),
    key=(PARK, TIME),
    counts_only=True,
    repeats=True,
    columns=(
        Column(
            PARK,
            "text",
            aliases=(
                "parking",
                "parc",
                "nom du parking",
                "nom_parking",
                "parc de stationnement",
                "car park",
                "carpark",
                "grp_nom",
                "libelle",
                "SystemCodeNumber",
                "carParkIdentity",
            ),
            description=N_("Name of the car park"),
        ),
        Column(
            TIME,
            "time",
            aliases=(
                "horodatage",
                "heure",
                "date heure",
                "date et heure",
                "date",
                "relevé",
                "derniere_mise_a_jour",
                "mise a jour",
                "grp_horodatage",
                "LastUpdated",
                "timestamp",
                "timestamp_local",
                "datetime",
            ),
            description=N_("When the places were counted"),
        ),
        Column(
            OCCUPIED,
            "number",
            unit="places",
            high=100_000,
            required=False,
            aliases=(
                "places occupées",
                "occupation",
                "occupees",
                "occupe",
                "vehicules presents",
                "occupancy",
                "occupied spaces",
                "occupiedSpaces",
            ),
            description=N_("Places taken"),
        ),
        Column(
            FREE,
            "number",
            unit="places",
            high=100_000,
            required=False,
            aliases=(
                "places libres",
                "libres",
                "disponible",
                "places disponibles",
                "dispo",
                "grp_disponible",
                "nombre_de_places_libres",
                "free spaces",
                "available",
                "availableSpotNumber",
            ),
            description=N_("Places free: needed where the places taken are not given"),
        ),
        Column(
            CAPACITY,
            "number",
            unit="places",
            high=100_000,
            required=False,
            aliases=(
                "capacité",
                "places",
                "places totales",
                "nombre_de_places_totales",
                "max",
                "total",
                "grp_exploitation",
                "capacity",
                "total capacity",
                "totalCapacity",
                "totalSpotNumber",
            ),
            description=N_("Places in service at that time"),
        ),
        Column(
            KIND,
            "text",
            required=False,
            aliases=("type", "catégorie", "genre", "type de parking", "usage", "car park type"),
            description=N_(
                "Kind of car park (centre, station, park and ride): a new one starts "
                "from the habits of its like"
            ),
        ),
    ),
)
