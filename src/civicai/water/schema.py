"""The tables that a town supplies: its pipes and their breaks, the flows into its sectors."""

from __future__ import annotations

from civicai.i18n import N_
from civicai.tables import Column, Schema

PIPE = "pipe_id"
LENGTH = "length"
MATERIAL = "material"
LAID = "laid"
DIAMETER = "diameter"
DATE = "date"
SECTOR = "sector"
TIME = "time"
FLOW = "flow"
STORAGE = "storage"
#: Code of a material or an age that is not known.
UNKNOWN = "unknown"

_PIPE_NAMES = ("tronçon", "identifiant", "idcana", "conduite", "canalisation", "pipe")

PIPES = Schema(
    name="pipes",
    title=N_("Pipes"),
    description=N_("One row a section of pipe, as the inventory has it."),
    key=(PIPE,),
    columns=(
        Column(PIPE, "text", aliases=_PIPE_NAMES, description=N_("Identifier of the section")),
        Column(
            LENGTH,
            "number",
            unit="m",
            low=0,
            high=50_000,
            aliases=("longueur", "linéaire", "longcana", "length"),
            missing=False,
            description=N_("Length of the section"),
        ),
        Column(
            MATERIAL,
            "text",
            aliases=("matériau", "materiau", "matiere", "nature"),
            missing=True,
            description=N_("Material, as the inventory writes it"),
        ),
        Column(
            LAID,
            "number",
            low=1800,
            high=2100,
            aliases=("année de pose", "annee de pose", "pose", "anfinpose", "year laid"),
            missing=True,
            description=N_("Year in which it was laid; empty where not known"),
        ),
        Column(
            DIAMETER,
            "number",
            unit="mm",
            low=1,
            high=5000,
            required=False,
            aliases=("diamètre", "diametre", "dn"),
            missing=True,
            description=N_("Nominal diameter"),
        ),
    ),
)

BREAKS = Schema(
    name="breaks",
    title=N_("Breaks and repairs"),
    description=N_("One row a break found or repaired, with the section it was on."),
    columns=(
        Column(PIPE, "text", aliases=_PIPE_NAMES, description=N_("Section, as in the pipes")),
        Column(
            DATE,
            "date",
            aliases=("date de la casse", "date réparation", "daterepar", "jour", "incident date"),
            description=N_("Day of the break"),
        ),
    ),
)

FLOWS = Schema(
    name="flows",
    title=N_("Flows into the sectors"),
    description=N_("One row a sector and time step, or a column a sector: the net inflow."),
    key=(SECTOR, TIME),
    wide=FLOW,
    columns=(
        Column(
            SECTOR,
            "text",
            aliases=("secteur", "sectorisation", "zone", "udi", "dma", "compteur"),
            description=N_("Name of the sector"),
        ),
        Column(
            TIME,
            "time",
            aliases=("date et heure", "horodatage", "date heure", "date", "timestamp", "datetime"),
            description=N_("Instant of the reading"),
        ),
        Column(
            FLOW,
            "number",
            unit="m3/h",
            low=-10_000,
            high=100_000,
            aliases=("débit", "debit", "débit net", "inflow"),
            description=N_("Flow into the sector, what leaves it taken off"),
        ),
        Column(
            STORAGE,
            "number",
            unit="m3",
            low=0,
            high=1_000_000,
            required=False,
            aliases=("stock", "volume réservoir", "reservoir", "stockage"),
            description=N_("Water held in the tanks of the sector"),
        ),
    ),
)

#: What to do with a section, or the state of a sector: codes, and their words for the reader.
STATUSES = {
    "leak": N_("leak"),
    "ended": N_("rise that ended"),
    "no_sign": N_("no sign of a leak"),
    "unknown": N_("unknown"),
    "renew": N_("renew"),
    "inspect": N_("inspect"),
}
