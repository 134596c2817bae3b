"""Columns of instants: local time at the door, UTC inside; the nights of clock changes told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from civicai.errors import Problem
from civicai.i18n import _
from civicai.tables.dates import Instants, read_wall
from civicai.tables.grid import Bools, Cells

Codes = np.ndarray[Any, np.dtype[np.int64]]


def parse_times(cells: Cells, tz: str) -> tuple[Instants, list[Problem]]:
    """Read a column of instants.

    Parameters
    ----------
    cells : Cells
        Without missing ones. The hour that comes twice in October is told apart by the order
        of the lines within each of their series (sensor, park).
    tz : str
        Time zone of the cells that state no offset.

    Returns
    -------
    ndarray of datetime64[ns], list of Problem
        In UTC; NaT where there is an error.
    """
    wall, problems = read_wall(cells)
    stated = ~np.isnan(wall.offset)
    if stated.all():
        return wall.time - (wall.offset * 60).astype("timedelta64[s]"), problems
    if stated.any():
        odd = stated if stated.sum() * 2 < len(stated) else ~stated
        message = _("some times state their offset from UTC, others do not.")
        hint = _("Write all the times of the column in the same way.")
        problems.append(cells.finding("D15", message, odd, severity="error", hint=hint))
        return np.full(len(stated), np.datetime64("NaT"), dtype="datetime64[ns]"), problems
    times, found = _to_utc(cells, wall.time, tz)
    return times, problems + found


def _to_utc(cells: Cells, wall: Instants, tz: str) -> tuple[Instants, list[Problem]]:
    index = pd.DatetimeIndex(wall)
    summer = index.tz_localize(tz, ambiguous=np.ones(len(wall), bool), nonexistent="NaT")
    winter = index.tz_localize(tz, ambiguous=np.zeros(len(wall), bool), nonexistent="NaT")
    problems = _skipped(cells, np.isnat(summer.asi8.view("M8[ns]")) & ~np.isnat(wall))
    early, late = _naive_utc(summer), _naive_utc(winter)
    twice = early < late
    first = np.ones(len(wall), dtype=bool)
    if twice.any():
        series = np.zeros(len(wall), np.int64) if cells.series is None else cells.series
        first, unsure = _first_passages(wall, series, twice)
        if unsure.any():
            message = _(
                "this hour comes twice in October: its only value was taken for summer time."
            )
            problems.append(cells.finding("D08", message, unsure, severity="warning"))
    return np.where(first, early, late), problems


def _naive_utc(index: pd.DatetimeIndex) -> Instants:
    return index.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[ns]")


def _first_passages(wall: Instants, series: Codes, twice: Bools) -> tuple[Bools, Bools]:
    """Tell which rows are of the first passage of their hour, and which do not tell."""
    first, unsure = np.ones(len(wall), dtype=bool), np.zeros(len(wall), dtype=bool)
    rows = pd.DataFrame({"wall": wall, "series": series})
    ends = rows.groupby("series")["wall"].agg(["first", "last"])
    backwards = set(ends.index[ends["last"] < ends["first"]])
    rows = rows[twice]
    for (name, _night), night in rows.groupby(["series", rows["wall"].dt.normalize()], sort=False):
        step = -1 if name in backwards else 1
        where = night.index.to_numpy()[::step]
        first[where], known = _passage(wall[where])
        unsure[where] = not known
    return first, unsure


def _passage(wall: Instants) -> tuple[Bools, bool]:
    """Tell which times of one night are of the first passage; False if none comes twice."""
    back = np.diff(wall, prepend=wall[:1] - np.timedelta64(1)) <= np.timedelta64(0)
    if not back.any():
        return np.ones(len(wall), dtype=bool), False
    if back.sum() == 1:
        return ~np.maximum.accumulate(back), True
    return pd.Series(wall).groupby(wall).cumcount().to_numpy() == 0, True


def _skipped(cells: Cells, gone: Bools) -> list[Problem]:
    if not gone.any():
        return []
    hint = _(
        "If the town does not change its clocks, or the device keeps winter time all year, say "
        'so with tz="Indian/Reunion" or tz="Etc/GMT-1"; else correct the time.'
    )
    message = _("“{value}” does not exist: the clocks went forward over it.")
    told = {text: (message.format(value=text), hint) for text in set(cells.text[gone])}
    return cells.errors("D07", told)
