"""Separated text (CSV): separator, header line, and rows that do not fit their header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

from civicai.errors import Problem, TableError, warning
from civicai.i18n import _, format_integer
from civicai.tables.files import FIRST_LINES, MAX_COLUMNS, MAX_ROWS, too_many_rows
from civicai.tables.grid import LISTED, Grid, Lines, Texts, text_array, transpose
from civicai.tables.header import HEAD, Match, choose_header
from civicai.tables.schema import Schema

_SEPARATORS = (";", ",", "\t", "|")
_SEPARATOR_LINE = re.compile(r'^\ufeff?"?sep=(.)"?\s*$', re.IGNORECASE)
_BREAK = re.compile("\r\n|\r|\n")
#: A quotation mark inside a cell, escaped as databases do.
_ESCAPED = re.compile(rb'\\"[^;,|\t\r\n"]')
#: A cell written as a formula so that a spreadsheet keeps its zeros: ="00123".
_AS_FORMULA = re.compile(r'="([^"]*)"')
#: Rows cut into cells at a time: fewer where lines are longer than :data:`_LONG` bytes.
_CHUNK, _SMALL_CHUNK, _LONG = 50_000, 16, 65_536

Row = tuple[int, list[str]]
#: How the cells are parted, as :func:`csv.reader` takes it.
Dialect = dict[str, Any]


def read_separated(
    content: bytes, codec: str, file: str | None, schema: Schema, named: dict[str, str]
) -> tuple[Grid, Match, list[Problem]]:
    """Find the separator and the header, then the cells.

    Parameters
    ----------
    content : bytes
    codec : str
        Encoding of ``content``, already proved to decode it.
    file : str or None
        Name for the problems.
    schema : Schema
    named : dict
        Header of each canonical column that the caller named.

    Returns
    -------
    Grid, Match, list of Problem

    Raises
    ------
    TableError
        If the file has too many rows or columns, or a quote that is never closed.
    """
    dialects, heads = _heads(content, codec, HEAD)
    chosen, match = choose_header(heads, schema, named, file)
    with _stream(content, codec) as stream:
        return _body(stream, dialects[chosen], match, file, _rows_at_a_time(content))


def read_first_rows(
    content: bytes, codec: str, file: str | None
) -> Callable[[Schema], tuple[Grid, Match]]:
    """Cut the first lines into cells, and return what finds a schema's header among them.

    That function gives the rows below the header, as :func:`read_separated` does; rows that do
    not fit are told by the latter alone.
    """
    _dialects, heads = _heads(content, codec, FIRST_LINES)
    tops = [[(line, row) for line, row in head if line <= HEAD] for head in heads]

    def below_header(schema: Schema) -> tuple[Grid, Match]:
        chosen, match = choose_header(tops, schema, {}, file)
        below = [(line, row) for line, row in heads[chosen] if line > match.line]
        width = len(match.headers)
        rows = [(row + [""] * (width - len(row)))[:width] for _line, row in below]
        columns = [_joined([column]) for column in transpose(rows, width)]
        lines = np.array([line for line, _row in below], dtype=np.int64)
        return Grid(file, match.headers, columns, lines), match

    return below_header


def _heads(content: bytes, codec: str, most: int) -> tuple[list[Dialect], list[list[Row]]]:
    """Cut the first lines by each separator that the file may have."""
    with _stream(content, codec) as stream:
        first = list(islice(stream, most))
    declared = _SEPARATOR_LINE.match(first[0])
    escape = "\\" if _ESCAPED.search(content.replace(b"\0", b"")) else None
    dialects: list[Dialect] = [
        {"delimiter": separator, "escapechar": escape, "skipinitialspace": True}
        for separator in ((declared[1],) if declared else _SEPARATORS)
    ]
    return dialects, [_head(first, dialect, bool(declared)) for dialect in dialects]


def _stream(content: bytes, codec: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=codec, newline="")


def _head(first: Sequence[str], dialect: Dialect, declared: bool) -> list[Row]:
    lines = iter(first)
    if declared:
        next(lines)
    rows = []
    try:
        for line, row in _records(lines, dialect):
            rows.append((line + declared, row[: MAX_COLUMNS + 1]))
    except csv.Error:
        pass  # a cell without end: what stands above it may still hold the header
    return rows or [(1, [""])]


def _records(lines: Iterator[str], dialect: Dialect) -> Iterator[Row]:
    """Yield each record with the line where it starts."""
    reader = csv.reader(lines, **dialect)
    start = 1
    for row in reader:
        yield start, row
        start = reader.line_num + 1


def _rows_at_a_time(content: bytes) -> int:
    """Return how many rows are cut at a time: a long line may be nothing but separators."""
    step = _LONG // 2
    blocks = (content[start : start + step] for start in range(0, len(content) - step, step))
    long = any(b"\n" not in block and b"\r" not in block for block in blocks)
    return _SMALL_CHUNK if long else _CHUNK


def _body(
    stream: io.TextIOWrapper, dialect: Dialect, match: Match, file: str | None, chunk: int
) -> tuple[Grid, Match, list[Problem]]:
    width = len(match.headers)
    pieces: list[list[Texts]] = []
    lines: list[Lines] = []
    misfits = _Misfits(dialect["delimiter"], width, file)
    reader = csv.reader(stream, **dialect)
    begun, broken = 1, False
    try:
        while reader.line_num < match.line:
            next(reader)
        begun = reader.line_num + 1
        while rows := list(islice(reader, chunk)):
            starts = np.arange(begun, begun + len(rows), dtype=np.int64)
            if reader.line_num - begun + 1 != len(rows):
                starts += _breaks_above(rows)
                broken = True
            begun = reader.line_num + 1
            if any(len(row) != width for row in rows):
                rows = [misfits.fit(int(i), row) for i, row in zip(starts, rows, strict=True)]
            lines.append(starts)
            pieces.append(transpose(rows, width))
            if sum(map(len, lines)) > MAX_ROWS:
                raise TableError(too_many_rows(file))
    except csv.Error as error:
        raise TableError(_unending(stream, dialect, file)) from error
    if broken and (line := _endless(stream, dialect, strict=True)):
        # cells of several lines whose quotation marks do not pair: they swallow rows
        raise TableError(_open_quote(line, file))
    columns = [_joined([piece[i] for piece in pieces]) for i in range(width)]
    numbers = np.concatenate(lines) if lines else np.empty(0, dtype=np.int64)
    return Grid(file, match.headers, columns, numbers), match, misfits.told()


def _breaks_above(rows: list[list[str]]) -> Lines:
    """Count the line breaks inside the cells above each row."""
    breaks = [sum(len(_BREAK.findall(cell)) for cell in row) for row in rows]
    return np.cumsum([0, *breaks[:-1]], dtype=np.int64)


def _endless(stream: io.TextIOWrapper, dialect: Dialect, strict: bool) -> int | None:
    """Return the line where the row begins that cannot be read, if there is one."""
    stream.seek(0)
    reader = csv.reader(stream, strict=strict, **dialect)
    begun = 1
    try:
        for _row in reader:
            begun = reader.line_num + 1
    except csv.Error:
        return begun
    return None


def _joined(parts: list[Texts]) -> Texts:
    cells = [cell.strip() for part in parts for cell in part]
    if any(cell.startswith('="') for cell in cells):
        cells = [found[1] if (found := _AS_FORMULA.fullmatch(cell)) else cell for cell in cells]
    return text_array(cells)


def _open_quote(row: int, file: str | None) -> Problem:
    return Problem(
        code="F07",
        message=_("a quotation mark opens on this line and swallows the lines below."),
        hint=_("Close it, or delete it."),
        file=file,
        row=row,
    )


def _unending(stream: io.TextIOWrapper, dialect: Dialect, file: str | None) -> Problem:
    """Say why the reader came to no end of a cell: a quotation mark, or its sheer length."""
    row = _endless(stream, dialect, strict=False) or 1
    stream.seek(0)
    if '"' in next(islice(stream, row - 1, None), ""):
        return _open_quote(row, file)
    message = _("a cell of this line holds more than {count} characters.")
    message = message.format(count=format_integer(csv.field_size_limit()))
    hint = _("Check that its export succeeded.")
    return Problem(code="F04", message=message, hint=hint, file=file, row=row)


class _Misfits:
    """Rows that are longer or shorter than their header."""

    def __init__(self, separator: str, width: int, file: str | None) -> None:
        self.separator, self.width, self.file = separator, width, file
        self.long: list[Problem] = []
        self.unlisted = 0
        self.short: list[int] = []

    def fit(self, line: int, row: list[str]) -> list[str]:
        """Bring a row to the header's width, and remember what that cost."""
        missing = self.width - len(row)
        if missing > 0:
            if row:
                self.short.append(line)
            return row + [""] * missing
        if "".join(row[self.width :]).strip():
            if len(self.long) < LISTED:
                self.long.append(self._too_long(line, row))
            else:
                self.unlisted += 1
        return row[: self.width]

    def _too_long(self, line: int, row: list[str]) -> Problem:
        message = _("this line has {found} cells, its header has {expected}.")
        return Problem(
            code="F06",
            message=message.format(found=len(row), expected=self.width),
            hint=_("Put between quotes the cells that hold the separator “{separator}”.").format(
                separator=self.separator
            ),
            file=self.file,
            row=line,
            value=self.separator.join(row)[:80],
        )

    def told(self) -> list[Problem]:
        """Return the problems met; the last one listed counts the rest."""
        if self.unlisted:
            self.long[-1] = replace(self.long[-1], count=1 + self.unlisted)
        if not self.short:
            return self.long
        message = _("lines have fewer cells than the header: the last ones were read as empty.")
        place: dict[str, Any] = {"file": self.file, "row": self.short[0]}
        return [*self.long, warning("F12", message, count=len(self.short), **place)]
