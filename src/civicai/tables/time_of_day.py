"""A day in one column and its time in another; the zone that a header states."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from civicai.errors import Problem, note
from civicai.i18n import _
from civicai.tables.grid import Cells, Grid, quoted, text_array
from civicai.tables.header import Match
from civicai.tables.schema import ZONE, Schema, fold
from civicai.tables.stamps import read_time, split_time

#: Headers of a time of day: those that mean nothing else, and those whose cells must tell.
_SURELY = frozenset(("heure", "hour", "horaire", "hh mm", "time of day"))
_PERHAPS = ("heure ", "hour ", "horaire ", "time ")
_HOUR = re.compile(r"[01]?\d|2[0-3]", re.ASCII)


def join_clock(grid: Grid, match: Match, schema: Schema) -> tuple[Grid, Match, list[Problem]]:
    """Put the day and the time of day together, where the file parts them in two columns.

    Two columns that could both be the time (a beginning and an end) are an error.

    Parameters
    ----------
    grid, match : Grid, Match
    schema : Schema

    Returns
    -------
    Grid, Match, list of Problem
        The column of the instant then holds both, and its header in the grid names both; that of
        the time of day is empty.
    """
    named = [name for name in match.positions if schema[name].kind == "time"]
    if len(named) != 1:
        return grid, match, []
    _settle(named[0], grid, match)
    day = match.positions[named[0]]
    if named[0] in match.rivals or not _only_days(grid.cells(day)):
        return grid, match, []
    clocks = [i for i in match.others() if _is_clock(grid.cells(i))]
    if not clocks:
        return grid, match, []
    headers = [grid.headers[i] for i in clocks]
    place: dict[str, Any] = {"file": grid.file, "row": match.line, "column": grid.headers[day]}
    if len(clocks) > 1:
        message = _("{names} could each be the time of day of “{day}”.")
        text = message.format(names=quoted(headers), day=grid.headers[day])
        hint = _("Rename or delete what is not that column.")
        unsure = replace(match, rivals={**match.rivals, named[0]: clocks})
        return grid, unsure, [Problem(code="C02", message=text, hint=hint, **place)]
    message = _("the day of “{day}” and the time of “{clock}” were put together.")
    text = message.format(day=grid.headers[day], clock=headers[0])
    both = [
        f"{date} {_spelt(time)}" if date and time else ""
        for date, time in zip(grid.columns[day], grid.columns[clocks[0]], strict=True)
    ]
    columns, titles = [*grid.columns], [*grid.headers]
    columns[day], titles[day] = text_array(both), f"{grid.headers[day]} {headers[0]}"
    columns[clocks[0]], titles[clocks[0]] = text_array([""] * len(grid)), ""
    headers = [title and header for title, header in zip(titles, match.headers, strict=True)]
    told = note("D17", text, count=len(grid), **place)
    grid = replace(grid, columns=columns, headers=titles)
    return grid, replace(match, headers=headers), [told]


def _settle(name: str, grid: Grid, match: Match) -> None:
    """Of two columns that could be the instant, leave the day where the other is its time."""
    rivals = match.rivals.get(name, [])
    clocks = [i for i in rivals if _is_clock(grid.cells(i))]
    days = [i for i in rivals if i not in clocks and _only_days(grid.cells(i))]
    if len(days) == len(clocks) == 1 and len(rivals) == 2:
        match.settle(name, days[0])


def _only_days(cells: Cells) -> bool:
    return any(cells.distinct) and not any(split_time(text)[1] for text in cells.distinct)


def _is_clock(cells: Cells) -> bool:
    header = fold(cells.header)
    if header in _SURELY:
        return any(cells.distinct)
    filled = [text for text in cells.distinct if text]
    read = sum(read_time(_spelt(text)) is not None for text in filled)
    return header.startswith(_PERHAPS) and 0 < len(filled) <= 2 * read


def _spelt(time: str) -> str:
    return f"{time}h" if _HOUR.fullmatch(time) else time


def stated_zone(header: str) -> str | None:
    """Return the time zone that a header states, if it does.

    Examples
    --------
    >>> stated_zone("Horodatage (UTC)"), stated_zone("Date GMT+1"), stated_zone("Date")
    ('UTC', 'Etc/GMT-1', None)
    """
    match = ZONE.search(header)
    if match is None:
        return None
    hours = int(match["hours"] or 0)
    return f"Etc/GMT{'-' if match['sign'] == '+' else '+'}{hours}" if hours else "UTC"
