"""The town's clock: instants are UTC inside, and in the town's time zone for the reader.

``with use("Indian/Reunion"): ...`` sets the time zone of a block, as :func:`civicai.i18n.use` sets
its language; it is Paris until told otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from civicai.i18n import _, format_date, format_number, ngettext

if TYPE_CHECKING:
    import pandas as pd

#: Time zone of a town that states none.
DEFAULT_TZ = "Europe/Paris"

_current: ContextVar[str] = ContextVar("civicai_time_zone", default=DEFAULT_TZ)


def zone() -> str:
    """Return the time zone in force."""
    return _current.get()


@contextmanager
def use(tz: str) -> Iterator[None]:
    """Set the time zone of a block, for what is written in it.

    Examples
    --------
    >>> import pandas as pd
    >>> from civicai import i18n
    >>> with i18n.use("en"), use("Indian/Reunion"):
    ...     local_text(pd.Timestamp("2024-10-17 06:00", tz="UTC"))
    '17 October 2024 at 10:00'
    """
    token = _current.set(tz)
    try:
        yield
    finally:
        _current.reset(token)


def to_instant(moment: Any, tz: str | None = None) -> pd.Timestamp:
    """Return an instant in UTC; one that states no time zone is local.

    Parameters
    ----------
    moment : Timestamp, str or datetime
    tz : str, optional
        Time zone of a naive instant; that in force by default.

    Examples
    --------
    >>> str(to_instant("2024-10-17 08:00"))
    '2024-10-17 06:00:00+00:00'
    """
    import pandas as pd

    stamp = pd.Timestamp(moment)
    if stamp.tzinfo is None:
        stamp = stamp.tz_localize(tz or zone(), ambiguous=True, nonexistent="shift_forward")
    return stamp.tz_convert("UTC").as_unit("ns")


def local_text(moment: pd.Timestamp) -> str:
    """Write an instant in the reader's language, in the time zone in force.

    Examples
    --------
    >>> import pandas as pd
    >>> from civicai import i18n
    >>> with i18n.use("en"):
    ...     local_text(pd.Timestamp("2024-10-17 06:00", tz="UTC"))
    '17 October 2024 at 08:00'
    """
    local = moment.tz_convert(zone())
    return _("{day} at {time}").format(day=format_date(local), time=f"{local:%H:%M}")


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
