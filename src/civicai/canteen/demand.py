"""Which rows tell a real demand: the others are set aside, counted and listed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from civicai.canteen.schema import DATE, SERVED, SITE, series_keys
from civicai.errors import InputError, Problem
from civicai.forecasting import DailyPanel, WeekdayMean
from civicai.i18n import N_, _, format_date, format_integer, ngettext, translate

#: A count over this many times the series' own recent median is a typing error.
TYPING_ERROR = 2.0
#: Observations in that median, and the fewest that make it trustworthy.
RECENT, FEWEST = 30, 8

MISSING, ZERO, TYPING = "missing", "zero", "typing_error"
_WORDS = {
    MISSING: N_("no meals given"),
    ZERO: N_("zero meals"),
    TYPING: N_("probable typing error"),
}
_WHY = {
    MISSING: N_("{count} rows without meals served: missing days, set aside."),
    ZERO: N_("{count} rows with zero meals served: closed, not a demand of zero; set aside."),
    TYPING: N_(
        "{count} rows with more than twice the meals of the site's recent days: "
        "probable typing errors, set aside."
    ),
}


def classify_rows(attendance: pd.DataFrame) -> pd.Series:
    """Say of each row whether it tells a demand.

    A typing error is judged from the site's earlier days only (median of the 30 before), so
    that a forecast issued on a past day never knows of a later correction.

    Parameters
    ----------
    attendance : DataFrame
        ``site``, ``service`` if any, ``date``, ``served``.

    Returns
    -------
    Series of str
        Empty for a demand, else ``"missing"``, ``"zero"`` or ``"typing_error"``.
    """
    served = attendance[SERVED].to_numpy(float)
    why = np.where(np.isnan(served), MISSING, np.where(served == 0, ZERO, "")).astype(object)
    keys = series_keys(attendance)
    # By rank, not by line: two sheets of a workbook have the same lines.
    positive = attendance.reset_index(drop=True)[served > 0].sort_values([*keys, DATE])
    counts = positive[SERVED].astype(float)
    groups = positive.groupby(keys, sort=False).ngroup()
    before = counts.groupby(groups).shift()
    median = before.groupby(groups).rolling(RECENT, min_periods=FEWEST).median()
    suspect = counts > TYPING_ERROR * median.droplevel(0).reindex(counts.index)
    why[positive.index[suspect]] = TYPING
    return pd.Series(why, index=attendance.index, dtype=object)


def set_aside(attendance: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[Problem]]:
    """Split the attendance into demand and rows set aside.

    Returns
    -------
    demand : DataFrame
        Rows that tell a demand.
    aside : DataFrame
        The others, with their ``line`` in the file and ``why``.
    findings : list of Problem
        One for each reason, with the count and the first lines.
    """
    why = classify_rows(attendance)
    findings = []
    for code, text in _WHY.items():
        lines = why.index[why == code]
        if len(lines):
            message = translate(text).format(count=format_integer(len(lines)))
            findings.append(
                Problem(
                    code={MISSING: "M01", ZERO: "M02", TYPING: "M03"}[code],
                    severity="warning" if code == TYPING else "note",
                    column=SERVED,
                    row=int(lines[0]) if len(lines) == 1 else None,
                    count=len(lines),
                    message=message,
                    hint=_("Lines: {lines}").format(lines=_some(lines)),
                )
            )
    aside = attendance[why != ""].assign(
        why=why[why != ""].map(lambda code: translate(_WORDS[code]))
    )
    return attendance[why == ""], aside.reset_index(names="line"), findings


def refuse_no_demand(demand: pd.DataFrame) -> None:
    """Refuse a table in which no row tells a demand.

    Raises
    ------
    InputError
        Code M06.
    """
    if demand.empty:
        raise InputError(
            Problem(
                code="M06",
                column=SERVED,
                message=_("no row tells how many meals were served."),
                hint=_("Give some weeks of meals served."),
            )
        )


def gaps(demand: pd.DataFrame, open_days: pd.DatetimeIndex) -> list[Problem]:
    """Report open days on which the town served meals nowhere, by the calendar."""
    period = open_days[(open_days >= demand[DATE].min()) & (open_days <= demand[DATE].max())]
    lost = period.difference(pd.DatetimeIndex(demand[DATE].unique()))
    if lost.empty:
        return []
    message = ngettext(
        "{count} open day of the last year has no meal at any site.",
        "{count} open days of the last year have no meal at any site.",
        len(lost),
    )
    return [
        Problem(
            code="M04",
            severity="note",
            column=DATE,
            count=len(lost),
            message=message.format(count=format_integer(len(lost))),
            hint=_("The last ones: {days}.").format(
                days=", ".join(format_date(day) for day in lost[-3:])
            ),
        )
    ]


def active_series(demand: pd.DataFrame, days: int = 30) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the series that served meals on one of the last days of the file, and the others.

    Parameters
    ----------
    demand : DataFrame
    days : int
        Number of distinct days of the whole file that count as recent.
    """
    keys = series_keys(demand)
    recent = demand[DATE].drop_duplicates().nlargest(days).min()
    latest = demand.groupby(keys)[DATE].max()
    asleep = latest[latest < recent]
    active = latest[latest >= recent].index.to_frame(index=False)
    if asleep.empty:
        return active, []
    names = asleep.index.get_level_values(SITE) if len(keys) > 1 else asleep.index
    message = ngettext(
        "{count} site or service served nothing since {day}: it is not planned.",
        "{count} sites or services served nothing since {day}: they are not planned.",
        len(asleep),
    )
    return active, [
        Problem(
            code="M05",
            severity="note",
            column=SITE,
            count=len(asleep),
            message=message.format(count=len(asleep), day=format_date(recent)),
            hint=_("For instance: {names}.").format(names=", ".join(sorted(set(names))[:4])),
        )
    ]


def weekday_mean(observed: pd.DataFrame, asked: pd.DataFrame, k: int = 4) -> np.ndarray:
    """Return the mean of the last ``k`` same weekdays known at each row's ``issued_at``.

    Parameters
    ----------
    observed : DataFrame
        The series' keys, ``date``, ``served``.
    asked : DataFrame
        The series' keys, ``date``, ``issued_at``; series among those observed.
    k : int
    """
    panel = DailyPanel(observed, series_keys(observed), SERVED)
    return WeekdayMean(k).predict(panel.history, panel.query(asked))


def _some(lines: Iterable[int], shown: int = 8) -> str:
    lines = sorted(int(line) for line in lines)
    text = ", ".join(str(line) for line in lines[:shown])
    return text + (" …" if len(lines) > shown else "")
