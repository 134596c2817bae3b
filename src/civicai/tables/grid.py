"""The cells of one sheet below its header, by column, each with its line in the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from civicai.errors import Problem
from civicai.i18n import _

#: Lines listed for one kind of error in one column; the last one counts the rest.
LISTED = 1000
#: Characters of a cell that are shown.
_SHOWN = 60

Bools = np.ndarray[Any, np.dtype[np.bool_]]
Texts = np.ndarray[Any, np.dtype[np.object_]]
Lines = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Cells:
    """One column: its header and the text of its cells, stripped of outer spaces.

    ``typed`` marks the cells that a spreadsheet holds as a number or a date: their text is
    ours, with a decimal point or in ISO order, and leaves nothing to be told. ``origins`` holds
    each cell's own header where a wide table was made long, ``series`` the number of the series
    that each cell belongs to.
    """

    header: str
    text: Texts
    lines: Lines
    file: str | None
    typed: Bools | None = None
    origins: Texts | None = None
    series: Lines | None = None

    @cached_property
    def _factors(self) -> tuple[np.ndarray[Any, Any], list[str]]:
        codes, distinct = pd.factorize(self.text)
        return codes, list(distinct)

    @property
    def codes(self) -> np.ndarray[Any, Any]:
        """For each cell, the position of its text in :attr:`distinct`."""
        return self._factors[0]

    @property
    def distinct(self) -> list[str]:
        """Each different text once, in order of first appearance."""
        return self._factors[1]

    def where(self, mask: Bools) -> Cells:
        """Return the cells under a mask."""
        return replace(
            self,
            text=self.text[mask],
            lines=self.lines[mask],
            typed=None if self.typed is None else self.typed[mask],
            origins=None if self.origins is None else self.origins[mask],
            series=None if self.series is None else self.series[mask],
        )

    def problem(self, code: str, message: str, at: int, **more: Any) -> Problem:
        """Return a problem of the cell at one position."""
        place: dict[str, Any] = {
            "file": self.file,
            "row": int(self.lines[at]),
            "column": self.header if self.origins is None else str(self.origins[at]),
            "value": shortened(str(self.text[at])),
        }
        return Problem(code=code, message=message, **(place | more))

    def errors(self, code: str, told: Mapping[str, tuple[str, str]]) -> list[Problem]:
        """Return one error for each cell whose text is told: ``{text: (message, hint)}``."""
        if not told:
            return []
        wrong = np.array([text in told for text in self.distinct], dtype=bool)
        where = np.flatnonzero(wrong[self.codes])
        found = []
        for rank, i in enumerate(where[:LISTED], start=1):
            text = self.text[i]
            message, hint = (said.replace(text, shortened(text)) for said in told[text])
            count = len(where) - LISTED + 1 if rank == LISTED else 1
            found.append(self.problem(code, message, i, hint=hint, count=count))
        return found

    def finding(self, code: str, message: str, mask: Bools, **more: Any) -> Problem:
        """Return one finding, a note unless told otherwise, for all the cells under a mask."""
        more = {"severity": "note", "count": int(mask.sum())} | more
        return self.problem(code, message, int(np.argmax(mask)), **more)


@dataclass(frozen=True)
class Grid:
    """The columns of one sheet, below its header.

    ``origins`` holds, by column, each cell's own header where a wide table was made long;
    ``made`` the columns that the file does not have, made of its headers then.
    """

    file: str | None
    headers: list[str]
    columns: list[Texts]
    lines: Lines
    typed: list[Bools] | None = None
    origins: dict[int, Texts] = field(default_factory=dict)
    made: tuple[int, ...] = ()
    _cells: dict[int, Cells] = field(init=False, repr=False, default_factory=dict)

    def __len__(self) -> int:
        return len(self.lines)

    def cells(self, position: int) -> Cells:
        """Return one column, always the same object: its distinct texts are found once."""
        if position not in self._cells:
            self._cells[position] = Cells(
                self.headers[position],
                self.columns[position],
                self.lines,
                self.file,
                None if self.typed is None else self.typed[position],
                self.origins.get(position),
            )
        return self._cells[position]

    def keep(self, mask: Bools) -> Grid:
        """Return the rows under a mask."""
        if mask.all():
            return self
        return replace(
            self,
            columns=[column[mask] for column in self.columns],
            lines=self.lines[mask],
            typed=None if self.typed is None else [typed[mask] for typed in self.typed],
            origins={i: origins[mask] for i, origins in self.origins.items()},
        )


def shortened(text: str) -> str:
    """Return a cell's text as a message shows it, cut where it is too long to be of help."""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def quoted(texts: Iterable[str]) -> str:
    """Return texts of the file between the reader's quotation marks, for a message."""
    return ", ".join(_("“{text}”").format(text=text) for text in texts)


def transpose(rows: Iterable[Sequence[Any]], width: int) -> list[Texts]:
    """Turn rows of one width into columns of objects."""
    columns = list(zip(*rows, strict=True))
    if not columns:
        return [np.empty(0, dtype=object) for _ in range(width)]
    return [text_array(column) for column in columns]


def text_array(cells: Sequence[Any]) -> Texts:
    """Return cells as an array of objects."""
    array = np.empty(len(cells), dtype=object)
    array[:] = cells
    return array


def cell_text(value: Any) -> tuple[str, bool]:
    """Return the text of a cell, and whether it came with a type.

    Examples
    --------
    >>> cell_text(12.0), cell_text(dt.datetime(2018, 9, 3)), cell_text(" JEAN MACE ")
    (('12', True), ('2018-09-03', True), ('JEAN MACE', False))
    """
    if isinstance(value, str):
        return value.strip(), False
    if value is None or value is pd.NaT or value is pd.NA:
        return "", True
    if isinstance(value, bool | np.bool_):
        return ("true" if value else "false"), True
    if isinstance(value, float | np.floating):
        number = float(value)
        if number != number:
            return "", True
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(
            number
        ), True
    if isinstance(value, dt.datetime):
        text = value.isoformat(sep=" ")
        return text.removesuffix(" 00:00:00"), True
    return str(value), True


def typed_grid(
    file: str | None,
    headers: list[str],
    columns: Sequence[Sequence[Any] | pd.Series[Any]],
    lines: Lines,
) -> Grid:
    """Make a grid of cells that may have a type of their own."""
    pairs = [_column_texts(column) for column in columns]
    return Grid(file, headers, [text for text, _typed in pairs], lines, [t for _text, t in pairs])


def _column_texts(column: Sequence[Any] | pd.Series[Any]) -> tuple[Texts, Bools]:
    """Return the texts of a column's cells, and which came with a type.

    A column of one type writes each different value once: a million readings share few. Among
    objects, equal values may have different texts (``1`` and ``True``): each is asked.
    """
    if not isinstance(column, pd.Series) or column.dtype == object:
        pairs = [cell_text(value) for value in column]
        return text_array([text for text, _typed in pairs]), np.array(
            [typed for _text, typed in pairs], dtype=bool
        )
    codes, distinct = pd.factorize(column)
    # A missing value has the code -1, hence the last of these.
    said = [cell_text(value) for value in distinct.astype(object)] + [("", True)]
    texts = text_array([text for text, _typed in said])
    return texts[codes], np.array([typed for _text, typed in said], dtype=bool)[codes]
