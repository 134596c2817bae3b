"""Hostile and enormous files: what civicai's reader says, how long it takes and how much memory.

    python benchmarks/hostile.py

Each file is read by a process of its own, whose memory is capped and whose time is limited: a
reader that unpacks a bomb dies there alone. The peak includes Python, pandas and what they load,
given in the first line. A file is fine when it is read or refused with a message that helps.
"""

from __future__ import annotations

import gzip
import io
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

MEGABYTE = 1 << 20
MEMORY, SECONDS = 8 << 30, 120
HEADER = "site;date;planned;served\n"
ROW = "Site 1;14/09/2018;{};{}\n"

Writer = Callable[[Path], None]
FILES: dict[str, Writer] = {}


def hostile(name: str) -> Callable[[Writer], Writer]:
    """Register what writes a file."""

    def register(write: Writer) -> Writer:
        FILES[name] = write
        return write

    return register


def text_file(name: str, parts: Callable[[], Iterator[str]]) -> None:
    @hostile(name)
    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(parts())


def days(count: int) -> Iterator[str]:
    """Write rows that are right, each with a site and day of its own."""
    for number in range(count):
        site, day = divmod(number, 28 * 12 * 30)
        year, day = divmod(day, 28 * 12)
        yield f"École {site};{day % 28 + 1:02d}/{day // 28 + 1:02d}/{1990 + year};{number % 900};7\n"


text_file("one right row", lambda: iter([HEADER, ROW.format(1, 2)]))
text_file("300 MB of right rows", lambda: iter([HEADER, *days(11_000_000)]))
text_file("20,000 columns", lambda: (";".join([*HEADER.strip().split(";"), *mark]) + "\n" for mark in (
    [f"c{i}" for i in range(20_000)], *[["1"] * 20_000] * 50)))
text_file("20,000 days side by side", lambda: iter([
    "site;" + ";".join(f"{d % 28 + 1:02d}/{d // 28 % 12 + 1:02d}/{1950 + d // 336}" for d in range(20_000)) + "\n",
    *(f"École {s}" + ";12" * 20_000 + "\n" for s in range(20))]))
text_file("one line of 100 MB", lambda: iter(["a" * 100 * MEGABYTE]))
text_file("100 MB of separators", lambda: iter([HEADER, *[";" * MEGABYTE] * 100]))
text_file("100 MB of line ends", lambda: iter([HEADER, *["\n" * MEGABYTE] * 100]))
text_file("a quotation mark never closed, 50 MB", lambda: iter([HEADER, '"', *[ROW.format(1, 2)] * 2_000_000]))
text_file("200,000 wrong rows, each its own", lambda: (
    [HEADER][0] if i == 0 else ROW.format(f"12 O{i}", f"{i} x") for i in range(200_000)))
text_file("200,000 rows of one key", lambda: iter([HEADER, *[ROW.format(1, 2)] * 200_000]))
text_file("cells of a million digits", lambda: iter([HEADER, *[ROW.format("9" * MEGABYTE, "1 " * MEGABYTE)] * 3]))
text_file("dates of a million characters", lambda: iter([HEADER, *[f"A;{'1/' * MEGABYTE};1;2\n", f"A;lundi {' ' * MEGABYTE}x;1;2\n"]]))
text_file("300 lines of title, then 1,000 headers", lambda: iter(["titre\n"] * 300 + [HEADER] * 1000 + [ROW.format(1, 2)]))
text_file("100,000 names that differ by a letter", lambda: iter([HEADER, *(f"école {i:x};14/09/2018;1;2\n" for i in range(100_000))]))


@hostile("20 MB of random bytes")
def write_noise(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(20 * MEGABYTE))


@hostile("gzip of 4 GB (4 MB)")
def write_gzip_bomb(path: Path) -> None:
    member = gzip.compress((HEADER + ROW.format(1, 2) * 600_000).encode())
    with path.open("wb") as file:
        for _ in range(4096 * MEGABYTE // (600_000 * 24)):
            file.write(member)


@hostile("gzip of a gzip of 4 GB (40 KB)")
def write_nested_bomb(path: Path) -> None:
    inner = gzip.compress(b"\0" * 64 * MEGABYTE) * 64
    path.write_bytes(gzip.compress(inner))


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'


def write_xlsx(path: Path, sheet: Iterator[str]) -> None:
    """Write a workbook of one sheet, by hand: no library writes these."""
    import openpyxl

    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for item in source.namelist():
            if item != "xl/worksheets/sheet1.xml":
                target.writestr(item, source.read(item))
        with target.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            for part in sheet:
                file.write(part.encode())


def sheet_of(rows: Iterator[str]) -> Iterator[str]:
    before, after = SHEET.split("{}")
    yield before
    yield '<row r="1">' + "".join(CELL.format(f"{c}1", h) for c, h in zip("ABCD", HEADER.strip().split(";"), strict=True)) + "</row>"
    yield from rows
    yield after


@hostile("xlsx of 2 GB of XML")
def write_xlsx_bomb(path: Path) -> None:
    write_xlsx(path, sheet_of(" " * MEGABYTE for _ in range(2048)))


@hostile("xlsx of 2 GB that declares 1 KB")
def write_lying_bomb(path: Path) -> None:
    write_xlsx(path, sheet_of(" " * MEGABYTE for _ in range(2048)))
    raw = path.read_bytes()
    with zipfile.ZipFile(path) as book:
        size = book.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(raw.replace(size.to_bytes(4, "little"), (1024).to_bytes(4, "little")))


@hostile("xlsx of two cells, A1 and XFD1048576")
def write_far_cell(path: Path) -> None:
    far = f'<row r="1048576">{CELL.format("XFD1048576", "x")}</row>'
    write_xlsx(path, sheet_of(iter([far])))


@hostile("xlsx of 1,000,000 rows, styled and blank")
def write_blank_rows(path: Path) -> None:
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>A</t></is></c><c r="B2"><v>43346</v></c><c r="D2"><v>3</v></c></row>'
    blank = (f'<row r="{i}"><c r="A{i}" s="0"/><c r="D{i}" s="0"/></row>' for i in range(3, 1_000_000))
    write_xlsx(path, sheet_of(part for rows in ([row], blank) for part in rows))


@hostile("ods that repeats a cell 16,384 x 1,048,576 times")
def write_ods_bomb(path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
    header = "".join(cell.format("", name) for name in HEADER.strip().split(";"))
    many = cell.format(' table:number-columns-repeated="16384"', "x")
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    rows = f'<table:table-row>{header}</table:table-row><table:table-row table:number-rows-repeated="1048575">{many}</table:table-row>'
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = "".join(f'<m:file-entry m:full-path="{p}" m:media-type="{t}"/>' for p, t in (("/", kind), ("content.xml", "text/xml")))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(zipfile.ZipInfo("mimetype"), kind)
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}">{entries}</m:manifest>')


READ = """
import sys
from civicai.canteen.schema import ATTENDANCE
from civicai import i18n
from civicai.errors import InputError
from civicai.tables import read_table
from dataclasses import replace
with i18n.use("en"):
    try:
        print(f"read: {len(read_table(sys.argv[1], replace(ATTENDANCE, wide='served'))):,} rows")
    except InputError as error:
        first = error.problems[0]
        print(f"refused, {len(error.problems)} problem(s): [{first.code}] {first.message}")
"""


def cap_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def read(path: Path) -> tuple[float, float, str]:
    """Return the seconds and the megabytes that a child took to read a file, and its message."""
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", READ, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=cap_memory,
    )
    deadline = f"STOPPED after {SECONDS} s"
    try:
        out, err = child.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return SECONDS, float("nan"), deadline
    message = out.strip() or f"DIED ({child.returncode}): {(err.strip().splitlines() or ['no message'])[-1]}"
    return time.perf_counter() - began, float("nan"), message
