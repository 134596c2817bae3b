"""What is known of a pipe on a day: its age, and the breaks it had by then.

Nothing later is used: a break of next year, a length of life known afterwards.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from civicai.water.schema import DATE, DIAMETER, LAID, LENGTH, MATERIAL, PIPE

YEAR = 365.25
#: Years of breaks that are looked back on.
BACK = 10
#: Edges of the bands of age [years].
AGES = (0, 10, 20, 30, 40, 50, 60, 80, 300)
#: Share of the length under which a material is counted with the others.
RARE = 0.01
UNKNOWN = "unknown"


class Cleaned(NamedTuple):
    """Breaks that can be learned from, and how many cannot.

    Parameters
    ----------
    breaks : DataFrame
        ``pipe_id``, ``date``.
    before_laying, unknown_pipe : int
        Dated before the pipe was laid (it was replaced since), or on no pipe of the inventory.
    """

    breaks: pd.DataFrame
    before_laying: int
    unknown_pipe: int


def clean_breaks(pipes: pd.DataFrame, breaks: pd.DataFrame) -> Cleaned:
    """Leave out the breaks that cannot be those of the pipes of today's inventory."""
    rows = breaks[[PIPE, DATE]].dropna()
    laid = pipes.set_index(PIPE)[LAID]
    known = rows[PIPE].isin(laid.index)
    rows_known = rows[known]
    early = rows_known[DATE].dt.year < rows_known[PIPE].map(laid).fillna(0)
    return Cleaned(rows_known[~early].reset_index(drop=True), int(early.sum()), int((~known).sum()))


def known_pipes(pipes: pd.DataFrame, on: pd.Timestamp) -> pd.DataFrame:
    """Return the pipes that were laid by a day; those of unknown year are kept."""
    return pipes[~(pipes[LAID] > on.year) & (pipes[LENGTH] > 0)]


def count_breaks(
    pipes: pd.DataFrame, breaks: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp
) -> np.ndarray:
    """Return the breaks of each pipe from a day, included, to another one, excluded."""
    some = breaks[(breaks[DATE] >= since) & (breaks[DATE] < until)]
    return pipes[PIPE].map(some[PIPE].value_counts()).fillna(0).to_numpy(float)


def design(
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
    table[MATERIAL] = pipes[MATERIAL].fillna(UNKNOWN).astype(str).str.strip().to_numpy()
    table["age"] = np.maximum(on.year - pipes[LAID].to_numpy(float), 0)
    bands = np.digitize(table["age"].fillna(-1), AGES[1:])
    table["band"] = np.where(table["age"].isna(), UNKNOWN, bands.astype(str))
    table[DIAMETER] = pipes[DIAMETER].to_numpy(float) if DIAMETER in pipes else np.nan
    old = max(first, on - pd.Timedelta(days=BACK * YEAR))
    table["watched"] = max((on - old) / pd.Timedelta(days=YEAR), 1e-9)
    table["past"] = count_breaks(pipes, breaks, old, on)
    table["recent"] = count_breaks(pipes, breaks, on - pd.Timedelta(days=3 * YEAR), on)
    return table


def group_rare(material: pd.Series, length: pd.Series, kept: list[str] | None = None) -> pd.Series:
    """Count the materials of little length together, as "other"."""
    if kept is None:
        kept = common_materials(material, length)
    return material.where(material.isin(kept), "other")


def common_materials(material: pd.Series, length: pd.Series) -> list[str]:
    """Return the materials that make at least a hundredth of the length."""
    share = length.groupby(material).sum() / length.sum()
    return sorted(share[share >= RARE].index)
