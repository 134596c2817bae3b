"""The records of the portals: each in its own words, none of them guessed."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai.errors import InputError
from civicai.parking import make_readings, read_records
from civicai.parking.sources import Feed

NANTES = {
    "grp_nom": "Bretagne",
    "grp_disponible": 120,
    "grp_exploitation": 400,
    "grp_statut": 5,
    "grp_horodatage": "2024-11-08T15:00:00+00:00",
}


def test_nantes_in_its_own_words():
    rows = read_records([NANTES], "nantes")
    assert rows.to_dict("records") == [
        {
            "park": "Bretagne",
            "time": pd.Timestamp("2024-11-08 15:00", tz="UTC"),
            "free": 120.0,
            "capacity": 400.0,
        }
    ]
    assert make_readings(rows).rows["occupied"].tolist() == [280.0]


@pytest.mark.parametrize("state", [0, 1, 2])
def test_a_park_that_is_closed_or_invalid_is_unknown_and_not_free(state):
    assert read_records([{**NANTES, "grp_statut": state}], "nantes").empty


def test_lille_does_not_say_when_it_counted():
    record = {"libelle": "Gare", "dispo": 10, "max": 50, "etat": "OUVERT"}
    with pytest.raises(InputError) as caught:
        read_records([record], "lille")
    assert [p.code for p in caught.value.problems] == ["S14"]
    rows = read_records([record], "lille", collected_at="2024-11-08 16:00")
    assert rows["time"].tolist() == [pd.Timestamp("2024-11-08 15:00", tz="UTC")]
    closed = {**record, "etat": "FERME"}
    assert read_records([closed], "lille", collected_at="2024-11-08 16:00").empty


def test_an_old_reading_stays_old_whenever_it_is_collected():
    rows = read_records([NANTES], "nantes", collected_at="2024-11-11 16:00")
    assert rows["time"].tolist() == [pd.Timestamp("2024-11-08 15:00", tz="UTC")]


def test_dijon_and_a_feed_of_ones_own():
    record = {
        "nom_du_parking": "Darcy",
        "nombre_de_places_libres": "14",
        "nombre_de_places_totales": "300",
        "derniere_mise_a_jour": "2024-11-08T15:00:00Z",
    }
    dijon = read_records([record], "dijon")
    own = Feed("x", "nom_du_parking", "nombre_de_places_libres", "nombre_de_places_totales",
               time="derniere_mise_a_jour")  # fmt: skip
    pd.testing.assert_frame_equal(dijon, read_records([record], own))


@pytest.mark.parametrize(
    ("records", "feed"), [([NANTES], "paris"), ([{"grp_nom": "Bretagne"}], "nantes")]
)
def test_an_unknown_feed_or_a_missing_field_is_refused(records, feed):
    with pytest.raises(InputError) as caught:
        read_records(records, feed)
    assert {p.code for p in caught.value.problems} == {"S14"}
    assert all(p.hint for p in caught.value.problems)
