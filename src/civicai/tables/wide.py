"""Wide tables made long: a column for each site, each day or each day of the week."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import numpy as np

from civicai.errors import Problem, TableError
from civicai.i18n import _, language, ngettext
from civicai.tables.check import Part
from civicai.tables.dates import read_wall
from civicai.tables.files import MAX_ROWS, too_many_rows
from civicai.tables.grid import Cells, Grid, Texts, text_array
from civicai.tables.header import Match, shown_headers
from civicai.tables.numbers import looks_numeric
from civicai.tables.rows import CUMULATED, unused_columns
from civicai.tables.schema import Column, Schema, fold
from civicai.tables.stamps import WEEKDAYS, read_day

_COUNTING = """
    semaine annee mois jour trimestre numero no num id code rang ligne periode
    week year month day rank index
"""
#: Words in the header of numbers that are no site.
_COUNTERS = frozenset(_COUNTING.split())
_WEEK_NUMBER = re.compile(r"(\d{4})[ -]*[sw](\d{1,2})|[sw](\d{1,2})[ /-]+(\d{4})", re.IGNORECASE)


def lengthen(grid: Grid, match: Match, schema: Schema) -> Part:
    """Make a wide table long, where the schema allows it and the headers show one.

    Parameters
    ----------
    grid, match : Grid, Match
    schema : Schema
        Its ``wide`` names the measure that the cells of a wide table hold.

    Returns
    -------
    Grid, Match
        Unchanged when the table is not wide; else one line for each cell, and a finding.
    """
    absent = {column.name for column in schema if column.required} - set(match.positions)
    if schema.wide is None or schema.wide not in absent or len(absent) != 2:
        return grid, match
    axis = next(name for name in absent if name != schema.wide)
    if axis not in schema.key:
        return grid, match
    free = [i for i in match.others() if not CUMULATED.fullmatch(fold(grid.headers[i]))]
    if schema[axis].kind == "date":
        days = [i for i in free if read_day(grid.headers[i])]
        if len(days) > 1:
            return _melt(grid, match, schema, axis, days, _headers_of(grid, days))
        return _melt_weekdays(grid, match, schema, axis, free)
    sites = _sites(grid, schema, free) if schema[axis].kind == "text" else []
    if len(sites) > 1:
        return _melt(grid, match, schema, axis, sites, _headers_of(grid, sites))
    return grid, match


def _headers_of(grid: Grid, positions: list[int]) -> Texts:
    return text_array([grid.headers[i] for i in positions] * len(grid))


def _sites(grid: Grid, schema: Schema, free: list[int]) -> list[int]:
    """Return the columns of numbers whose header is neither a measure nor a counter."""
    measures = {
        word
        for column in schema
        if column.kind in ("integer", "number")
        for header in column.headers
        for word in fold(header).split()
        if len(word) > 2
    }
    numeric = [i for i in free if looks_numeric(grid.cells(i))]
    sites = [i for i in numeric if not _COUNTERS & set(fold(grid.headers[i]).split())]
    if any(measures & set(fold(grid.headers[i]).split()) for i in sites):
        return []
    return sites


def _melt_weekdays(grid: Grid, match: Match, schema: Schema, axis: str, free: list[int]) -> Part:
    """Turn a column for each day of the week, beside a column of weeks, into dates."""
    days = {i: WEEKDAYS.get(fold(grid.headers[i])) for i in free}
    named = [i for i, day in days.items() if day is not None]
    weeks = [i for i in free if fold(grid.headers[i]).startswith(("semaine", "week"))]
    if len(named) < 2 or len(weeks) != 1:
        return grid, match
    mondays = _mondays(grid.cells(weeks[0]))
    if mondays is None:
        return grid, match
    offsets = np.array([days[i] for i in named], dtype="timedelta64[D]")
    dates = (mondays[:, None] + offsets[None, :]).ravel()
    texts = text_array(["" if np.isnat(date) else str(date) for date in dates])
    match = replace(match, headers=[*match.headers])
    match.headers[weeks[0]] = ""
    return _melt(grid, match, schema, axis, named, texts)


def _mondays(weeks: Cells) -> Any:
    """Return the Monday of each week, told by one of its days or its ISO number, or None."""
    mondays: dict[str, dt.date | None] = {"": None}
    for text in weeks.distinct:
        number = _WEEK_NUMBER.fullmatch(text)
        if number:
            year, week = int(number[1] or number[4]), int(number[2] or number[3])
            try:
                mondays[text] = dt.date.fromisocalendar(year, week, 1)
            except ValueError:
                return None
    if len(mondays) > 1:
        if not all(text in mondays for text in weeks.distinct):
            return None
        return np.array([mondays[text] for text in weeks.text], dtype="datetime64[D]")
    prefix = re.compile(r"^(?:semaine\s+)?(?:du|of)\s+", re.IGNORECASE)
    bare = text_array([prefix.sub("", text) for text in weeks.text])
    wall, problems = read_wall(replace(weeks, text=bare))
    if any(problem.severity == "error" for problem in problems):
        return None
    days = wall.days.astype("datetime64[D]")
    return days - (days - np.datetime64("1970-01-05")) % np.timedelta64(7, "D")


def _melt(
    grid: Grid, match: Match, schema: Schema, axis: str, spread: list[int], labels: Texts
) -> Part:
    """Write one line for each cell of the columns spread, line by line."""
    times, measure = len(spread), schema.wide or ""
    kept = sorted(match.positions.values())
    if len(grid) * times > MAX_ROWS:
        raise TableError(too_many_rows(grid.file))
    places = np.repeat(np.arange(len(grid)), times)
    cells = np.column_stack([grid.columns[i] for i in spread]).ravel()
    origins = text_array([grid.headers[i] for i in spread] * len(grid))
    columns = [grid.columns[i][places] for i in kept] + [labels, cells]
    typed = None
    if grid.typed is not None:
        marks = np.column_stack([grid.typed[i] for i in spread]).ravel()
        plain = np.zeros(len(places), dtype=bool)
        typed = [grid.typed[i][places] for i in kept] + [plain, marks]
    headers = [grid.headers[i] for i in kept] + [axis, measure]
    made = (len(kept), len(kept) + 1)
    lines = grid.lines[places]
    long = Grid(grid.file, headers, columns, lines, typed, {made[1]: origins}, made)
    positions = {name: kept.index(i) for name, i in match.positions.items()}
    positions |= {axis: made[0], measure: made[1]}
    used = match.positions | {str(i): i for i in spread}
    problems = [p for p in match.problems if p.code not in ("C01", "C05")]
    problems.append(_told(grid, match, schema[axis], schema[measure], spread))
    problems += unused_columns(grid, replace(match, positions=used))
    return long, Match(match.line, headers, positions, match.rivals, problems)


def _told(grid: Grid, match: Match, axis: Column, measure: Column, spread: list[int]) -> Problem:
    message = ngettext(
        "{count} column was read as “{axis}”, its cells as “{measure}”: {headers}.",
        "{count} columns were read as “{axis}”, their cells as “{measure}”: {headers}.",
        len(spread),
    )
    headers = shown_headers([grid.headers[i] for i in spread])
    text = message.format(
        count=len(spread),
        axis=axis.header(language()),
        measure=measure.header(language()),
        headers=headers,
    )
    return Problem(
        code="C08",
        message=text,
        hint=_("If that is not what they are, give one line for each value."),
        file=grid.file,
        row=match.line,
        severity="warning",
        count=len(spread),
    )
