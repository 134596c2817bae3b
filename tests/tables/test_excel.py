from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from civicai.tables import excel

HEADER = ["École", "Date", "Réel"]
DAY = dt.datetime(2018, 9, 14)


def workbook(*sheets: list[list], **named: list[list]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    titled = {f"Feuil{i}": rows for i, rows in enumerate(sheets, start=1)} | named
    for title, rows in titled.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_typed_cells_need_no_guess(read):
    book = workbook([HEADER, ["A", DAY, 1204], ["B", DAY.date(), 12.0], ["C", DAY, None]])
    reading = read(saved(book), name="f.xlsx")
    assert reading.days() == ["2018-09-14"] * 3
    assert reading.column("served")[:2] == [1204, 12]
    assert reading.frame.index.tolist() == [2, 3, 4]
    assert reading.findings == []


def test_the_content_decides_and_not_the_name(read):
    assert read(saved(workbook([HEADER, ["A", DAY, 1]])), name="f.csv").column("served") == [1]


def test_titles_offsets_totals_and_texts(read):
    rows = [
        ["Fréquentation 2018"],
        [],
        [None, *HEADER, "Note"],
        [None, "A", DAY, "1 204", "x"],
        [None, "B", "17/09/2018", 12],
        [None, "TOTAL", None, "=SUM(D4:D5)"],
    ]
    reading = read(saved(workbook(rows)))
    assert reading.column("served") == [1204, 12]
    assert reading.days() == ["2018-09-14", "2018-09-17"]
    assert reading.frame.index.tolist() == [4, 5]
    assert {"F09", "F11", "D16", "C06"} <= set(reading.codes)


def test_dates_swapped_by_a_spreadsheet_set_to_english(read):
    swapped = [["A", dt.datetime(2018, 3, 9), 1], ["A", dt.datetime(2018, 4, 9), 1]]
    reading = read(saved(workbook([HEADER, *swapped, ["A", "25/09/2018", 1]])))
    assert (reading.codes, reading.errors[0].row) == (["D12"], 2)


def test_every_sheet_that_fits_is_read(read):
    book = workbook(
        Notice=[["Lire ceci"]],
        Janvier=[HEADER, ["A", DAY, 1]],
        Fevrier=[["titre"], HEADER, ["A", dt.datetime(2018, 9, 17), 2]],
    )
    reading = read(saved(book), name="f.xlsx")
    assert reading.column("served") == [1, 2]
    assert "“Janvier”, “Fevrier”" in reading.told("F15").message
    assert "“Notice”" in reading.told("F14").message


def test_problems_name_the_sheet(read):
    book = workbook(Janvier=[HEADER, ["A", DAY, 1]], Fevrier=[HEADER, ["A", DAY, 2]])
    problem = read(saved(book), name="f.xlsx").told("K01")
    assert problem.file == "f.xlsx [Fevrier]"
    assert "2 (f.xlsx [Janvier]) and 2" in problem.message


def test_hidden_sheets_are_left_aside_and_told(read):
    book = workbook(Janvier=[HEADER, ["A", DAY, 1]], Vieux=[HEADER, ["A", DAY, 2]])
    book["Vieux"].sheet_state = "hidden"
    reading = read(saved(book))
    assert reading.column("served") == [1]
    assert "“Vieux”" in reading.told("F14").message


def test_when_no_sheet_fits_the_closest_tells_why(read):
    reading = read(saved(workbook([["a"], [1]], [["École", "Réel"], ["A", 1]])))
    assert [(p.code, p.file) for p in reading.errors] == [("C01", "f.csv [Feuil2]")]


def test_cells_merged_downwards_are_filled_in_the_key_alone(read):
    book = workbook([HEADER, ["A", DAY, 1], [None, dt.datetime(2018, 9, 17), None]])
    book["Feuil1"].merge_cells("A2:A3")
    book["Feuil1"].merge_cells("C2:C3")
    reading = read(saved(book))
    assert reading.column("site") == ["A", "A"]
    assert reading.frame["served"].isna().tolist() == [False, True]
    assert reading.told("F17").count == 1


def test_wide_sheets_with_dates_for_headers(read):
    reading = read(
        saved(workbook([["École", DAY, dt.datetime(2018, 9, 17)], ["A", 1, 2], ["B", 3, 4]]))
    )
    assert reading.days() == ["2018-09-14", "2018-09-17"] * 2
    assert reading.column("served") == [1, 2, 3, 4]


def test_cells_without_a_header_are_told(read):
    reading = read(saved(workbook([HEADER, ["A", DAY, 1, None, "à revoir"], ["B", DAY, 2]])))
    assert reading.column("served") == [1, 2]
    assert reading.told("C10").count == 1


def test_booleans_are_no_numbers(read):
    assert read(saved(workbook([HEADER, ["A", DAY, True]]))).codes == ["N01"]


def test_an_empty_workbook(read):
    assert read(saved(workbook([[]]))).codes == ["F02"]


def replaced(content: bytes, part: str, new: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for member in old.infolist():
            archive.writestr(member, new if member.filename == part else old.read(member))
    return out.getvalue()


GOOD = saved(workbook([HEADER, ["A", DAY, 1]]))
SHEET = "xl/worksheets/sheet1.xml"


def test_a_workbook_bomb_is_refused_in_bounded_memory(read, monkeypatch):
    monkeypatch.setattr(excel, "MAX_BYTES", 1_000_000)
    bomb = replaced(GOOD, SHEET, b" " * 30_000_000)
    assert len(bomb) < 100_000
    assert read(bomb).codes == ["F04"]


def test_a_bomb_that_lies_about_its_size_is_refused(read):
    bomb = bytearray(replaced(GOOD, SHEET, b" " * 3_000_000))
    true = (3_000_000).to_bytes(4, "little")
    assert bomb.count(true) >= 2
    assert read(bytes(bomb.replace(true, (1000).to_bytes(4, "little")))).codes == ["F03"]


def with_row(cells: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        sheet = archive.read(SHEET)
    row = f'<row r="1048576">{cells}</row></sheetData>'.encode()
    return replaced(GOOD, SHEET, sheet.replace(b"</sheetData>", row))


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="XFD1048576" t="n"><v>1</v></c>',
        '<c t="n" r="A9999999"><v>1</v></c>',
        "<c><v>1</v></c>" * 16_384,
        '<c t="n"><v>1</v></c>' * 16_384,
    ],
)
def test_a_cell_far_off_does_not_fill_the_memory(read, cells):
    assert read(with_row(cells)).codes == ["F04"]


def test_a_format_without_value_far_off_is_nothing(read):
    cells = '<c r="A1048576" s="1"/><c r="XFD1048576" s="1"/>'
    assert read(with_row(cells)).column("served") == [1]


def test_damaged_workbooks_say_so(read):
    assert read(replaced(GOOD, SHEET, b"<worksheet><sheetData><row")).codes in (["F03"], ["F02"])
    assert read(replaced(GOOD, "xl/workbook.xml", b"nothing")).codes == ["F03"]
    assert read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600).codes == ["F03"]
    assert read(GOOD[: len(GOOD) // 2]).codes == ["F03"]


def open_document(body: str) -> bytes:
    buffer = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    names = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{names}:{name}:1.0"' for name in ("office", "table", "text"))
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            "</manifest:manifest>",
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Feuille1">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return buffer.getvalue()


def ods_row(*cells: str, repeat: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{repeat}">{"".join(cells)}</table:table-row>'
    )


def ods_text(value: str, repeat: int = 1) -> str:
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeat}">'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


ODS_ROWS = ods_row(*map(ods_text, HEADER)) + ods_row(
    ods_text("A"),
    '<table:table-cell office:value-type="date" office:date-value="2018-09-14"/>',
    '<table:table-cell office:value-type="float" office:value="12"/>',
)


def test_open_document_sheets(read):
    blank = ods_row('<table:table-cell table:number-columns-repeated="16384"/>', repeat=1_048_000)
    reading = read(open_document(ODS_ROWS + blank), name="f.ods")
    assert (reading.days(), reading.column("served")) == (["2018-09-14"], [12])


def test_an_open_document_that_repeats_a_value_without_end(read):
    bomb = ods_row(ods_text("x", repeat=16_384), repeat=1_000_000)
    assert read(open_document(ODS_ROWS + bomb)).codes == ["F04"]


@pytest.mark.parametrize("cell", ["#REF!", "#DIV/0!", "#VALUE!"])
def test_cells_in_error_are_refused(read, cell):
    problem = read(saved(workbook([HEADER, ["A", DAY, 1], ["B", DAY, cell]]))).told("N07")
    assert (problem.row, problem.column, problem.value) == (3, "Réel", cell)


@pytest.mark.parametrize(("shown", "code"), [("#DIV/0!", "N07"), ("Err:502", "N01")])
def test_open_document_cells_in_error_are_refused(read, shown, code):
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        f'office:string-value="" calcext:value-type="error"><text:p>{shown}</text:p>'
        "</table:table-cell>"
    )
    day = '<table:table-cell office:value-type="date" office:date-value="2018-09-15"/>'
    problem = read(open_document(ODS_ROWS + ods_row(ods_text("A"), day, error))).told(code)
    assert (problem.row, problem.value) == (3, shown)


ERROR_CELL = b"\x05\x02\x08\x00" + b"\x02\x00\x02\x00\x0f\x00" + b"\x07\x01"
FAILED_FORMULA = (
    b"\x06\x00\x1b\x00" + b"\x03\x00\x02\x00\x0f\x00" + b"\x02\x00\x07\x00\x00\x00\xff\xff"
)


@pytest.mark.parametrize(
    ("records", "count"), [(ERROR_CELL, 1), (FAILED_FORMULA + ERROR_CELL, 2), (b"\x00" * 40, 0)]
)
def test_cells_in_error_of_an_old_workbook_are_counted(records, count):
    """The reader of .xls gives them as empty cells: nobody would know."""
    told = excel._old_errors(b"\xd0\xcf\x11\xe0" + b"\x00" * 508 + records, "f.xls")
    assert [(problem.code, problem.count) for problem in told] == [("F20", count)] * bool(count)
    assert excel._old_errors(b"PK\x03\x04" + records, "f.xlsx") == []


@pytest.mark.parametrize("row", [["B", DAY, "=1+1"], ['=A1&"B"', DAY, 1]])
def test_formulas_without_their_result_are_refused(read, row):
    problem = read(saved(workbook([HEADER, ["A", DAY, 1], row]))).told("N07")
    assert (problem.row, "result" in problem.message) == (3, True)


def test_values_that_are_not_available_are_missing_and_told(read):
    reading = read(saved(workbook([HEADER, ["A", DAY, 1], ["B", DAY, "#N/A"]])))
    assert reading.column("served")[0] == 1
    assert reading.told("N09").row == 3


def test_blank_rows_with_a_style_are_no_table(read):
    book = workbook([HEADER])
    for row in range(2, 50):
        book.active.cell(row, 1).number_format = "0.00"
    assert read(saved(book)).codes == ["F02"]


def test_open_document_cells_merged_downwards_are_filled(read):
    def row(site, day, served):
        date = f'<table:table-cell office:value-type="date" office:date-value="2018-09-{day}"/>'
        count = f'<table:table-cell office:value-type="float" office:value="{served}"/>'
        return ods_row(site, date, count)

    merged = ods_text("A").replace("<table:table-cell", "<table:table-cell MERGED")
    merged = merged.replace(
        "MERGED", 'table:number-columns-spanned="1" table:number-rows-spanned="2"'
    )
    head = ods_row(*map(ods_text, HEADER))
    body = (
        row(merged, 14, 1) + row("<table:covered-table-cell/>", 17, 2) + row(ods_text("B"), 17, 3)
    )
    reading = read(open_document(head + body), name="f.ods")
    assert reading.column("site") == ["A", "A", "B"]
    assert reading.told("F17").count == 1
