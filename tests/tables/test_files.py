from __future__ import annotations

import gzip
import io
import os
import zipfile

import pytest

from civicai.errors import TableError
from civicai.tables import Column, Schema, files, read_table

GOOD = "École;Date;Réel\nA;2018-09-03;12\n".encode()


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"\xff\xd8\xff\xe0....", "JPEG"),
        (b"<!DOCTYPE html><html><table>", "HTML"),
        (b"\xef\xbb\xbf <html><body>", "HTML"),
        (b'{"a": 1}', "JSON"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (zipped(a=b"1"), "zip"),
        (zipped(word__document=b"1"), "text document"),
        (zipped(**{"xl/workbook.bin": b"1"}), "xlsb"),
        (b"SQLite format 3\x00...", "SQLite"),
    ],
)
def test_what_is_no_table_is_named(read, content, what):
    problem = read(content).told("F03")
    assert what in problem.message
    assert problem.hint
    assert problem.file == "f.csv"


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\xef\xbb\xbf", b" \r\n ", gzip.compress(b"", mtime=0)]
)
def test_empty_files_say_so(read, content):
    assert read(content).codes == ["F02"]


def test_a_file_that_is_not_there(attendance, tmp_path):
    with pytest.raises(TableError) as caught:
        read_table(tmp_path / "none.csv", attendance)
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("F01", "none.csv")


def test_paths_buffers_and_texts_are_read_alike(attendance, tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(GOOD))
    frames = [
        read_table(source, attendance)
        for source in (path, os.fspath(path), io.BytesIO(GOOD), io.StringIO(GOOD.decode()))
    ]
    assert all(frame.equals(frames[0]) for frame in frames)
    assert frames[0]["served"].tolist() == [12]


def test_a_gzip_bomb_is_refused_in_bounded_memory(read, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 1_000_000)
    bomb = gzip.compress(b"a;b\n" * 5_000_000)
    assert len(bomb) < 100_000
    assert read(bomb).codes == ["F04"]


def test_a_file_too_large_is_refused_before_it_is_read_whole(attendance, monkeypatch):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            assert size >= 0, "read without bound"
            self.given += size
            return b"x" * size

    monkeypatch.setattr(files, "MAX_BYTES", 1_000_000)
    source = Endless()
    with pytest.raises(TableError, match="F04"):
        read_table(source, attendance)
    assert source.given <= 1_000_001


def test_cut_archives_say_so(read):
    assert read(gzip.compress(GOOD * 1000)[:40]).codes == ["F03"]
    assert read(zipped(xl__workbook=b"1")[:60]).codes == ["F03"]


def test_too_many_columns_are_refused(read):
    wide = ";".join(f"c{i}" for i in range(20_000))
    reading = read(f"École;Date;Réel;{wide}\nA;2018-09-03;12\n")
    assert reading.codes == ["F04"]
    assert "500" in reading.errors[0].message


def test_too_many_rows_are_refused(read, monkeypatch):
    from civicai.tables import separated

    monkeypatch.setattr(separated, "MAX_ROWS", 10)
    monkeypatch.setattr(separated, "_CHUNK", 4)
    schema = Schema("x", (Column("n", "integer"),))
    assert read("n\n" + "1\n" * 10, schema).column("n") == [1.0] * 10
    assert read("n\n" + "1\n" * 11, schema).codes == ["F04"]


def test_an_archive_inside_an_archive_is_named(read):
    assert "gzip" in read(gzip.compress(gzip.compress(GOOD))).told("F03").message


def test_a_line_of_separators_without_end_is_refused_before_it_is_cut(read, monkeypatch):
    monkeypatch.setattr(files, "MAX_LINE", 2_000_000)
    assert read(GOOD + b";" * 2_100_000).codes == ["F04"]
    assert read(GOOD + b"B;2018-09-03;13;\n" * 200_000).told("K01")


def test_the_mark_that_ends_the_files_of_dos_is_left_out(read):
    assert read(GOOD.removesuffix(b"\n") + b"\x1a").column("served") == [12]


def test_long_lines_of_separators_are_cut_as_they_come(read):
    text = "École;Date;Réel\nA;2018-09-03;12\n" + (";" * 70_000 + "\n") * 40 + "B;2018-09-03;1\n"
    reading = read(text)
    assert reading.column("site") == ["A", "B"]
    assert reading.frame.index.tolist() == [2, 43]
