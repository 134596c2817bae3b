"""Which line is the header, and which of its cells is which column of the schema."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from civicai.errors import Problem, TableError, note
from civicai.i18n import _, language
from civicai.tables.files import MAX_COLUMNS, too_many_columns
from civicai.tables.grid import quoted
from civicai.tables.schema import (
    PHYSICAL_UNITS,
    Column,
    Schema,
    fold,
    header_key,
    split_unit,
)

#: Lines among which the header is looked for.
HEAD = 60
_SHOWN_HEADERS = 12
_ONE_REQUIRED = 1000.0
_DATA = re.compile(r"^[\d\s./:,+-]*\d[\d\s./:,+-]*$")


@dataclass
class Match:
    """A header line, and the column of the file for each column of the schema.

    ``rivals`` holds the columns that could each be one of the schema's, ``groups`` what the line
    above says of each column where it has rivals: the site over its "planned" and its "served".
    """

    line: int
    headers: list[str]
    positions: dict[str, int] = field(default_factory=dict)
    rivals: dict[str, list[int]] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def settle(self, name: str, position: int) -> None:
        """Say which of its rivals a column of the schema is."""
        self.positions[name] = position
        first = self.headers[self.rivals.pop(name)[0]]
        self.problems = [p for p in self.problems if (p.code, p.column) != ("C02", first)]

    def others(self) -> list[int]:
        """Return the positions of the named columns that the schema does not have."""
        used = set(self.positions.values())
        return [i for i, header in enumerate(self.headers) if header and i not in used]


def choose_header(
    heads: Sequence[Sequence[tuple[int, Sequence[str]]]],
    schema: Schema,
    named: dict[str, str],
    file: str | None,
) -> tuple[int, Match]:
    """Choose, among several ways to cut the first lines, the one whose header fits the schema.

    Parameters
    ----------
    heads : list of list of (line, cells)
        The first lines, once for each separator or sheet.
    schema : Schema
    named : dict
        Headers that the caller named.
    file : str or None

    Returns
    -------
    int, Match
        The way chosen, and the match of its header, whose ``problems`` may say that columns are
        missing.
    """
    best, chosen = (-1.0, 0.0), (0, 0, 1)
    for way, head in enumerate(heads):
        for rank, (_line, cells) in enumerate(head):
            score = _score(cells[: MAX_COLUMNS + 1], schema, named)
            if score > best:
                best, chosen = score, (way, rank, 1)
    chosen = _taller(heads, chosen, best, schema, named)
    way, rank, height = chosen
    head = heads[way]
    line = head[rank + height - 1][0]
    cells = _header_cells(head, rank, height, schema)
    match = match_header(line, cells, schema, named, file)
    if match.rivals and height == 1 and rank > 0:
        match.groups = _filled_forward(head[rank - 1][1], cells)
    if any(any(cell.strip() for cell in row) for _line, row in head[:rank]):
        message = _("the lines above the header were left aside.")
        match.problems.append(note("F09", message, file=file, row=1, count=rank))
    if height == 2:
        match.problems.append(two_lines(line, file))
    return way, match


def _taller(
    heads: Sequence[Sequence[tuple[int, Sequence[str]]]],
    chosen: tuple[int, int, int],
    best: tuple[float, float],
    schema: Schema,
    named: dict[str, str],
) -> tuple[int, int, int]:
    """Choose a header of two lines where it gives more columns, and its second line is no data.

    Anywhere if one line does not give all that is needed; else where that line is the first.
    """
    way, line, _height = chosen
    complete = best[0] >= _ONE_REQUIRED * len(schema.required)
    for other, head in enumerate(heads):
        for rank in range(len(head) - 1):
            if complete and ((other, rank) != (way, line) or _any_data(head[rank + 1][1])):
                continue
            score = _score(_header_cells(head, rank, 2, schema), schema, named)
            if score > best and score[0] >= best[0] + (1 if complete else _ONE_REQUIRED):
                best, chosen = score, (other, rank, 2)
    return chosen


def _any_data(cells: Sequence[str]) -> bool:
    return any(_DATA.match(cell) for cell in cells)


def two_lines(line: int, file: str | None) -> Problem:
    """Return the note of a header of two lines."""
    return note("C09", _("the header was read from two lines."), file=file, row=line)


def _filled_forward(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Give to each column the last text above it: cells merged across hold it once."""
    last, filled = "", []
    for over, under in zip_longest(upper, lower, fillvalue=""):
        last = over.strip() or last
        filled.append(last if under.strip() else "")
    return filled


def _header_cells(
    head: Sequence[tuple[int, Sequence[str]]], rank: int, height: int, schema: Schema
) -> list[str]:
    """Return the cells of a header of one or two lines."""
    upper = list(head[rank][1][: MAX_COLUMNS + 1])
    if height == 1:
        return upper
    lower = list(head[rank + 1][1][: MAX_COLUMNS + 1])
    cells = []
    above = _filled_forward(upper, lower)
    upper = [over or filled for over, filled in zip_longest(upper, above, fillvalue="")]
    for over, under in zip_longest(upper, lower, fillvalue=""):
        both = f"{over} {under}".strip()
        known = [text for text in (both, under, over) if schema.match(text)]
        cells.append(known[0] if known else both)
    return cells


def _score(cells: Sequence[str], schema: Schema, named: dict[str, str]) -> tuple[float, float]:
    """Rank a line: columns recognised first, then cells that could be headers."""
    filled = [text for cell in cells if (text := cell.strip())]
    found = {name for text in filled if (name := schema.match(text))}
    wanted = {header_key(header) for header in named.values()}
    given = len(wanted & {header_key(t) for t in filled if len(t) <= 100}) if wanted else 0
    words = sum(not _DATA.match(text) for text in filled)
    required = len(found & schema.required)
    return _ONE_REQUIRED * (required + given) + len(found), float(words)


def match_header(
    line: int, cells: Sequence[str], schema: Schema, named: dict[str, str], file: str | None
) -> Match:
    """Tie the cells of a header line to the columns of the schema.

    Raises
    ------
    TableError
        If ``named`` ties a column to a header that the file does not have.
    """
    headers = [" ".join(cell.split()) for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MAX_COLUMNS:
        raise TableError(too_many_columns(file, line))
    match = Match(line, headers)
    match.positions = _named_positions(headers, schema, named, line, file)
    claims: dict[str, list[int]] = {}
    for i, header in enumerate(headers):
        name = schema.match(header)
        if name and name not in named and i not in match.positions.values():
            claims.setdefault(name, []).append(i)
    for name, positions in claims.items():
        match.positions[name] = positions[0]
        if len(positions) > 1:
            match.rivals[name] = positions
            twins = [headers[i] for i in positions]
            match.problems.append(_several(schema[name], twins, line, file))
    missing = [c for c in schema if c.required and c.name not in match.positions]
    if missing and _looks_like_data(match):
        match.problems.append(_no_header(missing, line, file))
    else:
        match.problems += [_missing(column, match, file) for column in missing]
    for name, i in match.positions.items():
        match.problems += wrong_unit(schema[name], headers[i], line, file)
    return match


def _named_positions(
    headers: list[str], schema: Schema, named: dict[str, str], line: int, file: str | None
) -> dict[str, int]:
    positions, problems = {}, []
    for name, header in named.items():
        if name not in schema:
            problems.append(_unknown_name(name, schema, file))
            continue
        exact = [i for i, h in enumerate(headers) if h == " ".join(header.split())]
        close = [i for i, h in enumerate(headers) if header_key(h) == header_key(header)]
        found = exact or close
        if len(found) == 1:
            positions[name] = found[0]
        elif found:
            problems.append(_several(schema[name], [headers[i] for i in found], line, file))
        else:
            problems.append(_absent(name, header, headers, line, file))
    if problems:
        raise TableError(problems)
    return positions


def _unknown_name(name: str, schema: Schema, file: str | None) -> Problem:
    message = _("columns= names “{name}”, which is no column of the table “{table}”.")
    known = ", ".join(column.name for column in schema)
    return Problem(
        code="C03",
        message=message.format(name=name, table=schema.name),
        hint=_("Known: {known}.").format(known=known),
        file=file,
        value=name,
    )


def _absent(name: str, header: str, headers: list[str], line: int, file: str | None) -> Problem:
    message = _("the file has no column “{header}”, named for “{name}”.")
    return Problem(
        code="C03",
        message=message.format(header=header, name=name),
        hint=_("Headers found: {headers}.").format(headers=shown_headers(headers)),
        file=file,
        row=line,
        value=header,
    )


def _several(column: Column, twins: list[str], line: int, file: str | None) -> Problem:
    names = _(" and ").join(quoted([twin]) for twin in twins)
    if len(set(twins)) < len(twins):
        message = _("several columns have the same header, {names}, which means “{name}”.")
        hint = _("Rename or delete one of them.")
    else:
        message = _("{names} could each be the column “{name}”.")
        hint = _("Rename or delete what is not that column.")
    return Problem(
        code="C02",
        message=message.format(names=names, name=column.header(language())),
        hint=hint,
        file=file,
        row=line,
        column=twins[0],
    )


def _looks_like_data(match: Match) -> bool:
    filled = [header for header in match.headers if header]
    data = sum(bool(_DATA.match(header)) for header in filled)
    return bool(filled) and not match.positions and data * 2 >= len(filled)


def _no_header(missing: Sequence[Column], line: int, file: str | None) -> Problem:
    hint = _("Add a first line with the names of the columns: {names}.")
    return Problem(
        code="C05",
        message=_("no header line was found: this line seems to be data."),
        hint=hint.format(names=", ".join(column.header(language()) for column in missing)),
        file=file,
        row=line,
    )


def _missing(column: Column, match: Match, file: str | None) -> Problem:
    name = column.header(language())
    message = _("the column “{name}” is missing. Headers found: {headers}.")
    hint = _("Accepted names: {names}.").format(names=", ".join(column.headers))
    free = {fold(match.headers[i]): match.headers[i] for i in match.others()}
    close = difflib.get_close_matches(fold(column.name), free, n=1, cutoff=0.8) or [
        key for key in free if _shares_a_word(key, column)
    ]
    if close:
        suggestion = _("If it is “{header}”, rename it “{name}”.")
        hint += " " + suggestion.format(header=free[close[0]], name=name)
    else:
        hint += " " + _("If the file does not have it, add it.")
    return Problem(
        code="C01",
        message=message.format(name=name, headers=shown_headers(match.headers)),
        hint=hint,
        file=file,
        row=match.line,
    )


def _shares_a_word(key: str, column: Column) -> bool:
    words = {word for header in column.headers for word in fold(header).split() if len(word) > 2}
    return bool(words & set(key.split())) or bool(
        difflib.get_close_matches(key, [fold(h) for h in column.headers], n=1, cutoff=0.8)
    )


def shown_headers(headers: Sequence[str]) -> str:
    """Return headers for a message, not too many."""
    filled = [header[:40] for header in headers if header]
    more = " …" if len(filled) > _SHOWN_HEADERS else ""
    return quoted(filled[:_SHOWN_HEADERS]) + more


def wrong_unit(column: Column, header: str, line: int, file: str | None) -> list[Problem]:
    """Return the error of a header that states another unit than the table's."""
    unit = split_unit(header)[1]
    if column.kind not in ("integer", "number") or unit not in PHYSICAL_UNITS:
        return []
    linear = (unit, column.physical_unit) == ("ml", "m")  # "mètre linéaire", of pipes and roads
    if unit == column.physical_unit or linear:
        return []
    if column.physical_unit:
        message = _("the column is in {unit}, the table needs {expected}.")
    else:
        message = _("the column is in {unit}, the table needs a count.")
    return [
        Problem(
            code="C07",
            message=message.format(unit=unit, expected=column.physical_unit),
            hint=_("Convert the values, and write the unit in the header."),
            file=file,
            row=line,
            column=header,
        )
    ]
