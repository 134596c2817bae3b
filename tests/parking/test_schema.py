"""The headers of portals and towns, and the columns that are refused."""

from __future__ import annotations

import io

import pytest

from civicai.errors import TableError
from civicai.parking.schema import OCCUPANCY
from civicai.tables import read_table


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        ("Parking;Horodatage;Places occupées;Capacité", ["park", "time", "occupied", "capacity"]),
        (
            "grp_nom;grp_horodatage;grp_disponible;grp_exploitation",
            ["park", "time", "free", "capacity"],
        ),
        ("libelle;date;dispo;max", ["park", "time", "free", "capacity"]),
        (
            "nom_du_parking;derniere_mise_a_jour;nombre_de_places_libres;nombre_de_places_totales",
            ["park", "time", "free", "capacity"],
        ),
        (
            "SystemCodeNumber;LastUpdated;Occupancy;Capacity",
            ["park", "time", "occupied", "capacity"],
        ),
        (
            "carParkIdentity;time;occupiedSpaces;totalCapacity",
            ["park", "time", "occupied", "capacity"],
        ),
    ],
)
def test_headers_of_portals_are_recognised(headers, columns):
    text = f"{headers}\nGare;2024-11-08T10:00:00+00:00;12;40\n"
    table = read_table(io.BytesIO(text.encode()), OCCUPANCY)
    assert table.columns.tolist() == columns
    assert table.iloc[0]["time"].isoformat() == "2024-11-08T10:00:00+00:00"


def test_local_times_become_utc_on_both_sides_of_the_clock_change():
    text = "Parking;Horodatage;Places occupées\nA;26/10/2024 12:00;1\nA;27/10/2024 12:00;2\n"
    times = read_table(io.BytesIO(text.encode()), OCCUPANCY)["time"]
    assert times.dt.hour.tolist() == [10, 11]


def test_the_hour_that_comes_twice_in_october_is_two_hours():
    hours = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]
    lines = [f"A;27/10/2024 {hour};{i}" for i, hour in enumerate(hours)]
    text = "\n".join(["Parking;Horodatage;Places occupées", *lines])
    times = read_table(io.BytesIO(text.encode()), OCCUPANCY)["time"]
    gaps = times.diff().dropna().dt.total_seconds() / 60
    assert gaps.tolist() == [30.0] * 5


@pytest.mark.parametrize(
    "column", ["Plaque;AB-123-CD", "Badge;45120", "Abonné;Martin", "x;AB-123-CD"]
)
def test_a_column_that_tells_vehicles_or_persons_apart_is_refused(column):
    header, cell = column.split(";")
    text = f"Parking;Horodatage;Places occupées;{header}\nGare;08/11/2024 10:00;12;{cell}\n"
    with pytest.raises(TableError) as caught:
        read_table(io.BytesIO(text.encode()), OCCUPANCY)
    assert [problem.code for problem in caught.value.problems] == ["C11"]


def test_a_feed_may_repeat_itself_to_the_reader():
    text = "Parking;Horodatage;Places occupées\n" + "Gare;08/11/2024 10:00;12\n" * 3
    assert len(read_table(io.BytesIO(text.encode()), OCCUPANCY)) == 3
