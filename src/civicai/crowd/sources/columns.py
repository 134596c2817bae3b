"""Columns that a format must have."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from civicai.errors import InputError, Problem
from civicai.i18n import _


def require(*tables: tuple[pd.DataFrame, Sequence[str]]) -> None:
    """Refuse tables that lack some of their columns, all told at once.

    Raises
    ------
    InputError
    """
    lacking = [name for table, names in tables for name in names if name not in table]
    if lacking:
        raise InputError([_no_column(name) for name in lacking])


def _no_column(name: str) -> Problem:
    return Problem(
        code="G16",
        column=name,
        message=_("the file has no column “{name}”.").format(name=name),
        hint=_("Check that it follows the schema, and that the two files were not swapped."),
    )
