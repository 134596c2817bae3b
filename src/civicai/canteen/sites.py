"""From the file as the town has it to one row a series and day: sums and names, all reported."""

from __future__ import annotations

import pandas as pd

from civicai.canteen.schema import DATE, PLANNED, SERVED, SERVICE, SITE
from civicai.errors import Problem, note, warning
from civicai.i18n import _, format_integer


def sum_services(attendance: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Add up the services of each site and day.

    A sum is missing where one of its parts is missing: half a canteen is not its attendance.

    Parameters
    ----------
    attendance : DataFrame
        With a ``service`` column; without one it is returned as it is.

    Returns
    -------
    attendance : DataFrame
        Without ``service``.
    findings : list of Problem
        How many rows were added up.
    """
    if SERVICE not in attendance.columns:
        return attendance, []
    summed, rows = _sum_rows(attendance.drop(columns=SERVICE))
    message = _("{rows} rows share a site and a day and differ by the service: added up.")
    return summed, [note("M10", message.format(rows=format_integer(rows)), count=rows)]


def shared_days(attendance: pd.DataFrame) -> list[Problem]:
    """Report the rows that share a site and a day and are kept apart by their service."""
    if SERVICE not in attendance.columns:
        return []
    rows = int(attendance.duplicated([SITE, DATE], keep=False).sum())
    if not rows:
        return []
    message = _("{rows} rows share a site and a day and differ by the service: none was added up.")
    hint = _("Each service has its own plan; “--set services=sum” adds them up.")
    told = message.format(rows=format_integer(rows)), hint
    return [note("M10", *told, count=rows, column=SERVICE)]


def map_to_canteens(
    attendance: pd.DataFrame, canteens: pd.DataFrame
) -> tuple[pd.DataFrame, list[Problem]]:
    """Replace site names by canteen names and add up the rows that then fall together.

    Parameters
    ----------
    attendance : DataFrame
    canteens : DataFrame
        ``site``, ``service`` where both tables have one, ``canteen``.

    Returns
    -------
    attendance : DataFrame
        Without ``service``; names without a canteen are kept as they are.
    findings : list of Problem
    """
    keys = [SITE] + [SERVICE] * (SERVICE in attendance.columns and SERVICE in canteens.columns)
    names = canteens.drop_duplicates(keys).set_index(keys)["canteen"]
    index = pd.MultiIndex.from_frame(attendance[keys]) if len(keys) > 1 else attendance[SITE]
    canteen = pd.Series(names.reindex(index).to_numpy(), index=attendance.index)
    unnamed = canteen.isna()
    findings = []
    if unnamed.any():
        lost = attendance.loc[unnamed, SITE]
        message = _("{names} site names have no canteen and are kept as they are: {which}.")
        told = message.format(names=lost.nunique(), which=", ".join(sorted(lost.unique())[:5]))
        hint = _("Add them to the table of canteens.")
        findings.append(warning("M11", told, hint, count=int(unnamed.sum()), column=SITE))
    mapped = attendance.assign(**{SITE: canteen.where(~unnamed, attendance[SITE])})
    mapped, rows = _sum_rows(mapped.drop(columns=SERVICE, errors="ignore"))
    message = _("{before} site names became {after} canteens; {rows} rows were added up.")
    told = message.format(
        before=attendance[SITE].nunique(), after=mapped[SITE].nunique(), rows=rows
    )
    findings.append(note("M12", told, count=rows))
    return mapped, findings


def _sum_rows(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    alone = ~frame.duplicated([SITE, DATE], keep=False)
    shared = frame[~alone]
    if shared.empty:
        return frame, 0
    counts = [name for name in (PLANNED, SERVED) if name in frame.columns]
    shared = shared.assign(line=shared.index)
    grouped = shared.groupby([SITE, DATE], sort=False)
    summed = grouped[counts].sum(min_count=1)
    complete = grouped[counts].count().eq(grouped.size(), axis=0)
    summed = summed.where(complete).assign(line=grouped["line"].min())
    summed = summed.reset_index().set_index("line")[frame.columns]
    together = pd.concat([frame[alone], summed]).sort_index()
    together.index.name = frame.index.name
    return together, len(shared)
