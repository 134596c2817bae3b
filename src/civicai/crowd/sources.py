"""The national schema of mobility counts (« comptage mobilités ») -> the table of counts."""

from __future__ import annotations

import pandas as pd

from civicai.crowd.schema import COUNT, COUNTER, TIME
from civicai.errors import InputError, Problem
from civicai.i18n import _

_MEASURE = ("channel_id", "start_datetime", "count")
_CHANNEL = ("channel_id", "mobility_type")
PEDESTRIAN = "PEDESTRIAN"


def read_mobility_counts(measures: pd.DataFrame, channels: pd.DataFrame) -> pd.DataFrame:
    """Keep the pedestrians of an export in the national schema, both directions together.

    Parameters
    ----------
    measures : DataFrame
        ``channel_id``, ``start_datetime`` (with its offset), ``count``.
    channels : DataFrame
        ``channel_id``, ``mobility_type``, and ``site_id`` where channels share a place.

    Returns
    -------
    DataFrame
        ``counter`` (the site, else the channel), ``time`` (UTC), ``count`` [people]; a step
        that one channel of a site lacks is left out, for its sum would be too small.

    Raises
    ------
    InputError
        For missing columns, or where no channel counts pedestrians.

    References
    ----------
    .. [1] Schéma national « comptage mobilités », transport.data.gouv.fr, 2023.

    Examples
    --------
    >>> measures = pd.DataFrame({"channel_id": [1, 2], "count": [30, 12],
    ...                          "start_datetime": ["2022-06-21T18:00:00+02:00"] * 2})
    >>> channels = pd.DataFrame({"channel_id": [1, 2], "mobility_type": [PEDESTRIAN] * 2,
    ...                          "site_id": ["Quai", "Quai"]})
    >>> read_mobility_counts(measures, channels)[["counter", "count"]].values.tolist()
    [['Quai', 42.0]]
    """
    lost = [name for name in _MEASURE if name not in measures]
    lost += [name for name in _CHANNEL if name not in channels]
    if lost:
        message = _("the export has no column “{name}”.")
        hint = _("Give the files “measure” and “channel” of the national schema.")
        raise InputError(
            [
                Problem(code="G03", column=name, message=message.format(name=name), hint=hint)
                for name in lost
            ]
        )
    on_foot = channels[channels["mobility_type"].astype(str).str.upper() == PEDESTRIAN]
    if on_foot.empty:
        raise InputError(
            Problem(
                code="G03",
                column="mobility_type",
                message=_("no channel counts pedestrians."),
                hint=_("Give the channels whose mobility_type is PEDESTRIAN."),
            )
        )
    site = on_foot["site_id"] if "site_id" in on_foot else on_foot["channel_id"]
    place = dict(zip(on_foot["channel_id"], site.astype(str), strict=True))
    rows = measures[measures["channel_id"].isin(place)]
    # Some exports write the offset as +02, which is an offset all the same.
    when = rows["start_datetime"].astype(str).str.replace(r"([+-]\d{2})$", r"\1:00", regex=True)
    table = pd.DataFrame(
        {
            COUNTER: rows["channel_id"].map(place),
            TIME: pd.to_datetime(when, utc=True),
            COUNT: pd.to_numeric(rows["count"], errors="coerce").astype(float),
        }
    )
    summed = table.groupby([COUNTER, TIME])[COUNT].agg(["sum", "count"]).reset_index()
    channels_of = pd.Series(place).value_counts()
    whole = summed[summed["count"] == summed[COUNTER].map(channels_of)]
    whole = whole.rename(columns={"sum": COUNT})
    return whole[[COUNTER, TIME, COUNT]].reset_index(drop=True)
