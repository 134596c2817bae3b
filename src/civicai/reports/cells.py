"""A table's cells as the reader writes them: dates, numbers, shares, missing values.

The format follows the column's type and the end of its name; no use case brings its own.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

from civicai import clock
from civicai.i18n import _, format_integer, format_number, format_percent, language, ngettext

#: Rows of a table shown in a report; the files have the others.
ROWS_SHOWN = 60

MISSING = "–"
_SHARES = ("share", "coverage", "wape", "bias", "accuracy", "confidence")
_PROBABILITY = "p_"
_LABELS = ("year", "line", "_id", "laid")
_LONG_TEXT = 26
_FOLDED_FROM = 10


@dataclass(frozen=True)
class TableView:
    """A table ready for a template: every cell is text.

    Parameters
    ----------
    caption : str
    headers : list of (str, str)
        Text and CSS class of each column.
    rows : list of list of str
    note : str
        What is not shown, if anything.
    """

    caption: str
    headers: list[tuple[str, str]]
    rows: list[list[str]]
    note: str


def in_words(
    frame: pd.DataFrame, codes: Mapping[str, Mapping[str, str]], labels: Mapping[str, str]
) -> pd.DataFrame:
    """Put the codes of a table in words.

    Parameters
    ----------
    frame : DataFrame
    codes : dict of dict
        For each column of codes, the word of each code. A code that has none there has the
        label of that name; without one, it stays.
    labels : dict of str to str
        Names of the columns for the reader.

    Returns
    -------
    DataFrame
        What is no text is left as it is.

    Examples
    --------
    >>> frame = pd.DataFrame({"status": ["leak", 3], "rule": ["leak", "leak"]})
    >>> in_words(frame, {"status": {"leak": "fuite"}}, {}).to_dict("list")
    {'status': ['fuite', 3], 'rule': ['leak', 'leak']}
    """
    coded = [name for name in frame.index.names if name in codes]
    frame = frame.reset_index(level=coded) if coded else frame
    said = {}
    for name in codes.keys() & set(frame.columns):
        words = {**labels, **codes[name]}
        cells = [words.get(code, code) if isinstance(code, str) else code for code in frame[name]]
        said[name] = pd.Series(cells, index=frame.index, dtype=object)
    return frame.assign(**said)


def view_table(
    frame: pd.DataFrame,
    caption: str,
    labels: Mapping[str, str],
    *,
    file: str = "",
    limit: int = ROWS_SHOWN,
) -> TableView:
    """Write the first rows of a table in the reader's language.

    Parameters
    ----------
    frame : DataFrame
        A named index is shown as its first columns.
    caption : str
    labels : dict of str to str
        Names of the columns for the reader.
    file : str
        Name of the file that has all the rows, where there is one.
    limit : int
        Rows shown at most.

    Returns
    -------
    TableView
    """
    named = [name for name in frame.index.names if name is not None]
    if named and not set(named) & set(frame.columns):
        frame = frame.reset_index()
    shown = frame.head(limit)
    headers, columns = [], []
    for position, name in enumerate(map(str, shown.columns)):
        values = shown.iloc[:, position]
        cells = format_column(values, name)
        headers.append((labels.get(name, name), _css_class(values, cells)))
        columns.append(cells)
    rows = [list(row) for row in zip(*columns, strict=True)]
    return TableView(caption, headers, rows, _note(len(rows), len(frame), file))


def fold_constants(frame: pd.DataFrame, labels: Mapping[str, str]) -> tuple[pd.DataFrame, str]:
    """Take out of a long table the columns that say the same on every row.

    Parameters
    ----------
    frame : DataFrame
    labels : dict of str to str
        Names of the columns for the reader.

    Returns
    -------
    frame : DataFrame
        Without these columns; its first column stays, and tables under 10 rows are left whole.
    sentence : str
        What the columns said, or nothing.
    """
    if len(frame) < _FOLDED_FROM:
        return frame, ""
    same = [name for name in frame.columns[1:] if _is_constant(frame[name].map(str))]
    said = [
        _("{label}: {value}").format(
            label=labels.get(name, name),
            value=format_column(frame[name].head(1), name)[0],
        )
        for name in same
    ]
    sentence = _("On every row: {values}.").format(values=_("; ").join(said)) if said else ""
    return frame.drop(columns=same), sentence


def _is_constant(texts: pd.Series[str]) -> bool:
    return bool((texts == texts.iloc[0]).all())


def _note(shown: int, total: int, file: str) -> str:
    if total == 0:
        return _("Nothing to show.")
    if shown == total:
        return ""
    if file:
        text = _("The first {shown} of {total} rows are shown; the file {file} has them all.")
    else:
        text = _("The first {shown} of {total} rows are shown.")
    return text.format(shown=format_integer(shown), total=format_integer(total), file=file)


def _css_class(values: pd.Series[Any], cells: list[str]) -> str:
    if types.is_numeric_dtype(values) and not types.is_bool_dtype(values):
        return "number"
    if types.is_timedelta64_dtype(values) or types.is_datetime64_any_dtype(values):
        return "short"
    return "long" if max(map(len, cells), default=0) > _LONG_TEXT else "text"


def format_column(values: pd.Series[Any], name: str) -> list[str]:
    """Write the cells of one column.

    Parameters
    ----------
    values : Series
    name : str
        Canonical name: names ending with ``share``, ``coverage``, ``wape``, ``bias``, ``accuracy``
        or ``confidence``, and those of probabilities (``p_full``), are percentages; years, lines
        and identifiers have no thousands separator.

    Returns
    -------
    list of str
        Missing cells are ``"–"``. All numbers of the column have as many decimals.

    Examples
    --------
    >>> from civicai import i18n
    >>> with i18n.use("en"):
    ...     format_column(pd.Series([0.042, None]), "over_share")
    ['4.2%', '–']
    """
    if types.is_bool_dtype(values):
        return [_or_missing(value, _flag) for value in values]
    if types.is_datetime64_any_dtype(values):
        return _format_times(values)
    if types.is_timedelta64_dtype(values):
        return [_or_missing(value, _duration) for value in values]
    if types.is_numeric_dtype(values):
        return _format_numbers(values.to_numpy(dtype=float, na_value=np.nan), name)
    return [_or_missing(value, _value) for value in values]


def _or_missing(value: Any, write: Any) -> str:
    missing = value is None or (types.is_scalar(value) and pd.isna(value))
    return MISSING if missing else write(value)


def _flag(value: Any) -> str:
    return _("yes") if value else _("no")


def _format_times(values: pd.Series[Any]) -> list[str]:
    local = values.dt.tz_convert(clock.town_zone()) if values.dt.tz is not None else values
    known = local.dropna()
    days_only = local.dt.tz is None and bool((known == known.dt.normalize()).all())
    form = _date_form() + ("" if days_only else " %H:%M")
    return [_or_missing(value, lambda moment: moment.strftime(form)) for value in local]


def _date_form() -> str:
    return "%d/%m/%Y" if language() == "fr" else "%Y-%m-%d"


def _duration(value: pd.Timedelta) -> str:
    seconds = value.total_seconds()
    if seconds % 86400 == 0:
        days = round(seconds / 86400)
        return ngettext("{count} day", "{count} days", days).format(count=format_number(days))
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds % size == 0:
            return f"{format_number(seconds / size)} {unit}"
    return f"{format_number(seconds, 1)} s"


def _format_numbers(numbers: np.ndarray[Any, np.dtype[np.float64]], name: str) -> list[str]:
    known = numbers[np.isfinite(numbers)]
    if name.endswith(_SHARES) or name.startswith(_PROBABILITY):
        digits = 0 if np.allclose(known, known.round(2), atol=1e-6) else 1
        return [_number(n, lambda n: format_percent(n, digits)) for n in numbers]
    if name.endswith(_LABELS) and (known == known.round()).all():
        return [_number(n, lambda n: f"{n:.0f}") for n in numbers]
    digits = sensible_digits(known)
    return [_number(n, lambda n: format_number(round(n, digits) + 0.0, digits)) for n in numbers]


def sensible_digits(numbers: Any) -> int:
    """Return the decimals that show three significant digits of the typical number.

    At most 9, and no more than it takes: 0.04 and 0.05 have two.

    Examples
    --------
    >>> sensible_digits([12.345, 20.1, 8.0]), sensible_digits([3.0, 4.0])
    (1, 0)
    """
    known = np.asarray(numbers, dtype=float)
    if (known == known.round()).all():
        return 0
    typical = float(np.median(np.abs(known[known != 0])))
    most = min(9, max(0, 2 - math.floor(math.log10(typical))))
    rounded = known.round(most)
    return next(n for n in range(most + 1) if np.allclose(rounded, known.round(n), atol=1e-12))


def _number(number: float, write: Any) -> str:
    if math.isnan(number):
        return MISSING
    if math.isinf(number):
        return "∞" if number > 0 else "−∞"
    return str(write(number))


def _value(value: Any) -> str:
    """Write one cell of a column of mixed or plain text."""
    if isinstance(value, (bool, np.bool_)):
        return _flag(value)
    if isinstance(value, pd.Timedelta):
        return _duration(value)
    if isinstance(value, dt.datetime):
        return value.strftime(_date_form() + " %H:%M")
    if isinstance(value, dt.date):
        return value.strftime(_date_form())
    if isinstance(value, (int, float, np.number)):
        return _format_numbers(np.array([value], dtype=float), "")[0]
    if isinstance(value, (list, tuple, set)):
        return ", ".join(str(item) for item in value)
    return str(value)
