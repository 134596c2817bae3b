"""What is known of a pipe on a day: its age, and the breaks it had by then.

Nothing later is used: a break of next year, a length of life known afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.errors import Problem, note, warning
from civicai.forecasting.observations import Observations
from civicai.i18n import _, ngettext
from civicai.water.schema import DATE, DIAMETER, LAID, LENGTH, MATERIAL, PIPE, UNKNOWN

YEAR = 365.25
#: Years of breaks that are looked back on.
BACK = 10
#: Edges of the bands of age [years].
AGES = (0, 10, 20, 30, 40, 50, 60, 80, 300)
#: Share of the length under which a material is counted with the others.
RARE = 0.01
#: Share of breaks set aside from which the inventory is told to be a snapshot.
MANY = 0.05


@dataclass(frozen=True)
class Breaks(Observations):
    """Breaks that can be those of the pipes of today's inventory, and those that cannot.

    Attributes
    ----------
    rows : DataFrame
        ``pipe_id``, ``date``.
    aside : DataFrame
        The others, with ``why``: ``"unknown_pipe"`` (on no pipe of the inventory) or
        ``"before_laying"`` (dated before the pipe was laid: it was replaced since).
    findings : list of Problem
    """

    time: ClassVar[str] = DATE


def make_breaks(breaks: pd.DataFrame | Breaks, pipes: pd.DataFrame) -> Breaks:
    """Set aside the breaks that cannot be those of the pipes; told once, then taken as they are."""
    if isinstance(breaks, Breaks):
        return breaks
    rows = breaks[[PIPE, DATE]].dropna().reset_index(drop=True)
    laid = pipes.set_index(PIPE)[LAID]
    known = rows[PIPE].isin(laid.index)
    # As numbers: of no break at all, some releases of pandas would make texts.
    early = rows[DATE].dt.year.to_numpy() < laid.reindex(rows[PIPE]).to_numpy(float)
    why = pd.Series(np.select([~known, early], ["unknown_pipe", "before_laying"], ""), rows.index)
    aside = rows.assign(why=why)[why != ""]
    return Breaks(rows[why == ""].reset_index(drop=True), aside, _told(aside, len(breaks)))


def _told(aside: pd.DataFrame, total: int) -> list[Problem]:
    """Tell how many breaks were set aside, of how many."""
    findings = []
    lost, early = (int((aside["why"] == why).sum()) for why in ("unknown_pipe", "before_laying"))
    if lost:
        message = ngettext(
            "{count} break of {total} is on no section of the inventory.",
            "{count} breaks of {total} are on no section of the inventory.",
            lost,
        ).format(count=lost, total=total)
        hint = _(
            "They are left out. Where their pipe was replaced, give its old line too: without it "
            "the worst pipes look safer than they are."
        )
        findings.append(warning("W04", message, hint, column=PIPE, count=lost))
    if early:
        message = ngettext(
            "{count} break of {total} is dated before its section was laid.",
            "{count} breaks of {total} are dated before their section was laid.",
            early,
        ).format(count=early, total=total)
        hint = _("The pipe was replaced after it broke: these breaks are left out.")
        tell = warning if early > MANY * total else note
        findings.append(tell("W05", message, hint, column=DATE, count=early))
    return findings


def pipes_in_service(pipes: pd.DataFrame, on: pd.Timestamp) -> pd.DataFrame:
    """Return the pipes that were laid by a day; those of unknown year are kept."""
    return pipes[~(pipes[LAID] > on.year) & (pipes[LENGTH] > 0)]


def materials_of(pipes: pd.DataFrame) -> pd.Series[Any]:
    """Return the material of each pipe, without blanks around it; a code where not known."""
    return pipes[MATERIAL].fillna(UNKNOWN).astype(str).str.strip()


def count_breaks(
    pipes: pd.DataFrame, breaks: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp
) -> npt.NDArray[np.float64]:
    """Return the breaks of each pipe from a day, included, to another one, excluded."""
    some = breaks[(breaks[DATE] >= since) & (breaks[DATE] < until)]
    return np.asarray(pipes[PIPE].map(some[PIPE].value_counts()).fillna(0), float)


def pipe_covariates(
    pipes: pd.DataFrame, breaks: pd.DataFrame, on: pd.Timestamp, first: pd.Timestamp
) -> pd.DataFrame:
    """Return what is known of each pipe on a day, one row a pipe.

    Parameters
    ----------
    pipes, breaks : DataFrame
        As the use case takes them; breaks from ``on`` are not looked at.
    on : Timestamp
    first : Timestamp
        First day of the record of breaks.

    Returns
    -------
    DataFrame
        ``material``, ``age`` [years], ``band``, ``diameter`` [mm], ``recent`` and ``past``
        (breaks of the last three and ten years, or of as many as are recorded), ``watched``
        (years of record behind ``past``).
    """
    table = pd.DataFrame({PIPE: pipes[PIPE].to_numpy()})
    table[MATERIAL] = materials_of(pipes).to_numpy()
    table["age"] = np.maximum(on.year - pipes[LAID].to_numpy(float), 0)
    bands = np.digitize(table["age"].fillna(-1), AGES[1:])
    table["band"] = np.where(table["age"].isna(), UNKNOWN, bands.astype(str))
    table[DIAMETER] = pipes[DIAMETER].to_numpy(float) if DIAMETER in pipes else np.nan
    old = max(first, on - pd.Timedelta(days=BACK * YEAR))
    table["watched"] = max((on - old) / pd.Timedelta(days=YEAR), 1e-9)
    table["past"] = count_breaks(pipes, breaks, old, on)
    table["recent"] = count_breaks(pipes, breaks, on - pd.Timedelta(days=3 * YEAR), on)
    return table


def group_rare(material: pd.Series[Any], length: pd.Series[Any], kept: list[str]) -> pd.Series[Any]:
    """Count the materials of little length together, as "other"."""
    return material.where(material.isin(kept), "other")


def common_materials(material: pd.Series[Any], length: pd.Series[Any]) -> list[str]:
    """Return the materials that make at least a hundredth of the length."""
    share = length.groupby(material).sum() / length.sum()
    return sorted(share[share >= RARE].index)
