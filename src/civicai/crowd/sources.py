"""Real formats: the French national counter schema, and portals whose day starts at dawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from civicai.crowd.schema import COUNT, COUNTER, ENTRIES, EXITS, TIME
from civicai.errors import InputError, Problem
from civicai.i18n import _

#: Offsets written "+02", as some exports of the schema have them.
_SHORT_OFFSET = r"([+-]\d{2})$"


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
    lacking = [n for n in ("channel_id", "start_datetime", "count") if n not in table]
    lacking += [name for name in known if name not in about]
    if lacking:
        raise InputError([_no_column(name) for name in lacking])
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


def read_operating_days(path: str | Path, tz: str, dawn: int = 6) -> pd.DataFrame:
    """Read a wide file whose date is an operating day: hours before dawn are of the next day.

    Auckland's pedestrian counts are so: ``date``, ``hour`` (``"6:00"``), then one column a
    counter.

    Parameters
    ----------
    path : path
    tz : str
        Time zone of the hours.
    dawn : int
        Hour at which the operating day starts.

    Returns
    -------
    DataFrame
        ``counter``, ``time`` (UTC), ``count``; an hour that comes twice when the clocks change
        keeps its first passage, one that does not exist is left out.
    """
    table = pd.read_csv(path)
    lacking = [name for name in ("date", "hour") if name not in table]
    if lacking:
        raise InputError([_no_column(name) for name in lacking])
    hour = table["hour"].astype(str).str.split(":").str[0].astype(int)
    wall = pd.to_datetime(table["date"]) + pd.to_timedelta(hour + 24 * (hour < dawn), unit="h")
    local: Any = wall.dt.tz_localize(tz, ambiguous=True, nonexistent="NaT")
    counters = [name for name in table if name not in ("date", "hour", "year")]
    wide = table[counters].assign(**{TIME: local.dt.tz_convert("UTC")}).dropna(subset=[TIME])
    wide = wide.drop_duplicates(TIME)
    long = wide.melt(TIME, var_name=COUNTER, value_name=COUNT).dropna(subset=[COUNT])
    return long[[COUNTER, TIME, COUNT]].astype({COUNT: float}).reset_index(drop=True)


def _no_column(name: str) -> Problem:
    return Problem(
        code="G16",
        column=name,
        message=_("the file has no column “{name}”.").format(name=name),
        hint=_("Check that it follows the schema, and that the two files were not swapped."),
    )
