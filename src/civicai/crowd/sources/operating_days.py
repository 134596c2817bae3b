"""Counts whose day starts at dawn: the hours after midnight bear the date of the evening."""

from __future__ import annotations

import itertools
from pathlib import Path

import pandas as pd

from civicai.clock import town_zone
from civicai.crowd.schema import COUNT, COUNTER, TIME
from civicai.crowd.sources.columns import require
from civicai.usecase import Format


def sniff(name: str, head: bytes) -> bool:
    r"""Tell a wide file by its two first columns, and by an hour that follows a later one.

    Examples
    --------
    >>> sniff("counts.csv", b"date,hour,Quai\n2023-12-31,23:00,50\n2023-12-31,0:00,900\n")
    True
    >>> sniff("counts.csv", b"date,hour,Quai\n2023-12-31,0:00,50\n2023-12-31,1:00,900\n")
    False
    """
    lines = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").splitlines()
    cells = [line.split(",", 2)[:2] for line in lines if line.count(",") > 1]
    if not cells or cells[0] != ["date", "hour"]:
        return False
    hours = [(day, int(hour)) for day, text in cells[1:] if (hour := text.split(":")[0]).isdigit()]
    return any(a == b and then > now for (a, then), (b, now) in itertools.pairwise(hours))


def read(path: str | Path) -> pd.DataFrame:
    """Read such a file, whose hours are of the town's time zone."""
    return read_operating_days(path, town_zone())


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
    require((table, ("date", "hour")))
    hour = table["hour"].astype(str).str.split(":").str[0].astype(int)
    wall = pd.to_datetime(table["date"]) + pd.to_timedelta(hour + 24 * (hour < dawn), unit="h")
    local = wall.dt.tz_localize(tz, ambiguous=True, nonexistent="NaT")
    counters = [name for name in table if name not in ("date", "hour", "year")]
    wide = table[counters].assign(**{TIME: local.dt.tz_convert("UTC")}).dropna(subset=[TIME])
    wide = wide.drop_duplicates(TIME)
    long = wide.melt(TIME, var_name=COUNTER, value_name=COUNT).dropna(subset=[COUNT])
    return long[[COUNTER, TIME, COUNT]].astype({COUNT: float}).reset_index(drop=True)


FORMAT = Format("operating days", sniff, read, table="counts")
