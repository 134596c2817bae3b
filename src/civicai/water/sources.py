"""The inventories that French services keep in the RAEPA format -> pipes and breaks."""

from __future__ import annotations

import pandas as pd

from civicai.errors import InputError, Problem
from civicai.i18n import _
from civicai.water.schema import DATE, DIAMETER, LAID, LENGTH, MATERIAL, PIPE

#: Codes of RAEPA v1.2 for materials; what is not here keeps its code.
MATERIALS = {
    "00": "unknown",
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
_PIPES = ("idcana", "longcana", "materiau", "anfinpose")
_REPAIRS = ("idsuprepar", "daterepar")


def read_raepa(pipes: pd.DataFrame, repairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Turn the RAEPA tables of pipes and repairs into those of the use case.

    Parameters
    ----------
    pipes : DataFrame
        ``RAEPA_CANALAEP_L`` without its geometry: ``IDCANA``, ``LONGCANA`` [m], ``MATERIAU``,
        ``ANFINPOSE`` (``ANDEBPOSE`` is the earliest year), ``DIAMETRE`` [mm].
    repairs : DataFrame
        ``RAEPA_REPARAEP_P``: ``IDSUPREPAR`` (the pipe), ``DATEREPAR``.

    Returns
    -------
    pipes, breaks : DataFrame

    Raises
    ------
    InputError
        For missing fields.

    References
    ----------
    .. [1] COVADIS, "Réseaux d'adduction d'eau potable et d'assainissement (RAEPA)", v1.2, 2019.

    Examples
    --------
    >>> pipes = pd.DataFrame({"IDCANA": ["C1"], "LONGCANA": [120.0], "MATERIAU": ["12"],
    ...                       "ANFINPOSE": ["1962"], "DIAMETRE": [100]})
    >>> repairs = pd.DataFrame({"IDSUPREPAR": ["C1"], "DATEREPAR": ["2019-02-03"]})
    >>> read_raepa(pipes, repairs)[0][["material", "laid"]].values.tolist()
    [['fonte grise', 1962.0]]
    """
    mains = pipes.rename(columns=str.lower)
    fixed = repairs.rename(columns=str.lower)
    lost = [name for name in _PIPES if name not in mains]
    lost += [name for name in _REPAIRS if name not in fixed]
    if lost:
        message = _("the RAEPA tables have no field “{name}”.")
        hint = _("Give RAEPA_CANALAEP_L and RAEPA_REPARAEP_P with their own field names.")
        raise InputError(
            [
                Problem(code="W02", column=name, message=message.format(name=name), hint=hint)
                for name in lost
            ]
        )
    code = mains["materiau"].astype(str).str.strip().str.zfill(2)
    table = pd.DataFrame(
        {
            PIPE: mains["idcana"].astype(str),
            LENGTH: pd.to_numeric(mains["longcana"], errors="coerce"),
            MATERIAL: code.map(MATERIALS).fillna(code),
            LAID: _year(mains["anfinpose"]),
        }
    )
    if "diametre" in mains:
        table[DIAMETER] = pd.to_numeric(mains["diametre"], errors="coerce")
    day = pd.to_datetime(fixed["daterepar"], errors="coerce").dt.normalize()
    breaks = pd.DataFrame({PIPE: fixed["idsuprepar"].astype(str), DATE: day})
    return table, breaks.dropna().reset_index(drop=True)


def _year(values: pd.Series) -> pd.Series:
    year = pd.to_numeric(values.astype(str).str[:4], errors="coerce").astype(float)
    return year.where(year.between(1800, 2100))
