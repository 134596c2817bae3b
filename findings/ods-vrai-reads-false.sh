#!/usr/bin/env bash
# A ticked cell of a French workbook (.ods), read by pandas with its "odf" engine.
#
# Expected: the stored value. In OpenDocument a boolean cell stores office:boolean-value="true"
# whatever the language; the text beside it is only what the screen shows.
# Happens: pandas reads the shown text, and anything but the English word TRUE is False. In a
# workbook made in French the cell shows VRAI, so True reads as False, without a word; the
# "calamine" engine reads True.
# Matters: columns such as "ouvert", "grève", "inscrit" of a town that works in LibreOffice come
# out all False. Pass engine="calamine" to read_excel.
#
# Version: pandas 3.1.1, odfpy 1.4.1, python-calamine 0.9.1. Seen 2026-12-01, Python 3.11.
# Source: OpenDocument 1.3 part 3, office:boolean-value. Not found among pandas's issues (54994 is
# about the writer).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check \
    pandas==3.1.1 \
    numpy==2.4.6 \
    odfpy==1.4.1 \
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


import pandas as pd


def boolean(value, shown):
    return cell("boolean", f'office:boolean-value="{value}"', shown)


head = [cell("string", "", "ouvert")]
french = ([boolean("true", "VRAI")], [boolean("false", "FAUX")], [boolean("true", "VRAI")])
english = ([boolean("true", "TRUE")], [boolean("false", "FALSE")], [boolean("true", "TRUE")])
seen = {}
for language, rows in (("French", french), ("English", english)):
    for engine in ("odf", "calamine"):
        read = pd.read_excel(workbook(head, *rows), engine=engine)["ouvert"].tolist()
        seen[language, engine] = read
        print(language, engine, read)

right = [True, False, True]
assert seen["French", "odf"] == [False, False, False]
assert seen["English", "odf"] == seen["French", "calamine"] == seen["English", "calamine"] == right
PYTHON
