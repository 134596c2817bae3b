"""Columns that could identify somebody are refused where counts are enough."""

from __future__ import annotations

import io
import itertools

import pytest

from civicai import i18n
from civicai.errors import TableError
from civicai.tables import Column, Schema, read_table

COUNTS = Schema(
    "occupancy",
    (
        Column("park", "text", aliases=("parc",)),
        Column("time", "time", aliases=("horodate",)),
        Column("occupied", "integer", aliases=("occupees",)),
    ),
    key=("park", "time"),
    counts_only=True,
)
PLATES = [f"AB-{n}-CD" for n in range(100, 108)]


def file(header: str, cells: list[str], parks: int = 2) -> io.BytesIO:
    lines = [f"Parc;Horodate;Occupées;{header}"]
    for rank, cell in enumerate(cells):
        lines.append(f"P{rank % parks};0{1 + rank // parks}/09/2024 08:00;{rank};{cell}")
    return io.BytesIO("\n".join(lines).encode())


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Plaque", ["x"] * 8),
        ("colonne 4", PLATES),
        ("Adresse MAC", ["?"] * 8),
        ("capteur", [f"a0:b1:c2:d3:e4:0{n}" for n in range(8)]),
        ("id", [f"{n}f3a9bc0d1e2f3a4b5c6d7e8f901234" for n in range(8)]),
        ("Prénom", ["Anne"] * 8),
        ("Abonné", [str(1000 + n) for n in range(8)]),
        ("Badges", ["A12", "B13"] * 4),
        ("Nom", ["Durand", "Petit", "Leroy", "Moreau", "Simon", "Michel", "Garcia", "David"]),
        ("contact", [f"personne{n}@ville.fr" for n in range(8)]),
        ("numéro", [f"06 12 34 56 7{n}" for n in range(8)]),
        ("identifiant", [f"18{n}0{n + 1}75123456" for n in range(1, 9)]),
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_column_of_persons_vehicles_or_devices_is_refused(header, cells, lang):
    with i18n.use(lang), pytest.raises(TableError) as caught:
        read_table(file(header, cells), COUNTS)
    (problem,) = caught.value.problems
    assert (problem.code, problem.column) == ("C11", header)
    assert not any(cell in str(problem) for cell in cells if len(cell) > 4)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Nom", ["Gare", "Halles"] * 4),
        ("Abonnés", ["12", "14", "9", "0", "12", "13", "8", "7"]),
        ("Nombre de visiteurs", ["120", "14", "9", "0", "12", "13", "8", "7"]),
        ("timestamp", [str(1_711_000_000_000 + 60_000 * n) for n in range(8)]),
        ("identifiant du compteur", ["0f3a9bc0d1e2f3a4", "1f3a9bc0d1e2f3a4"] * 4),
        ("GlobalID", [f"{n}f3a9bc0-d1e2-f3a4-b5c6-d7e8f9012345" for n in range(8)]),
        ("recordid", [f"{n}f3a9bc0d1e2f3a4b5c6d7e8f901234" for n in range(8)]),
        ("timestamp", [str(1_700_000_000_000 + 60_000 * n) for n in range(8)]),
        ("statut", ["OUVERT"] * 8),
        ("places libres", ["12"] * 8),
    ],
)
def test_what_names_places_and_records_is_left_alone(header, cells):
    assert len(read_table(file(header, cells), COUNTS)) == 8


def test_plates_in_the_column_of_parks_are_refused():
    rows = [f"{p};01/09/2024 0{h}:00;1" for p, h in itertools.product(PLATES, range(2))]
    text = "\n".join(["parc;horodate;occupees", *rows])
    with pytest.raises(TableError, match="C11"):
        read_table(io.BytesIO(text.encode()), COUNTS)


def test_other_tables_keep_their_columns():
    schema = Schema(COUNTS.name, COUNTS.columns, COUNTS.key)
    assert len(read_table(file("Plaque", PLATES), schema)) == 8
