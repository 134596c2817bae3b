"""The tables that a town supplies: gauges on its river, and if it has them rain and thresholds."""

from __future__ import annotations

from civicai.i18n import N_
from civicai.tables import Column, Schema

STATION = "station"
TIME = "time"
DISCHARGE = "discharge"
LEVEL = "level"
QUANTITY = "quantity"
RESULT = "result"
PRECIPITATION = "precipitation"
#: Unit of each quantity, for the reader.
UNITS = {DISCHARGE: "m³/s", LEVEL: "m"}

# The first alias is the French header of an empty template.
_STATION_NAMES = (
    "station",
    "nom de la station",
    "libelle_station",
    "code_station",
    "CdStationHydro",
    "limnimètre",
    "gauge",
    "gauging station",
)
_TIME_NAMES = (
    "date et heure",
    "date heure",
    "horodatage",
    "date",
    "heure",
    "date_obs",
    "DtObsHydro",
    "datetime",
    "timestamp",
    "date (TU)",
)

OBSERVATIONS = Schema(
    name="observations",
    title=N_("Gauge readings"),
    description=N_("One row a gauging station and reading: discharge, or water level."),
    key=(STATION, TIME, QUANTITY),
    wide=DISCHARGE,
    columns=(
        Column(
            STATION,
            "text",
            aliases=_STATION_NAMES,
            description=N_("Name or code of the gauging station"),
        ),
        Column(TIME, "time", aliases=_TIME_NAMES, description=N_("Instant of the reading")),
        Column(
            QUANTITY,
            "text",
            required=False,
            aliases=("grandeur", "grandeur_hydro", "GrdSerie", "grandeur hydrometrique"),
            description=N_("Q (discharge) or H (level), in an extraction of Hub'Eau"),
        ),
        Column(
            DISCHARGE,
            "number",
            unit="m3/s",
            low=0,
            high=30_000,
            required=False,
            aliases=("débit", "debit", "q", "debit instantane", "debit_m3s", "flow", "streamflow"),
            description=N_("Discharge of the river"),
        ),
        Column(
            LEVEL,
            "number",
            unit="m",
            low=-30,
            high=60,
            required=False,
            aliases=(
                "hauteur",
                "hauteur d'eau",
                "niveau",
                "niveau d'eau",
                "cote",
                "h",
                "stage",
                "water level",
            ),
            description=N_("Water level on the gauge's own scale"),
        ),
        Column(
            RESULT,
            "number",
            required=False,
            aliases=("résultat", "resultat_obs", "ResObsHydro"),
            description=N_("Value as Hub'Eau writes it: litres per second, or millimetres"),
        ),
    ),
)

RAIN = Schema(
    name="rain",
    title=N_("Rain on the basin"),
    description=N_("One row a time step: what fell since the one before."),
    key=(TIME,),
    columns=(
        Column(TIME, "time", aliases=_TIME_NAMES, description=N_("End of the time step")),
        Column(
            PRECIPITATION,
            "number",
            unit="mm",
            low=0,
            high=500,
            aliases=(
                "pluie",
                "précipitations",
                "precipitation",
                "cumul de pluie",
                "lame d'eau",
                "rr1",
                "rain",
                "rainfall",
            ),
            description=N_("Rain fallen during the time step"),
        ),
    ),
)

THRESHOLDS = Schema(
    name="thresholds",
    title=N_("Alert thresholds"),
    description=N_("One row a station: the values from which it is yellow, orange, red."),
    key=(STATION,),
    columns=(
        Column(
            STATION,
            "text",
            aliases=_STATION_NAMES,
            description=N_("Name or code of the station, as in the readings"),
        ),
        Column(
            "yellow",
            "number",
            aliases=("jaune", "seuil jaune", "vigilance jaune", "vigilance", "seuil 1"),
            missing=False,
            description=N_("Value from which the station is yellow, in the unit of its readings"),
        ),
        Column(
            "orange",
            "number",
            required=False,
            aliases=("seuil orange", "vigilance orange", "alerte", "seuil 2"),
            description=N_("Value from which the station is orange"),
        ),
        Column(
            "red",
            "number",
            required=False,
            aliases=("rouge", "seuil rouge", "vigilance rouge", "alerte renforcee", "seuil 3"),
            description=N_("Value from which the station is red"),
        ),
    ),
)
