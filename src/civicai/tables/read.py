"""Read a town's file as the table that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from civicai.clock import town_zone, use
from civicai.errors import Problem
from civicai.tables.check import Part, assemble
from civicai.tables.encoding import (
    check_encoding,
    find_encoding,
    repair_double_encoding,
)
from civicai.tables.files import FIRST_LINES, File, Source, open_file, open_head
from civicai.tables.grid import Grid
from civicai.tables.header import Match
from civicai.tables.rows import set_aside
from civicai.tables.schema import Schema
from civicai.tables.separated import read_first_rows, read_separated
from civicai.tables.wide import lengthen


def read_table(
    source: Source,
    schema: Schema,
    *,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    tz: str | None = None,
) -> pd.DataFrame:
    """Read a file as a typed table, or say everything that must be corrected.

    Parameters
    ----------
    source : path or file object
        CSV (``; , TAB |``), .xlsx, .xls, .ods, or Parquet with its extra; any of them gzipped.
        The content decides, not the name.
    schema : Schema
        What the table must hold.
    encoding : str, optional
        Encoding of a text file. By default it is found: UTF-8, or the one that French offices
        use whose words make sense.
    columns : dict, optional
        Canonical name -> header in the file, for the columns that are not recognised.
    tz : str, optional
        Time zone of the instants that state no offset; by default the town's
        (:func:`civicai.clock.use`).

    Returns
    -------
    DataFrame
        The schema's columns that the file has, in the schema's order, under their canonical
        names: ``str``, ``float64`` (NaN is a missing cell), naive ``datetime64[ns]`` for days,
        ``datetime64[ns, UTC]`` for instants, ``bool``. The index ``line`` is the line of the
        file, from 1; a wide table made long, or sheets put together, repeat it.

    Raises
    ------
    TableError
        With every error, each with its line, its column, its value and what to do.
    OptionError
        If there is no such time zone.
    """
    return read_table_with_findings(source, schema, encoding=encoding, columns=columns, tz=tz)[0]


def read_table_with_findings(
    source: Source,
    schema: Schema,
    *,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    tz: str | None = None,
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a file like :func:`read_table`, and tell what was repaired, set aside or looks odd.

    Returns
    -------
    DataFrame, list of Problem
        The problems have the severity ``"note"`` (a repair that loses nothing) or
        ``"warning"`` (what the reader should check).
    """
    with use(tz or town_zone()):
        parts, problems = _parts(open_file(source), schema, encoding, dict(columns or {}))
        return assemble(parts, schema, problems)


def find_columns(source: Source, schema: Schema, *, encoding: str | None = None) -> dict[str, str]:
    r"""Return the header that each column was recognised by, to be corrected and given back.

    Parameters
    ----------
    source, schema, encoding
        As in :func:`read_table`.

    Returns
    -------
    dict
        Canonical name -> header in the file, without the columns that were not recognised, nor
        those that a wide table spreads over its headers: what ``columns=`` of
        :func:`read_table` takes. The cells are not judged.

    Raises
    ------
    TableError
        If the file is no table at all.

    Examples
    --------
    >>> import io
    >>> from civicai.tables import Column, Schema
    >>> schema = Schema("meals", (Column("day", "date", aliases=("jour",)), Column("n", "integer")))
    >>> find_columns(io.BytesIO(b"Jour;Total\n03/09/2018;1204\n"), schema)
    {'day': 'Jour'}
    """
    return Head(source, encoding=encoding).find_columns(schema)


class Head:
    """The first rows of a file, opened and cut into cells once, for several schemas.

    Parameters
    ----------
    source, encoding
        As in :func:`read_table`.

    Raises
    ------
    TableError
        If the file is no table at all.
    """

    def __init__(self, source: Source, *, encoding: str | None = None) -> None:
        self._parts = _first_parts(open_head(source), encoding)

    def find_columns(self, schema: Schema) -> dict[str, str]:
        """Return the header that each column of a schema was recognised by.

        As :func:`find_columns`.
        """
        return {
            name: match.headers[position]
            for grid, match in self._parts(schema)
            for name, position in match.positions.items()
            if position not in grid.made
        }


def _first_parts(file: File, encoding: str | None) -> Callable[[Schema], list[Part]]:
    """Return what finds a schema's table in the first rows of a file."""
    if file.form == "workbook":
        from civicai.tables.excel import choose_sheets, cut_sheets

        sheets = list(cut_sheets(file.content, file.name, FIRST_LINES))
        return lambda schema: choose_sheets(sheets, file.name, schema, {})[0]
    if file.form == "parquet":
        from civicai.tables.parquet import read_parquet

        return lambda schema: [read_parquet(file.content, file.name, schema, {}, rows=False)]
    content, codec, _problems = _decoded(file, encoding)
    below_header = read_first_rows(content, codec, file.name)
    return lambda schema: [_tidied(*below_header(schema), schema)[0]]


def _parts(
    file: File, schema: Schema, encoding: str | None, named: dict[str, str]
) -> tuple[list[Part], list[Problem]]:
    if file.form == "workbook":
        from civicai.tables.excel import read_workbook

        return read_workbook(file.content, file.name, schema, named)
    if file.form == "parquet":
        from civicai.tables.parquet import read_parquet

        return [read_parquet(file.content, file.name, schema, named)], []
    content, codec, problems = _decoded(file, encoding)
    grid, match, found = read_separated(content, codec, file.name, schema, named)
    part, aside = _tidied(grid, match, schema)
    return [part], [*problems, *found, *aside]


def _decoded(file: File, encoding: str | None) -> tuple[bytes, str, list[Problem]]:
    """Return the bytes of a text, the encoding that decodes them, and what was found of it."""
    if encoding is not None:
        return file.content, check_encoding(file.content, encoding, file.name), []
    content, repaired = repair_double_encoding(file.content, file.name)
    codec, problems = find_encoding(content, file.name)
    return content, codec, repaired + problems


def _tidied(grid: Grid, match: Match, schema: Schema) -> tuple[Part, list[Problem]]:
    grid, aside = set_aside(grid, match, schema)
    return lengthen(grid, match, schema), aside
