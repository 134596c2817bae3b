"""The readings of Hub'Eau, the State's service on water -> the table of readings."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from civicai.errors import InputError, Problem
from civicai.i18n import _
from civicai.risk.schema import DISCHARGE, LEVEL, QUANTITY, RESULT, STATION, TIME
from civicai.usecase import Format

#: Hub'Eau writes discharge in litres per second and level in millimetres.
PER_UNIT = 1000.0
FIELDS = {
    "code_station": STATION,
    "date_obs": TIME,
    "grandeur_hydro": QUANTITY,
    "resultat_obs": RESULT,
}
#: Fields that no other JSON file has both of.
_TELLING = (b'"grandeur_hydro"', b'"resultat_obs"')


def sniff(name: str, head: bytes) -> bool:
    """Tell whether a file is JSON of Hub'Eau, its records alone or as the service wraps them.

    Its CSV needs no reader of its own: its columns are other names of ours.

    Examples
    --------
    >>> sniff("page.json", b'{"data": [{"grandeur_hydro": "Q", "resultat_obs": 1}]}')
    True
    >>> sniff("hubeau.csv", b"code_station;grandeur_hydro;date_obs;resultat_obs")
    False
    """
    content = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return content[:1] in (b"{", b"[") and all(field in content for field in _TELLING)


def read(path: str | Path) -> pd.DataFrame:
    """Read a file of JSON of Hub'Eau; see :func:`read_hubeau`.

    Parameters
    ----------
    path : str or Path
        The answer of the service as it came (its records are under ``data``), or its records
        alone; gzip or not, a byte-order mark or not.

    Raises
    ------
    InputError
        If the records lack a field, or measure neither discharge nor level.
    """
    raw = Path(path).read_bytes()
    if raw.startswith(b"\x1f\x8b"):
        raw = gzip.decompress(raw)
    content = json.loads(raw.decode("utf-8-sig"))
    return read_hubeau(content["data"] if isinstance(content, dict) else content)


def read_hubeau(records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Turn records of Hub'Eau (API « Hydrométrie », ``observations_tr``) into readings.

    Parameters
    ----------
    records : iterable of dict
        What the service calls ``data``.

    Returns
    -------
    DataFrame
        ``station``, ``time`` (UTC), ``quantity`` (Q or H: the two may be of one instant),
        ``discharge`` [m3/s], ``level`` [m].

    Raises
    ------
    InputError
        If the records lack a field, or measure neither discharge nor level.

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
    return in_our_units(table)


def in_our_units(table: pd.DataFrame) -> pd.DataFrame:
    """Return discharge [m3/s] and level [m] in place of the result of an extraction of Hub'Eau.

    Parameters
    ----------
    table : DataFrame
        ``quantity`` (Q or H) and ``result`` (litres per second, millimetres), among others.

    Raises
    ------
    InputError
        For a quantity that is neither Q nor H: what is measured is not guessed.
    """
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
    settled = table.drop(columns=RESULT)
    for name, code in ((DISCHARGE, "Q"), (LEVEL, "H")):
        given = settled.get(name, pd.Series(np.nan, table.index))
        settled[name] = given.where(letter != code, table[RESULT] / PER_UNIT)
    return settled


FORMAT = Format("Hub'Eau", sniff, read)
