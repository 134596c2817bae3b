"""The live feeds of French portals, one snapshot at a time -> the occupancy table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from civicai.errors import InputError, Problem
from civicai.i18n import _
from civicai.parking.schema import CAPACITY, FREE, PARK, TIME
from civicai.tables import fold


@dataclass(frozen=True)
class Feed:
    """The fields of one portal's records (Opendatasoft, API v2.1, or NGSI).

    Parameters
    ----------
    dataset : str
        Identifier of the data set on its portal.
    park, free, capacity : str
        Fields of the name, the free places and the places in service; ``"name.value"`` is the
        field ``value`` of the object ``name``.
    time : str
        Field of the time of the reading; empty where the feed has none.
    status : str
        Field of the state; empty where the feed has none.
    counting : tuple of str
        States in which the count means something. The same code means different things in two
        towns: each feed has its own.
    """

    dataset: str
    park: str
    free: str
    capacity: str
    time: str = ""
    status: str = ""
    counting: tuple[str, ...] = field(default=())


#: Feeds known by name.
FEEDS = {
    "nantes": Feed(
        dataset="244400404_parkings-publics-nantes-disponibilites",
        park="grp_nom",
        free="grp_disponible",
        capacity="grp_exploitation",
        time="grp_horodatage",
        status="grp_statut",
        counting=("5",),
    ),
    "lille": Feed(
        dataset="disponibilite-parkings",
        park="libelle",
        free="dispo",
        capacity="max",
        status="etat",
        counting=("OUVERT",),
    ),
    "dijon": Feed(
        dataset="dispo-parking",
        park="nom_du_parking",
        free="nombre_de_places_libres",
        capacity="nombre_de_places_totales",
        time="derniere_mise_a_jour",
    ),
    "strasbourg": Feed(
        dataset="occupation-parkings-temps-reel",
        park="nom_parking",
        free="libre",
        capacity="total",
        status="etat",
        counting=("1", "3"),  # open, full; 2 is closed and 0 unavailable
    ),
    "rennes": Feed(
        dataset="export-api-parking-citedia",
        park="key",
        free="free",
        capacity="max",
        status="status",
        counting=("OUVERT", "COMPLET"),
    ),
    # Not Opendatasoft but NGSI: each field is an object, whose value is inside.
    "montpellier": Feed(
        dataset="offstreetparking",
        park="name.value",
        free="availableSpotNumber.value",
        capacity="totalSpotNumber.value",
    ),
}


def read_records(
    records: Iterable[Mapping[str, Any]],
    feed: str | Feed,
    collected_at: Any = None,
) -> pd.DataFrame:
    """Turn the records of one snapshot into rows of the occupancy table.

    A portal shows the present only: append the rows of each snapshot to one file, and the
    history grows.

    Parameters
    ----------
    records : iterable of dict
        What the portal calls ``results``.
    feed : {"nantes", "lille", "dijon", "strasbourg", "rennes", "montpellier"} or Feed
    collected_at : instant, optional
        When the snapshot was taken, for a feed that does not say. It never replaces the time of
        a feed that does: an old reading stays old.

    Returns
    -------
    DataFrame
        ``park``, ``time`` (UTC), ``free``, ``capacity`` [places]. A park that is closed or whose
        state is invalid has no row: it is unknown, never free.

    Raises
    ------
    InputError
        For an unknown feed, a field that the records lack, or a time that nothing gives.

    Examples
    --------
    >>> records = [
    ...     {"grp_nom": "Bretagne", "grp_disponible": 120, "grp_exploitation": 400,
    ...      "grp_statut": 5, "grp_horodatage": "2024-11-08T15:00:00+00:00"},
    ...     {"grp_nom": "Gloriette", "grp_disponible": 0, "grp_exploitation": 0,
    ...      "grp_statut": 0, "grp_horodatage": "2024-11-08T15:00:00+00:00"},
    ... ]
    >>> read_records(records, "nantes")[["park", "free", "capacity"]].values.tolist()
    [['Bretagne', 120.0, 400.0]]
    """
    known = FEEDS.get(feed) if isinstance(feed, str) else feed
    if known is None:
        message = _("there is no feed “{name}”.").format(name=feed)
        hint = _("Known: {known}.").format(known=", ".join(FEEDS))
        raise InputError(Problem(code="S14", value=str(feed), message=message, hint=hint))
    table = pd.json_normalize(list(records))
    wanted = [known.park, known.free, known.capacity, known.time, known.status]
    missing = [name for name in wanted if name and name not in table]
    if missing:
        raise InputError([_no_field(name) for name in missing])
    return _rows(table, known, collected_at)


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
        raise InputError([_no_field(field) for field in lacking])
    places = pd.to_numeric(base["nb_places"], errors="coerce").astype(float)
    stated = pd.DataFrame({"name": base[name].astype(str).map(fold), "places": places})
    stated = stated[stated["places"] > 0].drop_duplicates()
    stated = stated[~stated["name"].duplicated(keep=False)].set_index("name")["places"]
    found = occupancy[PARK].astype(str).map(fold).map(stated).astype(float)
    known = occupancy[CAPACITY].astype(float) if CAPACITY in occupancy else found
    table = occupancy.assign(**{CAPACITY: known.fillna(found)})
    unknown = table.loc[table[CAPACITY].isna(), PARK].astype(str)
    return table, sorted(unknown.unique())


def _rows(table: pd.DataFrame, feed: Feed, collected_at: Any) -> pd.DataFrame:
    if feed.status:
        state = table[feed.status].astype(str).str.strip().str.upper()
        table = table[state.isin(feed.counting)]
    return pd.DataFrame(
        {
            PARK: table[feed.park].astype(str),
            TIME: _times(table, feed, collected_at),
            FREE: pd.to_numeric(table[feed.free], errors="coerce").astype(float),
            CAPACITY: pd.to_numeric(table[feed.capacity], errors="coerce").astype(float),
        }
    )


def _times(table: pd.DataFrame, feed: Feed, collected_at: Any) -> pd.Series:
    if feed.time:
        return pd.to_datetime(table[feed.time], utc=True)
    if collected_at is None:
        message = _("this feed does not say when its places were counted.")
        hint = _("Give collected_at, the time at which the snapshot was taken.")
        raise InputError(Problem(code="S14", column=TIME, message=message, hint=hint))
    moment = pd.Timestamp(collected_at)
    if moment.tzinfo is None:
        moment = moment.tz_localize("Europe/Paris", ambiguous=True, nonexistent="shift_forward")
    return pd.Series(moment.tz_convert("UTC"), table.index)


def _no_field(name: str) -> Problem:
    return Problem(
        code="S14",
        column=name,
        message=_("the records have no field “{name}”.").format(name=name),
        hint=_("The portal may have renamed it: describe the feed with Feed(…)."),
    )
