"""The tables that a town supplies: attendance, and if it has them events and canteen names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicai.i18n import N_
from civicai.tables import Column, Schema

if TYPE_CHECKING:
    import pandas as pd

SITE = "site"
SERVICE = "service"
DATE = "date"
SERVED = "served"
PLANNED = "planned"

# The first alias is the French header of an empty template.
_SITE_NAMES = (
    "site",
    "site_nom",
    "nom_site",
    "ecole",
    "nom_ecole",
    "school",
    "etablissement",
    "cantine",
    "restaurant",
    "restaurant scolaire",
    "satellite",
    "canteen",
    "school name",
    "lieu",
)
_SERVICE_NAMES = ("service", "site_type", "type de service", "public", "niveau", "meal service")
_DATE_NAMES = ("date", "jour", "day", "date du repas", "date du service", "date_repas", "meal date")

ATTENDANCE = Schema(
    name="attendance",
    title=N_("Canteen attendance"),
    description=N_("One row a site and day (and service): meals served, meals planned."),
    key=(SITE, SERVICE, DATE),
    wide=SERVED,
    columns=(
        Column(SITE, "text", aliases=_SITE_NAMES, description=N_("Name of the canteen or school")),
        Column(
            SERVICE,
            "text",
            required=False,
            aliases=_SERVICE_NAMES,
            description=N_("Nursery, elementary, adults… where the file has it"),
        ),
        Column(DATE, "date", aliases=_DATE_NAMES, description=N_("Day of the meal")),
        Column(
            PLANNED,
            "integer",
            unit="meals",
            low=0,
            high=20_000,
            required=False,
            aliases=(
                "repas prévus",
                "prevision",
                "previsions",
                "prevision_s",
                "prevu",
                "prevus",
                "repas commandes",
                "commande",
                "commandes",
                "reserve",
                "reserves",
                "effectif prevu",
                "forecast",
                "ordered",
                "meals planned",
            ),
            description=N_("Meals that the agents had planned or ordered"),
        ),
        Column(
            SERVED,
            "integer",
            unit="meals",
            low=0,
            high=20_000,
            aliases=(
                "repas servis",
                "reel",
                "reels",
                "servi",
                "servis",
                "repas reels",
                "present",
                "presents",
                "pointe",
                "pointes",
                "repas",
                "nb repas",
                "nombre de repas",
                "frequentation",
                "convives",
                "effectif reel",
                "meals",
                "meals served",
                "attendance",
            ),
            description=N_("Meals served, or children who came"),
        ),
    ),
)

EVENTS = Schema(
    name="events",
    title=N_("Strikes and closures"),
    description=N_("One row a day: what made it unlike others."),
    key=(DATE, "event", SITE),
    columns=(
        Column(DATE, "date", aliases=_DATE_NAMES, description=N_("Day of the event")),
        Column(
            "event",
            "text",
            aliases=("événement", "motif", "type", "libelle", "kind"),
            description=N_("Strike, closure…"),
        ),
        Column(
            SITE,
            "text",
            required=False,
            missing=True,
            aliases=_SITE_NAMES,
            description=N_("Site concerned; empty: all of them"),
        ),
    ),
)

CANTEENS = Schema(
    name="canteens",
    title=N_("Names of sites and canteens"),
    description=N_("Which canteen a site name of the attendance file stands for."),
    key=(SITE, SERVICE),
    columns=(
        Column(
            SITE,
            "text",
            aliases=("site", "site_nom", "nom_site", "ecole", "nom_ecole", "school"),
            description=N_("Name in the attendance"),
        ),
        Column(
            SERVICE,
            "text",
            required=False,
            aliases=_SERVICE_NAMES,
            description=N_("Service in the attendance"),
        ),
        Column(
            "canteen",
            "text",
            aliases=("cantine", "cantine_nom", "nom_cantine", "restaurant"),
            description=N_("Name of the canteen"),
        ),
    ),
)


def series_keys(frame: pd.DataFrame) -> list[str]:
    """Return the columns that name a series: the site, and the service where there is one."""
    return [key for key in (SITE, SERVICE) if key in frame.columns]
