"""The tables asked for: the canteen's own schema, and one of another kind with decimals."""

from __future__ import annotations

from dataclasses import replace

from civicai.canteen.schema import ATTENDANCE
from civicai.tables import Column, Schema

WEIGHING = Schema(
    "weighing",
    (
        Column("site", "text", aliases=("établissement", "école", "restaurant", "lieu de pesée")),
        Column("date", "date", aliases=("jour", "date de pesée", "weighing date")),
        Column(
            "waste",
            "number",
            unit="kg",
            low=0,
            aliases=("déchets", "restes", "poids des restes", "quantité jetée", "biodéchets"),
        ),
        Column("meals", "integer", low=0, aliases=("repas", "convives", "effectif du jour")),
        Column("remark", "text", required=False, aliases=("observations", "commentaire")),
    ),
    key=("site", "date"),
)
#: Wide tables, of which the variants have some, must say what their cells are.
SCHEMAS = {"attendance": replace(ATTENDANCE, wide="served"), "weighing": WEIGHING}
