from __future__ import annotations

import pytest

from civicai.tables import Column, Schema, find_columns

FLOWS = Schema(
    "flows",
    (
        Column("sector", "text"),
        Column("time", "time", aliases=("date", "horodatage")),
        Column("flow", "number"),
    ),
    key=("sector", "time"),
)


def instants(reading):
    assert reading.frame is not None, reading.errors
    return [f"{value:%Y-%m-%d %H:%M}" for value in reading.frame["time"]]


@pytest.mark.parametrize(
    ("header", "times"),
    [
        ("Heure", ("00:00", "13:30")),
        ("Heure de mesure", ("0h00", "13h30")),
        ("Hour", ("00:00:00", "13:30:00")),
    ],
)
def test_the_day_in_one_column_and_the_time_in_another(read, header, times):
    text = f"Sector;Date;{header};Flow\nA;14/09/2018;{times[0]};1\nA;14/09/2018;{times[1]};2\n"
    reading = read(text, FLOWS)
    assert instants(reading) == ["2018-09-13 22:00", "2018-09-14 11:30"]
    assert reading.codes == ["D17"]


def test_hours_from_0_to_23(read):
    text = "Sector;Date;Heure;Flow\nA;14/09/2018;0;1\nA;14/09/2018;23;2\n"
    assert instants(read(text, FLOWS)) == ["2018-09-13 22:00", "2018-09-14 21:00"]


@pytest.mark.parametrize("hour", ["24", "0130", "matin"])
def test_what_is_no_time_of_day_is_refused_and_never_left_out(read, hour):
    problem = read(f"Sector;Date;Heure;Flow\nA;14/09/2018;{hour};1\n", FLOWS).told("D01")
    assert (problem.column, problem.value) == ("Date Heure", f"14/09/2018 {hour}")


def test_a_missing_time_is_a_missing_instant(read):
    reading = read("Sector;Date;Heure;Flow\nA;14/09/2018;;1\nA;15/09/2018;1h;1\n", FLOWS)
    assert [(p.code, p.row) for p in reading.errors] == [("K02", 2)]


def test_two_times_that_could_be_the_one_are_refused(read):
    text = "Sector;Date;Heure début;Heure fin;Flow\nA;14/09/2018;01:00;02:00;1\n"
    reading = read(text, FLOWS)
    assert [p.code for p in reading.errors] == ["C02"]
    assert "“Heure début”, “Heure fin”" in reading.errors[0].message


def test_an_instant_needs_no_other_time(read):
    text = "Sector;Date;Heure;Flow\nA;14/09/2018 01:00;13:00;1\n"
    assert instants(read(text, FLOWS)) == ["2018-09-13 23:00"]


def test_hours_of_use_are_no_time_of_day(read):
    text = "Sector;Date;Heures de marche;Flow\nA;14/09/2018;1800;1\n"
    assert instants(read(text, FLOWS)) == ["2018-09-13 22:00"]


@pytest.mark.parametrize(
    ("header", "instant"),
    [
        ("Horodatage (UTC)", "2018-09-14 01:00"),
        ("date_utc", "2018-09-14 01:00"),
        ("Date TU", "2018-09-14 01:00"),
        ("Horodatage (GMT+1)", "2018-09-14 00:00"),
        ("Horodatage [UTC-03:00]", "2018-09-14 04:00"),
        ("Horodatage", "2018-09-13 23:00"),
    ],
)
def test_the_zone_that_a_header_states_is_believed(read, header, instant):
    text = f"Sector;{header};Flow\nA;14/09/2018 01:00;1\n"
    assert instants(read(text, FLOWS)) == [instant]


def test_the_zone_of_a_column_tied_by_hand_is_believed(read):
    text = "Sector;Relevé (UTC);Flow\nA;14/09/2018 01:00;1\n"
    reading = read(text, FLOWS, columns={"time": "Relevé (UTC)"})
    assert instants(reading) == ["2018-09-14 01:00"]


def test_the_zone_of_the_time_of_day(read):
    text = "Sector;Date;Heure (UTC);Flow\nA;14/09/2018;01:00;1\n"
    assert instants(read(text, FLOWS)) == ["2018-09-14 01:00"]


def test_day_and_time_of_a_wide_table(read):
    wide = Schema("flows", FLOWS.columns, FLOWS.key, wide="flow")
    reading = read("Date;Heure;Nord;Sud\n14/09/2018;01:00;1;2\n14/09/2018;02:00;3;4\n", wide)
    assert instants(reading) == ["2018-09-13 23:00"] * 2 + ["2018-09-14 00:00"] * 2
    assert reading.column("sector") == ["Nord", "Sud"] * 2
    assert sorted(reading.codes) == ["C08", "D17"]


def test_the_column_tied_is_that_of_the_day(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("Sector;Date;Heure;Flow\nA;14/09/2018;01:00;1\n", encoding="utf-8")
    assert find_columns(path, FLOWS)["time"] == "Date"


def test_day_and_time_that_could_both_be_the_instant(read):
    time = Column("time", "time", aliases=("date", "heure"))
    schema = Schema("x", (FLOWS["sector"], time, FLOWS["flow"]), FLOWS.key)
    reading = read("Sector;Heure;Date;Flow\nA;01:00;14/09/2018;1\n", schema)
    assert (instants(reading), reading.codes) == (["2018-09-13 23:00"], ["D17"])
    assert read("Sector;Heure;Date;Flow\nA;x;14/09/2018;1\n", schema).codes == ["D01"]
    assert read("Sector;Heure;Time;Flow\nA;01:00;14/09/2018 02:00;1\n", schema).codes == ["C02"]
