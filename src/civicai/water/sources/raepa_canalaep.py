"""Pipes of the RAEPA format: ``RAEPA_CANALAEP_L``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from civicai.errors import Problem
from civicai.tables import Column, Schema, read_table
from civicai.usecase import Format
from civicai.water.schema import DIAMETER, LAID, LENGTH, MATERIAL, PIPE
from civicai.water.sources.raepa import has_fields, missing_fields

_FIELDS = ("idcana", "longcana", "materiau", "anfinpose")
#: Codes of RAEPA v1.2 for materials, and what they stand for; what is not here keeps its code.
_MATERIALS = {
    "01": "acier",
    "02": "amiante-ciment",
    "11": "fonte ductile",
    "12": "fonte grise",
    "16": "PE",
    "17": "PE",
    "18": "PE",
    "24": "PVC",
    "25": "PVC",
    "26": "PVC",
    "27": "PVC",
}
#: Code of a material that is not known.
_NOT_KNOWN = "00"
_EXPORT = Schema(
    "pipes",
    (
        Column("idcana", "text"),
        Column("longcana", "number", unit="m", missing=True),
        Column("materiau", "text", missing=True),
        Column("anfinpose", "text", missing=True),
        Column("diametre", "number", unit="mm", required=False, missing=True),
    ),
)


def is_canalaep(name: str, head: bytes) -> bool:
    """Tell a CSV of the pipes, by the fields of its first line."""
    return has_fields(head, _FIELDS)


def read_canalaep(path: Path) -> pd.DataFrame:
    """Read the pipes of an export to CSV."""
    return as_pipes(read_table(path, _EXPORT))


def missing(pipes: pd.DataFrame) -> list[Problem]:
    """Return the fields that the table of pipes lacks."""
    return missing_fields(pipes, _FIELDS)


def as_pipes(pipes: pd.DataFrame) -> pd.DataFrame:
    """Return the pipes in the columns of the use case."""
    fields = pipes.rename(columns=str.lower)
    given = fields["materiau"]
    code = given.astype(str).str.strip().str.zfill(2).where(given.notna(), _NOT_KNOWN)
    table = pd.DataFrame(
        {
            PIPE: fields["idcana"].astype(str),
            LENGTH: pd.to_numeric(fields["longcana"], errors="coerce"),
            MATERIAL: code.map(_MATERIALS).fillna(code).where(code != _NOT_KNOWN),
            LAID: _year(fields["anfinpose"]),
        }
    )
    if "diametre" in fields:
        table[DIAMETER] = pd.to_numeric(fields["diametre"], errors="coerce")
    return table


def _year(values: pd.Series[Any]) -> pd.Series[Any]:
    year = pd.to_numeric(values.astype(str).str[:4], errors="coerce").astype(float)
    return year.where(year.between(1800, 2100))


FORMAT = Format("RAEPA_CANALAEP_L", is_canalaep, read_canalaep, table="pipes")
