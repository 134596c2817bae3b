"""Observations that were cleaned once: what is believed of a table, and what is set aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

import pandas as pd

from civicai.errors import Problem


@dataclass(frozen=True)
class Observations:
    """What is believed of a table, and what is not; each use case has its own kind.

    Estimators and replays take it as it is: what was cleaned is never cleaned again.

    Attributes
    ----------
    rows : DataFrame
        What is believed; one row a series and time.
    aside : DataFrame
        The rows that are not believed, with ``why``, a code.
    findings : list of Problem
    """

    #: Column of the instant or day that a row is of.
    time: ClassVar[str] = "time"

    rows: pd.DataFrame
    aside: pd.DataFrame
    findings: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, table: pd.DataFrame | Self, clean: Callable[[pd.DataFrame], Self]) -> Self:
        """Return observations as they are, and a table cleaned."""
        return clean(table) if isinstance(table, pd.DataFrame) else table

    def until(self, moment: Any) -> Self:
        """Return what was observed by then; nothing is judged anew."""
        return replace(self, rows=self.rows[self.rows[self.time] <= moment])
