"""Every variant is read right: the bar is 97 %, and none may be wrong in silence."""

from __future__ import annotations

import importlib.util
import math
import sys
from pathlib import Path

import pytest

_FILE = Path(__file__).with_name("variants.py")
_SPEC = importlib.util.spec_from_file_location("table_variants", _FILE)
variants = sys.modules[_SPEC.name] = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(variants)


def expected(dialect) -> list[tuple]:
    planned = not dialect.wide and 2 in dialect.order
    return [
        (r.site, f"{r.date}", r.planned if planned else None, r.served) for r in variants.RECORDS
    ]


def found(reading) -> list[tuple]:
    frame = reading.frame
    counts = {
        name: [None if math.isnan(value) else value for value in frame[name]]
        if name in frame
        else [None] * len(frame)
        for name in ("planned", "served")
    }
    rows = zip(frame["site"], reading.days(), counts["planned"], counts["served"], strict=True)
    return list(rows)


@pytest.mark.parametrize("name", variants.VARIANTS)
def test_variants(read, name):
    dialect = variants.VARIANTS[name]
    raw = variants.write(variants.RECORDS, dialect)
    reading = read(raw, name=f"f.{dialect.form}")
    assert reading.errors == []
    assert sorted(found(reading), key=str) == sorted(expected(dialect), key=str)


def test_there_are_enough_of_them():
    assert len(variants.VARIANTS) >= 60
    assert len({variants.write(variants.RECORDS, d) for d in variants.VARIANTS.values()}) >= 60
