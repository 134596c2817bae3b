"""The records of live feeds, one snapshot at a time -> the occupancy table."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pandas as pd

from civicai.clock import to_instant, town_zone
from civicai.errors import InputError, Problem
from civicai.i18n import _
from civicai.parking.schema import CAPACITY, FREE, PARK, TIME
from civicai.usecase import Format


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

    @property
    def fields(self) -> list[str]:
        """The fields that its records must have."""
        named = (self.park, self.free, self.capacity, self.time, self.status)
        return [name for name in named if name]

    def format(self, name: str) -> Format:
        """Return the format of a file that holds its records in JSON."""
        telling = [b'"%s"' % field.partition(".")[0].encode() for field in self.fields]

        def sniff(_name: str, head: bytes) -> bool:
            text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
            return text[:1] in (b"{", b"[") and all(field in head for field in telling)

        return Format(name, sniff, partial(read_snapshots, feed=self))


def feed_named(name: str) -> Feed:
    """Return a feed by the name of its file.

    Raises
    ------
    InputError
        For an unknown one.
    """
    package = import_module("civicai.parking.sources")
    names = [module.name for module in iter_modules(package.__path__)]
    feeds = {n: getattr(import_module(f"{package.__name__}.{n}"), "FEED", None) for n in names}
    known = {n: feed for n, feed in feeds.items() if isinstance(feed, Feed)}
    if name not in known:
        message = _("there is no feed “{name}”.").format(name=name)
        hint = _("Known: {known}.").format(known=", ".join(known))
        raise InputError(Problem(code="S14", value=name, message=message, hint=hint))
    return known[name]


def read_snapshots(path: str | Path, feed: Feed) -> pd.DataFrame:
    """Read a file of snapshots in JSON: an answer of the portal, its records, or one a line.

    Parameters
    ----------
    path : str or Path
        Gzip or not. Answers kept one a line, one after the other, are a history.
    feed : Feed
        One that says when it counted.

    Raises
    ------
    InputError
        For a field that the records lack, or a feed that does not say when it counted.
    """
    raw = Path(path).read_bytes()
    text = (gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw).decode("utf-8-sig")
    try:
        answers = [json.loads(text)]
    except json.JSONDecodeError:
        answers = [json.loads(line) for line in text.splitlines() if line.strip()]
    return read_records([record for answer in answers for record in _records(answer)], feed)


def _records(answer: Any) -> list[Any]:
    """Return the records of an answer: bare, under ``results``, or under ``fields`` one by one."""
    if isinstance(answer, dict):
        answer = answer.get("results", answer.get("records", [answer]))
    return [record.get("fields", record) for record in answer]


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
    feed : str or Feed
        Name of a file of ``civicai.parking.sources``, such as ``"nantes"``, or a feed of one's own.
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
    known = feed_named(feed) if isinstance(feed, str) else feed
    table = pd.json_normalize([dict(record) for record in records])
    missing = [name for name in known.fields if name not in table]
    if missing:
        raise InputError([no_field(name) for name in missing])
    return _rows(table, known, collected_at)


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
    return pd.Series(to_instant(collected_at, town_zone()), table.index)


def no_field(name: str) -> Problem:
    """Return the problem of records that lack a field."""
    return Problem(
        code="S14",
        column=name,
        message=_("the records have no field “{name}”.").format(name=name),
        hint=_("The portal may have renamed it: describe the feed with Feed(…)."),
    )
