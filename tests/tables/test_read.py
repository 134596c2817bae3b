from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from civicai import i18n
from civicai.errors import TableError
from civicai.tables import Column, Schema, find_columns, read_table, read_table_with_findings


def data(name: str) -> Path:
    folder = os.environ.get("CIVICAI_DATA")
    if not folder:
        pytest.skip("CIVICAI_DATA is not set: the real data are not here")
    return Path(folder) / name


def test_a_messy_file_is_read_and_everything_is_told(read):
    text = (
        "Ville de X – restauration scolaire;;;;\n\n"
        "École;Jour;Prévus;Réel;Météo\n"
        "JEAN MACÉ;03/09/2018;1 210;1 204;soleil\n"
        "JEAN MACÉ;14/09/2018;NC;1 198;\n"
        "TOTAL;;1 210;2 402;\n"
    )
    reading = read(text, written="cp1252")
    assert reading.column("served") == [1204, 1198]
    assert sorted(reading.codes) == ["C06", "F08", "F09", "F11", "N09"]


def test_all_errors_come_at_once_in_the_order_of_the_lines(read):
    text = "École;Jour;Réel\nA;31/02/2018;12\nB;14/09/2018;12 O\nC;15/09/2018;-1\nC;15/09/2018;1\n"
    codes = [(p.code, p.row) for p in read(text).errors]
    assert codes == [("D02", 2), ("N02", 3), ("R01", 4), ("K01", 5)]


def test_errors_read_as_sentences(attendance, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("École;Jour;Réel\nA;14/09/2018;12 O\n", encoding="utf-8")
    with pytest.raises(TableError) as caught:
        read_table(path, attendance)
    assert str(caught.value) == (
        "[N02] f.csv, line 2, column “Réel”: “12 O” is not a number. Write 120."
    )


def test_errors_are_in_the_language_of_the_reader(attendance, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("École;Jour;Réel\nA;14/09/2018;12 O\n", encoding="utf-8")
    with i18n.use("fr"), pytest.raises(TableError) as caught:
        read_table(path, attendance)
    (problem,) = caught.value.problems
    assert "n’est pas un nombre" in problem.message
    assert problem.hint == "Écrivez 120."


def test_columns_found_are_those_that_can_be_given_back(attendance, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("École;Jour;Réel;x\nA;14/09/2018;12;1\n", encoding="utf-8")
    found = find_columns(path, attendance)
    assert found == {"site": "École", "date": "Jour", "served": "Réel"}
    assert read_table(path, attendance, columns=found)["served"].tolist() == [12]


def test_importing_the_room_is_light():
    code = "import sys, civicai.tables; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    assert not {"pandas", "numpy", "python_calamine", "chardet"} & set(loaded.stdout.split())


def test_a_hundred_thousand_rows_are_read_within_a_second_or_so(attendance, tmp_path):
    days = [f"2018-{month:02d}-{day:02d}" for month in range(1, 13) for day in range(1, 29)]
    sites = [f"SITE {i}" for i in range(298)]
    rows = [f"{s};E;{d};{i % 300};{i % 290}" for i, s in enumerate(sites) for d in days]
    path = tmp_path / "big.csv"
    path.write_text("site;service;date;planned;served\n" + "\n".join(rows), encoding="utf-8")
    begun = time.process_time()
    frame = read_table(path, attendance)
    assert len(frame) == 298 * 336 > 100_000
    assert time.process_time() - begun < 3  # 0.6 s on a quiet machine


def test_eight_years_of_a_real_city(attendance):
    path = data("canteen/nantes_frequentation_2011_2018.csv.gz")
    frame, findings = read_table_with_findings(path, attendance)
    assert (len(frame), frame["served"].isna().sum()) == (94_633, 3_949)
    assert (frame["served"].max(), frame["date"].min().year) == (1359, 2011)
    asked = {finding.value for finding in findings if finding.code == "T05"}
    assert "CHENE DARON" in asked
    assert len(asked) < 10


@pytest.mark.parametrize(
    ("name", "columns", "rows"),
    [
        ("canteen/nantes_menus_2011_2015.csv", {"date": "date", "text": "menu"}, 6196),
        ("canteen/nantes_menus_2016_2019.csv", {"date": "Date", "text": "Plat"}, 3794),
        ("canteen/nantes_journees_de_greve.csv", {"date": "Jour", "text": "Evenement"}, 173),
        ("canteen/nantes_vacances_2011_2019.csv", {"date": "date_start", "text": "Nom"}, 80),
    ],
)
def test_real_files_of_all_ages(name, columns, rows):
    schema = Schema("x", (Column("date", "date"), Column("text", "text")))
    frame = read_table(data(name), schema, columns=columns)
    assert len(frame) == rows
    assert frame["date"].between("2010-01-01", "2021-01-01").all()
    assert not frame["text"].str.contains("[\ufffdÃŽ]").any()
