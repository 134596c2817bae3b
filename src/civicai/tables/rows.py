"""What is not data: blank rows, repeated headers, totals, notes, other columns; all told."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np

from civicai.errors import Problem, note
from civicai.i18n import _
from civicai.tables.grid import Bools, Cells, Grid, quoted
from civicai.tables.header import Match, wrong_unit
from civicai.tables.schema import COUNT_UNITS, PHYSICAL_UNITS, Schema, fold, fold_unit
from civicai.tables.stamps import WEEKDAYS

#: What follows "total" where the line can be nothing but a total.
_OF = """
    general generaux du de des par mois mensuel jour journalier semaine annee annuel toutes tous
    ecoles sites cantines ville secteur secteurs groupe zone quartier public categorie niveau
"""
_TOTAL = re.compile(rf"(?:sous |grand )?tota(?:l|ux)(?: (?:{'|'.join(_OF.split())})\b.*)?|ensemble")
#: What none of them goes without, to look no further in most tables.
_HINTS = (
    "tota",
    "moyenne",
    "cumul",
    "somme",
    "ensemble",
    "tous",
    "toute",
    "global",
    "general",
    "général",
)
#: What says so of a line whose key is not complete, or of a column.
CUMULATED = re.compile(
    r"(?:sous |grand )?(?:tota(?:l|ux)|moyennes?|cumuls?|sommes?|tous|toutes|global|general)\b.*"
)
#: A line drawn under the header by what exported the table.
_RULE = re.compile(r"[-=_+:]{3,}")


#: How a note under a table begins, folded.
_NOTE = re.compile(
    r"(?:imprime|edite|extrait|extraction|export|genere|source|mis[e]? a jour|maj|fait|arrete|note"
    r"|nb|legende|page|date|printed|generated|updated|as of|made)\b|(?:export|edit|imprim)\w*"
)

#: How a date or a time is written, as a line of units says it.
_WRITTEN = re.compile(r"(?:jj|dd|mm|aaaa|yyyy|aa|yy)(?:\W(?:jj|dd|mm|aaaa|yyyy|aa|yy|hh|ss))+")

Severity = Literal["note", "warning"]


def set_aside(grid: Grid, match: Match, schema: Schema) -> tuple[Grid, list[Problem]]:
    """Take the rows out that are not data, and tell each kind once, with its lines."""
    _settle_days(grid, match, schema)
    blank = np.ones(len(grid), dtype=bool)
    for column in grid.columns:
        blank &= column == ""
    last = np.flatnonzero(~blank).max(initial=-1)
    inside = blank | _rules(grid)
    inside[last + 1 :] = False
    found = []
    if inside.any():
        found.append(_told("F13", _("blank lines were skipped."), "note", inside, grid))
    notes = grid.lines[_footer(grid, match, schema, blank)]
    grid = grid.keep(~(blank | inside))
    repeated = _repeats_header(grid, match)
    if repeated.any():
        message = _("lines that repeat the header were set aside.")
        found.append(_told("F10", message, "note", repeated, grid))
        grid = grid.keep(~repeated)
    if _holds_units(grid, match, schema):
        units = np.arange(len(grid)) == 0
        message = _("the line of units under the header was set aside.")
        found.append(_told("C09", message, "note", units, grid))
        for name, i in match.positions.items():
            header = f"{match.headers[i]} ({_bare(grid.columns[i][0])})"
            found += wrong_unit(schema[name], header, int(grid.lines[0]), grid.file)
        grid = grid.keep(~units)
    totals = _totals(grid, match, schema)
    if totals.any():
        message = _("lines that hold totals were set aside.")
        found.append(_told("F11", message, "warning", totals, grid))
        grid = grid.keep(~totals)
    doubtful = _doubtful(grid, match, schema)
    if doubtful.any():
        message = _("names that may be totals were kept: if they are, delete these lines.")
        found.append(_told("F19", message, "warning", doubtful, grid))
    lone = _lone_texts(grid, match, schema) | np.isin(grid.lines, notes)
    if lone.any():
        message = _("lines of text without any value were set aside.")
        found.append(_told("F18", message, "warning", lone, grid))
        grid = grid.keep(~lone)
    return grid, found


def _settle_days(grid: Grid, match: Match, schema: Schema) -> None:
    """Of two columns that could be the date, leave the one that only names days of the week."""
    for name, positions in [*match.rivals.items()]:
        if schema[name].kind in ("date", "time"):
            dated = [i for i in positions if not _names_weekdays(grid.cells(i))]
            if len(dated) == 1:
                match.settle(name, dated[0])


def _names_weekdays(cells: Cells) -> bool:
    return all(fold(text) in WEEKDAYS for text in cells.distinct if text)


def unused_columns(grid: Grid, match: Match) -> list[Problem]:
    """Tell which columns the table does not use, and which hold something under no header."""
    problems = []
    others = [grid.headers[i] for i in match.others()]
    if others:
        message = _("columns that the table does not use: {headers}.")
        text = message.format(headers=quoted(others))
        problems.append(note("C06", text, count=len(others), file=grid.file, row=match.line))
    nameless = [i for i, header in enumerate(grid.headers) if not header]
    filled = [i for i in nameless if (grid.columns[i] != "").any()]
    if filled:
        example = next(text for text in grid.columns[filled[0]] if text)
        text = _("columns without a header were left aside.")
        place = {"file": grid.file, "row": match.line, "value": example[:80]}
        problems.append(note("C10", text, count=len(filled), **place))
    return problems


def _told(code: str, message: str, severity: Severity, mask: Bools, grid: Grid) -> Problem:
    first = int(np.argmax(mask))
    value = " ".join(column[first] for column in grid.columns if column[first])
    return Problem(
        code=code,
        message=message,
        file=grid.file,
        row=int(grid.lines[first]),
        value=value[:80],
        severity=severity,
        count=int(mask.sum()),
    )


def _rules(grid: Grid) -> Bools:
    """Rows of nothing but dashes."""
    ruled = np.zeros(len(grid), dtype=bool)
    for i in range(min(len(grid), 2)):
        filled = [column[i] for column in grid.columns if column[i]]
        ruled[i] = bool(filled) and all(_RULE.fullmatch(text) for text in filled)
    return ruled


def _footer(grid: Grid, match: Match, schema: Schema, blank: Bools) -> Bools:
    """Rows after the last blank line, if none of them holds a measure, nor its whole key."""
    footer = np.zeros(len(grid), dtype=bool)
    filled = np.flatnonzero(~blank)
    breaks = np.flatnonzero(blank[: filled.max(initial=0)])
    measures = [i for name, i in match.positions.items() if name not in schema.key]
    if not len(breaks) or not measures:
        return footer
    start = int(breaks[-1]) + 1
    footer[start:] = ~blank[start:]
    # A row that bears its whole key is a row, though nothing was measured then; but "Printed on"
    # and its day are none.
    keys = [match.positions[name] for name in schema.key if name in match.positions]
    whole = np.logical_and.reduce([grid.columns[i][start:] != "" for i in keys or measures])
    for i in keys:
        whole &= [not _NOTE.match(fold(text)) for text in grid.columns[i][start:]]
    if whole.any() or any((grid.columns[i][start:] != "").any() for i in measures):
        footer[:] = False
    return footer


def _repeats_header(grid: Grid, match: Match) -> Bools:
    repeated = np.full(len(grid), bool(match.positions))
    for position in match.positions.values():
        header = match.headers[position]
        # files glued end to end leave the mark of UTF-8 before the header of the next
        repeated &= (grid.columns[position] == header) | (
            grid.columns[position] == f"\ufeff{header}"
        )
    return repeated


def _holds_units(grid: Grid, match: Match, schema: Schema) -> bool:
    """Tell whether the first line says how the columns are written, and holds no value."""
    if len(grid) == 0:
        return False
    measured = False
    for i, column in enumerate(grid.columns):
        text = column[0]
        name = next((name for name, at in match.positions.items() if at == i), None)
        bracketed = text[:1] in ("(", "[") and not re.fullmatch(r"[\W\d]*", text)
        if not text or (bracketed and text[-1:] in (")", "]")):
            measured |= bool(text) and name is not None and schema[name].kind != "text"
        elif name is not None and schema[name].kind == "text":
            return False
        elif fold_unit(text) in PHYSICAL_UNITS | COUNT_UNITS or _WRITTEN.fullmatch(text.lower()):
            measured |= name is not None
        else:
            return False
    return measured


def _bare(text: str) -> str:
    return text.strip("()[] ")


def _totals(grid: Grid, match: Match, schema: Schema) -> Bools:
    """Rows of which a text of the key says total, or any cell where the key is not complete."""
    key = [grid.cells(match.positions[name]) for name in schema.key if name in match.positions]
    totals = np.zeros(len(grid), dtype=bool)
    incomplete = np.zeros(len(grid), dtype=bool)
    for cells in key:
        totals |= _says(cells, _TOTAL)
        incomplete |= cells.text == ""
    if incomplete.any():
        for i in range(len(grid.columns)):
            totals |= incomplete & _says(grid.cells(i), CUMULATED)
    return totals


def _doubtful(grid: Grid, match: Match, schema: Schema) -> Bools:
    doubtful = np.zeros(len(grid), dtype=bool)
    for name in schema.key:
        if name in match.positions:
            doubtful |= _says(grid.cells(match.positions[name]), CUMULATED)
    return doubtful


def _says(cells: Cells, pattern: re.Pattern[str]) -> Bools:
    mask: Bools = np.zeros(len(cells.text), dtype=bool)
    everything = "\n".join(cells.distinct).lower().replace("é", "e")
    if any(hint in everything for hint in _HINTS):
        said = [len(t) < 100 and bool(pattern.fullmatch(fold(t))) for t in cells.distinct]
        mask = np.array(said, dtype=bool)[cells.codes]
    return mask


def _lone_texts(grid: Grid, match: Match, schema: Schema) -> Bools:
    """Rows that hold one text and no number, beside an empty key: a section, a source, a note."""
    filled = np.zeros(len(grid), dtype=np.int64)
    for column in grid.columns:
        filled += column != ""
    lone: Bools = np.zeros(len(grid), dtype=bool)
    for name in schema.key:
        if name in match.positions and schema[name].required:
            lone |= grid.columns[match.positions[name]] == ""
    lone &= filled == 1
    for i in np.flatnonzero(lone):
        text = "".join(column[i] for column in grid.columns)
        lone[i] = any(char.isalpha() for char in text)
    return lone
