"""The columns of a file are told from its head: the same as from the whole of it, at less cost."""

from __future__ import annotations

import datetime as dt
import gzip
import importlib.util
import io
import os
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from civicai.errors import TableError
from civicai.tables import Column, Head, Schema, excel, file_head, find_columns, read_table
from civicai.tables.files import open_file
from civicai.tables.read import _parts

_FILE = Path(__file__).with_name("variants.py")
_SPEC = importlib.util.spec_from_file_location("table_variants", _FILE)
variants = sys.modules[_SPEC.name] = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(variants)

FLOWS = Schema(
    "flows",
    (
        Column("sector", "text", aliases=("école", "site_nom", "park", "name")),
        Column("time", "time", aliases=("jour", "date", "timestamp")),
        Column("flow", "number", aliases=("servis", "réel")),
    ),
    key=("sector", "time"),
    wide="flow",
)
FOUND = {"site": "École", "date": "Date", "planned": "Prévus", "served": "Réel"}


def of_the_whole(source, schema: Schema) -> dict[str, str]:
    """Return what all the lines of a file say of its columns."""
    parts, _findings = _parts(open_file(source), schema, None, {})
    return {
        name: match.headers[position]
        for grid, match in parts
        for name, position in match.positions.items()
        if position not in grid.made
    }


@pytest.mark.parametrize("name", variants.VARIANTS)
def test_the_head_of_a_variant_says_what_all_of_it_does(name, attendance, tmp_path):
    path = tmp_path / "f"
    path.write_bytes(variants.write(variants.RECORDS, variants.VARIANTS[name]))
    head = Head(path)
    for schema in (attendance, FLOWS):
        assert head.find_columns(schema) == of_the_whole(path, schema)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("canteen/nantes_frequentation_2011_2018.csv.gz", 5),
        ("natural_risk/garonne_flood_2022_levels.csv.gz", 1),
        ("water/ltown_sim_flows_30min.csv.gz", 1),
    ],
)
def test_the_head_of_a_real_file_says_what_all_of_it_does(name, columns, attendance):
    folder = os.environ.get("CIVICAI_DATA")
    if not folder:
        pytest.skip("CIVICAI_DATA is not set: the real data are not here")
    schema = attendance if columns == 5 else FLOWS
    found = find_columns(Path(folder, name), schema)
    assert len(found) == columns
    assert found == of_the_whole(Path(folder, name), schema)


SITES = [f"École élémentaire n° {i}" for i in range(2600)]
MANY = [variants.Record(s, dt.date(2018, 9, d), 12, 10) for s in SITES for d in range(3, 13)]


@pytest.fixture(scope="module")
def long_text() -> str:
    text = variants.write(MANY, variants.BASE).decode()
    assert len(text) > 1_000_000
    return text


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", *variants.ENCODINGS])
def test_a_long_text_is_cut_between_two_characters(attendance, long_text, tmp_path, encoding, end):
    content = long_text.replace("\r\n", end).encode(encoding)
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    assert find_columns(path, attendance) == FOUND
    assert find_columns(io.BytesIO(gzip.compress(content, 1)), attendance) == FOUND


WRONG = {
    "quote": b'A;"3/9/2018;1;1\nB;4/9/2018;2;2\n',
    "zero": b"\0",
    "mixed": "é".encode("latin-1"),
    "long": b"a;" * 2_000_000,
}


@pytest.mark.parametrize("tail", WRONG)
def test_what_is_wrong_far_below_is_left_to_the_reading(attendance, long_text, tmp_path, tail):
    path = tmp_path / "f.csv"
    path.write_bytes(long_text.encode() + WRONG[tail])
    assert find_columns(path, attendance) == FOUND
    with pytest.raises(TableError):
        read_table(path, attendance)


def test_several_schemas_share_one_opening_and_one_cut(attendance, tmp_path, monkeypatch):
    path = tmp_path / "f.csv"
    path.write_bytes(variants.write(variants.RECORDS, variants.BASE))
    head = Head(path)
    path.unlink()
    monkeypatch.setattr("civicai.tables.separated.csv.reader", None)
    assert head.find_columns(attendance) == FOUND
    assert head.find_columns(FLOWS) == {"sector": "École", "time": "Date", "flow": "Réel"}


def test_a_long_sheet_is_cut_at_its_first_lines(attendance, tmp_path, monkeypatch):
    book = openpyxl.Workbook()
    for row in [["Titre"], ["École", "Date", "Réel"], *[["A", "03/09/2018", 1]] * 3000]:
        book.active.append(row)
    book.save(tmp_path / "f.xlsx")
    lines = []
    rows = excel._rows
    monkeypatch.setattr(excel, "_rows", lambda *given: lines.append(rows(*given)) or lines[-1])
    head = Head(tmp_path / "f.xlsx")
    assert head.find_columns(attendance) == {"site": "École", "date": "Date", "served": "Réel"}
    assert [len(sheet) for sheet in lines] == [1000]


def test_of_a_parquet_file_the_schema_is_enough(attendance, tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet")
    frame = pd.DataFrame({"École": ["A"], "Jour": ["2018-09-14"], "Réel": [12], "x": [1]})
    frame.to_parquet(tmp_path / "f.parquet")
    monkeypatch.setattr(parquet.ParquetFile, "read", None)
    found = find_columns(tmp_path / "f.parquet", attendance)
    assert found == {"site": "École", "date": "Jour", "served": "Réel"}


def test_the_first_bytes_of_a_file_come_out_of_their_compression(tmp_path):
    content = bytes(range(256)) * 1000
    (tmp_path / "plain").write_bytes(content)
    (tmp_path / "zipped").write_bytes(gzip.compress(content))
    for name in ("plain", "zipped"):
        assert file_head(tmp_path / name) == content[:65_536]
        assert file_head(tmp_path / name, 10) == content[:10]
        assert file_head(tmp_path / name, 10**6) == content
    (tmp_path / "cut").write_bytes(gzip.compress(os.urandom(10**6))[:-100_000])
    assert len(file_head(tmp_path / "cut")) == 65_536
    with pytest.raises(TableError) as caught:
        file_head(tmp_path / "cut", 10**6)
    assert [p.code for p in caught.value.problems] == ["F03"]
    with pytest.raises(TableError) as caught:
        file_head(tmp_path / "absent")
    assert [(p.code, p.file) for p in caught.value.problems] == [("F01", "absent")]
