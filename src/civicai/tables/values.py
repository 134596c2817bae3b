"""From the text of a column's cells to typed values, with everything that is wrong in them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import numpy as np
import pandas as pd

from civicai.errors import Problem
from civicai.i18n import _
from civicai.tables.dates import parse_dates, stray_dates
from civicai.tables.formulas import is_guarded
from civicai.tables.grid import Bools, Cells, quoted
from civicai.tables.numbers import broken_formula, is_broken, parse_numbers, shown_number
from civicai.tables.schema import Column, Schema, fold
from civicai.tables.times import parse_times

#: What stands for a missing cell, in lower case.
_NOTHING = """
    - -- – — nc n.c. nd n.d. nr na n.a. n/a #n/a #n/d néant nan nat <na> null none
"""
_MISSING = frozenset(["", *_NOTHING.split()])
_FLAGS = dict.fromkeys(["oui", "o", "vrai", "true", "yes", "y", "1", "x"], True)
_FLAGS |= dict.fromkeys(["non", "n", "faux", "false", "no", "0"], False)
_EMPTY = {
    "integer": np.float64("nan"),
    "number": np.float64("nan"),
    "date": np.datetime64("NaT", "ns"),
    "time": np.datetime64("NaT", "ns"),
}
_LETTER = {"text": "T", "flag": "T", "integer": "N", "number": "N", "date": "D", "time": "D"}
_UNSEEN = re.compile("[\u00ad\u200b\ufeff]")
_SHORTENED = re.compile(r"\d[.,]\d+E\+\d+")


def parse_cells(
    schema: Schema, column: Column, cells: Cells, tz: str
) -> tuple[pd.Series[Any], list[Problem]]:
    """Turn the cells of a column into values of its kind.

    Parameters
    ----------
    schema : Schema
    column : Column
        One of the schema's.
    cells : Cells
    tz : str
        Time zone of the instants that state no offset.

    Returns
    -------
    Series, list of Problem
        A missing value wherever there is an error.
    """
    absent, problems = _missing(schema, column, cells)
    values, found = _parse_present(column, cells, absent, tz, column.name in schema.key)
    problems += found
    if column.kind in ("integer", "number"):
        problems += check_range(column, cells, values)
    if column.kind == "date" and column.name in schema.key:
        problems += stray_dates(cells, values.to_numpy())
    return values, problems


def _missing(schema: Schema, column: Column, cells: Cells) -> tuple[Bools, list[Problem]]:
    words = [text for text in cells.distinct if len(text) < 6 and text.lower() in _MISSING]
    if not words:
        return np.zeros(len(cells.codes), dtype=bool), []
    absent = np.isin(cells.codes, [cells.distinct.index(word) for word in words])
    letter = _LETTER[column.kind]
    if not schema.allows_missing(column):
        code = "K02" if column.name in schema.key else letter + "00"
        message = _("the cell is empty.")
        told = {word: (message, _("Fill it in, or delete the line.")) for word in words}
        return absent, cells.errors(code, told)
    if column.kind == "flag":
        return absent, []
    written = [word for word in words if word]
    if not written:
        return absent, []
    message = _("{words} was read as a missing value.").format(words=quoted(written))
    mask = absent & (cells.text != "")
    return absent, [cells.finding(letter + "09", message, mask)]


def _parse_present(
    column: Column, cells: Cells, absent: Bools, tz: str, in_key: bool
) -> tuple[pd.Series[Any], list[Problem]]:
    present = cells.where(~absent) if absent.any() else cells
    if column.kind == "text":
        texts = np.full(len(absent), np.nan, dtype=object)
        texts[~absent], problems = _parse_texts(present, tidy=in_key)
        return _text_series(texts), problems
    if column.kind == "flag":
        return _parse_flags(cells, absent)
    values = np.full(len(absent), _EMPTY[column.kind])
    problems = []
    typed = np.zeros(len(absent), dtype=bool) if cells.typed is None else cells.typed
    for native in (False, True):
        mask = ~absent & (typed == native)
        if mask.any():
            some = cells if mask.all() else cells.where(mask)
            values[mask], found = _parse(column, some, native, tz)
            problems += found
    if column.kind in ("date", "time"):
        problems += _misread_dates(cells, typed & ~absent, ~typed & ~absent, values)
    series = pd.Series(values)
    return (series.dt.tz_localize("UTC") if column.kind == "time" else series), problems


def _parse(
    column: Column, cells: Cells, native: bool, tz: str
) -> tuple[np.ndarray[Any, Any], list[Problem]]:
    if column.kind == "date":
        return parse_dates(cells)
    if column.kind == "time":
        return parse_times(cells, tz)
    return parse_numbers(column, cells, native)


def _misread_dates(
    cells: Cells, typed: Bools, texts: Bools, values: np.ndarray[Any, Any]
) -> list[Problem]:
    """Tell that a spreadsheet holds some dates as dates and others as text.

    A spreadsheet set to English turns 03/09/2018 into 9 March and leaves 25/09/2018 as text:
    then no date of its own is above the 12th, and every text is.
    """
    if not typed.any() or not texts.any():
        return []
    days = pd.DatetimeIndex(values).day.to_numpy()
    if (days[typed] <= 12).all() and (days[texts] > 12).all():
        message = _("days and months were probably swapped when the spreadsheet was opened.")
        hint = _("Import the first file again, with its dates as day/month/year.")
        return [cells.finding("D12", message, typed, severity="error", hint=hint)]
    message = _("these dates are held as text, the others as dates.")
    return [cells.finding("D16", message, texts)]


def _text_series(values: np.ndarray[Any, Any]) -> pd.Series[Any]:
    if int(pd.__version__.partition(".")[0]) < 3:
        return pd.Series(values, dtype=object)
    return pd.Series(values, dtype="str")


def _parse_texts(cells: Cells, tidy: bool) -> tuple[np.ndarray[Any, Any], list[Problem]]:
    clean, problems = [], []
    undone, shortened, told = [], [], {}
    for text in cells.distinct:
        if is_broken(text):
            told[text] = broken_formula(text)
        undone.append(is_guarded(text))
        text = text[1:] if undone[-1] else text
        clean.append(_tidied(text) if tidy else text)
        shortened.append(bool(_SHORTENED.fullmatch(text)))
    if any(undone):
        message = _("the apostrophe that guards a cell from being a formula was taken off.")
        problems.append(cells.finding("T03", message, np.array(undone)[cells.codes]))
    if any(shortened):
        message = _("a spreadsheet seems to have shortened a long number: digits are lost.")
        mask = np.array(shortened)[cells.codes]
        problems.append(cells.finding("T04", message, mask, severity="warning"))
    problems += cells.errors("N07", told)
    return np.array(clean, dtype=object)[cells.codes], problems


def _tidied(text: str) -> str:
    """Return a name without what the eye does not see: accents in two parts, odd spaces."""
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", text)).split())


def _parse_flags(cells: Cells, absent: Bools) -> tuple[pd.Series[Any], list[Problem]]:
    told = {}
    for text in cells.distinct:
        if fold(text) not in _FLAGS and text.lower() not in _MISSING:
            message = _("“{value}” is neither yes nor no.").format(value=text)
            told[text] = (message, _("Write yes or no."))
    distinct = np.array([_FLAGS.get(fold(text), False) for text in cells.distinct], dtype=bool)
    values = pd.Series(distinct[cells.codes], dtype=bool)
    problems = cells.errors("T01", told)
    words = {fold(text) for text in cells.distinct} - {""}
    if absent.any() and not words <= {"x"} and not told:
        blank = {
            text: (_("the cell is empty."), _("Write yes or no."))
            for text in cells.distinct
            if text.lower() in _MISSING
        }
        problems += cells.errors("T00", blank)
    return values, problems


def check_range(column: Column, cells: Cells, values: pd.Series[Any]) -> list[Problem]:
    """Return an error for each number outside the column's range."""
    problems = []
    numbers = values.to_numpy(dtype=float)
    unit = f" {column.unit}" if column.physical_unit else ""
    for code, limit, outside, message in (
        ("R01", column.low, np.less, _("“{value}” is below {limit}, the least possible.")),
        ("R02", column.high, np.greater, _("“{value}” is above {limit}, the most possible.")),
    ):
        if limit is None:
            continue
        texts = set(cells.text[outside(numbers, limit)])
        told = {
            text: (
                message.format(value=text, limit=shown_number(limit) + unit),
                _("Correct the value."),
            )
            for text in texts
        }
        problems += cells.errors(code, told)
    return problems
