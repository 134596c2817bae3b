"""Spreadsheets (.xlsx, .xls, .ods): the sheets that hold the table, and their cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from civicai.errors import Problem, TableError, note, warning
from civicai.i18n import _
from civicai.tables.check import Part
from civicai.tables.files import (
    DAMAGES,
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    too_large,
    too_many_columns,
    too_many_rows,
)
from civicai.tables.grid import cell_text, quoted, typed_grid
from civicai.tables.header import HEAD, choose_header
from civicai.tables.numbers import NO_RESULT
from civicai.tables.opendocument import Merges, filled_extent, merged_cells, with_shown_errors
from civicai.tables.rows import set_aside
from civicai.tables.schema import Schema
from civicai.tables.wide import lengthen

#: Cells of a workbook's sheet, empty ones included, that are read at most.
MAX_CELLS = 10_000_000
#: A cell that holds something, and where; a row, and cells that state no place.
_PLACED = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"[^>/]*>')
_UNPLACED = re.compile(rb"<(?:\w+:)?c(?![^>]*\sr=)[\s>]")
_ROW_OR_CELL = re.compile(rb'<(?:\w+:)?(row|c)\b(?:[^>]*?\sr="(\d{1,7})")?')

#: A cell in error; a cell with a formula and no result, as programs other than spreadsheets write.
_ERROR = re.compile(rb'(<(?:\w+:)?c\s[^>]*?\bt=)"e"')
#: The same in an old workbook (BIFF8): an error of its own, or the result of a formula.
_OLD_ERRORS = re.compile(
    rb"\x05\x02\x08\x00[\s\S]{6}[\x00\x07\x0f\x17\x1d\x24\x2a]\x01"
    rb"|\x06\x00[\s\S]{2}[\s\S]{6}\x02\x00[\x00\x07\x0f\x17\x1d\x24\x2a]\x00{3}\xff\xff"
)
_NO_VALUE = re.compile(
    rb'<(?P<p>(?:\w+:)?)c(?P<about>(?:\s+(?!t=)[\w:]+="[^"]*")*)\s*>'
    rb"<(?P=p)f\b[^>]*?(?:/>|>(?P<formula>[^<]*)</(?P=p)f>)"
    rb"(?:<(?P=p)v\s*/>|<(?P=p)v\s*></(?P=p)v>)?</(?P=p)c>"
)


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet, from its first line and column."""

    name: str
    label: str | None
    rows: list[list[Any]]
    merges: Merges
    hidden: bool


def read_workbook(
    content: bytes, file: str | None, schema: Schema, named: dict[str, str]
) -> tuple[list[Part], list[Problem]]:
    """Read every sheet that holds the table: one for a year or a month is usual.

    Returns
    -------
    list of Part, list of Problem
        As :func:`choose_sheets`.

    Raises
    ------
    TableError
        If the workbook is damaged, protected by a password, or too large.
    """
    parts, problems = choose_sheets(cut_sheets(content, file), file, schema, named)
    return parts, [*_old_errors(content, file), *problems]


def choose_sheets(
    sheets: Iterable[Sheet], file: str | None, schema: Schema, named: dict[str, str]
) -> tuple[list[Part], list[Problem]]:
    """Find the table in every sheet that holds it.

    Returns
    -------
    list of Part, list of Problem
        At least one part; if no sheet fits, the closest one, whose match says what is missing.

    Raises
    ------
    TableError
        If no sheet can be read.
    """
    fitting: list[tuple[Sheet, Part, list[Problem]]] = []
    closest: tuple[Sheet, Part, list[Problem]] | None = None
    refused: TableError | None = None
    unused = []
    for sheet in sheets:
        try:
            part, found = _part(sheet, schema, named)
        except TableError as error:
            refused = error
            continue
        read = (sheet, part, found)
        if any(problem.severity == "error" for problem in part[1].problems) or sheet.hidden:
            unused.append(sheet.name)
            if closest is None or len(part[1].positions) > len(closest[1][1].positions):
                closest = read
        else:
            fitting.append(read)
    if not fitting:
        if closest is None:
            raise refused or _empty(file)
        return [closest[1]], closest[2]
    problems = [problem for _sheet, _part, found in fitting for problem in found]
    return [part for _sheet, part, _found in fitting], [
        *_told([sheet.name for sheet, _part, _found in fitting], unused, file),
        *problems,
    ]


def _empty(file: str | None) -> TableError:
    hint = _("Check that its export succeeded.")
    return TableError(Problem(code="F02", message=_("the file is empty."), hint=hint, file=file))


def _old_errors(content: bytes, file: str | None) -> list[Problem]:
    """Tell the cells in error of an .xls workbook, which its reader gives as empty ones."""
    if not content.startswith(b"\xd0\xcf\x11\xe0"):
        return []
    count = len(_OLD_ERRORS.findall(content))
    if not count:
        return []
    message = _("cells of this .xls workbook are in error (failed formulas) and are read as empty.")
    hint = _("Save it as .xlsx: civicai then says which cells they are.")
    return [warning("F20", message, hint, file=file, count=count)]


def _told(used: list[str], unused: list[str], file: str | None) -> list[Problem]:
    problems = []
    if len(used) > 1:
        message = _("these sheets were read one after the other: {sheets}.")
        text = message.format(sheets=quoted(used))
        problems.append(warning("F15", text, file=file, count=len(used)))
    if unused:
        message = _(
            "these sheets, hidden or without the columns needed, were left aside: {sheets}."
        )
        text = message.format(sheets=quoted(unused))
        problems.append(note("F14", text, file=file, count=len(unused)))
    return problems


def _part(sheet: Sheet, schema: Schema, named: dict[str, str]) -> tuple[Part, list[Problem]]:
    head = [
        (i, [cell_text(cell)[0] for cell in row])
        for i, row in enumerate(sheet.rows[:HEAD], start=1)
    ]
    match = choose_header([head], schema, named, sheet.label)[1]
    line, rows = match.line, sheet.rows[match.line :]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in match.headers]
    while len(columns) > len(match.headers) and not any(cell != "" for cell in columns[-1]):
        columns.pop()
    match.headers += [""] * (len(columns) - len(match.headers))
    key = {i for name, i in match.positions.items() if name in schema.key}
    filled = _fill_merged(columns, sheet.merges, line, key)
    lines = np.arange(line + 1, line + 1 + len(rows), dtype=np.int64)
    grid = typed_grid(sheet.label, match.headers, columns, lines)
    grid, problems = set_aside(grid, match, schema)
    if filled:
        message = _("the value of merged cells was given to each of their lines.")
        problems.append(note("F17", message, file=sheet.label, count=filled))
    return lengthen(grid, match, schema), problems


def _fill_merged(columns: list[list[Any]], merges: Merges, line: int, key: set[int]) -> int:
    """Repeat the value of cells merged downwards in the key's columns; count the cells filled."""
    filled = 0
    for (top, left), (bottom, right) in merges:
        if left == right and left in key and top >= line:
            column = columns[left]
            for i in range(top - line + 1, min(bottom - line + 1, len(column))):
                column[i] = column[top - line]
                filled += 1
    return filled


def cut_sheets(content: bytes, file: str | None, most: int | None = None) -> Iterator[Sheet]:
    """Cut the sheets of a workbook into cells: all their lines, or at most so many.

    Raises
    ------
    TableError
        If the workbook is damaged, protected by a password, or too large.
    """
    import python_calamine as calamine

    merged: list[Merges] = []
    if content[:4] == b"PK\x03\x04":
        content = _unpacked(content, file, merged)
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            several = len(workbook.sheets_metadata) > 1
            for i, about in enumerate(workbook.sheets_metadata):
                if about.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = workbook.get_sheet_by_index(i)
                label = f"{file or ''} [{about.name}]".strip() if several else file
                rows = _rows(sheet, label, most)
                merges = merged[i] if i < len(merged) else sheet.merged_cell_ranges or []
                hidden = about.visible != calamine.SheetVisibleEnum.Visible
                if any(cell != "" for row in rows for cell in row):
                    yield Sheet(about.name, label, rows, merges, hidden)
    except calamine.CalamineError as error:
        message = _("the spreadsheet cannot be opened: it is damaged or protected by a password.")
        hint = _("Save it again without a password, or export it as CSV.")
        raise TableError(Problem(code="F03", message=message, hint=hint, file=file)) from error


def _rows(sheet: Any, label: str | None, most: int | None) -> list[list[Any]]:
    if sheet.height == 0:
        return []
    if sheet.total_height > MAX_ROWS or sheet.total_height * sheet.total_width > MAX_CELLS:
        raise TableError(too_many_rows(label))
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False, nrows=most)
    return rows


def _unpacked(content: bytes, file: str | None, merged: list[Merges]) -> bytes:
    """Return the workbook with its parts stored as they are, once they are known to be small.

    The merged cells of an OpenDocument table go to ``merged``: its reader does not give them.

    What the reader then opens is what was counted here: no part can expand any further, and no
    cell lies so far off that the sheet between would fill the memory.
    """
    unpacked, left = io.BytesIO(), MAX_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(unpacked, "w") as out:
            for member in archive.infolist():
                if "/media/" in member.filename or member.is_dir():
                    continue
                with archive.open(member) as stream:
                    part = stream.read(left + 1)
                left -= len(part)
                if left < 0:
                    raise too_large(file)
                _check_extent(member.filename, part, file)
                if b"sheetData" in part:
                    part = _with_failures(part)
                elif member.filename == "content.xml":
                    part = with_shown_errors(part)
                    merged += merged_cells(part)
                out.writestr(member.filename, part)
    except DAMAGES as error:
        message = _("the spreadsheet cannot be opened: it is damaged or protected by a password.")
        hint = _("Save it again without a password, or export it as CSV.")
        raise TableError(Problem(code="F03", message=message, hint=hint, file=file)) from error
    return unpacked.getvalue()


def _with_failures(part: bytes) -> bytes:
    """Return a sheet whose failed formulas are texts, for the reader shows them as empty cells."""
    if b't="e"' in part:
        part = _ERROR.sub(rb'\1"str"', part)
    if b"<f" in part or b":f" in part:
        text = rb'<\g<p>c\g<about> t="str"><\g<p>v>%s\g<formula></\g<p>v></\g<p>c>'
        part = _NO_VALUE.sub(text % NO_RESULT.encode(), part)
    return part


def _check_extent(name: str, part: bytes, file: str | None) -> None:
    """Refuse a sheet whose cells lie so far apart that no town's table is like it."""
    rows = columns = 0
    if b"sheetData" in part:
        rows, columns = _placed_extent(part)
    elif name == "content.xml":
        rows, columns = filled_extent(part)
    if rows * columns > MAX_CELLS:
        raise TableError(
            too_many_columns(file, 1) if columns > MAX_COLUMNS else too_many_rows(file)
        )


def _placed_extent(part: bytes) -> tuple[int, int]:
    """Return the rows and columns of a sheet, from where its cells say that they are."""
    rows = columns = 0
    for letters, digits in _PLACED.findall(part):
        rows = max(rows, int(digits))
        columns = max(columns, _column_number(letters))
    if _UNPLACED.search(part):
        row = across = 0
        for kind, number in _ROW_OR_CELL.findall(part):
            if kind == b"row":
                row, across = int(number or row + 1), 0
            across += kind == b"c"
            rows, columns = max(rows, row), max(columns, across)
    return rows, columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
