"""The town's clock: instants, the time zone in force, and how both are said to the reader.

Inside, an instant is in UTC; where it is read or shown, it is in the time zone of the town.
``with use("Indian/Reunion"): ...`` sets that zone for a block (Europe/Paris until told
otherwise), as :func:`civicai.i18n.use` sets the language.
"""

from __future__ import annotations

import difflib
import unicodedata
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

from civicai.errors import OptionError, Problem
from civicai.i18n import _, format_number, language, ngettext

if TYPE_CHECKING:
    import pandas as pd

#: Time zone of a town that states none.
DEFAULT_TZ = "Europe/Paris"
#: Overseas territories, by the names that their towns may type for a time zone.
_OVERSEAS = {
    "la reunion": "Indian/Reunion",
    "guadeloupe": "America/Guadeloupe",
    "guyane": "America/Cayenne",
    "martinique": "America/Martinique",
    "mayotte": "Indian/Mayotte",
    "nouvelle caledonie": "Pacific/Noumea",
    "polynesie": "Pacific/Tahiti",
    "saint barthelemy": "America/St_Barthelemy",
    "saint martin": "America/Marigot",
    "saint pierre et miquelon": "America/Miquelon",
    "wallis et futuna": "Pacific/Wallis",
}

_current: ContextVar[str] = ContextVar("civicai_time_zone", default=DEFAULT_TZ)


def town_zone() -> str:
    """Return the time zone in force, such as ``"Europe/Paris"``."""
    return _current.get()


@contextmanager
def use(tz: str) -> Iterator[None]:
    """Set the time zone of a block.

    Raises
    ------
    OptionError
        If there is no such time zone.

    Examples
    --------
    >>> import pandas as pd
    >>> with use("Indian/Reunion"):
    ...     local_text(pd.Timestamp("2024-10-17 06:00", tz="UTC"))
    '17/10/2024 10:00'
    """
    token = _current.set(check_zone(tz))
    try:
        yield
    finally:
        _current.reset(token)


def check_zone(tz: str) -> str:
    """Return the name of a time zone, once it is known to be one.

    Raises
    ------
    OptionError
        With the likeliest name, if there is no such time zone.
    """
    if not _exists(tz):
        problem = Problem(
            code="O06",
            message=_("there is no time zone “{tz}”.").format(tz=tz),
            hint=_("Write the name of one, such as {example}.").format(example=_likeliest(tz)),
            value=str(tz),
        )
        raise OptionError(problem)
    return tz


@cache
def _exists(tz: str) -> bool:
    try:
        zoneinfo.ZoneInfo(tz)
    except (KeyError, ValueError, TypeError, AttributeError, OSError):
        return False
    return True


def _likeliest(tz: str) -> str:
    zones = sorted(zoneinfo.available_timezones())
    known = {_folded(zone.rpartition("/")[2]): zone for zone in zones}
    known |= {_folded(zone): zone for zone in zones} | _OVERSEAS
    for text in (_folded(str(tz)), _folded(str(tz).rpartition("/")[2])):
        close = difflib.get_close_matches(text, known, n=1, cutoff=0.8)
        if close:
            return known[close[0]]
    return "Indian/Reunion"


def _folded(name: str) -> str:
    text = unicodedata.normalize("NFKD", name.lower())
    return " ".join("".join(c if c.isalnum() else " " for c in text if ord(c) < 128).split())


def to_instant(moment: Any, tz: str) -> pd.Timestamp:
    """Return an instant in UTC; one without a time zone is local.

    Parameters
    ----------
    moment : str, datetime or Timestamp
        Of the hour that comes twice in October, the first passage; an hour that the clocks skip
        in March is taken for the one when they had gone forward.
    tz : str
        Time zone of a moment that states none.

    Returns
    -------
    Timestamp
        In UTC, to the nanosecond.

    Examples
    --------
    >>> str(to_instant("2024-10-17 08:00", "Europe/Paris"))
    '2024-10-17 06:00:00+00:00'
    """
    import pandas as pd

    instant = pd.Timestamp(moment)
    if instant.tzinfo is None:
        instant = instant.tz_localize(tz, ambiguous=True, nonexistent="shift_forward")
    return instant.tz_convert("UTC").as_unit("ns")


def local_text(moment: pd.Timestamp) -> str:
    """Write an instant by the town's clock, day and time in the reader's order.

    Examples
    --------
    >>> import pandas as pd
    >>> from civicai import i18n
    >>> with i18n.use("en"):
    ...     local_text(pd.Timestamp("2024-10-17 06:00", tz="UTC"))
    '2024-10-17 08:00'
    """
    return f"{local_day(moment)} {_local(moment):%H:%M}"


def local_day(moment: pd.Timestamp) -> str:
    """Write the day that an instant falls on by the town's clock, in the reader's order.

    Examples
    --------
    >>> import pandas as pd
    >>> local_day(pd.Timestamp("2024-10-16 23:00", tz="UTC"))
    '17/10/2024'
    """
    return _local(moment).strftime("%d/%m/%Y" if language() == "fr" else "%Y-%m-%d")


def _local(moment: pd.Timestamp) -> pd.Timestamp:
    """Return a moment in the town's zone; one without a zone is there already."""
    return moment if moment.tzinfo is None else moment.tz_convert(town_zone())


def duration_text(span: pd.Timedelta) -> str:
    """Write a duration in days, hours or minutes, whichever it takes.

    Examples
    --------
    >>> import pandas as pd
    >>> from civicai import i18n
    >>> with i18n.use("en"):
    ...     duration_text(pd.Timedelta("3D")), duration_text(pd.Timedelta("90min"))
    ('3 days', '1.5 h')
    """
    minutes = span.total_seconds() / 60
    days, hours = minutes / 1440, minutes / 60
    if days >= 2:
        return ngettext("{count} day", "{count} days", int(days)).format(count=int(days))
    if hours >= 1:
        return f"{format_number(hours, 0 if hours == int(hours) else 1)} h"
    return f"{format_number(minutes)} min"
