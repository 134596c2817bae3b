"""Why a pipe is ranked where it is, in one line that an agent can read."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.i18n import _, format_integer, format_number, ngettext
from civicai.water.schema import MATERIAL, UNKNOWN


def pipe_reasons(known: pd.DataFrame, rate: npt.NDArray[np.float64], usual: float) -> list[str]:
    """Return one sentence a pipe: its past breaks, its material and age, against the network.

    Parameters
    ----------
    known : DataFrame
        As :func:`civicai.water.breaks.pipe_covariates` gives it.
    rate : ndarray of float
        Breaks expected [1/km/year].
    usual : float
        The same over the whole network.
    """
    said = []
    for row, mine in zip(known.to_dict("records"), rate, strict=True):
        words = []
        past = int(row["past"])
        if past:
            text = ngettext("{count} break in ten years", "{count} breaks in ten years", past)
            words.append(text.format(count=past))
        age = row["age"]
        material = str(row[MATERIAL])
        words.append(_("unknown material") if material == UNKNOWN else material)
        words.append(
            _("year unknown") if np.isnan(age) else _("{age} years").format(age=format_integer(age))
        )
        words.append(_("{times} × the network").format(times=format_number(mine / usual, 1)))
        said.append(_(", ").join(words))
    return said


def leak_reason(
    status: str, before: float = np.nan, extra: float = np.nan, std: float = np.nan
) -> str:
    """Return one sentence a sector: its night flow before and after, or why nothing is known."""
    if status == "unknown":
        return _("no night flow lately: unknown, which is not “no leak”")
    if status == "no_sign":
        return _("the night flow has not risen and stayed")
    text = _("night flow from {before} to {after} m³/h; a quiet night varies by {spread}")
    return text.format(
        before=format_number(before, 1),
        after=format_number(before + extra, 1),
        spread=format_number(std, 1),
    )
