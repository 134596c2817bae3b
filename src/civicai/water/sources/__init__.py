"""The inventories that French services keep in the RAEPA format -> pipes and breaks.

One file a table: ``RAEPA_CANALAEP_L`` (pipes) and ``RAEPA_REPARAEP_P`` (repairs), of [1]_.

References
----------
.. [1] COVADIS, "Réseaux d'adduction d'eau potable et d'assainissement (RAEPA)", v1.2, 2019.
"""

from __future__ import annotations

import pandas as pd

from civicai.errors import InputError
from civicai.water.sources import raepa_canalaep, raepa_reparaep


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
        W02 for missing fields.

    Examples
    --------
    >>> pipes = pd.DataFrame({"IDCANA": ["C1"], "LONGCANA": [120.0], "MATERIAU": ["12"],
    ...                       "ANFINPOSE": ["1962"], "DIAMETRE": [100]})
    >>> repairs = pd.DataFrame({"IDSUPREPAR": ["C1"], "DATEREPAR": ["2019-02-03"]})
    >>> read_raepa(pipes, repairs)[0][["material", "laid"]].values.tolist()
    [['fonte grise', 1962.0]]
    """
    wrong = [*raepa_canalaep.missing(pipes), *raepa_reparaep.missing(repairs)]
    if wrong:
        raise InputError(wrong)
    return raepa_canalaep.as_pipes(pipes), raepa_reparaep.as_breaks(repairs)
