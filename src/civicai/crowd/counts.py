"""From what counters send to counts one can believe: set aside, added up, and all of it told."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd

from civicai.clock import DEFAULT_TZ
from civicai.crowd.codes import WHY
from civicai.crowd.occupancy import track_places
from civicai.crowd.schema import COUNT, COUNTER, COUNTS, ENTRIES, EXITS, PEOPLE, PLACE, TIME
from civicai.errors import InputError, Problem, as_errors, listed
from civicai.forecasting import IntradayPanel
from civicai.forecasting.cleaning import Cleaning, Notice
from civicai.forecasting.intraday.observations import IntradayObservations
from civicai.forecasting.intraday.panel import told_step
from civicai.i18n import N_, _
from civicai.tables import check_table

#: Zeros are believed until as many people would usually have passed: chance alone would give
#: so many zeros once in ten million million times.
DEAD_AFTER = 30.0
#: So many equal counts in a row, of at least so many people, are those of a frozen counter.
FROZEN_RUN, FROZEN_COUNT = 5, 20.0
#: Entries over exits in fourteen days beyond which the gates do not tell the same story.
OFF_BALANCE = 0.1

_MEASURES = (COUNT, ENTRIES, EXITS)

_NEITHER = Notice(
    "G01",
    N_("the table has neither passages, nor both entries and exits."),
    N_("Give a column “passages”, or two columns “entrées” and “sorties”."),
)
_IMPOSSIBLE = Notice(
    "G02",
    N_("counts that cannot be are set aside: {why}."),
    N_("They are in the table of rows set aside: what was not counted is unknown, not zero."),
)
_TWICE = Notice("G03", N_("counts come twice, the same: each counts once."))
_DIFFERING = Notice("G04", N_("counts of one counter and time differ: the largest one counts."))
_MUTE = Notice(
    "G05",
    N_("{why}: {counters}. These counts are not believed."),
    N_("Have the counter looked at; until then the place is unknown, not empty."),
)
_NOTHING = Notice(
    "G09",
    N_("no count is left that can be believed."),
    N_("Check which columns hold the passages, or the entries and the exits."),
)
_OFF_BALANCE = Notice(
    "G13",
    N_("entries over exits in fourteen days are far from 1: {places}."),
    N_("A gate may not be counted, or one direction badly: the people inside are uncertain."),
)


@dataclass(frozen=True)
class Counts(IntradayObservations):
    """What is believed of a table of counts, and what is not.

    Attributes
    ----------
    rows : DataFrame
        ``counter`` (the place, where gates were added up), ``time`` (UTC), and ``count``, the
        passages, or ``people``, those inside a place; one row a series and time.
    aside : DataFrame
        The rows not believed, with ``why``, a code.
    findings : list of Problem
    names : list of str
        Every place or counter of the table, those without a believed row included.
    presence : DataFrame
        The places followed by their gates: ``place``, ``time``, ``people``, ``low``, ``high``,
        ``balance``; empty where passages only are counted.
    """

    key: ClassVar[str] = COUNTER
    fewest_days: ClassVar[int] = 8
    too_early: ClassVar[Notice] = Notice(
        "G10",
        N_("no count is known at {moment}."),
        N_("The first count is of {first}: choose a later time."),
    )
    in_the_future: ClassVar[Notice] = Notice(
        "G08",
        N_("{count} counts are later than the issue time, {moment}."),
        N_("A forecast may not see its own future: fit on earlier counts."),
    )
    too_short: ClassVar[Notice] = Notice(
        "G07",
        N_(
            "the counts cover {days} day(s): at least {least} are needed, and six weeks to "
            "forecast well."
        ),
        N_("Give more of the past; hourly counts are enough."),
    )

    presence: pd.DataFrame = field(default_factory=pd.DataFrame)

    def until(self, moment: Any) -> Self:
        """Return what was observed by then; nothing is judged anew."""
        early = super().until(moment)
        if self.presence.empty:
            return early
        return replace(early, presence=self.presence[self.presence[TIME] <= moment])


def values_of(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return what is forecast of each row of :class:`Counts`: people inside, else passages."""
    people = rows.get(PEOPLE, pd.Series(np.nan, rows.index))
    return people.fillna(rows[COUNT]) if COUNT in rows else people


def make_counts(
    counts: pd.DataFrame | Counts,
    error_share: float = 0.02,
    reset_hour: int = 5,
    tz: str = DEFAULT_TZ,
) -> Counts:
    """Turn a table of counts into one series a place.

    A counter with entries and exits becomes the people inside its place; one with passages
    stays as it is. Counts below zero, those of a counter that says zero where people usually
    pass, and those that do not move are set aside: they are unknown, never "nobody".

    Parameters
    ----------
    counts : DataFrame or Counts
        ``counter``, ``time`` and ``count``, or ``entries`` and ``exits`` [people]. What was
        cleaned is returned as it is. Rows with
        ``people`` are of a place followed already, and stay as they are: a public that sits is
        no counter that stopped.
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
    >>> make_counts(table).rows["people"].tolist()
    [50.0, 60.0, 40.0]
    """
    if isinstance(counts, Counts):
        return counts
    if PEOPLE not in counts:
        return clean_counts(check_table(counts, COUNTS)[0], error_share, reset_hour, tz)
    followed = counts[PEOPLE].notna()
    inside = counts.loc[followed, [COUNTER, TIME, PEOPLE]]
    passing = counts[~followed].drop(columns=PEOPLE)
    if passing.empty:
        names = sorted(inside[COUNTER].unique())
        return Counts(_in_order(inside), passing.assign(why=""), [], names)
    table = check_table(passing, COUNTS)[0]
    return clean_counts(table, error_share, reset_hour, tz, since=inside)


def clean_counts(
    table: pd.DataFrame,
    error_share: float,
    reset_hour: int,
    tz: str,
    since: pd.DataFrame | None = None,
) -> Counts:
    """Do as :func:`make_counts`, of a table that is typed already.

    ``since`` holds the people inside some places before: ``counter``, ``time``, ``people``.
    """
    given = [name for name in _MEASURES if name in table]
    table = _with_all(table)
    gates = _by_gates(table)
    names = sorted(table[PLACE].where(gates, table[COUNTER]).dropna().astype(str).unique())
    cleaning = Cleaning(table, WHY)
    cleaning.impossible(_impossible(table, gates), _IMPOSSIBLE, COUNT)
    cleaning.rows = _largest_last(cleaning.rows)
    cleaning.repeated([COUNTER, TIME], _MEASURES, _TWICE, _DIFFERING)
    _set_mute_aside(cleaning, "nobody", _dead(cleaning.rows, tz))
    _set_mute_aside(cleaning, "frozen", _frozen(cleaning.rows))
    believed = cleaning.rows
    if believed.empty:
        raise InputError([*as_errors(cleaning.findings), _NOTHING.problem()])
    gates = _by_gates(believed)
    parts = [believed.loc[~gates, [COUNTER, TIME, COUNT]]]
    parts += [] if since is None else [since]
    presence = pd.DataFrame()
    if gates.any():
        presence = track_places(believed[gates], error_share, reset_hour, tz, since=since)
        cleaning.findings += _off_balance(presence)
        inside = presence.dropna(subset=[PEOPLE]).rename(columns={PLACE: COUNTER})
        parts.append(inside[[COUNTER, TIME, PEOPLE]])
    aside = cleaning.aside.rename_axis("line").reset_index()
    aside = aside[["line", COUNTER, TIME, *given, "why"]]
    return Counts(_in_order(*parts), aside, cleaning.findings, names, presence)


def _in_order(*parts: pd.DataFrame) -> pd.DataFrame:
    """Put rows together in order; of one series and time the later part counts."""
    rows = pd.concat([part for part in parts if len(part)], ignore_index=True)
    rows = rows.drop_duplicates([COUNTER, TIME], keep="last")
    return rows.sort_values([COUNTER, TIME], kind="stable", ignore_index=True)


def _with_all(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with every column, whatever it had."""
    if COUNT not in table and not (ENTRIES in table and EXITS in table):
        raise InputError(_NEITHER.problem(column=COUNT))
    table = table.assign(**{name: np.nan for name in _MEASURES if name not in table})
    places = table[PLACE] if PLACE in table else table[COUNTER]
    return table.assign(**{PLACE: places.fillna(table[COUNTER])})


def _by_gates(table: pd.DataFrame) -> pd.Series[Any]:
    """Say which rows are of a gate: their counter has entries or exits somewhere."""
    flows = table[ENTRIES].notna() | table[EXITS].notna()
    return flows.groupby(table[COUNTER]).transform("any").astype(bool)


def _impossible(table: pd.DataFrame, gates: pd.Series[Any]) -> pd.Series[Any]:
    """Return why each row cannot be, an empty text where it can."""
    why = pd.Series("", table.index, dtype=object)
    why[(table[[*_MEASURES]] < 0).any(axis=1)] = "negative"
    why[gates & (table[ENTRIES].isna() | table[EXITS].isna())] = "one_way"
    why[~gates & table[COUNT].isna()] = "no_count"
    return why


def _largest_last(table: pd.DataFrame) -> pd.DataFrame:
    """Put rows in order, the largest of a counter and time last: no danger may look smaller."""
    size = table[COUNT].fillna(table[ENTRIES] - table[EXITS])
    order = [COUNTER, TIME, "size", *_MEASURES]
    return table.assign(size=size).sort_values(order, kind="stable").drop(columns="size")


def _dead(table: pd.DataFrame, tz: str) -> pd.Series[Any]:
    """Say which zeros come where people usually pass; only the past says what is usual."""
    passing = table[COUNT].fillna(table[ENTRIES] + table[EXITS])
    seen = table.assign(passing=passing)[passing.notna()]
    dead = pd.Series(False, table.index)
    if seen.empty:
        return dead
    step = told_step(seen[TIME], seen[COUNTER])
    panel = IntradayPanel.from_table(seen, COUNTER, "passing", step, tz=tz)
    columns = np.arange(len(panel))
    weeks = [panel.take(panel.days_before(columns, 7 * week)) for week in range(1, 5)]
    # Weeks of a dead counter do not make zero usual: the largest of four counts.
    usual = np.nanmax(np.stack([np.zeros_like(weeks[0]), *weeks]), axis=0) / 2
    passed = panel.take(columns)
    zero = passed == 0
    run = np.cumsum(~zero & np.isfinite(passed), axis=1)
    missed = np.zeros_like(usual)
    for number in range(len(panel.series)):
        held = np.where(zero[number], usual[number], 0.0)
        missed[number] = pd.Series(held).groupby(run[number]).cumsum()
    row = panel.series.get_indexer(pd.Index(seen[COUNTER]))
    hit = (zero & (missed >= DEAD_AFTER))[row, panel.column(seen[TIME])]
    dead[passing.notna()] = hit & (seen["passing"] == 0).to_numpy()
    return dead


def _frozen(table: pd.DataFrame) -> pd.Series[Any]:
    """Say which counts are those of a counter that has stopped moving."""
    same = table[COUNTER].eq(table[COUNTER].shift())
    for name in _MEASURES:
        same &= table[name].eq(table[name].shift()) | (
            table[name].isna() & table[name].shift().isna()
        )
    nth = table.groupby((~same).cumsum()).cumcount() + 1
    return (nth >= FROZEN_RUN) & (table[[*_MEASURES]].max(axis=1) >= FROZEN_COUNT)


def _set_mute_aside(cleaning: Cleaning, code: str, hit: pd.Series[Any]) -> None:
    aside = cleaning.set_aside(hit.map({True: code, False: ""}).astype(object))
    if len(aside):
        names = listed(sorted(aside[COUNTER].astype(str).unique()))
        blanks = {"why": _(WHY[code]), "counters": names}
        found = _MUTE.problem("warning", column=COUNT, count=len(aside), **blanks)
        cleaning.findings.append(found)


def _off_balance(presence: pd.DataFrame) -> list[Problem]:
    last = presence.dropna(subset=["balance"]).groupby(PLACE)["balance"].last()
    off = last[(last - 1).abs() > OFF_BALANCE]
    if off.empty:
        return []
    said = listed([f"{place} ({ratio:.2f})" for place, ratio in off.items()])
    return [_OFF_BALANCE.problem("warning", column=EXITS, count=len(off), places=said)]
