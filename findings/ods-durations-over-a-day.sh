#!/usr/bin/env bash
# Hours worked or hours open, above 24, in an OpenDocument workbook.
#
# Expected: a duration, as from the same cells saved as .xlsx, where both openpyxl and calamine
# give a timedelta of 26 h 30.
# Happens: in .ods, calamine gives 07:30 as a time of day and 26:30 as text, "PT26H30M00S": one
# column holds two types. pandas's "odf" engine parses the shown text instead and refuses the
# whole file, though the cell is valid and shows 26:30.
# Matters: totals of hours per week or month are the rule in a town's sheets; the sum of such a
# column fails or leaves the long weeks out.
#
# Version: python-calamine 0.9.1, openpyxl 3.1.5, pandas 3.1.1, odfpy 1.4.1. Seen 2026-12-01,
# Python 3.11.
# Source: OpenDocument 1.3 part 3, office:time-value (an xsd duration). Not found documented.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check \
    pandas==3.1.1 \
    numpy==2.4.6 \
    odfpy==1.4.1 \
    openpyxl==3.1.5 \
    python-calamine==0.9.1 \
    python-dateutil==2.9.0.post0
cd "$work"
"$work/venv/bin/python" -I - <<'PYTHON'
import io
import zipfile

CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.3"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Feuille1">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""


def cell(kind, value, shown):
    return (
        f'<table:table-cell office:value-type="{kind}" {value}>'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def workbook(*rows):
    """Write an OpenDocument workbook as a spreadsheet program does."""
    table = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as pack:
        pack.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        pack.writestr("content.xml", CONTENT.format(rows=table))
        pack.writestr("META-INF/manifest.xml", MANIFEST)
    file.seek(0)
    return file


import datetime as dt

import openpyxl
import pandas as pd
from python_calamine import CalamineWorkbook


def calamine(file):
    return [row[0] for row in CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()]


short = cell("time", 'office:time-value="PT07H30M00S"', "07:30")
long = cell("time", 'office:time-value="PT26H30M00S"', "26:30")
ods = calamine(workbook([short], [long]))
print("ods, calamine :", ods)

book = openpyxl.Workbook()
for row, hours in enumerate((7.5, 26.5), 1):
    book.active.cell(row, 1, dt.timedelta(hours=hours)).number_format = "[h]:mm"
file = io.BytesIO()
book.save(file)
file.seek(0)
xlsx = calamine(file)
print("xlsx, calamine:", xlsx)
try:
    error = repr(pd.read_excel(workbook([short], [long]), engine="odf", header=None))
except ValueError as raised:
    error = str(raised)
print("ods, pandas   :", error)

assert xlsx == [dt.timedelta(hours=7.5), dt.timedelta(hours=26.5)]
assert ods == [dt.time(7, 30), "PT26H30M00S"]
assert "hour must be in 0..23" in error
PYTHON
