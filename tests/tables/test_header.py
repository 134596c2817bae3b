from __future__ import annotations

import pytest

from civicai import i18n
from civicai.tables import Column, Schema

ROW = "\nA;2018-09-03;12\n"


def test_titles_above_the_header_are_left_aside_and_told(read):
    title = "Fréquentation des cantines;;\nVille de X;Date : 03/09/2018;\n\n"
    reading = read(title + "École;Date;Réel" + ROW)
    assert reading.column("served") == [12]
    assert reading.frame.index.tolist() == [5]
    assert reading.told("F09").count == 3


def test_a_header_far_below_is_found(read):
    assert read("note;;\n" * 50 + "École;Date;Réel" + ROW).column("served") == [12]


def test_a_missing_column_lists_what_was_found_and_what_is_accepted(read):
    problem = read("École;Réel;Jour de semaine\nA;12;lundi\n").told("C01")
    assert "“date”" in problem.message
    assert "“École”, “Réel”, “Jour de semaine”" in problem.message
    assert "date du repas" in problem.hint
    assert problem.hint.endswith("If it is “Jour de semaine”, rename it “date”.")


def test_a_column_is_named_as_in_the_template_of_the_reader_language(read):
    with i18n.use("fr"):
        problem = read("École;Date;Adultes\nA;03/09/2018;12\n").told("C01")
    assert "«\u202fservis\u202f»" in problem.message
    assert problem.hint.endswith("Si le fichier ne l’a pas, ajoutez-la.")


def test_every_missing_column_is_told_with_the_errors_of_the_others(read):
    reading = read("École;Prévus\nA;12 O\n")
    assert reading.codes == ["C01", "C01", "N02"]


def test_two_columns_that_could_be_the_date(read):
    problem = read("École;Date;Jour;Réel\nA;2018-09-03;2018-09-03;12\n").told("C02")
    assert "“Date” and “Jour”" in problem.message
    assert problem.hint == "Rename or delete what is not that column."


def test_rivals_are_not_read_until_they_are_settled(read):
    assert read("École;Date;Jour;Réel\nA;2018-09-03;x;12 O\n").codes == ["C02", "N02"]


def test_a_column_of_weekdays_is_no_rival_of_the_date(read):
    reading = read("Jour;Date;École;Réel\nlundi;10/09/2018;A;3\njeudi;13/09/2018;A;4\n")
    assert reading.days() == ["2018-09-10", "2018-09-13"]
    assert "“Jour”" in reading.told("C06").message


def test_columns_settle_which_is_which(read):
    text = "École;Date;Jour;Réel\nA;2018-09-03;2018-09-04;12\n"
    assert read(text, columns={"date": "Jour"}).days() == ["2018-09-04"]
    assert read(text, columns={"date": "jours"}).days() == ["2018-09-04"]
    assert read(text.replace("Jour", "Le X"), columns={"date": "Le X"}).days() == ["2018-09-04"]


def test_columns_that_name_nothing_are_refused(read):
    text = "École;Date;Réel" + ROW
    wrong = read(text, columns={"date": "Quand", "day": "Date"})
    assert wrong.codes == ["C03", "C03"]
    assert "“École”, “Date”, “Réel”" in wrong.errors[0].hint
    assert "site, service, date" in wrong.errors[1].hint


def test_headers_that_are_the_same_are_refused(read):
    assert "same header" in read("École;Réel;Date;Réel\nA;1;2018-09-03;12\n").told("C02").message


def test_a_file_without_header_is_told_so_once(read):
    reading = read("A;03/09/2018;12\nB;03/09/2018;13\n")
    assert reading.codes == ["C05"]
    assert "site, date, served" in reading.errors[0].hint


def test_other_columns_are_listed(read):
    problem = read("N°;École;Date;Réel;Météo\n1;A;2018-09-03;12;pluie\n").told("C06")
    assert ("“N°”, “Météo”" in problem.message, problem.severity) == (True, "note")


def test_columns_without_a_header_are_told_when_they_hold_something(read):
    reading = read(";École;;Date;Réel\n1;A;;2018-09-03;12\n2;B;;2018-09-03;13\n")
    assert reading.column("served") == [12, 13]
    assert (reading.told("C10").count, reading.told("C10").value) == (1, "1")


def test_a_header_on_two_lines(read):
    reading = read("École;Date;Repas;\n;;prévus;servis\nA;2018-09-03;11;12\n")
    assert (reading.column("planned"), reading.column("served")) == ([11], [12])
    assert "C09" in reading.codes
    assert reading.frame.index.tolist() == [3]


def test_units_of_the_header_are_checked(read):
    schema = Schema("x", (Column("flow", "number", unit="m3/h", aliases=("débit",)),))
    assert read("Débit (m³/h)\n1,5\n", schema).column("flow") == [1.5]
    problem = read("Débit (l/s)\n1,5\n", schema).told("C07")
    assert ("l/s" in problem.message, "m3/h" in problem.message) == (True, True)


def test_a_weight_is_no_count(read):
    assert "C07" in read("École;Date;Réel (kg)" + ROW).codes
    assert read("École;Date;Réel (repas)" + ROW).column("served") == [12]


def test_a_second_line_that_tells_two_columns_apart_is_of_the_header(read):
    reading = read("École;Date;Repas;\n;;prévus;servis\nA;2018-09-14;14;12\n")
    assert (reading.column("planned"), reading.column("served")) == ([14], [12])
    assert reading.told("C09").row == 2


UNITS = {
    "Débit en mètres cubes par heure": None,
    "Débit (mètres cubes / h)": None,
    "Débit m³/h": None,
    "Débit (cubic metres per hour)": None,
    "Débit (litres par seconde)": "l/s",
    "Débit l/s": "l/s",
    "Débit en mètres cubes par jour": "m3/j",
}


@pytest.mark.parametrize(("header", "other"), UNITS.items())
def test_units_in_words(read, header, other):
    flow = Schema("flow", (Column("id", "text"), Column("débit", "number", unit="m3/h")))
    reading = read(f"id;{header}\nA;12,5\n", flow)
    if other is None:
        assert reading.column("débit") == [12.5]
    else:
        assert other in reading.told("C07").message


def test_ml_is_a_metre_of_pipe_where_metres_are_measured(read):
    def read_as(unit):
        schema = Schema("x", (Column("id", "text"), Column("longueur", "number", unit=unit)))
        return read("id;Longueur (ml)\nA;12,5\n", schema).codes

    assert (read_as("m"), read_as("l")) == ([], ["C07"])
