"""Instants of a forecast, and what is refused of them: the future, and too short a past."""

from __future__ import annotations

from typing import Any

import pandas as pd

from civicai.crowd.schema import TIME
from civicai.errors import InputError, Problem
from civicai.i18n import _, language

#: Days of counts without which there is no same hour last week.
FEWEST_DAYS = 8


def to_instant(moment: Any, tz: str) -> pd.Timestamp:
    """Return an instant in UTC; a naive one is local."""
    instant = pd.Timestamp(moment)
    if instant.tzinfo is None:
        instant = instant.tz_localize(tz, ambiguous=True, nonexistent="shift_forward")
    return instant.tz_convert("UTC").as_unit("ns")


def local_text(moment: pd.Timestamp) -> str:
    """Write an instant in French legal time, as the reader writes days."""
    form = "%d/%m/%Y %H:%M" if language() == "fr" else "%Y-%m-%d %H:%M"
    return moment.tz_convert("Europe/Paris").strftime(form)


def refuse_short_history(rows: pd.DataFrame, tz: str) -> None:
    """Refuse counts that cover less than eight days.

    Raises
    ------
    InputError
    """
    days = pd.DatetimeIndex(rows[TIME].dt.tz_convert(tz)).normalize().nunique()
    if days >= FEWEST_DAYS:
        return
    message = _(
        "the counts cover {days} day(s): at least {least} are needed, and six weeks to forecast "
        "well."
    )
    raise InputError(
        Problem(
            code="G07",
            column=TIME,
            message=message.format(days=days, least=FEWEST_DAYS),
            hint=_("Give more of the past; hourly counts are enough."),
        )
    )


def refuse_future(observed: pd.DataFrame, issued: pd.Timestamp) -> None:
    """Refuse counts later than the issue time.

    Raises
    ------
    InputError
    """
    later = observed[observed[TIME] > issued]
    if later.empty:
        return
    message = _("{count} counts are later than the issue time, {moment}.")
    raise InputError(
        Problem(
            code="G08",
            column=TIME,
            value=str(later[TIME].max()),
            count=len(later),
            message=message.format(count=len(later), moment=local_text(issued)),
            hint=_("A forecast may not see its own future: fit on earlier counts."),
        )
    )
