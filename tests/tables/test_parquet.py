from __future__ import annotations

import sys

import pandas as pd
import pytest

DATA = {
    "École": ["A", "B"],
    "Jour": pd.to_datetime(["2018-09-14", "2018-09-17"]),
    "Réel": [12.0, None],
    "x": [1, 2],
}


def test_without_the_extra_the_way_out_is_told(read, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    problem = read(b"PAR1....PAR1").told("F16")
    assert "civicai[parquet]" in problem.hint


def test_parquet_files(read, tmp_path):
    pytest.importorskip("pyarrow", reason="the extra “parquet” is not installed")
    path = tmp_path / "x.parquet"
    pd.DataFrame(DATA).to_parquet(path)
    reading = read(path.read_bytes(), name="x.parquet")
    assert reading.days() == ["2018-09-14", "2018-09-17"]
    assert reading.frame["served"].isna().tolist() == [False, True]
    assert reading.frame.index.tolist() == [1, 2]
    assert "“x”" in reading.told("C06").message


def test_damaged_parquet_files(read):
    pytest.importorskip("pyarrow", reason="the extra “parquet” is not installed")
    assert read(b"PAR1" + b"\x00" * 50 + b"PAR1").codes == ["F03"]
