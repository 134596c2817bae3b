"""The files that every reader is given, and what each of them holds."""

from __future__ import annotations

import datetime as dt
import importlib.util
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from harness.environments import ROOT
from harness.held_out import draw_samples
from harness.schemas import SCHEMAS

# What only a schema tells: which lines are no records, and which integers are days.
NEEDS_SCHEMA = {"serial", "compact", "utc midnight", "meals"}


@dataclass(frozen=True)
class TableFile:
    """A file, the header of each column wanted, and the column's values in the file's order.

    ``plain`` files can be read in full by who knows no schema: one line a record, each cell a
    value. ``wide`` ones hold a column for each site or day.
    """

    name: str
    path: Path
    schema: str
    headers: dict[str, str]
    expected: dict[str, list[Any]]
    plain: bool
    wide: bool = False

    @property
    def kinds(self) -> dict[str, str]:
        kinds = {name: SCHEMAS[self.schema][name].kind for name in self.expected}
        return {name: "number" if kind == "integer" else kind for name, kind in kinds.items()}

    @property
    def date_headers(self) -> list[str]:
        return [self.headers[name] for name, kind in self.kinds.items() if kind == "date"]


def load_variants() -> ModuleType:
    """Return the generator that the tests use."""
    path = ROOT / "tests" / "tables" / "variants.py"
    spec = importlib.util.spec_from_file_location("table_variants", path)
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def columns_of(rows: Iterable[dict[str, Any]], names: Iterable[str]) -> dict[str, list[Any]]:
    rows = list(rows)
    return {name: [as_text(row[name]) for row in rows] for name in names}


def write_variants(folder: Path) -> list[TableFile]:
    """Write the messy variants of the tests."""
    variants, files = load_variants(), []
    names = ("site", "date", "planned", "served")
    records = [vars(record) for record in variants.RECORDS]
    for number, (name, dialect) in enumerate(variants.VARIANTS.items()):
        order = (0, 1, 3) if dialect.wide else dialect.order
        headers = {names[i]: variants.HEADERS[dialect.headers][i] for i in order}
        path = folder / f"variant{number:03d}.{dialect.form}"
        path.write_bytes(variants.write(variants.RECORDS, dialect))
        clutter = dialect.wide or dialect.total or dialect.repeat_header
        plain = not (clutter or {dialect.dates, dialect.numbers} & NEEDS_SCHEMA)
        expected = columns_of(records, headers)
        wide = bool(dialect.wide)
        files.append(TableFile(name, path, "attendance", headers, expected, plain, wide))
    return files


def write_held_out(folder: Path) -> list[TableFile]:
    """Write the set that the reader was not made on."""
    files = []
    for name, sample in draw_samples().items():
        path = folder / f"{name.replace(' ', '')}.{sample.form}"
        path.write_bytes(sample.raw)
        expected = {key: list(map(as_text, values)) for key, values in sample.expected.items()}
        files.append(TableFile(name, path, sample.schema, sample.headers, expected, sample.plain))
    return files


def write_large(folder: Path) -> list[TableFile]:
    """Write 100,000 rows of 5 columns, as a program does and as a French office does."""
    names = ("site", "service", "date", "planned", "served")
    days = [dt.date(2018, 1, 1) + dt.timedelta(days=i) for i in range(365)]
    rows = [
        (f"ÉCOLE {site}", service, day, 100 + (site + day.day) % 80, 95 + (site * day.day) % 83)
        for site in range(137)
        for service in ("Maternelle", "Élémentaire")
        for day in days
    ][:100_000]
    expected = columns_of((dict(zip(names, row, strict=True)) for row in rows), names)
    files = []
    for name, mark, encoding, date in (
        ("clean", ",", "utf-8", "%Y-%m-%d"),
        ("French", ";", "cp1252", "%d/%m/%Y"),
    ):
        lines = [mark.join((s, t, f"{d:{date}}", str(p), str(n))) for s, t, d, p, n in rows]
        path = folder / f"large-{name}.csv"
        path.write_text("\n".join([mark.join(names), *lines, ""]), encoding=encoding)
        headers = {name: name for name in names}
        files.append(TableFile(name, path, "attendance", headers, expected, plain=True))
    return files
