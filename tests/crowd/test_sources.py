"""Real formats: the national schema, and days that start at dawn."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai.crowd import USECASE, read_mobility_counts, read_operating_days
from civicai.crowd.schema import COUNTS
from civicai.errors import InputError

CHANNELS = """channel_id,site_id,mobility_type,provider_direction_code
1,Pont,PEDESTRIAN,IN
2,Pont,PEDESTRIAN,OUT
3,Pont,BICYCLE,IN
"""
MEASURES = """channel_id,counter_id,start_datetime,end_datetime,count
1,X,2021-09-15T08:00:00+02,2021-09-15T09:00:00+02,30
2,X,2021-09-15T08:00:00+02,2021-09-15T09:00:00+02,12
3,X,2021-09-15T08:00:00+02,2021-09-15T09:00:00+02,99
1,X,2021-09-15T09:00:00+02:00,2021-09-15T10:00:00+02:00,40
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "measure.csv").write_text(MEASURES, encoding="utf-8")
    (tmp_path / "channel.csv").write_text(CHANNELS, encoding="utf-8")
    return tmp_path / "measure.csv", tmp_path / "channel.csv"


def test_two_directions_are_added_up_and_bicycles_left_out(files):
    rows = read_mobility_counts(*files)
    assert rows["count"].tolist() == [42.0]  # at 9 one channel is missing: half would look calm
    assert rows["time"].tolist() == [pd.Timestamp("2021-09-15 06:00", tz="UTC")]


def test_gates_keep_their_two_ways(files):
    rows = read_mobility_counts(*files, gates=True)
    assert rows[["entries", "exits"]].to_numpy().tolist() == [[30.0, 12.0]]


def test_swapped_files_are_told(files):
    with pytest.raises(InputError) as caught:
        read_mobility_counts(*files[::-1])
    assert {problem.code for problem in caught.value.problems} == {"G16"}


def hourly(days):
    """Measures of three channels, hour by hour."""
    at = pd.date_range("2021-09-15", periods=24 * days, freq="h", tz="Europe/Paris")
    rows = [
        f"{channel},X,{when.isoformat()},{(when + pd.Timedelta('1h')).isoformat()},{channel * n}"
        for n, when in enumerate(at)
        for channel in (1, 2, 3)
    ]
    return "\n".join([MEASURES.splitlines()[0], *rows])


def test_measures_are_read_with_the_channels_beside_them(files, tmp_path):
    path = tmp_path / "measure.csv"
    path.write_text(hourly(10))
    tables, _findings = USECASE.check({"counts": path}, "en")
    assert set(tables["counts"]["counter"]) == {"Pont"}
    assert tables["counts"]["count"].tolist() == [3.0 * n for n in range(240)]
    (tmp_path / "channel.csv").unlink()
    with pytest.raises(InputError) as caught:  # bicycles would count as people
        USECASE.check({"counts": path}, "en")
    assert [p.code for p in caught.value.problems] == ["G16"]


def test_a_file_of_operating_days_is_told_and_read_in_the_town_s_time(tmp_path):
    rows = [
        f"2024-06-{day:02d},{hour % 24}:00,{100 * day + hour}"
        for day in range(3, 15)
        for hour in range(6, 30)
    ]
    path = tmp_path / "counts.csv"
    path.write_text("\n".join(["date,hour,Quai", *rows]))
    tables, _findings = USECASE.check({"counts": path}, "en", tz="Pacific/Auckland")
    local = tables["counts"].set_index("count")["time"].dt.tz_convert("Pacific/Auckland")
    assert local[300.0 + 29] == pd.Timestamp("2024-06-04 05:00", tz="Pacific/Auckland")


def test_hours_before_dawn_are_of_the_next_day(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text("date,hour,year,Quai\n2023-12-31,23:00,2023,50\n2023-12-31,0:00,2023,900\n")
    rows = read_operating_days(path, "Pacific/Auckland")
    local = rows.set_index("count")["time"].dt.tz_convert("Pacific/Auckland")
    assert str(local[900.0])[:16] == "2024-01-01 00:00"
    assert str(local[50.0])[:16] == "2023-12-31 23:00"


def test_the_new_year_of_auckland_is_on_its_own_day(data_folder):
    rows = read_operating_days(data_folder / "auckland_hourly_2019_2024.csv.gz", "Pacific/Auckland")
    quay = rows[rows["counter"] == "107 Quay Street"].set_index("time")["count"]
    midnights = quay[quay.index.tz_convert("Pacific/Auckland").hour == 0]
    new_year = pd.Timestamp("2023-01-01", tz="Pacific/Auckland")
    month = midnights["2022-12-05":"2023-01-05"]
    assert month.idxmax() == new_year
    assert month[new_year] > 5 * month.median()


def test_the_national_example_is_read(data_folder):
    rows = read_mobility_counts(
        data_folder / "comptage_mobilites_measure_eco_compteur.csv.gz",
        data_folder / "comptage_mobilites_channel_eco_compteur.csv",
    )
    assert rows["counter"].nunique() == 2
    assert len(rows) == 2 * 365


@pytest.mark.parametrize(
    ("header", "name"),
    [("Compteur", "counter"), ("Lieu", "place"), ("Date et heure", "time"), ("Entrées", "entries"),
     ("Sorties", "exits"), ("Nombre de passages", "count"), ("start_datetime", "time")],
)  # fmt: skip
def test_headers_of_french_exports_are_known(header, name):
    assert COUNTS.match(header) == name
