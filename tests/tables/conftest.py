"""A canteen-like table, and a reader that keeps what it raises."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest

from civicai import i18n
from civicai.errors import Problem, TableError
from civicai.tables import Column, Schema, read_table_with_findings

ATTENDANCE = Schema(
    "attendance",
    (
        Column("site", "text", aliases=("école", "site_nom", "établissement", "cantine")),
        Column("service", "text", required=False, aliases=("site_type", "type de service")),
        Column("date", "date", aliases=("jour", "date du repas")),
        Column(
            "planned",
            "integer",
            unit="meals",
            low=0,
            required=False,
            aliases=("prévus", "prévision", "repas commandés"),
        ),
        Column(
            "served",
            "integer",
            unit="meals",
            low=0,
            high=20_000,
            aliases=("servis", "réel", "repas servis", "pointés"),
        ),
    ),
    key=("site", "service", "date"),
    wide="served",
)


@dataclass
class Reading:
    """What came out of a read: a frame and findings, or errors."""

    frame: pd.DataFrame | None = None
    findings: list[Problem] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in [*self.errors, *self.findings]]

    def told(self, code: str) -> Problem:
        found = [p for p in [*self.errors, *self.findings] if p.code == code]
        assert found, f"{code} not in {self.codes}"
        return found[0]

    def column(self, name: str) -> list[Any]:
        assert self.frame is not None, "\n".join(map(str, self.errors))
        return self.frame[name].tolist()

    def days(self, name: str = "date") -> list[str]:
        assert self.frame is not None, "\n".join(map(str, self.errors))
        return self.frame[name].dt.strftime("%Y-%m-%d").tolist()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with i18n.use("en"):
        yield


@pytest.fixture
def attendance() -> Schema:
    return ATTENDANCE


@pytest.fixture
def read():
    def read(
        content: str | bytes,
        schema: Schema = ATTENDANCE,
        *,
        written: str = "utf-8",
        name: str = "f.csv",
        **options: Any,
    ) -> Reading:
        raw = content.encode(written) if isinstance(content, str) else content
        buffer = io.BytesIO(raw)
        buffer.name = name
        try:
            return Reading(*read_table_with_findings(buffer, schema, **options))
        except TableError as error:
            return Reading(errors=error.problems)

    return read


@pytest.fixture
def read_column(read):
    """Read one column of a given kind, one cell a line."""

    def read_column(cells: list[str], kind: str = "number", **about: Any) -> Reading:
        options = {key: about.pop(key) for key in ("tz",) if key in about}
        schema = Schema("column", (Column("x", kind, **about), Column("row", "text")))
        lines = "".join(f"{cell}|{i}\n" for i, cell in enumerate(cells))
        return read(f"x|row\n{lines}", schema, **options)

    return read_column
