"""Wide tables made long: a column for each site, each day or each day of the week."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from civicai.errors import Problem, TableError, warning
from civicai.i18n import _, language, ngettext
from civicai.tables.check import Part
from civicai.tables.dates import read_wall
from civicai.tables.files import MAX_ROWS, too_many_rows
from civicai.tables.grid import Cells, Grid, Texts, quoted, text_array
from civicai.tables.header import Match, shown_headers, two_lines, wrong_unit
from civicai.tables.numbers import looks_numeric
from civicai.tables.rows import CUMULATED, unused_columns
from civicai.tables.schema import PHYSICAL_UNITS, Column, Schema, fold, split_unit
from civicai.tables.stamps import WEEKDAYS, read_day
from civicai.tables.time_of_day import join_clock

_COUNTING = """
    semaine annee mois jour trimestre numero no num id code rang ligne periode
    week year month day rank index
"""
#: Words in the header of numbers that are no site.
_COUNTERS = frozenset(_COUNTING.split())
_WEEK_OF = re.compile(r"(?:semaine |week )?(?:du |of )?(.*?)(?: (?:au|to) .*)?", re.IGNORECASE)
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
        One line for each cell, and a finding, when the table is wide.
    """
    grid, match, joined = join_clock(grid, match, schema)
    match.problems += joined
    absent = schema.required - set(match.positions)
    if match.groups and len(absent) == 1:
        return _lengthen_groups(grid, match, schema, *absent)
    if schema.wide is None or schema.wide in match.positions:
        return grid, match
    absent |= {schema.wide}  # where the measure is one of several, none of them is required
    if len(absent) != 2:
        return grid, match
    axis = next(name for name in absent if name != schema.wide)
    if axis not in schema.key:
        return grid, match
    free = [i for i in match.others() if not CUMULATED.fullmatch(fold(grid.headers[i]))]
    if schema[axis].kind == "date":
        days = [i for i in free if read_day(grid.headers[i])]
        if len(days) > 1:
            return _lengthen_columns(grid, match, schema, axis, days)
        return _melt_weekdays(grid, match, schema, axis, free)
    sites = _sites(grid, schema, free) if schema[axis].kind == "text" else []
    return _lengthen_columns(grid, match, schema, axis, sites)


def _lengthen_columns(
    grid: Grid, match: Match, schema: Schema, axis: str, columns: list[int]
) -> Part:
    """Turn a column for each site or day into lines; two columns of one name are an error."""
    names = [grid.headers[i] for i in columns]
    if schema[axis].kind == "text":
        names = [split_unit(name)[0] for name in names]
    if len(columns) < 2:
        return grid, match
    measure = schema[schema.wide or ""]
    wrong = [wrong_unit(measure, grid.headers[i], match.line, grid.file) for i in columns]
    match.problems += [problem for problems in wrong for problem in problems]
    days = [read_day(name) if schema[axis].kind == "date" else None for name in names]
    said = [day.date() if day else name for day, name in zip(days, names, strict=True)]
    match.problems += _twins(said, names, schema[axis], grid, match)
    first = [said.index(label) for label in dict.fromkeys(said)]
    spread = {measure.name: [columns[i] for i in first]}
    return _melt(grid, match, schema, axis, [names[i] for i in first], spread)


def _twins(
    said: list[Any], names: list[str], axis: Column, grid: Grid, match: Match
) -> list[Problem]:
    """Return an error for each site or day that several columns have."""
    message = _("several columns are for the same “{axis}”: {headers}.")
    return [
        Problem(
            code="C02",
            message=message.format(
                axis=axis.header(language()),
                headers=quoted(names[i] for i, other in enumerate(said) if other == twin),
            ),
            hint=_("Rename or delete one of them."),
            file=grid.file,
            row=match.line,
            column=names[said.index(twin)],
        )
        for twin in dict.fromkeys(said)
        if said.count(twin) > 1
    ]


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
    units = {i: split_unit(grid.headers[i])[1] for i in sites}
    odd = [i for i, unit in units.items() if unit in PHYSICAL_UNITS]
    # one unit on every site is that of the measure; on some, they are no sites
    return sites if len(odd) == len(sites) else [i for i in sites if i not in odd]


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
    names, spread = [grid.headers[i] for i in named], {schema.wide or "": named}
    return _melt(grid, match, schema, axis, names, spread, texts)


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
    bare = text_array([_first_day(text) for text in weeks.text])
    wall, problems = read_wall(replace(weeks, text=bare))
    if any(problem.severity == "error" for problem in problems):
        return None
    days = wall.days.astype("datetime64[D]")
    return days - (days - np.datetime64("1970-01-05")) % np.timedelta64(7, "D")


def _first_day(week: str) -> str:
    """Return the day that a week is named for.

    Examples
    --------
    >>> _first_day("Semaine du 03/09/2018 au 07/09/2018")
    '03/09/2018'
    """
    match = _WEEK_OF.fullmatch(week)
    return match[1] if match else week


def _lengthen_groups(grid: Grid, match: Match, schema: Schema, axis: str) -> Part:
    """Turn the same measures under several sites, named on the line above, into lines."""
    groups = [*match.groups, *[""] * (len(grid.headers) - len(match.groups))]
    measures = {
        name: match.rivals.get(name, [i])
        for name, i in match.positions.items()
        if name not in schema.key
    }
    places = [(groups[i], name) for name, positions in measures.items() for i in positions]
    under = sorted(i for positions in measures.values() for i in positions)
    sites = list(dict.fromkeys(groups[i] for i in under))
    shared = any(name in match.rivals for name in match.positions if name in schema.key)
    if len(set(places)) < len(places) or len(sites) < 2 or "" in sites or shared:
        return grid, match
    if axis not in schema.key or schema[axis].kind != "text":
        return grid, match
    kept = [site for site in sites if not CUMULATED.fullmatch(fold(site))]
    spread = {
        name: [next((i for i in positions if groups[i] == site), None) for site in kept]
        for name, positions in measures.items()
    }
    told = [p for p in match.problems if p.code != "C02" and (p.code, p.count) != ("F09", 1)]
    settled = replace(match, rivals={}, problems=[*told, two_lines(match.line, grid.file)])
    return _melt(grid, settled, schema, axis, kept, spread)


def _melt(
    grid: Grid,
    match: Match,
    schema: Schema,
    axis: str,
    names: list[str],
    spread: Mapping[str, Sequence[int | None]],
    labels: Texts | None = None,
) -> Part:
    """Write one line for each name along the axis, line by line.

    ``spread`` holds, by measure, the column of each name, None where it has none; ``labels`` what
    the axis says of each cell, the names themselves unless told otherwise.
    """
    times = len(names)
    if len(grid) * times > MAX_ROWS:
        raise TableError(too_many_rows(grid.file))
    kept = sorted({i for name, i in match.positions.items() if name not in spread})
    blank = text_array([""] * len(grid))
    places = np.repeat(np.arange(len(grid)), times)
    columns = [grid.columns[i][places] for i in kept]
    columns.append(text_array(names * len(grid)) if labels is None else labels)
    typed = None if grid.typed is None else [grid.typed[i][places] for i in kept]
    if typed is not None:
        typed.append(np.zeros(len(places), dtype=bool))
    origins = {}
    for positions in spread.values():
        origins[len(columns)] = text_array(_origins(grid, names, positions) * len(grid))
        cells = [blank if i is None else grid.columns[i] for i in positions]
        columns.append(np.column_stack(cells).ravel())
        if grid.typed is not None and typed is not None:
            marks = [blank == "x" if i is None else grid.typed[i] for i in positions]
            typed.append(np.column_stack(marks).ravel())
    headers = [grid.headers[i] for i in kept] + [axis, *spread]
    made = tuple(range(len(kept), len(headers)))
    long = Grid(grid.file, headers, columns, grid.lines[places], typed, origins, made)
    used = {str(i): i for positions in spread.values() for i in positions if i is not None}
    problems = [p for p in match.problems if p.code not in ("C01", "C05")]
    problems.append(_told(grid, match, schema, axis, names, spread))
    problems += unused_columns(grid, replace(match, positions=match.positions | used))
    places_of = {name: kept.index(i) for name, i in match.positions.items() if name not in spread}
    places_of |= dict(zip([axis, *spread], made, strict=True))
    headers = [match.headers[i] for i in kept] + headers[len(kept) :]
    return long, Match(match.line, headers, places_of, match.rivals, problems=problems)


def _origins(grid: Grid, names: list[str], positions: Sequence[int | None]) -> list[str]:
    """Return the header of each cell of a measure, after its name where they differ."""
    headers = [grid.headers[i] if i is not None else "" for i in positions]
    if len(set(headers)) == len(headers):
        return headers
    return [f"{name}, {header}" for name, header in zip(names, headers, strict=True)]


def _told(
    grid: Grid, match: Match, schema: Schema, axis: str, names: list[str], measures: Iterable[str]
) -> Problem:
    message = ngettext(
        "{count} column was read as “{axis}”, its cells as “{measure}”: {headers}.",
        "{count} columns were read as “{axis}”, their cells as “{measure}”: {headers}.",
        len(names),
    )
    text = message.format(
        count=len(names),
        axis=schema[axis].header(language()),
        measure=", ".join(schema[measure].header(language()) for measure in measures),
        headers=shown_headers(names),
    )
    hint = _("If that is not what they are, give one line for each value.")
    return warning("C08", text, hint, file=grid.file, row=match.line, count=len(names))
