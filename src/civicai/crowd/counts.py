"""From what counters send to counts one can believe: set aside, added up, and all of it told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from civicai.crowd.occupancy import track_places
from civicai.crowd.schema import COUNT, COUNTER, COUNTS, ENTRIES, EXITS, PLACE, TIME
from civicai.errors import InputError, Problem
from civicai.forecasting import IntradayPanel
from civicai.forecasting.intraday.count_boosting import same_time
from civicai.forecasting.intraday.panel import told_step
from civicai.i18n import _, format_integer
from civicai.tables import check_table

#: Zeros are believed until as many people would usually have passed: chance alone would give
#: so many zeros once in ten million million times.
DEAD_AFTER = 30.0
#: So many equal counts in a row, of at least so many people, are those of a frozen counter.
FROZEN_RUN, FROZEN_COUNT = 5, 20.0
#: Entries over exits in fourteen days beyond which the gates do not tell the same story.
OFF_BALANCE = 0.1

_MEASURES = (COUNT, ENTRIES, EXITS)


@dataclass(frozen=True)
class Counts:
    """What is believed of a table, and what is not.

    Attributes
    ----------
    rows : DataFrame
        ``counter`` (the place, where gates were added up), ``time`` (UTC), ``count`` [people];
        one row a series and time.
    presence : DataFrame
        The places followed by their gates: ``place``, ``time``, ``people``, ``low``, ``high``,
        ``balance``; empty where passages only are counted.
    aside : DataFrame
        The rows not believed, with ``why``, in the language in force.
    findings : list of Problem
    names : list of str
        Every place or counter of the table, those without a believed row included.
    """

    rows: pd.DataFrame
    presence: pd.DataFrame
    aside: pd.DataFrame
    findings: list[Problem] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def make_counts(
    counts: pd.DataFrame,
    error_share: float = 0.02,
    reset_hour: int = 5,
    tz: str = "Europe/Paris",
) -> Counts:
    """Turn a table of counts into one series a place.

    A counter with entries and exits becomes the people inside its place; one with passages
    stays as it is. Counts below zero, those of a counter that says zero where people usually
    pass, and those that do not move are set aside: they are unknown, never "nobody".

    Parameters
    ----------
    counts : DataFrame
        ``counter``, ``time`` and ``count``, or ``entries`` and ``exits`` [people].
    error_share, reset_hour, tz
        See :func:`~civicai.crowd.track_places`.

    Raises
    ------
    InputError
        When there is neither ``count`` nor ``entries`` and ``exits``, or no row is left.

    Examples
    --------
    >>> times = pd.date_range("2024-06-01 08:00", periods=3, freq="h", tz="UTC")
    >>> table = pd.DataFrame(
    ...     {"counter": "Nord", "time": times, "entries": [50.0, 30, 10], "exits": [0.0, 20, 30]}
    ... )
    >>> make_counts(table).rows["count"].tolist()
    [50.0, 60.0, 40.0]
    """
    table = _with_all(check_table(counts, COUNTS)[0])
    by_gates = _by_gates(table)
    names = sorted(table[PLACE].where(by_gates, table[COUNTER]).dropna().astype(str).unique())
    findings: list[Problem] = []
    aside = []
    for step in (_impossible, _repeated, _dead, _frozen):
        table, apart, found = step(table, tz)
        aside.append(apart)
        findings += found
    if table.empty:
        raise InputError([*as_errors(findings), _nothing_left()])
    by_gates = _by_gates(table)
    passages = table.loc[~by_gates & table[COUNT].notna(), [COUNTER, TIME, COUNT]]
    parts, presence = [passages], pd.DataFrame()
    if by_gates.any():
        gates = table.loc[by_gates, [COUNTER, PLACE, TIME, ENTRIES, EXITS]]
        presence = track_places(gates, error_share, reset_hour, tz)
        findings += _off_balance(presence)
        inside = presence.dropna(subset=["people"])
        parts.append(inside.rename(columns={PLACE: COUNTER, "people": COUNT})[passages.columns])
    rows = pd.concat([part for part in parts if len(part)] or [passages], ignore_index=True)
    rows = rows.sort_values([COUNTER, TIME], kind="stable", ignore_index=True)
    whys = pd.concat(aside).rename_axis("line").reset_index()
    whys = whys[["line", COUNTER, TIME, *_MEASURES, "why"]]
    return Counts(rows, presence, whys.dropna(axis=1, how="all"), findings, names)


def _with_all(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with every column, whatever it had."""
    gated = ENTRIES in table and EXITS in table
    if COUNT not in table and not gated:
        message = _("the table has neither passages, nor both entries and exits.")
        hint = _("Give a column “passages”, or two columns “entrées” and “sorties”.")
        raise InputError(Problem(code="G01", column=COUNT, message=message, hint=hint))
    if PLACE not in table:
        table[PLACE] = table[COUNTER]
    for name in _MEASURES:
        if name not in table:
            table[name] = np.nan
    table[PLACE] = table[PLACE].fillna(table[COUNTER])
    return table


def _by_gates(table: pd.DataFrame) -> pd.Series[Any]:
    """Say which rows are of a gate: their counter has entries or exits somewhere."""
    flows = table[ENTRIES].notna() | table[EXITS].notna()
    return flows.groupby(table[COUNTER]).transform("any").astype(bool)


def as_errors(findings: list[Problem]) -> list[Problem]:
    """Return the warnings as errors: what explains a refusal is told with it."""
    findings = [found for found in findings if found.severity == "warning"]
    return [Problem(**{**found.to_dict(), "severity": "error"}) for found in findings]


def _nothing_left() -> Problem:
    return Problem(
        code="G09",
        message=_("no count is left that can be believed."),
        hint=_("Check which columns hold the passages, or the entries and the exits."),
    )


Step = tuple[pd.DataFrame, pd.DataFrame, list[Problem]]


def _apart(table: pd.DataFrame, why: pd.Series[Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    wrong = why != ""
    return table[~wrong], table[wrong].assign(why=why[wrong])


def _impossible(table: pd.DataFrame, tz: str) -> Step:
    gates = _by_gates(table)
    why = pd.Series("", table.index, dtype=object)
    why[(table[[*_MEASURES]] < 0).any(axis=1)] = _("fewer than no people")
    half = gates & (table[ENTRIES].isna() | table[EXITS].isna())
    why[half] = _("entries or exits missing")
    why[~gates & table[COUNT].isna()] = _("no count")
    if not (why != "").any():
        return (*_apart(table, why), [])
    reasons = why[why != ""].value_counts()
    said = ", ".join(f"{reason} ({format_integer(n)})" for reason, n in reasons.items())
    message = _("counts that cannot be are set aside: {why}.").format(why=said)
    hint = _("They are in the table of rows set aside: what was not counted is unknown, not zero.")
    found = _told("G02", "warning", message, int(reasons.sum()), COUNT, hint)
    return (*_apart(table, why), [found])


def _repeated(table: pd.DataFrame, tz: str) -> Step:
    """Keep one row a counter and time: the largest, so that no danger looks smaller."""
    size = table[COUNT].fillna(table[ENTRIES] - table[EXITS])
    order = [COUNTER, TIME, "size", *_MEASURES]
    table = table.assign(size=size).sort_values(order, kind="stable")
    again = table.duplicated([COUNTER, TIME], keep="last")
    same = table.duplicated([COUNTER, TIME, *_MEASURES], keep="last")
    table = table.drop(columns="size")
    findings = []
    if (again & same).any():
        message = _("counts come twice, the same: each counts once.")
        findings.append(_told("G03", "note", message, int((again & same).sum()), TIME))
    if (again & ~same).any():
        message = _("counts of one counter and time differ: the largest one counts.")
        findings.append(_told("G04", "warning", message, int((again & ~same).sum()), TIME))
    aside = table[again & ~same].assign(why=_("another count of the same time"))
    return table[~again], aside, findings


def _dead(table: pd.DataFrame, tz: str) -> Step:
    """Set aside zeros where people usually pass; only the past says what is usual."""
    if table.empty:
        return table, table.assign(why=""), []
    passing = table[COUNT].fillna(table[ENTRIES] + table[EXITS])
    frame = table.assign(passing=passing)
    step = told_step(table[TIME], table[COUNTER])
    panel = IntradayPanel.from_table(frame, COUNTER, "passing", step, tz=tz)
    columns = np.arange(len(panel))
    weeks = [same_time(panel, columns, 0, week) for week in range(1, 5)]
    # Weeks of a dead counter do not make zero usual: the largest of four counts.
    usual = np.nanmax(np.stack([np.zeros_like(weeks[0]), *weeks]), axis=0) / 2
    seen = panel.take(columns)
    zero = seen == 0
    run = np.cumsum(~zero & np.isfinite(seen), axis=1)
    missed = np.zeros_like(usual)
    for number in range(len(panel.series)):
        held = np.where(zero[number], usual[number], 0.0)
        missed[number] = pd.Series(held).groupby(run[number]).cumsum()
    dead = zero & (missed >= DEAD_AFTER)
    row = panel.series.get_indexer(pd.Index(table[COUNTER]))
    hit = dead[row, panel.column(table[TIME])] & (passing == 0).to_numpy()
    return _mute(table, hit, _("the counter says nobody where people usually pass"))


def _frozen(table: pd.DataFrame, tz: str) -> Step:
    same = table[COUNTER].eq(table[COUNTER].shift())
    for name in _MEASURES:
        same &= table[name].eq(table[name].shift()) | (
            table[name].isna() & table[name].shift().isna()
        )
    run = (~same).cumsum()
    nth = table.groupby(run).cumcount() + 1
    size = table[[*_MEASURES]].max(axis=1)
    frozen = (nth >= FROZEN_RUN) & (size >= FROZEN_COUNT)
    return _mute(table, frozen.to_numpy(), _("the count does not move"))


def _mute(table: pd.DataFrame, hit: Any, why: str) -> Step:
    reasons = pd.Series(np.where(hit, why, ""), table.index)
    kept, aside = _apart(table, reasons)
    if aside.empty:
        return kept, aside, []
    names = sorted(aside[COUNTER].astype(str).unique())
    message = _("{why}: {counters}. These counts are not believed.")
    hint = _("Have the counter looked at; until then the place is unknown, not empty.")
    text = message.format(why=why, counters=listed(names))
    return kept, aside, [_told("G05", "warning", text, len(aside), COUNT, hint)]


def _off_balance(presence: pd.DataFrame) -> list[Problem]:
    last = presence.dropna(subset=["balance"]).groupby(PLACE)["balance"].last()
    off = last[(last - 1).abs() > OFF_BALANCE]
    if off.empty:
        return []
    said = listed([f"{place} ({ratio:.2f})" for place, ratio in off.items()])
    message = _("entries over exits in fourteen days are far from 1: {places}.")
    hint = _("A gate may not be counted, or one direction badly: the people inside are uncertain.")
    text = message.format(places=said)
    return [_told("G13", "warning", text, len(off), EXITS, hint)]


def _told(
    code: str, severity: str, message: str, count: int, column: str, hint: str = ""
) -> Problem:
    return Problem(
        code=code,
        severity=severity,  # type: ignore[arg-type]
        message=message,
        count=count,
        column=column,
        hint=hint,
    )


def listed(names: list[str], most: int = 5) -> str:
    """Write some names, and that there are more."""
    shown = ", ".join(map(str, names[:most]))
    return shown if len(names) <= most else shown + ", …"
