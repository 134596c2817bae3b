from __future__ import annotations

import io

import pandas as pd
import pytest

from civicai import clock
from civicai.errors import InputError, TableError
from civicai.tables import Column, Schema, check_table, read_table, read_table_with_findings

FLOWS = Schema(
    "flows",
    (Column("sector", "text"), Column("time", "time"), Column("flow", "number")),
    key=("sector", "time"),
)


def instants(read_column, *cells: str, **options):
    reading = read_column(list(cells), "time", **options)
    assert str(reading.frame["x"].dtype) == "datetime64[ns, UTC]"
    return [f"{value:%Y-%m-%d %H:%M}" for value in reading.frame["x"]]


@pytest.mark.parametrize(
    "cell",
    [
        "14/09/2018 12:30",
        "14/09/2018 12h30",
        "14/09/2018 à 12 h 30",
        "2018-09-14T12:30:00",
        "2018-09-14 12:30:00.000",
        "2018-09-14T10:30:00Z",
        "2018-09-14T12:30:00+02:00",
        "2018-09-14T12:30:00+02",
        "2018-09-14 08:30:00-0200",
        "14/09/2018 12:30:00 PM",
        "vendredi 14 septembre 2018 12:30",
    ],
)
def test_one_instant_in_many_hands(read_column, cell):
    assert instants(read_column, cell) == ["2018-09-14 10:30"]


def test_local_time_follows_the_zone(read_column):
    winter, summer = "2018-01-14 12:00", "2018-07-14 12:00"
    assert instants(read_column, winter, summer) == ["2018-01-14 11:00", "2018-07-14 10:00"]
    assert instants(read_column, winter, summer, tz="UTC") == [winter, summer]
    assert instants(read_column, summer, tz="Indian/Reunion") == ["2018-07-14 08:00"]


def test_midnight_may_end_the_day(read_column):
    assert instants(read_column, "2018-01-14 24:00", tz="UTC") == ["2018-01-15 00:00"]


def test_the_hour_that_does_not_exist_is_refused(read_column):
    problem = read_column(["2019-03-31 01:30", "2019-03-31 02:30"], "time").told("D07")
    assert (problem.row, 'tz="Etc/GMT-1"' in problem.hint) == (3, True)
    assert instants(read_column, "2019-03-31 02:30", tz="Etc/GMT-1") == ["2019-03-31 01:30"]


def night(*walls: str) -> list[str]:
    return [f"2018-10-28 {wall}" for wall in walls]


UTC = ["2018-10-27 23:30", "2018-10-28 00:00", "2018-10-28 00:30", "2018-10-28 01:00"]
UTC += ["2018-10-28 01:30", "2018-10-28 02:00"]
WALLS = night("01:30", "02:00", "02:30", "02:00", "02:30", "03:00")


def test_the_hour_that_comes_twice_in_order(read_column):
    assert instants(read_column, *WALLS) == UTC


def test_the_hour_that_comes_twice_newest_first(read_column):
    assert instants(read_column, *WALLS[::-1]) == UTC[::-1]


def test_the_hour_that_comes_twice_sorted_by_its_text(read_column):
    walls = night("01:30", "02:00", "02:00", "02:30", "02:30", "03:00")
    assert instants(read_column, *walls) == [UTC[i] for i in (0, 1, 3, 2, 4, 5)]


def test_the_hour_that_comes_twice_for_several_series(read):
    lines = "".join(f"{sector};{wall};1\n" for wall in WALLS for sector in "AB")
    reading = read("sector;time;flow\n" + lines, FLOWS)
    for sector in "AB":
        times = reading.frame.loc[reading.frame["sector"] == sector, "time"]
        assert [f"{value:%Y-%m-%d %H:%M}" for value in times] == UTC
    assert reading.findings == []


def test_a_single_passage_is_told(read_column):
    cells = night("01:00", "02:00", "03:00")
    assert instants(read_column, *cells)[1] == "2018-10-28 00:00"
    assert read_column(cells, "time").told("D08").severity == "warning"


def test_offsets_in_part_of_the_column_are_refused(read_column):
    reading = read_column(["2018-09-14 12:00", "2018-09-14 13:00Z", "2018-09-14 14:00"], "time")
    assert [(p.code, p.row) for p in reading.errors] == [("D15", 3)]


def test_missing_instants_and_fractions(read_column):
    frame = read_column(["2018-09-14 12:00:00,250", ""], "time", tz="UTC").frame
    assert frame["x"].isna().tolist() == [False, True]
    assert frame["x"].iloc[0].microsecond == 250_000


def test_a_time_without_its_day_is_told_what_to_do(read_column):
    problem = read_column(["01:30", "02:30"], "time").told("D01")
    assert "one column" in problem.hint


def test_french_time_by_its_letters(read_column):
    assert instants(read_column, "2018-01-14 12:00 CET", "2018-07-14 12:00 CEST") == [
        "2018-01-14 11:00",
        "2018-07-14 10:00",
    ]


def test_the_zone_of_the_town_reaches_a_time_a_day_and_what_is_told():
    schema = Schema("x", (Column("t", "time"), Column("d", "date", required=False)), key=("t",))
    row = b"2024-07-01 02:00;2024-06-30T21:00:00Z\n"
    text = b"t;d\n" + 2 * row

    def refused(**given) -> str:
        with pytest.raises(TableError) as caught:
            read_table(io.BytesIO(text), schema, **given)
        return caught.value.problems[0].message

    assert "2024-07-01 02:00" in refused()
    assert "2024-07-01 02:00" in refused(tz="Indian/Reunion")
    with clock.use("Indian/Reunion"):
        assert "2024-07-01 02:00" in refused()
        frame, (told,) = read_table_with_findings(io.BytesIO(text.removesuffix(row)), schema)
        assert check_table(frame, schema)[0].equals(frame)
    assert frame["t"].tolist() == [pd.Timestamp("2024-06-30 22:00", tz="UTC")]
    assert frame["d"].tolist() == [pd.Timestamp("2024-07-01")]
    assert (told.code, "Indian/Reunion" in told.message) == ("D11", True)
    there = pd.DataFrame({"t": ["2024-07-01 02:00"]})
    assert check_table(there, schema, tz="Indian/Reunion")[0]["t"].tolist() == frame["t"].tolist()


def test_a_zone_that_does_not_exist_is_refused_before_the_file_is_read():
    with pytest.raises(InputError) as caught:
        read_table("absent.csv", Schema("x", (Column("t", "time"),)), tz="Reunion")
    assert [problem.code for problem in caught.value.problems] == ["O06"]
