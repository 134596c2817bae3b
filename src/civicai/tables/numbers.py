"""Numbers as French offices write them; the whole column decides what a comma means."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from civicai.errors import Problem
from civicai.i18n import _, format_number
from civicai.tables.grid import Bools, Cells
from civicai.tables.schema import COUNT_UNITS, PHYSICAL_UNITS, Column, fold_unit

Floats = np.ndarray[Any, np.dtype[np.float64]]

_SPACES = re.compile("[ \u00a0\u202f\u2009\u2007]+")
_SIGN = str.maketrans({"−": "-", "–": "-"})
_NUMBER = (
    r"[+-]?(?:\d+|[1-9]\d{{0,2}}(?:[ {group}]\d{{3}})+|(?=[{mark}]\d))"
    r"(?:[{mark}]\d*)?(?:[eE][+-]?\d+)?"
)
#: By decimal mark, the form of a number, whose thousands a space or the other mark may part.
_FORMS = {
    ",": re.compile(_NUMBER.format(mark=",", group="."), re.ASCII),
    ".": re.compile(_NUMBER.format(mark=".", group=","), re.ASCII),
}
_PLAIN = {
    mark: re.compile(rf"-?\d+(?:[{mark}]\d+)?(?:\n-?\d+(?:[{mark}]\d+)?)*", re.ASCII)
    for mark in _FORMS
}
_WITH_UNIT = re.compile(r"([+-]?[\d., ]*\d)\s*((?:[^\W\d]|[%€°])\S*)")
_LOOKALIKES = str.maketrans("OoQlI|SBZ", "000111582")
_LOOKALIKE = re.compile(r"(?=.*[OoQlI|SBZ])(?=.*\d)[\dOoQlI|SBZ.,\s+-]+")
#: Begins the text of a cell that holds a formula and no result.
NO_RESULT = "#="
_BROKEN = re.compile(r"#(?:ref|valeur|value|div/0|nom|name|nombre|num|nul|null)[!?]", re.IGNORECASE)


def parse_numbers(column: Column, cells: Cells, typed: bool) -> tuple[Floats, list[Problem]]:
    """Read a column of numbers.

    A number takes a decimal comma or a decimal point, the same in the whole column, and
    thousands parted by a space or by the other mark.

    Parameters
    ----------
    column : Column
    cells : Cells
        Without missing ones.
    typed : bool
        Whether a spreadsheet holds them as numbers.

    Returns
    -------
    ndarray of float64, list of Problem
        NaN where there is an error.
    """
    if typed:
        values, problems = _parse_typed(cells)
    else:
        values, problems = _parse_texts(column, cells)
    if column.kind == "integer":
        problems += _not_whole(cells, values)
    return values, problems


def shown_number(value: float) -> str:
    """Return a number for a message, with the decimals that it has."""
    return format_number(value, len(f"{value:.6f}".rstrip("0").partition(".")[2]))


def looks_numeric(cells: Cells) -> bool:
    """Tell whether a column is meant to hold numbers: most of what has digits is one."""
    if cells.typed is not None and cells.typed.any() and (cells.typed | (cells.text == "")).all():
        return True
    texts = [_clean(text) for text in cells.distinct if any(char.isdigit() for char in text)]
    numbers = sum(any(form.fullmatch(text) for form in _FORMS.values()) for text in texts)
    return bool(texts) and 2 * numbers >= len(texts)


def _parse_typed(cells: Cells) -> tuple[Floats, list[Problem]]:
    told, distinct = {}, []
    for text in cells.distinct:
        try:
            distinct.append(_finite(text))
        except ValueError:
            distinct.append(np.nan)
            told[text] = _not_a_number(text)
    return np.array(distinct)[cells.codes], cells.errors("N01", told)


def _parse_texts(column: Column, cells: Cells) -> tuple[Floats, list[Problem]]:
    quick = _parse_plain(cells.distinct)
    if quick is not None:
        return quick[cells.codes], []
    plain, problems = _without_units(column, cells)
    readings = {mark: [_read(text, mark) for text in plain] for mark in _FORMS}
    unread: dict[str, dict[str, tuple[str, str]]] = {}
    for i, text in enumerate(cells.distinct):
        if all(values[i] is None for values in readings.values()):
            code, message, hint = _explain(text, column)
            unread.setdefault(code, {})[text] = (message, hint)
    for code, told in unread.items():
        problems += cells.errors(code, told)
    good = [any(values[i] is not None for values in readings.values()) for i in range(len(plain))]
    fits = [
        mark
        for mark, values in readings.items()
        if all(value is not None for value, known in zip(values, good, strict=True) if known)
    ]
    if not fits:
        pairs = list(zip(readings[","], readings["."], strict=True))
        only_comma = [comma is not None and point is None for comma, point in pairs]
        only_point = [comma is None and point is not None for comma, point in pairs]
        problems += _two_marks(cells, only_comma, only_point)
        fits = [","]
    mark = fits[0]
    if len(fits) > 1 and readings[","] != readings["."]:
        mark, found = _choose_mark(column, cells, plain, readings)
        problems += found
    chosen = np.array([np.nan if v is None else v for v in readings[mark]], dtype=float)
    return chosen[cells.codes], problems


def _parse_plain(texts: Sequence[str]) -> Floats | None:
    """Read at once numbers that have no thousands and one mark at most, if that is all there is."""
    joined = "\n".join(texts)
    for mark, form in _PLAIN.items():
        if form.fullmatch(joined):
            if mark in joined and not re.search(rf"[{mark}](?!\d\d\d(?:\n|\Z))", joined):
                return None  # every cell has three decimals, or thousands
            values = np.array(joined.replace(mark, ".").split("\n")).astype(np.float64)
            return values if np.isfinite(values).all() else None
    return None


def _read(text: str, mark: str) -> float | None:
    if not _FORMS[mark].fullmatch(text):
        return None
    group = "." if mark == "," else ","
    try:
        return _finite(text.replace(" ", "").replace(group, "").replace(mark, "."))
    except ValueError:
        return None


def _finite(text: str) -> float:
    """Return the number that a text writes; ValueError if it is none, or too large for one."""
    value = float(text)
    if math.isinf(value):
        raise ValueError(text)
    return value


def _clean(text: str) -> str:
    text = _SPACES.sub(" ", text.translate(_SIGN))
    return text.replace("- ", "-").replace("+ ", "+") if text[:1] in "+-" else text


def _without_units(column: Column, cells: Cells) -> tuple[list[str], list[Problem]]:
    """Take the column's own unit off the cells, and a count word that every cell has."""
    texts = [_clean(text) for text in cells.distinct]
    matches = [_WITH_UNIT.fullmatch(text) for text in texts]
    if not any(matches):
        return texts, []
    units = {fold_unit(match[2]) if match else "" for match in matches}
    own = column.physical_unit
    if own is None and len(units) == 1 and units <= COUNT_UNITS:
        own = next(iter(units))
    taken = [match is not None and fold_unit(match[2]) == own for match in matches]
    if own is None or not any(taken):
        return texts, []
    message = _("the unit was taken off the numbers.")
    mask = np.array(taken)[cells.codes]
    plain = [
        match[1] if match and off else text
        for match, off, text in zip(matches, taken, texts, strict=True)
    ]
    return plain, [cells.finding("N08", message, mask)]


def _choose_mark(
    column: Column, cells: Cells, plain: list[str], readings: dict[str, list[float | None]]
) -> tuple[str, list[Problem]]:
    """Decide what "1,234" is in a column whose every cell fits both readings."""
    pairs = zip(plain, readings[","], readings["."], strict=True)
    marked = [text for text, comma, point in pairs if comma != point]
    sign = "," if "," in marked[0] else "."
    if any(sign not in text for text in marked):
        commas = [text in marked and "," in text for text in plain]
        return sign, _two_marks(cells, commas, [text in marked and "." in text for text in plain])
    other = "." if sign == "," else ","
    whole = [value is None or value.is_integer() for value in readings[sign]]
    if column.kind == "integer" and not all(whole):
        return other, []
    example = marked[0]
    mask = np.array([text in marked for text in plain])[cells.codes]
    low, high = _read(example, sign) or 0.0, _read(example, other) or 0.0
    if len(marked) == len(plain) and column.kind == "number":
        message = _("“{value}” was read with three decimals; it could also mean thousands.")
        finding = cells.finding("N06", message.format(value=example), mask, severity="warning")
        return sign, [finding]
    message = _("“{value}” could mean {low} or {high}: the column does not tell.")
    text = message.format(value=example, low=shown_number(low), high=shown_number(high))
    hint = _("Write the thousands without a separator.")
    return sign, [cells.finding("N05", text, mask, hint=hint, severity="error")]


def _two_marks(cells: Cells, comma: Sequence[bool], point: Sequence[bool]) -> list[Problem]:
    """List the cells of the rarer decimal mark, of those that have the one or the other."""
    commas, points = (np.array(mark)[cells.codes].sum() for mark in (comma, point))
    rare = comma if commas < points else point
    message = _("the column has decimal commas and decimal points.")
    hint = _("Write all the numbers of the column in the same way.")
    told = {text: (message, hint) for text, odd in zip(cells.distinct, rare, strict=True) if odd}
    return cells.errors("N04", told)


def _explain(text: str, column: Column) -> tuple[str, str, str]:
    """Return code, message and hint for a text that is no number."""
    if is_broken(text):
        return "N07", *broken_formula(text)
    if _LOOKALIKE.fullmatch(text):
        likely = _SPACES.sub("", text.translate(_LOOKALIKES))
        if any(form.fullmatch(likely) for form in _FORMS.values()):
            message = _("“{value}” is not a number.").format(value=text)
            return "N02", message, _("Write {value}.").format(value=likely)
    match = _WITH_UNIT.fullmatch(_clean(text))
    if match and fold_unit(match[2]) in PHYSICAL_UNITS:
        expected = column.physical_unit or _("a count, without unit")
        message = _("“{value}” is in {unit}; expected: {expected}.")
        message = message.format(value=text, unit=match[2], expected=expected)
        return "N08", message, _("Convert the values, and write the number alone.")
    message, hint = _not_a_number(text)
    return "N01", message, hint


def is_broken(text: str) -> bool:
    """Tell whether a cell holds no value but the failure of a spreadsheet's formula."""
    return text[:1] == "#" and (text.startswith(NO_RESULT) or _BROKEN.fullmatch(text) is not None)


def broken_formula(text: str) -> tuple[str, str]:
    """Return message and hint for the failure of a formula."""
    if text.startswith(NO_RESULT):
        message = _("“{value}” is a formula whose result is not in the file.")
        hint = _("Open the file in a spreadsheet, save it, and give it again.")
        return message.format(value=text.removeprefix("#")), hint
    message = _("“{value}” is the error of a spreadsheet formula.").format(value=text)
    return message, _("Correct the formula, or leave the cell empty.")


def _not_a_number(text: str) -> tuple[str, str]:
    message = _("“{value}” is not a number.").format(value=text)
    return message, _("Write a number, or leave the cell empty if it is not known.")


def _not_whole(cells: Cells, values: Floats) -> list[Problem]:
    odd: Bools = np.isfinite(values) & (values != np.round(values))
    if not odd.any():
        return []
    told = {}
    for text in set(cells.text[odd]):
        message = _("“{value}” is not a whole number.").format(value=text)
        told[text] = (message, _("This column counts: write a whole number."))
    return cells.errors("N03", told)
