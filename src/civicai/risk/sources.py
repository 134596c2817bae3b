"""The readings of Hub'Eau, the State's service on water -> the table of readings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.errors import InputError, Problem
from civicai.i18n import _
from civicai.risk.schema import DISCHARGE, LEVEL, QUANTITY, RESULT, STATION, TIME

#: Hub'Eau writes discharge in litres per second and level in millimetres.
PER_UNIT = 1000.0
FIELDS = {
    "code_station": STATION,
    "date_obs": TIME,
    "grandeur_hydro": QUANTITY,
    "resultat_obs": RESULT,
}


def read_hubeau(records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Turn records of Hub'Eau (API « Hydrométrie », ``observations_tr``) into readings.

    Parameters
    ----------
    records : iterable of dict
        What the service calls ``data``.

    Returns
    -------
    DataFrame
        ``station``, ``time`` (UTC), ``discharge`` [m3/s], ``level`` [m].

    Raises
    ------
    InputError
        If the records lack a field.

    Examples
    --------
    >>> records = [{"code_station": "V352401001", "date_obs": "2024-10-17T06:00:00Z",
    ...             "grandeur_hydro": "Q", "resultat_obs": 22100.0}]
    >>> read_hubeau(records)["discharge"].tolist()
    [22.1]
    """
    table = pd.DataFrame(list(records))
    missing = [name for name in FIELDS if name not in table]
    if missing:
        message = _("the records have no field “{name}”.")
        hint = _("Give the records of Hub'Eau as the service sends them.")
        raise InputError(
            [
                Problem(code="H11", column=name, message=message.format(name=name), hint=hint)
                for name in missing
            ]
        )
    table = table[[*FIELDS]].rename(columns=FIELDS)
    table[TIME] = pd.to_datetime(table[TIME], utc=True)
    return settle_quantities(table)


def settle_quantities(table: pd.DataFrame) -> pd.DataFrame:
    """Write the values of an extraction of Hub'Eau as discharge [m3/s] and level [m].

    Parameters
    ----------
    table : DataFrame
        With ``quantity`` (Q or H) and ``result`` (litres per second, millimetres); one that has
        neither is returned as it is.

    Raises
    ------
    InputError
        For a quantity that is neither Q nor H: what is measured is not guessed.
    """
    if RESULT not in table or table[RESULT].isna().all():
        return table
    written = table.get(QUANTITY, pd.Series(index=table.index, dtype=object))
    letter = written.map(lambda q: str(q).strip().upper()[:1] if isinstance(q, str) else "")
    strange = ~letter.isin(["Q", "H"]) & table[RESULT].notna()
    if strange.any():
        raise InputError(
            Problem(
                code="H12",
                row=int(table.index[strange][0]) if table.index.name == "line" else None,
                column=QUANTITY,
                value=str(written[strange].iloc[0]),
                count=int(strange.sum()),
                message=_("a value of Hub'Eau is neither Q (discharge) nor H (level)."),
                hint=_("Keep the column grandeur_hydro, with Q or H on each line."),
            )
        )
    settled = table.drop(columns=[QUANTITY, RESULT], errors="ignore")
    for name, code in ((DISCHARGE, "Q"), (LEVEL, "H")):
        given = settled.get(name, pd.Series(np.nan, table.index))
        settled[name] = given.where(letter != code, table[RESULT] / PER_UNIT)
    return settled
