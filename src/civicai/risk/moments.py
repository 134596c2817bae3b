"""Instants and durations as a town's agents say them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from civicai.i18n import _, format_date, format_number, ngettext

#: Legal time, for the reader and for what is said without a time zone.
TZ = "Europe/Paris"


def to_instant(moment: Any) -> pd.Timestamp:
    """Return an instant in UTC; without a time zone it is the legal time of Paris.

    Examples
    --------
    >>> str(to_instant("2024-10-17 08:00"))
    '2024-10-17 06:00:00+00:00'
    """
    stamp = pd.Timestamp(moment)
    if stamp.tzinfo is None:
        stamp = stamp.tz_localize(TZ, ambiguous=True, nonexistent="shift_forward")
    return stamp.tz_convert("UTC").as_unit("ns")


def local_text(moment: pd.Timestamp) -> str:
    """Write an instant in the reader's language, in legal time.

    Examples
    --------
    >>> from civicai import i18n
    >>> with i18n.use("en"):
    ...     local_text(pd.Timestamp("2024-10-17 06:00", tz="UTC"))
    '17 October 2024 at 08:00'
    """
    local = moment.tz_convert(TZ)
    return _("{day} at {time}").format(day=format_date(local), time=f"{local:%H:%M}")


def duration_text(span: pd.Timedelta) -> str:
    """Write a duration in days, hours or minutes, whichever it takes.

    Examples
    --------
    >>> from civicai import i18n
    >>> with i18n.use("en"):
    ...     duration_text(pd.Timedelta("3D")), duration_text(pd.Timedelta("90min"))
    ('3 days', '1.5 h')
    """
    days, hours = span / pd.Timedelta("1D"), span / pd.Timedelta("1h")
    if days >= 2:
        return ngettext("{count} day", "{count} days", int(days)).format(count=int(days))
    if hours >= 1:
        return f"{format_number(hours, 0 if hours == int(hours) else 1)} h"
    return f"{format_number(span / pd.Timedelta('1min'))} min"
