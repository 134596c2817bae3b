"""What the reader of spreadsheets does not tell of OpenDocument tables (.ods)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

#: First and last cell (line, column) of each group of merged cells of a sheet, from 0.
Merges = Sequence[tuple[tuple[int, int], tuple[int, int]]]

_TABLE = re.compile(rb"<table:table\s")
_ELEMENTS = re.compile(rb"<table:(table-row|table-cell|covered-table-cell)\b([^>]*)>")
_REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(\d+)"')
_SPANNED = re.compile(rb'number-(columns|rows)-spanned="(\d+)"')
#: A cell in error, whose empty value hides the text that says the error.
_HIDDEN_ERROR = re.compile(
    rb'(<table:table-cell\b(?=[^>]*\bcalcext:value-type="error")[^>]*?)\s+office:string-value="[^"]*"'
)

#: Line, column, attributes and times repeated (down, across) of a cell.
_Cell = tuple[int, int, bytes, tuple[int, int]]


def with_shown_errors(part: bytes) -> bytes:
    """Return the content of a workbook whose cells in error are texts."""
    return _HIDDEN_ERROR.sub(rb"\1", part)


def filled_extent(part: bytes) -> tuple[int, int]:
    """Return the rows and columns of the tables that hold values, repeats counted."""
    rows = columns = 0
    for row, column, about, (down, across) in _cells(part):
        if b"office:value-type" in about:
            rows, columns = max(rows, row + down), max(columns, column + across)
    return rows, columns


def merged_cells(part: bytes) -> list[Merges]:
    """Return the merged cells of each table."""
    tables: list[Merges] = []
    for table in _TABLE.split(part)[1:]:
        merges = []
        for row, column, about, _times in _cells(table) if b"-spanned=" in table else ():
            spans = {kind: int(count) for kind, count in _SPANNED.findall(about)}
            if spans:
                last = (row + spans.get(b"rows", 1) - 1, column + spans.get(b"columns", 1) - 1)
                merges.append(((row, column), last))
        tables.append(merges)
    return tables


def _cells(part: bytes) -> Iterator[_Cell]:
    row = repeat = column = 0
    for tag, attributes in _ELEMENTS.findall(part):
        found = _REPEATED.search(attributes)
        times = int(found[1]) if found else 1
        if tag == b"table-row":
            row, column, repeat = row + repeat, 0, times
        else:
            yield row, column, attributes, (repeat, times)
            column += times
