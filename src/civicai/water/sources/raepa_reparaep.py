"""Repairs of the RAEPA format: ``RAEPA_REPARAEP_P``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from civicai.errors import Problem
from civicai.tables import Column, Schema, read_table
from civicai.usecase import Format
from civicai.water.schema import DATE, PIPE
from civicai.water.sources.raepa import has_fields, missing_fields

_FIELDS = ("idsuprepar", "daterepar")
_EXPORT = Schema(
    "breaks",
    (
        Column("idsuprepar", "text", missing=True),
        Column("daterepar", "text", missing=True),
    ),
)


def is_reparaep(name: str, head: bytes) -> bool:
    """Tell a CSV of the repairs, by the fields of its first line."""
    return has_fields(head, _FIELDS)


def read_reparaep(path: Path) -> pd.DataFrame:
    """Read the repairs of an export to CSV; a day that is none is left for the check to tell."""
    fields = read_table(path, _EXPORT)
    day = _days(fields["daterepar"]).dt.strftime("%Y-%m-%d")
    return pd.DataFrame({PIPE: fields["idsuprepar"], DATE: day.fillna(fields["daterepar"])})


def missing(repairs: pd.DataFrame) -> list[Problem]:
    """Return the fields that the table of repairs lacks."""
    return missing_fields(repairs, _FIELDS)


def as_breaks(repairs: pd.DataFrame) -> pd.DataFrame:
    """Return the repairs as breaks; those without pipe or day are left out."""
    fields = repairs.rename(columns=str.lower)
    table = pd.DataFrame({PIPE: fields["idsuprepar"], DATE: _days(fields["daterepar"])}).dropna()
    return table.astype({PIPE: str}).reset_index(drop=True)


def _days(texts: pd.Series[Any]) -> pd.Series[Any]:
    return pd.to_datetime(texts, errors="coerce").dt.normalize()


FORMAT = Format("RAEPA_REPARAEP_P", is_reparaep, read_reparaep, table="breaks")
