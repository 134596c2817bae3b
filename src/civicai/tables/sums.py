"""Names whose values are the sums of all the others: asked about, for they may be totals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civicai.errors import Problem, warning
from civicai.i18n import _
from civicai.tables.grid import Bools, shortened
from civicai.tables.rows import CUMULATED
from civicai.tables.schema import Schema, fold

#: Fewest days, fewest names a day, and share of the days that must be sums.
_FEWEST, _NAMES, _SHARE = 5, 3, 0.95


def hidden_totals(
    frame: pd.DataFrame, schema: Schema, headers: dict[str, str], file: str | None
) -> list[Problem]:
    """Ask about a site whose every value is the sum of the other sites' ("Commune").

    Parameters
    ----------
    frame : DataFrame
        Typed, with the line of the file as index.
    schema : Schema
        Looked at where its key is a text and a date or time.
    headers : dict
        Header of each column, for the problem.
    file : str or None

    Returns
    -------
    list of Problem
        A warning for each name.
    """
    key = [name for name in schema.key if name in frame]
    texts = [name for name in key if schema[name].kind == "text"]
    times = [name for name in key if schema[name].kind in ("date", "time")]
    counted = [c.name for c in schema if c.required and c.kind in ("integer", "number")]
    counted = [name for name in counted if name in frame]
    if len(texts) != 1 or len(times) != 1 or not counted or len(frame) < _FEWEST * _NAMES:
        return []
    known: Bools = frame[[*texts, *times, counted[0]]].notna().all(axis=1).to_numpy()
    lines = frame.index.to_numpy()[known]
    codes, found = pd.factorize(frame[texts[0]][known])
    names = [str(name) for name in found]
    days = pd.factorize(frame[times[0]][known])[0]
    values = frame[counted[0]].to_numpy()[known]
    others = np.bincount(days, values)[days] - values
    full = (np.bincount(days)[days] >= _NAMES) & (values > 0)
    sizes = np.bincount(codes[full], minlength=len(names))
    sums = np.bincount(codes[full], np.isclose(values, others)[full], minlength=len(names))
    suspect = np.flatnonzero((sizes >= _FEWEST) & (sums >= _SHARE * sizes))
    message = _("the values of “{name}” are the sums of all the others: it was kept.")
    return [
        warning(
            "F19",
            message.format(name=shortened(names[i])),
            _("If it is a total, delete its lines."),
            file=file,
            row=int(lines[codes == i][0]),
            column=headers[texts[0]],
            value=shortened(names[i]),
            count=int(sizes[i]),
        )
        for i in suspect
        if not CUMULATED.fullmatch(fold(names[i]))
    ]
