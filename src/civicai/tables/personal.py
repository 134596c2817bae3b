"""Columns that could identify a person, a vehicle or a device: refused where counts are enough."""

from __future__ import annotations

import re

import numpy as np

from civicai.errors import Problem
from civicai.i18n import _
from civicai.tables.grid import Grid
from civicai.tables.header import Match
from civicai.tables.numbers import looks_numeric
from civicai.tables.schema import Schema, fold, header_key

#: Distinct cells of a column that are looked at, and the share that must look personal.
LOOKED_AT, SHARE = 300, 0.5

_HEADERS = """
    plaque,immatriculation,plaque d'immatriculation,numero d'immatriculation,plate,license plate,
    licence plate,number plate,registration,vehicle,vehicule,vin,
    mac,adresse mac,mac address,bssid,imei,imsi,iccid,device,device id,id appareil,appareil,
    identifiant appareil,identifiant terminal,terminal id,phone id,smartphone,bluetooth,badge,
    numero de badge,carte,numero de carte,card number,pass id,
    prenom,nom prenom,prenom nom,nom de famille,nom usager,nom client,nom abonne,nom conducteur,
    nom complet,first name,last name,surname,full name,driver,conducteur,titulaire,abonne,usager,
    client,customer,user,user id,visiteur,visitor name,email,e mail,mail,adresse mail,courriel,
    telephone,tel,portable,phone,phone number,date de naissance,birth date,nir,securite sociale
"""
_PERSONAL = {header_key(words) for words in _HEADERS.split(",")}
#: Headers of a person's name, or of a place's: the cells tell.
_NAMES = {header_key(word) for word in ("nom", "noms", "name", "names")}
_CELLS = re.compile(
    r"""
      [a-z]{2}[-\s]?\d{3}[-\s]?[a-z]{2}          # plate since 2009
    | ([0-9a-f]{2}[:-]){5}[0-9a-f]{2}            # MAC address
    | [12]\d{2}(0[1-9]|1[0-2])\d{8}(\d{2})?|\d{15} # NIR, IMEI
    | [^@\s]+@[^@\s]+\.[a-z]{2,}                 # e-mail
    | (\+33|0)\s?[1-9]([\s.-]?\d{2}){4}          # telephone
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: What a device's identifier becomes once hashed; a portal's record numbers look the same.
_HASHES = re.compile(
    r"(?=.*[a-f])(?=.*\d)[0-9a-f]{16,64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)
_RECORDS = {header_key(word) for word in ("recordid", "datasetid", "objectid", "globalid")}
#: Headers of instants, whose numbers may look like those of persons.
_INSTANTS = re.compile(r"time|date|horo|epoch|heure")


def personal_columns(grid: Grid, match: Match, schema: Schema) -> list[Problem]:
    """Return an error for each column that tells one person, vehicle or device from another.

    A header says so, or most of the cells do. A column *nom* is a place's name where each place
    has but one, and somebody's where it has many.

    Parameters
    ----------
    grid, match : Grid, Match
        The cells and what their columns are.
    schema : Schema
        With ``counts_only``: without it nothing is refused.
    """
    if not schema.counts_only:
        return []
    taken = {position: name for name, position in match.positions.items()}
    problems = []
    for i, header in enumerate(match.headers):
        if i in grid.made or not header:
            continue
        key = header_key(header)
        if i in taken:
            found = schema[taken[i]].kind == "text" and _mostly(_CELLS, grid, i)
        else:
            found = _by_header(key, grid, i, match, schema) or _by_cells(
                key, grid, i, match, schema
            )
        if found:
            problems.append(_refusal(grid, match, header))
    return problems


def _by_header(key: str, grid: Grid, position: int, match: Match, schema: Schema) -> bool:
    if key in _NAMES:
        return _many_a_place(grid, position, match, schema)
    counted = fold(grid.headers[position]).endswith("s") and looks_numeric(grid.cells(position))
    return key in _PERSONAL and not counted  # "Abonnés: 12" counts them


def _by_cells(key: str, grid: Grid, position: int, match: Match, schema: Schema) -> bool:
    """Say whether cells tell persons apart, or are keys of devices: those of a place are not."""
    if _mostly(_CELLS, grid, position):
        return not _INSTANTS.search(key)
    hashed = key not in _RECORDS and _mostly(_HASHES, grid, position)
    return hashed and _many_a_place(grid, position, match, schema)


def _mostly(pattern: re.Pattern[str], grid: Grid, position: int) -> bool:
    cells = [text for text in grid.cells(position).distinct if text][:LOOKED_AT]
    return 0 < SHARE * len(cells) <= sum(bool(pattern.fullmatch(text)) for text in cells)


def _many_a_place(grid: Grid, position: int, match: Match, schema: Schema) -> bool:
    """Say whether the cells differ within one place, as names of persons do."""
    cells = grid.cells(position)
    if not any(fold(text) for text in cells.distinct):
        return False
    for name in schema.key:
        if name in match.positions and schema[name].kind == "text":
            place = grid.cells(match.positions[name]).codes
            pairs = np.unique(np.column_stack([place, cells.codes]), axis=0)
            return len(pairs) > len(np.unique(place))
    return True


def _refusal(grid: Grid, match: Match, header: str) -> Problem:
    message = _(
        "this column tells persons, vehicles or devices apart, and counts are all that is needed."
    )
    return Problem(
        code="C11",
        message=message,
        hint=_("Delete the column, and give one row a place and time with a count."),
        file=grid.file,
        row=match.line or None,
        column=header,
    )
