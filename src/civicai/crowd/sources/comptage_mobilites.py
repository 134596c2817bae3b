"""The French national schema *comptage des mobilités*: measures, and the channels they are of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from civicai.crowd.schema import COUNT, COUNTER, ENTRIES, EXITS, TIME
from civicai.crowd.sources.columns import require
from civicai.errors import InputError, Problem
from civicai.i18n import _
from civicai.usecase import Format

#: Offsets written "+02", as some exports of the schema have them.
_SHORT_OFFSET = r"([+-]\d{2})$"
#: Columns that no other file has together.
_TELLING = {"channel_id", "start_datetime", "end_datetime", "count"}


def sniff(name: str, head: bytes) -> bool:
    r"""Tell whether a file holds the measures of the schema.

    Examples
    --------
    >>> sniff("measure.csv", b"channel_id,counter_id,start_datetime,end_datetime,count\n1,")
    True
    """
    header = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace")
    return {cell.strip().strip('"') for cell in header.split(",")} >= _TELLING


def read(path: str | Path) -> pd.DataFrame:
    """Read a file of measures; the file of its channels stands beside it.

    Parameters
    ----------
    path : str or Path
        With ``measure`` in its name, where that of the channels has ``channel``.

    Raises
    ------
    InputError
        When there is no such file: without it bicycles and cars would count as people.
    """
    path = Path(path)
    beside = path.with_name(path.name.replace("measure", "channel"))
    plain = beside.with_name(beside.name.removesuffix(".gz"))
    found = [file for file in (beside, plain) if file != path and file.is_file()]
    if not found:
        message = _("the file of channels is not beside the measures: “{file}” is looked for.")
        hint = _(
            "Put it there: it says which channels count pedestrians. Where all of them do, call "
            "the first column “compteur” in place of channel_id."
        )
        text = message.format(file=plain.name)
        raise InputError(Problem(code="G16", column="channel_id", message=text, hint=hint))
    return read_mobility_counts(path, found[0])


def read_mobility_counts(
    measures: str | Path, channels: str | Path, gates: bool = False
) -> pd.DataFrame:
    """Read the two files of the national schema *comptage des mobilités*: pedestrians only.

    Parameters
    ----------
    measures : path
        ``channel_id``, ``start_datetime``, ``count`` …; one row a channel and interval.
    channels : path
        ``channel_id``, ``site_id``, ``mobility_type``, ``provider_direction_code`` …
    gates : bool
        Whether ``IN`` and ``OUT`` mean into and out of a place. On a street they are but two
        directions, and are added up.

    Returns
    -------
    DataFrame
        One row a site and interval: ``counter`` (the site), ``time`` (UTC) and ``count``, or
        with ``gates`` ``entries`` and ``exits`` [people]. An interval of which one channel is
        missing is left out: half a count would look calm.

    Raises
    ------
    InputError
        When a column is missing or no channel counts pedestrians.

    References
    ----------
    .. [1] Etalab, "Schéma de données comptage-mobilites", schema.data.gouv.fr.
    """
    table = pd.read_csv(measures, dtype=str)
    about = pd.read_csv(channels, dtype=str)
    known = ["channel_id", "site_id", "mobility_type", "provider_direction_code"]
    require((table, ("channel_id", "start_datetime", "count")), (about, known))
    walking = about[about["mobility_type"].str.upper().str.strip() == "PEDESTRIAN"]
    table = table.merge(walking[known], on="channel_id")
    if table.empty:
        message = _("no channel of the file counts pedestrians.")
        hint = _("The channels file says so in mobility_type: PEDESTRIAN.")
        raise InputError(Problem(code="G16", column="mobility_type", message=message, hint=hint))
    return _by_site(table, gates)


def _by_site(table: pd.DataFrame, gates: bool) -> pd.DataFrame:
    """Add the channels of each site up."""
    stamps = table["start_datetime"].str.replace(_SHORT_OFFSET, r"\g<1>:00", regex=True)
    way = table["provider_direction_code"].fillna("").str.upper().str.strip()
    frame = pd.DataFrame(
        {
            COUNTER: table["site_id"],
            TIME: pd.to_datetime(stamps, utc=True, format="ISO8601"),
            "way": np.where(way == "IN", ENTRIES, np.where(way == "OUT", EXITS, COUNT)),
            "channel": table["channel_id"],
            "value": pd.to_numeric(table["count"], errors="coerce"),
        }
    ).dropna(subset=["value"])
    if not gates:
        frame["way"] = COUNT
    there = frame.groupby([COUNTER, TIME])["channel"].transform("nunique")
    whole = there == frame.groupby(COUNTER)["channel"].transform("nunique")
    wide = frame[whole].pivot_table("value", [COUNTER, TIME], "way", "sum").reset_index()
    wide.columns.name = None
    return wide


FORMAT = Format("comptage des mobilités", sniff, read, table="counts")
