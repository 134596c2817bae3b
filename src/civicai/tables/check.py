"""A table of typed columns: assembled, its key checked, or refused with all that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from civicai.clock import town_zone, use
from civicai.errors import Problem, TableError
from civicai.i18n import _
from civicai.tables.dates import Instants, find_strays, is_plausible
from civicai.tables.grid import LISTED, Cells, Grid, Lines, shortened, typed_grid
from civicai.tables.header import Match, match_header
from civicai.tables.names import look_alikes
from civicai.tables.numbers import Floats
from civicai.tables.personal import personal_columns
from civicai.tables.rows import unused_columns
from civicai.tables.schema import Column, Schema
from civicai.tables.sums import hidden_totals
from civicai.tables.time_of_day import join_clock, stated_zone
from civicai.tables.values import parse_cells

#: One sheet or file below its header, and what its columns are.
Part = tuple[Grid, Match]


def check_table(
    frame: pd.DataFrame, schema: Schema, *, tz: str | None = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Check a DataFrame as a file would be: columns, types, ranges and key.

    Parameters
    ----------
    frame : DataFrame
        Of pandas, or of a library whose frames have ``to_pandas()``. Columns bear their
        canonical names or any header that a file could have.
    schema : Schema
    tz : str, optional
        Time zone of the instants that state none; by default the town's
        (:func:`civicai.clock.use`).

    Returns
    -------
    DataFrame, list of Problem
        The schema's columns, typed; then what was repaired or looks odd. The index ``line`` is
        the frame's own where it has that name, else the rank of the row from 1.

    Raises
    ------
    TableError
        With every error.

    Examples
    --------
    >>> from civicai.tables import Column, Schema
    >>> schema = Schema("meals", (Column("day", "date"), Column("served", "integer")), ("day",))
    >>> frame = pd.DataFrame({"day": ["03/09/2018", "14/09/2018"], "served": [120, None]})
    >>> check_table(frame, schema)[0]["served"].to_dict()
    {1: 120.0, 2: nan}
    """
    with use(tz or town_zone()):
        return _checked(frame if isinstance(frame, pd.DataFrame) else frame.to_pandas(), schema)


def _checked(frame: pd.DataFrame, schema: Schema) -> tuple[pd.DataFrame, list[Problem]]:
    if frame.index.name == "line":
        lines = frame.index.to_numpy(dtype=np.int64)
    else:
        lines = np.arange(1, len(frame) + 1, dtype=np.int64)
    if _is_typed(frame, schema):
        names = [column.name for column in schema if column.name in frame]
        whole = frame.set_axis(pd.Index(lines, name="line"))[names]
        whole = whole.assign(**{name: _as_read(whole[name], schema[name]) for name in names})
        headers = dict(zip(names, names, strict=True))
        return _finished(whole, schema, headers, None, [None] * len(whole), [])
    return assemble([_part(frame, lines, schema)], schema, [])


def _part(frame: pd.DataFrame, lines: Lines, schema: Schema) -> Part:
    match = match_header(0, [str(name) for name in frame.columns], schema, {}, None)
    columns = [frame.iloc[:, i] for i in range(len(match.headers))]
    return typed_grid(None, match.headers, columns, lines), match


def _is_typed(frame: pd.DataFrame, schema: Schema) -> bool:
    """Say whether reading the table cell by cell could change or find nothing.

    A table that a reader made, or a notebook, holds its values already: millions of them need
    not be written out as texts and read again. What is absent, out of range or not of its kind
    is left to that reading, which tells it.
    """
    names = [column.name for column in schema if column.name in frame]
    if frame.columns.has_duplicates or len(names) != frame.shape[1] or frame.empty:
        return False
    texts = [name for name in names if schema[name].kind == "text"]
    if not all(_is_typed_column(frame[name], schema[name], schema) for name in names):
        return False
    few = frame.drop_duplicates(texts) if texts else frame.head(1)
    if len(few) > len(frame) / 2:
        return False
    read, found = _parse(*_part(few, np.arange(len(few)), schema), schema)
    return not found and all(read[name].array.equals(few[name].array) for name in texts)


def _is_typed_column(values: pd.Series[Any], column: Column, schema: Schema) -> bool:
    in_key = column.name in schema.key
    if values.hasnans and (in_key or not schema.allows_missing(column)):
        return False
    if column.kind == "text":
        return values.dtype == "str"
    if column.kind == "time":
        utc = isinstance(values.dtype, pd.DatetimeTZDtype) and str(values.dtype.tz) == "UTC"
        return utc and is_plausible(values.dt.tz_localize(None).to_numpy())
    if not isinstance(values.dtype, np.dtype):
        return False
    if column.kind == "flag":
        return values.dtype.kind == "b"
    if column.kind == "date":
        return values.dtype.kind == "M" and _are_days(values.to_numpy(), in_key)
    return values.dtype.kind in "iuf" and _are_numbers(values.to_numpy(), column)


def _are_days(values: Instants, in_key: bool) -> bool:
    days = values.astype("datetime64[D]")
    midnight = (days == values) | np.isnat(values)
    return (
        bool(midnight.all()) and is_plausible(days) and not (in_key and find_strays(days)[0].size)
    )


def _are_numbers(values: Floats, column: Column) -> bool:
    known = values[~np.isnan(values)]
    least = -np.inf if column.low is None else column.low
    most = np.inf if column.high is None else column.high
    fit = np.isfinite(known) & (known >= least) & (known <= most)
    return bool(fit.all() and (column.kind == "number" or (known == np.round(known)).all()))


def _as_read(values: pd.Series[Any], column: Column) -> pd.Series[Any]:
    """Return typed values as reading them would give them."""
    if column.kind in ("date", "time"):
        values = values.dt.as_unit("ns")
    elif column.kind in ("integer", "number"):
        values = values.astype(np.float64) + 0.0  # no zero is below zero
    return values


def assemble(
    parts: Sequence[Part], schema: Schema, problems: Sequence[Problem]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Parse every part, put them together, check the key.

    Returns
    -------
    DataFrame, list of Problem
        The findings are those given, then those met here.

    Raises
    ------
    TableError
        With every error, given or met.
    """
    problems, frames, files = [*problems], [], []
    headers: dict[str, str] = {}
    for grid, match in parts:
        headers |= {name: grid.headers[i] for name, i in match.positions.items()}
        frame, found = _parse(grid, match, schema)
        problems += found
        frames.append(frame)
        files += [grid.file] * len(frame)
    whole = pd.concat(frames) if len(frames) > 1 else frames[0]
    return _finished(whole, schema, headers, parts[0][0].file, files, problems)


def _finished(
    whole: pd.DataFrame,
    schema: Schema,
    headers: dict[str, str],
    file: str | None,
    files: Sequence[str | None],
    problems: list[Problem],
) -> tuple[pd.DataFrame, list[Problem]]:
    """Check the key of a typed table, and refuse it with all that is wrong."""
    key = [name for name in schema.key if name in whole]
    if key and all(name in whole for name in schema.key if schema[name].required):
        if not schema.repeats:
            problems += _repeated_keys(whole, key, files)
        for name in key:
            if schema[name].kind == "text":
                problems += look_alikes(whole[name], headers[name], file)
        problems += hidden_totals(whole, schema, headers, file)
    if whole.empty and not any(p.severity == "error" for p in problems):
        problems.append(_no_row(file))
    errors = [p for p in dict.fromkeys(problems) if p.severity == "error"]
    if errors:
        raise TableError(sorted(errors, key=lambda p: (p.file or "", p.row or 0)))
    return whole, list(dict.fromkeys(problems))


def _no_row(file: str | None) -> Problem:
    return Problem(
        code="F02",
        message=_("the table has a header and no row."),
        hint=_("Check that its export succeeded."),
        file=file,
    )


def _parse(grid: Grid, match: Match, schema: Schema) -> tuple[pd.DataFrame, list[Problem]]:
    problems = [*match.problems, *personal_columns(grid, match, schema)]
    grid, match, joined = join_clock(grid, match, schema)
    problems += joined + unused_columns(grid, match)
    series: dict[str, pd.Series[Any]] = {}
    for column in schema:
        if column.name not in match.positions or column.name in match.rivals:
            continue
        cells = grid.cells(match.positions[column.name])
        if column.name in schema.key and not column.required and not any(cells.distinct):
            continue
        zone = None
        if column.kind == "time":
            cells = _with_series(cells, grid, match, schema)
            zone = stated_zone(cells.header)
        series[column.name], found = parse_cells(schema, column, cells, zone or town_zone())
        problems += found
    frame = pd.DataFrame(series)
    frame.index = pd.Index(grid.lines, name="line")
    return frame, problems


def _with_series(cells: Cells, grid: Grid, match: Match, schema: Schema) -> Cells:
    """Give each line the number of its series, from the texts of the key."""
    number: Lines = np.zeros(len(grid), dtype=np.int64)
    for name in schema.key:
        if name in match.positions and schema[name].kind == "text":
            other = grid.cells(match.positions[name])
            number = number * (len(other.distinct) + 1) + other.codes
    return replace(cells, series=number)


def _repeated_keys(
    frame: pd.DataFrame, key: list[str], files: Sequence[str | None]
) -> list[Problem]:
    """Return an error for each row whose key another row above it has already."""
    known = frame[key].notna().all(axis=1).to_numpy()
    rows = frame if known.all() else frame[known]
    again = rows.duplicated(key).to_numpy()
    if not again.any():
        return []
    where = np.flatnonzero(again)
    names = np.array(files, dtype=object)[known]
    same = rows.duplicated(keep=False).to_numpy()
    numbers = rows.groupby(key, sort=False).ngroup().to_numpy()
    first = np.unique(numbers, return_index=True)[1][numbers]
    problems = []
    for rank, i in enumerate(where[:LISTED], start=1):
        shown = ", ".join(_shown(rows[name].iloc[i]) for name in key)
        line, twin = int(rows.index[i]), int(rows.index[first[i]])
        message = _("lines {first} and {line} are both for {key}.")
        hint = _("Keep the right one, or add the column that tells them apart.")
        if same[i]:
            hint = _("They are the same: delete one.")
        elsewhere = f" ({names[first[i]]})" if names[first[i]] != names[i] else ""
        problems.append(
            Problem(
                code="K01",
                message=message.format(first=f"{twin}{elsewhere}", line=line, key=shown),
                hint=hint,
                file=names[i],
                row=line,
                value=shown,
                count=len(where) - LISTED + 1 if rank == LISTED else 1,
            )
        )
    return problems


def _shown(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        if value.tzinfo is not None:
            return f"{value.tz_convert(town_zone()):%Y-%m-%d %H:%M}"
        return f"{value:%Y-%m-%d}"
    return f"{value:g}" if isinstance(value, float) else shortened(str(value))
