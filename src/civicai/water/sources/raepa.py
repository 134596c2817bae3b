"""What the RAEPA tables share: how their fields are found in a table or in a file."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from civicai.errors import Problem
from civicai.i18n import _

_WORD = re.compile(rb"\w+")


def missing_fields(table: pd.DataFrame, fields: Sequence[str]) -> list[Problem]:
    """Return the fields that a table lacks, in capitals or not."""
    known = {str(name).lower() for name in table}
    message = _("the RAEPA tables have no field “{name}”.")
    hint = _("Give RAEPA_CANALAEP_L and RAEPA_REPARAEP_P with their own field names.")
    return [
        Problem(code="W02", column=name, message=message.format(name=name), hint=hint)
        for name in fields
        if name not in known
    ]


def has_fields(head: bytes, fields: Sequence[str]) -> bool:
    """Tell whether the first line of a file names all the fields."""
    names = set(_WORD.findall(head.partition(b"\n")[0].lower()))
    return names >= {name.encode() for name in fields}
