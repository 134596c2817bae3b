from __future__ import annotations

import pytest

from civicai.tables import find_columns


def triples(reading):
    return sorted(
        zip(reading.column("site"), reading.days(), reading.column("served"), strict=True)
    )


LONG = [
    ("FERRY", "2018-09-14", 20.0),
    ("FERRY", "2018-09-17", 21.0),
    ("MACÉ", "2018-09-14", 10.0),
    ("MACÉ", "2018-09-17", 1011.0),
]


@pytest.mark.parametrize(
    "text",
    [
        "Date;MACÉ;FERRY\n14/09/2018;10;20\n17/09/2018;1 011;21\n",
        "Semaine;Date;MACÉ;FERRY;Total\n37;14/09/2018;10;20;30\n38;17/09/2018;1011;21;1032\n",
        "Date;MACÉ;FERRY;Météo\n14/09/2018;10;20;pluie\nTotal;1021;41;\n17/09/2018;1011;21;\n",
        "École;14/09/2018;17/09/2018\nMACÉ;10;1011\nFERRY;20;21\n",
        "École;vendredi 14 sept. 2018;lundi 17 sept. 2018;Total\n"
        "MACÉ;10;1011;1021\nFERRY;20;21;41\nTOTAL;30;1032;\n",
    ],
)
def test_a_column_for_each_site_or_day(read, text):
    reading = read(text)
    assert triples(reading) == LONG
    assert reading.told("C08").severity == "warning"


def test_the_finding_tells_how_the_columns_were_read(read):
    problem = read("Date;MACÉ;FERRY\n14/09/2018;10;20\n").told("C08")
    assert problem.message.startswith("2 columns were read as “site”, their cells as “served”")
    assert "“MACÉ”, “FERRY”" in problem.message


@pytest.mark.parametrize(
    "week", ["17/09/2018", "semaine du 17/09/2018", "2018-W38", "S38 2018", "2018-09-19"]
)
def test_a_column_for_each_weekday(read, week):
    text = f"École;Semaine;Lundi;Mardi;Jeudi;Vendredi\nMACÉ;{week};10;11;12;13\n"
    days = ["2018-09-17", "2018-09-18", "2018-09-20", "2018-09-21"]
    assert triples(read(text)) == list(zip(["MACÉ"] * 4, days, [10.0, 11, 12, 13], strict=True))


def test_weeks_that_tell_no_year_are_not_guessed(read):
    reading = read("École;Semaine;Lundi;Mardi\nMACÉ;38;10;11\n")
    assert set(reading.codes) == {"C01"}


def test_problems_name_the_line_and_the_column_of_the_file(read):
    reading = read("Date;MACÉ;FERRY\n14/09/2018;10;2O\n17/09/2018;-1;21\n")
    assert [(p.code, p.row, p.column) for p in reading.errors] == [
        ("N02", 2, "FERRY"),
        ("R01", 3, "MACÉ"),
    ]


def test_empty_cells_are_missing_values(read):
    reading = read("Date;MACÉ;FERRY\n14/09/2018;10;\n17/09/2018;11;21\n")
    assert reading.frame["served"].isna().tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    "text",
    [
        "Date;Convives prévus;Convives servis\n14/09/2018;10;20\n",
        "Date;Réels;Observations\n14/09/2018;10;20\n",
        "Date;Semaine;Mois\n14/09/2018;37;9\n",
        "Date;MACÉ;FERRY\n14/09/2018;pluie;vent\n",
    ],
)
def test_measures_counters_and_words_are_no_sites(read, text):
    assert set(read(text).codes) >= {"C01"}


def test_only_where_the_schema_allows_it(read, attendance):
    from dataclasses import replace

    reading = read("Date;MACÉ;FERRY\n14/09/2018;10;20\n", replace(attendance, wide=None))
    assert reading.codes == ["C01", "C01"]


def test_the_headers_of_a_wide_table_are_not_tied_to_columns(attendance, tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("Jour;MACÉ;FERRY\n14/09/2018;10;20\n", encoding="utf-8")
    assert find_columns(path, attendance) == {"date": "Jour"}


def test_a_wide_table_too_long_once_unfolded(read, monkeypatch):
    from civicai.tables import wide

    monkeypatch.setattr(wide, "MAX_ROWS", 3)
    assert read("Date;MACÉ;FERRY\n14/09/2018;10;20\n17/09/2018;1;2\n").codes == ["F04"]
