"""Flows into sectors, cleaned once: what fills the tanks taken off, frozen meters not believed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pandas as pd

from civicai.errors import Problem, warning
from civicai.forecasting.observations import Observations
from civicai.i18n import _
from civicai.water.schema import FLOW, SECTOR, STORAGE, TIME

#: Time for which a meter may repeat one value, zero too; longer, it is frozen and tells nothing.
FROZEN = pd.Timedelta("24h")
FROZEN_AT = "frozen_at"


@dataclass(frozen=True)
class Flows(Observations):
    """Net flows into sectors, and the readings of frozen meters.

    Attributes
    ----------
    rows : DataFrame
        By sector and time: ``sector``, ``time`` (UTC), ``flow`` [m3/h], net of what fills the
        tanks of the sector, and ``frozen_at``: when the reading was known to be one of a meter
        that repeats one value for a day or more (missing for the others).
    aside : DataFrame
        The readings of frozen meters, with ``why``: ``"frozen"``.
    findings : list of Problem
    """

    time: ClassVar[str] = TIME

    #: Night flows that were computed, by their hours and time zone: see ``night_flow.night_flows``.
    nights: dict[Any, pd.DataFrame] = field(default_factory=dict, compare=False, repr=False)

    @property
    def believed(self) -> pd.Series[Any]:
        """The flows, missing where the meter was known to be frozen by the last reading."""
        flow: pd.Series[Any] = self.rows[FLOW]
        return flow.mask(self.frozen)

    @property
    def frozen(self) -> pd.Series[Any]:
        """Which readings are of a meter known to be frozen by the last reading."""
        frozen: pd.Series[Any] = self.rows[FROZEN_AT] <= self.rows[TIME].max()
        return frozen

    def until(self, moment: Any) -> Flows:
        """Return what was known by then: a meter that froze later was still believed."""
        if self.rows.empty or moment >= self.rows[TIME].max():
            return self
        early = replace(self, rows=self.rows[self.rows[TIME] <= moment], nights={})
        return replace(early, aside=early.rows[early.frozen].assign(why="frozen"))


def make_flows(flows: pd.DataFrame | Flows) -> Flows:
    """Clean a table of flows; flows that were cleaned are taken as they are.

    Parameters
    ----------
    flows : DataFrame or Flows
        ``sector``, ``time`` (UTC), ``flow`` [m3/h], and ``storage`` [m3] where the sector has
        tanks: what fills them is taken off. Rows that were cleaned have ``frozen_at``, and are
        taken as they are.
    """
    if isinstance(flows, Flows):
        return flows
    if FROZEN_AT in flows:
        return _with_aside(flows, [])
    rows = flows.sort_values([SECTOR, TIME])
    clean = rows[[SECTOR, TIME]].assign(**{FLOW: _net(rows), FROZEN_AT: _frozen_at(rows)})
    return _with_aside(clean, _mostly_negative(rows))


def _mostly_negative(rows: pd.DataFrame) -> list[Problem]:
    median = rows.groupby(SECTOR)[FLOW].median()
    message = _("the flow of “{sector}” is mostly negative.")
    hint = _("Is a meter counted the wrong way round?")
    return [
        warning("W10", message.format(sector=name), hint, column=FLOW, value=str(name))
        for name in median.index[median < 0]
    ]


def _with_aside(rows: pd.DataFrame, findings: list[Problem]) -> Flows:
    flows = Flows(rows, rows[:0], findings)
    return replace(flows, aside=rows[flows.frozen].assign(why="frozen"))


def _net(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return the flows, sorted, less what fills the tanks of their sector."""
    flow: pd.Series[Any] = rows[FLOW]
    if STORAGE not in rows or not rows[STORAGE].notna().any():
        return flow
    by_sector = rows.groupby(SECTOR)
    passed = by_sector[TIME].diff().dt.total_seconds() / 3600
    filling = by_sector[STORAGE].diff() / passed
    has = by_sector[STORAGE].transform("count") > 0
    net: pd.Series[Any] = flow - filling.where(has, 0.0)
    return net


def _frozen_at(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return when each reading, sorted, was known to be of a meter that repeats one value."""
    placed = rows[[SECTOR, TIME, FLOW]].reset_index(drop=True)
    known = placed[placed[FLOW].notna()]
    changed = (known[FLOW] != known[FLOW].shift()) | (known[SECTOR] != known[SECTOR].shift())
    run = changed.cumsum()
    times = known[TIME]
    lasted = times - times.groupby(run).transform("min")
    told = times.where(lasted >= FROZEN).groupby(run).transform("min")
    return told.reindex(placed.index).set_axis(rows.index)
