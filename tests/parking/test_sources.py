"""The records of the portals: each in its own words, none of them guessed."""

from __future__ import annotations

import gzip
import json

import pandas as pd
import pytest

from civicai.errors import InputError
from civicai.parking import USECASE, make_readings, read_records
from civicai.parking.sources.national_base import add_capacity
from civicai.parking.sources.records import Feed
from civicai.usecase.inputs import formats_in

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


def test_strasbourg_a_full_park_counts_and_a_closed_one_does_not():
    record = {"nom_parking": "Gutenberg", "libre": 3, "total": 300, "etat": 3}
    at = "2024-11-08 16:00"
    full = read_records([record, {**record, "etat": 2}, {**record, "etat": 0}], "strasbourg", at)
    assert full[["free", "capacity"]].to_numpy().tolist() == [[3.0, 300.0]]


def test_rennes_and_montpellier():
    at = "2024-11-08 16:00"
    rennes = [{"key": "Hoche", "free": 12, "max": 70, "status": "OUVERT"},
              {"key": "Lices", "free": 0, "max": 90, "status": "FERME"}]  # fmt: skip
    assert read_records(rennes, "rennes", at)["park"].tolist() == ["Hoche"]
    entity = {"name": {"value": "Antigone"}, "availableSpotNumber": {"value": 40},
              "totalSpotNumber": {"value": 239}}  # fmt: skip
    rows = read_records([entity], "montpellier", at)
    assert rows[["park", "free", "capacity"]].to_numpy().tolist() == [["Antigone", 40.0, 239.0]]


def test_the_national_base_gives_capacities_and_never_guesses():
    rows = read_records([NANTES, {**NANTES, "grp_nom": "Gloriette"}], "nantes")
    rows = pd.concat([rows, rows.assign(park="Talensac")]).drop(columns="capacity")
    base = pd.DataFrame(
        {
            "nom": ["BRETAGNE", "Gloriette", "gloriette", "Feydeau"],
            "nb_places": ["400", "700", "750", "x"],
        }
    )
    table, unknown = add_capacity(rows, base)
    assert table.loc[table["park"] == "Bretagne", "capacity"].tolist() == [400.0]
    assert unknown == ["Gloriette", "Talensac"]  # two capacities for a name are none


def test_a_base_without_its_fields_is_refused():
    with pytest.raises(InputError) as caught:
        add_capacity(pd.DataFrame({"park": ["A"]}), pd.DataFrame({"id": [1]}))
    assert [p.column for p in caught.value.problems] == ["nom", "nb_places"]


def snapshots(hours):
    """Answers of the portal of Nantes, hour after hour."""
    at = pd.date_range("2024-11-04", periods=hours, freq="h", tz="UTC")
    return [
        {"results": [{**NANTES, "grp_disponible": 100 + n % 24, "grp_horodatage": str(when)}]}
        for n, when in enumerate(at)
    ]


@pytest.mark.parametrize("wrap", ["lines", "bare", "v1"])
@pytest.mark.parametrize("compress", [False, True])
def test_snapshots_kept_in_a_file_are_told_and_read(wrap, compress, tmp_path):
    answers = snapshots(100)
    records = [answer["results"][0] for answer in answers]
    texts = {
        "lines": "\n".join(json.dumps(answer) for answer in answers),
        "bare": json.dumps(records),
        "v1": json.dumps({"records": [{"recordid": "x", "fields": r} for r in records]}),
    }
    raw = ("\ufeff" + texts[wrap]).encode()
    path = tmp_path / ("nantes.json.gz" if compress else "nantes.json")
    path.write_bytes(gzip.compress(raw) if compress else raw)
    tables, _findings = USECASE.check({"occupancy": path}, "en")
    assert tables["occupancy"]["free"].tolist() == [100.0 + n % 24 for n in range(100)]


def test_a_file_that_does_not_say_when_it_counted_is_refused(tmp_path):
    path = tmp_path / "lille.json"
    path.write_text(json.dumps([{"libelle": "Gare", "dispo": 10, "max": 50, "etat": "OUVERT"}]))
    with pytest.raises(InputError) as caught:
        USECASE.check({"occupancy": path}, "en")
    assert [(p.code, p.file) for p in caught.value.problems] == [("S14", "lille.json")]


def test_each_feed_tells_its_own_files_only():
    formats = USECASE.inputs[0].formats

    told = [
        form.name
        for form in formats_in(formats)
        if form.sniff("x.json", json.dumps([NANTES]).encode())
    ]
    assert told == ["Nantes, Opendatasoft"]
    assert not any(form.sniff("x.csv", b"grp_nom;grp_disponible") for form in formats_in(formats))
