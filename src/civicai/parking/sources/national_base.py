"""The national base of car parks -> the capacities that readings lack."""

from __future__ import annotations

import pandas as pd

from civicai.errors import InputError
from civicai.parking.schema import CAPACITY, PARK
from civicai.parking.sources.records import no_field
from civicai.tables import fold


def add_capacity(occupancy: pd.DataFrame, base: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Give each park the capacity that the national base of car parks states.

    Parameters
    ----------
    occupancy : DataFrame
        ``park`` and readings; a capacity that is there already stays.
    base : DataFrame
        Rows of the *Base nationale des lieux de stationnement* (schema-stationnement): ``nom`` or
        ``nom_park``, and ``nb_places``. It is static: it says nothing of who is parked.

    Returns
    -------
    DataFrame, list of str
        The table with ``capacity`` [places]; then the parks that the base does not name, or names
        with several capacities. Names are compared without case, accents or punctuation.

    Raises
    ------
    InputError
        When the base lacks the names or the places.

    Examples
    --------
    >>> rows = pd.DataFrame({"park": ["Place Pie", "Gare"], "free": [3.0, 4.0]})
    >>> base = pd.DataFrame({"nom": ["PLACE PIE"], "nb_places": ["310"]})
    >>> table, unknown = add_capacity(rows, base)
    >>> table["capacity"].tolist(), unknown
    ([310.0, nan], ['Gare'])
    """
    name = next((column for column in ("nom", "nom_park") if column in base), None)
    lacking = [*([] if name else ["nom"]), *([] if "nb_places" in base else ["nb_places"])]
    if lacking:
        raise InputError([no_field(field) for field in lacking])
    places = pd.to_numeric(base["nb_places"], errors="coerce").astype(float)
    stated = pd.DataFrame({"name": base[name].astype(str).map(fold), "places": places})
    stated = stated[stated["places"] > 0].drop_duplicates()
    once = stated[~stated["name"].duplicated(keep=False)].set_index("name")["places"]
    found = occupancy[PARK].astype(str).map(fold).map(once).astype(float)
    known = occupancy[CAPACITY].astype(float) if CAPACITY in occupancy else found
    table = occupancy.assign(**{CAPACITY: known.fillna(found)})
    unknown = table.loc[table[CAPACITY].isna(), PARK].astype(str)
    return table, sorted(unknown.unique())
