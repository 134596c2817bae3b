"""The readers compared, each run by ``python -m harness.readers NAME`` in its own environment.

Options are the same for all files, as in a script that runs unattended; "best" lines have those
that the peer documents for such files. Every line may know the header of the date's column.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

MISSING = ["NC", "nc", "N/C", "ND", "n.d.", "NR", "-", "–", "--"]
ENOUGH_RUNS, ENOUGH_SECONDS = 5, 1.0

Job = dict[str, Any]
Columns = list[tuple[str, list[Any]]]


def from_pandas(frame: Any) -> Columns:
    columns = []
    for position, name in enumerate(frame.columns):
        values = frame.iloc[:, position]
        columns.append((str(name), values.astype(object).where(values.notna(), None).tolist()))
    return columns


def from_polars(frame: Any) -> Columns:
    return [(column.name, column.to_list()) for column in frame.get_columns()]


def is_workbook(job: Job) -> bool:
    return job["path"].endswith(".xlsx")


def civicai(job: Job) -> Any:
    from civicai.tables import read_table
    from harness.schemas import SCHEMAS

    return read_table(job["path"], SCHEMAS[job["schema"]])


def pandas(job: Job, **options: Any) -> Any:
    import pandas as pd

    if is_workbook(job):
        return pd.read_excel(job["path"], engine="calamine")
    return pd.read_csv(job["path"], **options)


def pandas_sniffed(job: Job) -> Any:
    return pandas(job, sep=None, engine="python")


def pandas_french(job: Job) -> Any:
    """Add what French files usually need; UTF-8 with or without its mark, else Windows's own."""
    import pandas as pd

    options = {"decimal": ",", "na_values": MISSING, "parse_dates": job["dates"]}
    if is_workbook(job):
        return pd.read_excel(job["path"], engine="calamine", **options)
    options |= {"sep": None, "engine": "python", "dayfirst": True}
    try:
        return pandas(job, encoding="utf-8-sig", **options)
    except UnicodeDecodeError:
        return pandas(job, encoding="cp1252", **options)


def polars(job: Job, **options: Any) -> Any:
    import polars as pl

    if is_workbook(job):
        return pl.read_excel(job["path"], engine="calamine")
    return pl.read_csv(job["path"], **options)


def polars_best(job: Job) -> Any:
    import polars as pl

    options = {"separator": ";", "decimal_comma": True, "try_parse_dates": True}
    options |= {"null_values": MISSING, "truncate_ragged_lines": True}
    try:
        return polars(job, **options)
    except pl.exceptions.ComputeError:
        return polars(job, encoding="cp1252", **options)


def duckdb(job: Job, options: str = "") -> Any:
    import duckdb as db

    if is_workbook(job):
        raise ValueError("workbooks need an extension that pip does not bring")
    connection = db.connect(config={"threads": 1})
    return connection.execute(f"FROM read_csv(? {options})", [job["path"]]).df()


def duckdb_best(job: Job) -> Any:
    import duckdb as db

    options = f", decimal_separator = ',', thousands = ' ', nullstr = {['', *MISSING]}"
    try:
        return duckdb(job, options)
    except db.InvalidInputException:
        return duckdb(job, options + ", encoding = 'latin-1'")


def clevercsv(job: Job, **options: Any) -> Any:
    import clevercsv as clever

    return clever.read_dataframe(job["path"], **options)


def clevercsv_best(job: Job) -> Any:
    dates = {"parse_dates": job["dates"], "dayfirst": True}
    return clevercsv(job, decimal=",", na_values=MISSING, **dates)


def csv_detective(job: Job, **options: Any) -> Any:
    import pandas as pd
    from csv_detective import routine

    _analysis, parts = routine(job["path"], output_df=True, save_results=False, **options)
    return pd.concat(parts).sort_index()  # a sample comes out in any order


def csv_detective_best(job: Job) -> Any:
    return csv_detective(job, na_values=MISSING)


#: Name -> (peer whose environment it needs, None for ours; module to import; reader).
READERS: dict[str, tuple[str | None, str, Callable[[Job], Any]]] = {
    "civicai": (None, "civicai.tables.read", civicai),
    "pandas": (None, "pandas", pandas),
    "pandas, sep=None": (None, "pandas", pandas_sniffed),
    "pandas, French options": (None, "pandas", pandas_french),
    "polars": ("polars", "polars", polars),
    "polars, best options": ("polars", "polars", polars_best),
    "duckdb": ("duckdb", "duckdb", duckdb),
    "duckdb, best options": ("duckdb", "duckdb", duckdb_best),
    "clevercsv": ("clevercsv", "clevercsv", clevercsv),
    "clevercsv, best options": ("clevercsv", "clevercsv", clevercsv_best),
    "csv-detective": ("csv-detective", "csv_detective", csv_detective),
    "csv-detective, best": ("csv-detective", "csv_detective", csv_detective_best),
}


def kind_of(values: list[Any]) -> str:
    """Return what a column holds, by what its cells are."""
    cells = [value for value in values if value is not None]
    if cells and all(isinstance(value, dt.date) for value in cells):
        return "date"
    numbers = (int, float, Decimal)
    if cells and all(isinstance(v, numbers) and not isinstance(v, bool) for v in cells):
        return "number"
    return "text"


def plain(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "date":
        return value.isoformat()
    return float(value) if kind == "number" else str(value)


def answer(read: Callable[[Job], Any], job: Job) -> dict[str, Any]:
    """Read a file often enough to time it, and describe what came out."""
    seconds: list[float] = []
    while len(seconds) < ENOUGH_RUNS and sum(seconds) < ENOUGH_SECONDS:
        began = time.process_time()  # the processor's own: neighbours on the machine do not count
        try:
            frame, error = read(job), None
        except BaseException as raised:  # Rust panics derive from BaseException alone
            frame, error = None, f"{type(raised).__name__}: {raised}"
        seconds.append(time.process_time() - began)
    told: dict[str, Any] = {"seconds": sorted(seconds)[len(seconds) // 2], "error": error}
    if error is None:
        columns = from_polars(frame) if hasattr(frame, "get_columns") else from_pandas(frame)
        told["columns"] = []
        for name, values in columns:
            kind = kind_of(values)
            told["columns"].append((name, kind, [plain(value, kind) for value in values]))
    return told


def main() -> None:
    # Readers may print: what they print must not be taken for an answer.
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    _peer, module, read = READERS[sys.argv[1]]
    began = time.process_time()
    __import__(module)
    print(time.process_time() - began, file=replies, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(read, json.loads(line))), file=replies, flush=True)


if __name__ == "__main__":
    main()
