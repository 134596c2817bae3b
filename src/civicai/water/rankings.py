"""The rankings that towns use today: past breaks, and age."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from civicai.water.breaks import Breaks, count_breaks, make_breaks, pipes_in_service
from civicai.water.schema import LENGTH, PIPE


def rule_ranking(pipes: pd.DataFrame, breaks: pd.DataFrame | Breaks, as_of: Any) -> pd.DataFrame:
    """Rank pipes as towns do: those that broke most first, then the oldest.

    Returns
    -------
    DataFrame
        ``pipe_id``, ``length`` [m], the first to look at first.
    """
    on = pd.Timestamp(as_of)
    some = pipes_in_service(pipes, on)
    believed = make_breaks(breaks, pipes).rows
    count = count_breaks(some, believed, pd.Timestamp("1800-01-01"), on)
    order = np.lexsort((some["laid"].fillna(3000).to_numpy(), -count))
    return some[[PIPE, LENGTH]].iloc[order].reset_index(drop=True)


def age_ranking(pipes: pd.DataFrame, as_of: Any) -> pd.DataFrame:
    """Rank pipes by age alone, the oldest first."""
    some = pipes_in_service(pipes, pd.Timestamp(as_of))
    order = np.argsort(some["laid"].fillna(3000).to_numpy(), kind="stable")
    return some[[PIPE, LENGTH]].iloc[order].reset_index(drop=True)
