from __future__ import annotations

import pytest

from civicai.tables import Column, Schema
from civicai.tables.schema import fold, fold_unit, split_unit


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Repas servis", "served"),
        ("REPAS_SERVIS", "served"),
        ("Nombre de repas servis", "served"),
        ("NbRepasServis", "served"),
        ("Réel (repas)", "served"),
        ("Réél (prévu)", None),
        ("Date du repas", "date"),
        ("Date (jj/mm/aaaa)", "date"),
        ("L'école", "site"),
        ("Date de naissance", None),
        ("", None),
        ("é" * 300, None),
    ],
)
def test_headers_are_matched_by_their_words(attendance, header, name):
    assert attendance.match(header) == name


def test_a_unit_may_end_the_header():
    schema = Schema("flows", (Column("flow", "number", unit="m3/h", aliases=("débit",)),))
    headers = ["Débit (m³/h)", "debit_m3h", "Débit en m3/h", "flow [m3/h]", "Débit"]
    assert [schema.match(header) for header in headers] == ["flow"] * 5
    assert schema.match("Débit nocturne") is None


@pytest.mark.parametrize(
    ("unit", "folded"),
    [("m³/h", "m3/h"), ("m3/heure", "m3/h"), ("m3.j-1", "m3/j"), ("€", "eur"), ("KG", "kg")],
)
def test_units_have_one_spelling(unit, folded):
    assert fold_unit(unit) == folded


def test_what_is_counted_is_no_physical_unit():
    assert Column("served", "integer", unit="meals").physical_unit is None
    assert Column("flow", "number", unit="m³/h").physical_unit == "m3/h"
    assert split_unit("Quantité (kg)") == ("Quantité", "kg")


def test_folding_keeps_words_apart():
    assert fold("Œuvre d’art — n°3") == "oeuvre d art n 3"


def test_two_columns_may_not_claim_one_header():
    with pytest.raises(ValueError, match="jour"):
        Schema(
            "x", (Column("a", "date", aliases=("Jour",)), Column("b", "date", aliases=("jours",)))
        )


@pytest.mark.parametrize("wrong", [{"key": ("y",)}, {"wide": "y"}])
def test_key_and_wide_name_columns(wrong):
    with pytest.raises(ValueError, match="'y'"):
        Schema("x", (Column("a", "date"),), **wrong)


def test_missing_cells_are_allowed_outside_the_key_unless_said():
    schema = Schema(
        "x",
        (Column("a", "text"), Column("b", "number"), Column("c", "text", missing=True)),
        key=("a", "c"),
    )
    assert [schema.allows_missing(column) for column in schema] == [False, True, True]
    with pytest.raises(KeyError):
        schema["d"]


def test_a_header_accepted_twice_is_listed_once():
    assert Column("site", "text", aliases=("site", "école")).headers == ("site", "école")
