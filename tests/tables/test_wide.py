from __future__ import annotations

import pytest

from civicai.tables import Column, Schema, find_columns


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


def planned_and_served(reading):
    columns = ("site", "planned", "served")
    return sorted(zip(*map(reading.column, columns), reading.days(), strict=True))


BOTH = [
    ("FERRY", 50, 51, "2018-09-14"),
    ("FERRY", 52, 53, "2018-09-17"),
    ("MACÉ", 100, 98, "2018-09-14"),
    ("MACÉ", 101, 99, "2018-09-17"),
]


@pytest.mark.parametrize(
    "header",
    [
        ";MACÉ;;FERRY;\nDate;Prévus;Servis;Prévus;Servis\n",
        ";MACÉ;MACÉ;FERRY;FERRY\nDate;Prévus;Servis;Prévus;Servis\n",
        "Ville de X\n\nAnnée 2018;MACÉ;;FERRY;\nDate;Prévus;Servis;Prévus;Servis\n",
    ],
)
def test_measures_under_each_site(read, header):
    reading = read(header + "14/09/2018;100;98;50;51\n17/09/2018;101;99;52;53\n")
    assert planned_and_served(reading) == BOTH
    assert {"C08", "C09"} <= set(reading.codes)
    problem = read(header + "14/09/2018;100;98;50;5O\n").told("N02")
    assert problem.column == "FERRY, Servis"


def test_a_total_under_the_sites_is_none_and_a_site_may_lack_a_measure(read):
    header = ";MACÉ;;FERRY;Total;\nDate;Prévus;Servis;Servis;Prévus;Servis\n"
    reading = read(header + "14/09/2018;100;98;51;150;149\n")
    assert reading.column("site") == ["MACÉ", "FERRY"]
    assert reading.column("served") == [98, 51]
    assert reading.frame["planned"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    "text",
    [
        "Ville de X;;;;\nDate;Prévus;Servis;Prévus;Servis\n14/09/2018;1;2;3;4\n",
        ";MACÉ;;MACÉ;\nDate;Prévus;Servis;Prévus;Servis\n14/09/2018;1;2;3;4\n",
    ],
)
def test_measures_given_twice_without_two_sites_are_refused(read, text):
    assert "C02" in read(text).codes


@pytest.mark.parametrize(
    ("text", "twins"),
    [
        ("École;14/09/2018;17/09/2018;ven. 14/09/2018\nA;1;2;3\n", "“14/09/2018”, “ven. 14"),
        ("Date;MACÉ;FERRY;MACÉ\n14/09/2018;1;2;3\n", "“MACÉ”, “MACÉ”"),
    ],
)
def test_two_columns_for_one_day_or_site_are_one_error(read, text, twins):
    reading = read(text)
    assert [(p.code, p.row) for p in reading.errors] == [("C02", 1)]
    assert twins in reading.errors[0].message


def test_weeks_named_by_their_first_and_last_day(read):
    text = "École;Semaine;Lundi;Mardi\nMACÉ;du 17/09/2018 au 21/09/2018;10;11\n"
    assert read(text).days() == ["2018-09-17", "2018-09-18"]


def test_a_column_in_another_unit_is_no_site(read):
    reading = read("Date;MACÉ;FERRY;Température (°C)\n14/09/2018;10;20;18\n")
    assert reading.column("site") == ["MACÉ", "FERRY"]
    assert "Température" in reading.told("C06").message


def test_the_unit_of_the_measure_is_no_part_of_a_site(read):
    flows = Schema(
        "flows",
        (Column("sector", "text"), Column("time", "time"), Column("flow", "number", unit="m3/h")),
        key=("sector", "time"),
        wide="flow",
    )
    rows = "14/09/2018 00:00;1,5;2\n"
    reading = read("time;Nord (m3/h);Sud (m³/h)\n" + rows, flows)
    assert reading.column("sector") == ["Nord", "Sud"]
    assert read("time;Nord (l/s);Sud (l/s)\n" + rows, flows).codes[:2] == ["C07", "C07"]
