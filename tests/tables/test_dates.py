from __future__ import annotations

import pandas as pd
import pytest


def days(read_column, *cells: str):
    return read_column(list(cells), "date").days("x")


@pytest.mark.parametrize(
    "cell",
    [
        "03/09/2018",
        "3/9/2018",
        "03-09-2018",
        "03.09.2018",
        "03 09 2018",
        "03/09/18",
        "2018-09-03",
        "2018/09/03",
        "2018.09.03",
        "20180903",
        "lundi 3 septembre 2018",
        "Lundi 3 Septembre 2018",
        "lun. 3 sept. 2018",
        "3 sept. 2018",
        "3-sept-18",
        "lundi 03/09/2018",
        "September 3, 2018",
        "Mon 3 Sep 2018",
        "03/09/2018 00:00",
        "2018-09-03T00:00:00",
        "2018-09-03 00:00:00.000",
        "2018-09-03T00:00:00+02:00",
        "2018-09-03T00:00:00Z",
        "2018-09-02T22:00:00Z",
        "43346",
    ],
)
def test_one_day_in_many_hands(read_column, cell):
    assert days(read_column, cell, cell) == ["2018-09-03", "2018-09-03"]


def test_months_in_french_words(read_column):
    words = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    cells = [f"1er {word} 2018" for word in words.split()]
    assert days(read_column, *cells) == [f"2018-{month:02d}-01" for month in range(1, 13)]


def test_day_first_and_iso_are_never_swapped(read_column):
    assert days(read_column, "01/02/2024", "13/02/2024") == ["2024-02-01", "2024-02-13"]
    assert days(read_column, "2024-01-02", "2024-01-13") == ["2024-01-02", "2024-01-13"]


def test_doubt_about_the_order_is_told(read_column):
    problem = read_column(["03/09/2018", "04/09/2018"], "date").told("D05")
    assert (problem.severity, problem.count) == ("warning", 2)
    assert "3 September 2018" in problem.message


@pytest.mark.parametrize(
    "cells",
    [
        ["03/09/2018", "14/09/2018"],
        ["2018-09-03", "2018-09-04"],
        ["05/05/2018", "06/06/2018"],
        ["lundi 03/09/2018", "mardi 04/09/2018"],
        ["3 sept. 2018", "4 sept. 2018"],
    ],
)
def test_no_doubt_is_told_where_there_is_none(read_column, cells):
    assert read_column(cells, "date").codes == []


def test_month_first_is_refused_with_the_lines(read_column):
    reading = read_column(["09/03/2018", "09/13/2018", "09/14/2018"], "date")
    assert [(p.code, p.row) for p in reading.errors] == [("D03", 3), ("D03", 4)]


def test_days_that_do_not_exist(read_column):
    reading = read_column(["31/02/2018", "14/09/2018", "29/02/2019"], "date")
    assert [(p.code, p.row, p.value) for p in reading.errors] == [
        ("D02", 2, "31/02/2018"),
        ("D02", 4, "29/02/2019"),
    ]


def test_a_swapped_day_gets_its_fix(read_column):
    problem = read_column(["25/09/2018", "09/26/2018"], "date").told("D02")
    assert "26/09/2018" in problem.hint


@pytest.mark.parametrize(
    "odd", ["04-09-2018", "2018-09-04", "04/09/18", "4 sept. 2018", "20180904"]
)
def test_two_forms_in_one_column_are_refused_with_the_lines(read_column, odd):
    reading = read_column(["03/09/2018", odd, "14/09/2018"], "date")
    assert [(p.code, p.row, p.value) for p in reading.errors] == [("D04", 3, odd)]


@pytest.mark.parametrize(
    "cell", ["abc", "09/2018", "2018", "lundi", "3/9", "0", "03/09/2018 25:00", "S36"]
)
def test_what_is_no_date_is_refused(read_column, cell):
    reading = read_column(["03/09/2018", "14/09/2018", cell], "date")
    assert [(p.code, p.row) for p in reading.errors] == [("D01", 4)]


def test_a_weekday_that_contradicts_its_date(read_column):
    problem = read_column(["lundi 03/09/2018", "lundi 04/09/2018"], "date").told("D06")
    assert (problem.row, "Tuesday 4 September 2018" in problem.message) == (3, True)


def test_years_in_two_digits(read_column):
    assert days(read_column, "31/12/68", "31/12/69") == ["2068-12-31", "1969-12-31"]
    reading = read_column(["18-09-03", "18-09-04", "18-09-05"], "date")
    assert reading.codes == ["D13"]
    doubt = read_column(["18-09-03", "18-09-03"], "date")
    assert (doubt.days("x")[0], doubt.told("D13").severity) == ("2003-09-18", "warning")
    assert read_column(["18/09/03", "19/09/03"], "date").codes == []


@pytest.mark.parametrize("cell", ["03/09/0018", "03/09/9999"])
def test_years_out_of_reach(read_column, cell):
    assert read_column(["14/09/2018", cell], "date").codes == ["D14"]


def daily(read, *strays: str, site: str = "A"):
    days = pd.bdate_range("2023-09-04", "2024-06-28").strftime("%d/%m/%Y")
    rows = "".join(f"{site};{day};12\n" for day in [*days, *strays])
    return read("École;Date;Réel\n" + rows)


@pytest.mark.parametrize("stray", ["05/10/2203", "05/10/2032", "05/10/1923", "05/10/2014"])
def test_a_date_years_away_from_all_the_others_is_refused(read, stray):
    problem = daily(read, stray).told("D14")
    assert (problem.severity, problem.row, problem.value) == ("error", 217, stray)
    assert "from 4 September 2023 to 28 June 2024" in problem.message


def test_a_date_of_the_next_year_or_a_block_of_old_ones_is_kept(read):
    assert daily(read, "03/03/2025").codes == []
    block = pd.bdate_range("2016-09-05", periods=40).strftime("%d/%m/%Y")
    assert daily(read, *block).codes == []


def test_times_of_day_are_told_when_left_out(read_column):
    reading = read_column(["14/09/2018 12:30", "15/09/2018 00:00"], "date")
    assert reading.days("x") == ["2018-09-14", "2018-09-15"]
    assert reading.told("D09").count == 1


def test_midnights_exported_in_utc_keep_their_local_day(read_column):
    reading = read_column(["2018-09-02T22:00:00+00:00", "2018-12-02T23:00:00+00:00"], "date")
    assert reading.days("x") == ["2018-09-03", "2018-12-03"]
    assert reading.told("D11").severity == "warning"


def test_day_numbers_of_spreadsheets_are_told(read_column):
    reading = read_column(["43346", "43347,5"], "date")
    assert reading.days("x") == ["2018-09-03", "2018-09-04"]
    assert "3 September 2018" in reading.told("D10").message
    assert read_column(["43346", "123456"], "date").codes == ["D01", "D01"]


def test_missing_days(read_column):
    reading = read_column(["14/09/2018", "", "NC"], "date")
    assert reading.frame["x"].isna().tolist() == [False, True, True]
    assert reading.told("D09").count == 1
    assert read_column(["14/09/2018", ""], "date", missing=False).codes == ["D00"]


@pytest.mark.parametrize("text", ["30/12/1899", "31/12/1899"])
def test_the_zero_of_a_spreadsheet_is_no_date(read_column, text):
    reading = read_column([text, "14/09/2018"], "date")
    assert [(p.code, p.row) for p in reading.errors] == [("D14", 2)]
