"""The tables that a town supplies: attendance, and if it has them events and canteen names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from civicai.i18n import N_
from civicai.tables import Column, Schema

if TYPE_CHECKING:
    import pandas as pd

SITE = "site"
SERVICE = "service"
DATE = "date"
SERVED = "served"
PLANNED = "planned"
EVENT = "event"
ABSENT = "absent"
ENROLLED = "enrolled"
SCHOOL_YEAR = "school_year"
KNOWN_FROM = "known_from"
DISH = "dish"
MINIMUM, MAXIMUM, BATCH = "minimum", "maximum", "batch"
PORTION = "portion"
VEGETARIAN_SHARE = "vegetarian_share"
# A record of waste, in the field names of ma-cantine [kg].
PERIOD_START, PERIOD_END, MEALS = "period_start_date", "period_end_date", "meal_count"
UNSERVED = "unserved_total_mass"
MASSES = ("total_mass", "preparation_total_mass", UNSERVED, "leftovers_total_mass")

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

#: Most meals that one site is believed to serve in a day, and most pupils it may have.
MOST_MEALS = 20_000
#: Most waste that a period of weighing is believed to have [kg].
MOST_KILOGRAMS = 1_000_000

_SITE = Column(SITE, "text", aliases=_SITE_NAMES, description=N_("Name of the canteen or school"))


def _optional_number(
    name: str,
    kind: Literal["integer", "number"],
    unit: str,
    bounds: tuple[float, float],
    aliases: tuple[str, ...],
    description: str,
) -> Column:
    """Return a column that a file may lack, and whose cells may be empty."""
    low, high = bounds
    return Column(
        name,
        kind,
        unit=unit,
        low=low,
        high=high,
        required=False,
        missing=True,
        aliases=aliases,
        description=description,
    )


ATTENDANCE = Schema(
    name="attendance",
    title=N_("Canteen attendance"),
    description=N_("One row a site and day (and service): meals served, meals planned."),
    key=(SITE, SERVICE, DATE),
    wide=SERVED,
    columns=(
        _SITE,
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
            high=MOST_MEALS,
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
            high=MOST_MEALS,
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
    title=N_("Strikes, closures and other special days"),
    description=N_("One row a day: what made it unlike others."),
    key=(DATE, EVENT, SITE),
    columns=(
        Column(DATE, "date", aliases=_DATE_NAMES, description=N_("Day of the event")),
        Column(
            EVENT,
            "text",
            aliases=("événement", "motif", "type", "libelle", "kind"),
            description=N_("Strike, closure, festive meal, outing…"),
        ),
        Column(
            SITE,
            "text",
            required=False,
            missing=True,
            aliases=_SITE_NAMES,
            description=N_("Site concerned; empty: all of them"),
        ),
        _optional_number(
            ABSENT,
            "integer",
            "meals",
            (0, MOST_MEALS),
            ("absents", "enfants absents", "repas en moins", "en sortie", "away"),
            N_("Meals known not to be asked for, such as a class on an outing"),
        ),
    ),
)

ENROLMENT = Schema(
    name="enrolment",
    title=N_("Pupils enrolled"),
    description=N_("One row a site and school year: pupils enrolled."),
    key=(SITE, "grade", SCHOOL_YEAR),
    columns=(
        _SITE,
        Column(
            "grade",
            "text",
            required=False,
            aliases=("niveau", "classe", "cycle", "class"),
            description=N_("Level or class, where a site has several: they are added up"),
        ),
        Column(
            SCHOOL_YEAR,
            "text",
            aliases=("année scolaire", "annee", "rentree", "school year", "year"),
            description=N_("School year, such as 2024-2025"),
        ),
        Column(
            ENROLLED,
            "integer",
            unit="pupils",
            low=0,
            high=MOST_MEALS,
            aliases=("effectif", "effectifs", "inscrits", "eleves", "nb eleves", "pupils"),
            description=N_("Pupils enrolled"),
        ),
        Column(
            KNOWN_FROM,
            "date",
            required=False,
            missing=True,
            aliases=("connu le", "date du comptage", "known from"),
            description=N_("Day from which this count was known; empty: 1 November"),
        ),
    ),
)

MENUS = Schema(
    name="menus",
    title=N_("Menus"),
    description=N_("One row a dish: the day it is served and its name."),
    columns=(
        Column(DATE, "date", aliases=_DATE_NAMES, description=N_("Day of the meal")),
        Column(
            DISH,
            "text",
            missing=True,
            aliases=("plat", "menu", "libelle", "composante", "plats", "meal"),
            description=N_("Dish, as written on the menu"),
        ),
    ),
)

KITCHEN = Schema(
    name="kitchen",
    title=N_("Rules of the kitchen"),
    description=N_("One row a site: least and most meals, trays, portions, vegetarian share."),
    key=(SITE, SERVICE),
    columns=(
        _SITE,
        Column(
            SERVICE,
            "text",
            required=False,
            aliases=_SERVICE_NAMES,
            description=N_("Service, where the attendance has it"),
        ),
        _optional_number(
            MINIMUM,
            "integer",
            "meals",
            (0, MOST_MEALS),
            ("min", "repas minimum"),
            N_("Fewest meals that can be ordered"),
        ),
        _optional_number(
            MAXIMUM,
            "integer",
            "meals",
            (0, MOST_MEALS),
            ("max", "repas maximum"),
            N_("Most meals that can be made"),
        ),
        _optional_number(
            BATCH,
            "integer",
            "meals",
            (1, MOST_MEALS),
            ("bac", "conditionnement", "lot"),
            N_("Meals of a tray or box"),
        ),
        _optional_number(
            PORTION,
            "number",
            "child portions",
            (0, 5),
            ("part", "portion par convive"),
            N_("Size of a meal there, a primary child's being 1"),
        ),
        _optional_number(
            VEGETARIAN_SHARE,
            "number",
            "",
            (0, 1),
            ("part vegetarienne", "vegetarien"),
            N_("Share of diners who choose the vegetarian meal, from 0 to 1"),
        ),
    ),
)

WASTE = Schema(
    name="waste",
    title=N_("Waste weighed"),
    description=N_("One row a period of weighing, as in ma-cantine: meals served, kilograms."),
    columns=(
        Column(
            PERIOD_START,
            "date",
            aliases=("date de début", "debut", "du", "first day"),
            description=N_("First day of the period"),
        ),
        Column(
            PERIOD_END,
            "date",
            aliases=("date de fin", "fin", "au", "last day"),
            description=N_("Last day of the period"),
        ),
        Column(
            MEALS,
            "integer",
            unit="meals",
            low=0,
            missing=True,
            aliases=("couverts sur la période", "couverts", "repas", "meals"),
            description=N_("Meals served over the period"),
        ),
        *(
            _optional_number(name, "number", "kg", (0, MOST_KILOGRAMS), aliases, description)
            for name, aliases, description in (
                ("total_mass", ("masse totale", "total"), N_("All the waste")),
                (
                    "preparation_total_mass",
                    ("préparation masse totale", "preparation"),
                    N_("Lost in the kitchen"),
                ),
                (
                    UNSERVED,
                    ("non servi masse totale", "non servi", "unserved"),
                    N_("Made and not served"),
                ),
                (
                    "leftovers_total_mass",
                    ("reste assiette masse totale", "reste assiette", "leftovers"),
                    N_("Left on trays"),
                ),
            )
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
