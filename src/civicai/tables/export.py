"""Tables written so that a spreadsheet opens them as they are, and runs nothing in them."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from civicai import clock, i18n
from civicai.i18n import _
from civicai.tables.formulas import guard
from civicai.tables.schema import Schema


def write_csv(frame: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Write a table as CSV in the reader's language, safe to open in a spreadsheet.

    French has semicolons and decimal commas, English commas and points; both are UTF-8 with
    a byte-order mark, so that accents show. Numbers keep all their digits. Days and instants
    are ISO 8601, instants in the town's time with their offset; durations are in days. A
    text that a spreadsheet would take for a formula gets an apostrophe, which
    :func:`~civicai.tables.read_table` takes off again.

    Parameters
    ----------
    frame : DataFrame
        Its index is written where it has names, ``line`` excepted.
    path : path

    Returns
    -------
    Path
    """
    named = [name for name in frame.index.names if name not in (None, "line")]
    if named:
        frame = frame.reset_index(level=named)
    french = i18n.language() == "fr"
    columns = [_column_texts(frame.iloc[:, i], french) for i in range(frame.shape[1])]
    header = [guard(str(name)) for name in frame.columns]
    path = Path(path)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";" if french else ",")
        writer.writerow(header)
        writer.writerows(zip(*columns, strict=True))
    return path


def write_template(schema: Schema, path: str | os.PathLike[str], lang: str) -> Path:
    """Write an empty table: the header that :func:`~civicai.tables.read_table` expects.

    Parameters
    ----------
    schema : Schema
    path : path
    lang : {"fr", "en"}

    Returns
    -------
    Path
    """
    with i18n.use(lang):
        headers = []
        for column in schema:
            unit = f" ({column.unit})" if column.physical_unit else ""
            headers.append(column.header(lang) + unit)
        return write_csv(pd.DataFrame(columns=headers), path)


def _column_texts(values: pd.Series[Any], french: bool) -> list[str]:
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        local = values.dt.tz_convert(clock.town_zone())
        return ["" if pd.isna(v) else v.isoformat() for v in local]
    if pd.api.types.is_datetime64_dtype(values.dtype):
        days = bool((values.dropna() == values.dropna().dt.normalize()).all())
        form = "%Y-%m-%d" if days else "%Y-%m-%dT%H:%M:%S"
        return [str(text) for text in values.dt.strftime(form).fillna("")]
    if pd.api.types.is_timedelta64_dtype(values.dtype):
        return [_number(v, french) for v in (values.dt.total_seconds() / 86_400).tolist()]
    if pd.api.types.is_bool_dtype(values.dtype):
        yes, no = _("yes"), _("no")
        return [yes if v else no for v in values]
    if pd.api.types.is_numeric_dtype(values.dtype):
        return [_number(v, french) for v in values.tolist()]
    return [_cell(v, french) for v in values.tolist()]


def _cell(value: Any, french: bool) -> str:
    if isinstance(value, str):
        return guard(value)
    if isinstance(value, bool | np.bool_):
        return _("yes") if value else _("no")
    if isinstance(value, int | float | np.number):
        return _number(value, french)
    return "" if pd.api.types.is_scalar(value) and pd.isna(value) else guard(str(value))


def _number(value: Any, french: bool) -> str:
    if value is pd.NA or value != value:
        return ""
    if isinstance(value, float):
        text = str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    else:
        text = str(value)
    return text.replace(".", ",") if french else text
