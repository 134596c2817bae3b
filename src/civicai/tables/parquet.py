"""Parquet files, with the extra ``parquet``."""

from __future__ import annotations

import io

import numpy as np

from civicai.errors import Problem, TableError
from civicai.i18n import _
from civicai.tables.check import Part
from civicai.tables.files import MAX_COLUMNS, MAX_ROWS, too_many_columns, too_many_rows
from civicai.tables.grid import typed_grid
from civicai.tables.header import match_header
from civicai.tables.schema import Schema


def read_parquet(
    content: bytes, file: str | None, schema: Schema, named: dict[str, str], *, rows: bool = True
) -> Part:
    """Read the columns of the schema, or their headers alone; the line of a row is its rank from 1.

    Raises
    ------
    TableError
        If pyarrow is not installed, or the file is damaged or too large.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        message = _("reading Parquet needs the package pyarrow.")
        hint = _("Type: pip install “civicai[parquet]”. Or give the table as CSV.")
        raise TableError(Problem(code="F16", message=message, hint=hint, file=file)) from error
    try:
        parquet = ParquetFile(io.BytesIO(content))
        headers = list(parquet.schema_arrow.names)
        if parquet.metadata.num_rows > MAX_ROWS:
            raise TableError(too_many_rows(file))
        if len(headers) > MAX_COLUMNS:
            raise TableError(too_many_columns(file, 0))
        match = match_header(0, headers, schema, named, file)
        used = set(match.positions.values())
        wanted = [header for i, header in enumerate(headers) if i in used]
        table = parquet.read(wanted) if rows else parquet.schema_arrow.empty_table()
    except (ArrowException, OSError) as error:
        message = _("the file is damaged or cut short.")
        hint = _("Fetch or export it again.")
        raise TableError(Problem(code="F03", message=message, hint=hint, file=file)) from error
    count = table.num_rows
    frame = table.to_pandas()
    columns = [
        frame[header].astype(object).tolist() if i in used else [""] * count
        for i, header in enumerate(match.headers)
    ]
    return typed_grid(file, match.headers, columns, np.arange(1, count + 1)), match
