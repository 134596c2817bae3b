"""The counts that are believed: in order, each once, and which counters still live."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.crowd.schema import COUNT, COUNTER, COUNTS, TIME
from civicai.errors import InputError, Problem
from civicai.forecasting import SlotPanel
from civicai.i18n import _, format_date
from civicai.tables import check_table

Ints = npt.NDArray[np.int64]

#: Least past that a forecast is made from.
SHORTEST = pd.Timedelta("14D")
#: Steps without a count after which a counter is silent.
STEPS_KEPT = 2
#: A counter that repeats one count is frozen after this many hours, or half as long again as
#: it ever did before.
FROZEN_HOURS = 12
#: Share of the past counts above which a counter without limit is called crowded.
RARE = 0.99

ALIVE, SILENT, FROZEN, NEVER_SEEN = "alive", "silent", "frozen", "never_seen"


def make_counts(table: pd.DataFrame) -> pd.DataFrame:
    """Return the counts in order, each counter and time once; a missing count is no count.

    Raises
    ------
    InputError
        With all that is wrong in the table.
    """
    rows = table.reset_index(drop=True)
    typed = COUNT in rows and pd.api.types.is_float_dtype(rows[COUNT])
    if not (typed and isinstance(rows[TIME].dtype, pd.DatetimeTZDtype)):
        rows = check_table(rows, COUNTS)[0].reset_index(drop=True)
    rows = rows[[COUNTER, TIME, COUNT]].dropna()
    rows = rows.drop_duplicates([COUNTER, TIME], keep="last")
    return rows.sort_values([COUNTER, TIME], ignore_index=True)


def refuse_short_past(rows: pd.DataFrame) -> None:
    """Refuse counts that are too few to learn from.

    Raises
    ------
    InputError
    """
    span = rows[TIME].max() - rows[TIME].min() if len(rows) else pd.Timedelta(0)
    if span < SHORTEST:
        message = _("the counts cover {days} days: too short to know a week.")
        raise InputError(
            Problem(
                code="G01",
                column=TIME,
                value=str(span.days),
                message=message.format(days=span.days),
                hint=_("Give at least 14 days, and better some months."),
            )
        )


def refuse_future(rows: pd.DataFrame, issued: pd.Timestamp) -> None:
    """Refuse counts later than the instant at which a forecast is issued.

    Raises
    ------
    InputError
    """
    later = rows.loc[rows[TIME] > issued, TIME]
    if len(later):
        message = _("{count} counts are later than the issue time, {moment}.")
        raise InputError(
            Problem(
                code="G02",
                column=TIME,
                value=local_text(later.max()),
                count=len(later),
                message=message.format(count=len(later), moment=local_text(issued)),
                hint=_("A forecast may not see its own future: fit on earlier counts."),
            )
        )


def own_limits(panel: SlotPanel) -> dict[str, float]:
    """Return the highest 1 % of each counter's own past."""
    limits = {}
    for name, counted in zip(panel.series, panel.values, strict=True):
        known = counted[np.isfinite(counted)]
        limits[str(name)] = max(1.0, float(np.quantile(known, RARE))) if len(known) else np.inf
    return limits


def status_of(panel: SlotPanel, columns: Ints) -> npt.NDArray[Any]:
    """Return whether each counter lives at some columns of the panel, from nothing later.

    Parameters
    ----------
    panel : SlotPanel
    columns : ndarray of int, shape (n,)

    Returns
    -------
    ndarray of str, shape (s, n)
        ``"alive"``, ``"silent"``, ``"frozen"`` or ``"never_seen"``.
    """
    status = np.full((len(panel.series), len(columns)), NEVER_SEEN, dtype="<U10")
    allowed = FROZEN_HOURS * panel.per_day // 24
    for i, counted in enumerate(panel.values):
        known = np.flatnonzero(np.isfinite(counted))
        place = np.searchsorted(known, columns, side="right") - 1
        seen = place >= 0
        if not seen.any():
            continue
        lasted, longest = _runs(counted[known])
        at = place[seen]
        silent = columns[seen] - known[at] > STEPS_KEPT
        # A night street counts zero for hours, each night: only longer than ever is a fault.
        frozen = lasted[at] > np.maximum(allowed, 1.5 * longest[at])
        status[i, seen] = np.select([silent, frozen], [SILENT, FROZEN], ALIVE)
    return status


def _runs(counted: npt.NDArray[np.float64]) -> tuple[Ints, Ints]:
    """Return for how many counts the present one has lasted, and the longest run before it."""
    new = np.diff(counted, prepend=np.nan) != 0
    starts = np.flatnonzero(new)
    run = np.cumsum(new) - 1
    lasted = np.arange(len(counted)) - starts[run] + 1
    lengths = np.diff(starts, append=len(counted))
    before = np.concatenate([[0], np.maximum.accumulate(lengths)[:-1]])
    return lasted, before[run]


def local_text(moment: pd.Timestamp) -> str:
    """Write an instant in the reader's language, in French legal time."""
    local = moment.tz_convert("Europe/Paris")
    return _("{day} at {time}").format(day=format_date(local), time=f"{local:%H:%M}")
