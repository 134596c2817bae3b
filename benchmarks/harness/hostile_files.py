"""Hostile and enormous files, each written piece by piece so that writing takes little memory."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

MEGABYTE = 1 << 20
NAMES = ("site", "date", "planned", "served")
HEADER = ";".join(NAMES) + "\n"
ROW = "École 1;14/09/2018;1;2\n"
LONG = 100_000  # characters of a cell, below what Python's csv takes for an error


MONTHS = [f"/{month:02d}/{year}" for year in range(1965, 2025) for month in range(1, 13)]
DAYS = [f"{day:02d}{month}" for month in MONTHS for day in range(1, 29)]


def right_rows(sites: int) -> Iterator[str]:
    """20,160 rows a site, one a day."""
    yield HEADER
    for site in range(sites):
        yield "".join([f"École {site};{day};{site % 90};7\n" for day in DAYS])


def many_columns() -> Iterator[str]:
    others = 20_000 - len(NAMES)
    yield ";".join([*NAMES, *(f"c{i}" for i in range(others))]) + "\n"
    for site in range(50):
        yield f"École {site};14/09/2018;1;2" + ";1" * others + "\n"


def many_days() -> Iterator[str]:
    yield "site;" + ";".join(DAYS) + "\n"
    for site in range(20):
        yield f"École {site}" + ";12" * len(DAYS) + "\n"


def one_line() -> Iterator[str]:
    for _ in range(100):
        yield "a" * MEGABYTE


def separators() -> Iterator[str]:
    yield HEADER
    for _ in range(100):
        yield ";" * MEGABYTE


def separator_lines() -> Iterator[str]:
    yield HEADER
    for _ in range(190):
        yield ";" * 999_000 + "\n"


def line_ends() -> Iterator[str]:
    yield HEADER
    for _ in range(100):
        yield "\n" * MEGABYTE


def open_quotation() -> Iterator[str]:
    yield HEADER + '"'
    for _ in range(2_000):
        yield ROW * 1_000


def wrong_rows() -> Iterator[str]:
    yield HEADER
    for i in range(200_000):
        yield f"École {i};{i}/09/2018;{i} O;12 O{i}\n"


def equal_rows() -> Iterator[str]:
    yield HEADER
    for _ in range(200):
        yield ROW * 1_000


def long_numbers() -> Iterator[str]:
    yield HEADER
    for digits in ("9" * LONG, "1 " * (LONG // 2), "1" + "," * LONG, "1" + " " * LONG + "x"):
        yield f"École;14/09/2018;1;{digits}\n"


def long_dates() -> Iterator[str]:
    yield HEADER
    for day in (
        "1/" * (LONG // 2),
        "lundi" + " " * LONG + "x",
        "1" * LONG,
        "3 sept." * (LONG // 7),
    ):
        yield f"École;{day};1;2\n"


def many_headers() -> Iterator[str]:
    yield "titre\n" * 300 + HEADER * 100_000 + ROW


def near_names() -> Iterator[str]:
    yield HEADER
    for i in range(100_000):
        yield f"École numéro {i:x};14/09/2018;1;2\n"


def noise() -> Iterator[str]:
    rng = random.Random(1)
    for _ in range(20):
        yield rng.randbytes(MEGABYTE).decode("latin-1")


def write_text(
    make: Callable[[], Iterator[str]], encoding: str = "utf-8"
) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("w", encoding=encoding, newline="") as file:
            file.writelines(make())

    return write


def write_gzip_bomb(path: Path) -> None:
    """4 GB of right text in 16 MB: a gzip may have many members, here always the same."""
    member = gzip.compress((ROW * 20_000).encode())
    with path.open("wb") as file:
        file.write(gzip.compress(HEADER.encode()))
        for _ in range(4096 * MEGABYTE // (20_000 * len(ROW.encode()))):
            file.write(member)


def write_nested_bomb(path: Path) -> None:
    path.write_bytes(gzip.compress(gzip.compress(b"\0" * 16 * MEGABYTE) * 256))


SHEET = "xl/worksheets/sheet1.xml"
SHEET_XML = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>',
    "</sheetData></worksheet>",
)
TEXT_CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'


def write_workbook(path: Path, rows: Iterator[str]) -> None:
    """Write an xlsx whose sheet is given as XML: no library would write these."""
    import openpyxl

    blank = io.BytesIO()
    openpyxl.Workbook().save(blank)
    compressed = {"compression": zipfile.ZIP_DEFLATED, "compresslevel": 1}
    with zipfile.ZipFile(blank) as source, zipfile.ZipFile(path, "w", **compressed) as target:
        for name in source.namelist():
            if name != SHEET:
                target.writestr(name, source.read(name))
        with target.open(SHEET, "w", force_zip64=True) as sheet:
            sheet.write(SHEET_XML[0].encode())
            cells = (TEXT_CELL.format(f"{c}1", n) for c, n in zip("ABCD", NAMES, strict=True))
            sheet.write(f'<row r="1">{"".join(cells)}</row>'.encode())
            for row in rows:
                sheet.write(row.encode())
            sheet.write(SHEET_XML[1].encode())


def spaces() -> Iterator[str]:
    for _ in range(2048):
        yield " " * MEGABYTE


def write_xlsx_bomb(path: Path) -> None:
    write_workbook(path, spaces())


def write_lying_bomb(path: Path) -> None:
    """2 GB of XML that the archive declares to be 1 KB."""
    write_xlsx_bomb(path)
    with zipfile.ZipFile(path) as book:
        size = book.getinfo(SHEET).file_size
    raw = path.read_bytes()
    for width in (4, 8):
        raw = raw.replace(size.to_bytes(width, "little"), (1024).to_bytes(width, "little"))
    path.write_bytes(raw)


def write_far_cell(path: Path) -> None:
    cell = TEXT_CELL.format("XFD1048576", "x")
    write_workbook(path, iter([f'<row r="1048576">{cell}</row>']))


def write_blank_rows(path: Path) -> None:
    blank = (
        f'<row r="{i}"><c r="A{i}" s="0"/><c r="D{i}" s="0"/></row>' for i in range(2, 1_000_000)
    )
    write_workbook(path, blank)


def write_ods_bomb(path: Path) -> None:
    """One cell, repeated 16,384 times in a row that is repeated 1,048,575 times."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    cell = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
    names = "".join(cell.format("", name) for name in NAMES)
    many = cell.format(' table:number-columns-repeated="16384"', "x")
    spaces = "".join(f' xmlns:{n}="{urn}:{n}:1.0"' for n in ("office", "table", "text"))
    content = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="S"><table:table-row>{names}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="1048575">{many}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    entry = '<m:file-entry m:full-path="{}" m:media-type="{}"/>'
    entries = entry.format("/", kind) + entry.format("content.xml", "text/xml")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(zipfile.ZipInfo("mimetype"), kind)
        book.writestr("content.xml", content)
        book.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{urn}:manifest:1.0">{entries}</m:manifest>',
        )


#: What the file is -> (ending of its name, what writes it).
FILES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "one right row": ("csv", write_text(lambda: iter([HEADER, ROW]))),
    "1,995,840 right rows": ("csv", write_text(lambda: right_rows(99))),
    "11,491,200 right rows": ("csv", write_text(lambda: right_rows(570))),
    "20,000 columns": ("csv", write_text(many_columns)),
    "20,000 days side by side": ("csv", write_text(many_days)),
    "one line of 100 MB": ("csv", write_text(one_line)),
    "100 MB of separators": ("csv", write_text(separators)),
    "190 lines of 1 MB of separators": ("csv", write_text(separator_lines)),
    "100 MB of line ends": ("csv", write_text(line_ends)),
    "quotation mark never closed": ("csv", write_text(open_quotation)),
    "200,000 wrong rows, each its own": ("csv", write_text(wrong_rows)),
    "200,000 times the same row": ("csv", write_text(equal_rows)),
    "numbers of 100,000 characters": ("csv", write_text(long_numbers)),
    "dates of 100,000 characters": ("csv", write_text(long_dates)),
    "100,000 headers": ("csv", write_text(many_headers)),
    "100,000 names alike": ("csv", write_text(near_names)),
    "20 MB of random bytes": ("csv", write_text(noise, "latin-1")),
    "gzip of 4 GB": ("csv.gz", write_gzip_bomb),
    "gzip of a gzip of 4 GB": ("csv.gz", write_nested_bomb),
    "xlsx of 2 GB": ("xlsx", write_xlsx_bomb),
    "xlsx of 2 GB that declares 1 KB": ("xlsx", write_lying_bomb),
    "xlsx whose second cell is XFD1048576": ("xlsx", write_far_cell),
    "xlsx of 1,000,000 blank rows": ("xlsx", write_blank_rows),
    "ods of 17 thousand million cells": ("ods", write_ods_bomb),
}
