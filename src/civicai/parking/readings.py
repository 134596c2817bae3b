"""From what a feed sends to readings one can believe: repaired, set aside, and all of it told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from civicai.clock import local_day
from civicai.errors import InputError, Problem, as_errors, listed, warning
from civicai.forecasting.cleaning import Cleaning, Notice
from civicai.forecasting.intraday.observations import IntradayObservations
from civicai.i18n import N_, _, format_percent, ngettext
from civicai.parking.codes import WHY
from civicai.parking.schema import CAPACITY, FREE, KIND, OCCUPANCY, OCCUPIED, PARK, TIME
from civicai.tables import check_table

#: Cars beyond the marked places: up to this share of the capacity they are cars, beyond an error.
BEYOND = 0.10
#: A count that has not moved for so long is that of a frozen feed; its first day is kept.
FROZEN = pd.Timedelta("24h")
#: Change of capacity that is worth a word.
JUMP = 0.2

COLUMNS = [PARK, TIME, OCCUPIED, CAPACITY]

_NEITHER = Notice(
    "S01",
    N_("the table has neither places taken nor places free."),
    N_("Give a column “places occupées” or “places libres”."),
)
_DISAGREEING = Notice(
    "S03", N_("places taken and free do not add up to the capacity: the places taken count.")
)
_IMPOSSIBLE = Notice(
    "S04",
    N_("readings that cannot be are set aside: {why}."),
    N_("They are in the table of rows set aside; look whether the columns are the right ones."),
)
_TWICE = Notice("S05", N_("readings come twice, the same: each counts once."))
_DIFFERING = Notice(
    "S06", N_("readings of one park and time differ: the last one of the file counts.")
)
_FROZEN = Notice(
    "S07",
    N_("a count that did not move for more than a day is not believed: {parks}."),
    N_("Ask the operator whether the counter or the feed is frozen."),
)
_ABOVE = Notice("S08", N_("readings are a little above the capacity: taken for a full park."))
_JUMPS = Notice(
    "S09",
    N_("the capacity changes all at once ({said})."),
    N_("A larger capacity counts once it is a week old, a smaller one at once."),
)
_NOTHING = Notice(
    "S10",
    N_("no reading is left that can be believed."),
    N_("Check which column holds the places taken, the places free and the capacity."),
)


@dataclass(frozen=True)
class Readings(IntradayObservations):
    """What is believed of the readings of car parks, and what is not.

    Attributes
    ----------
    rows : DataFrame
        ``park``, ``time`` (UTC), ``occupied``, ``capacity`` [places], and ``kind`` if known; one
        row a park and time, ``occupied`` between 0 and ``capacity``.
    aside : DataFrame
        The rows that are not believed, with ``why``, a code.
    findings : list of Problem
    names : list of str
        Every car park of the table, those without a believed reading included.
    """

    key: ClassVar[str] = PARK
    fewest_days: ClassVar[int] = 3
    too_early: ClassVar[Notice] = Notice(
        "S13",
        N_("no reading is known at {moment}."),
        N_("The first reading is of {first}: choose a later time."),
    )
    in_the_future: ClassVar[Notice] = Notice(
        "S12",
        N_("{count} readings are later than the issue time, {moment}."),
        N_("A forecast may not see its own future: fit on earlier readings."),
    )
    too_short: ClassVar[Notice] = Notice(
        "S11",
        N_(
            "the readings cover {days} day(s): at least {least} are needed, and four weeks "
            "to forecast well."
        ),
        N_("A portal shows the present only: keep each reading, then come back."),
    )


def make_readings(occupancy: pd.DataFrame | Readings) -> Readings:
    """Turn an occupancy table into readings: places taken, within the capacity, each once.

    Free places become places taken; a capacity that is not given is estimated from the highest
    count; counts below zero or well above the capacity are set aside, as is a count that has
    not moved for a day; a few cars above the capacity are a full park.

    Parameters
    ----------
    occupancy : DataFrame or Readings
        ``park``, ``time``, ``occupied`` or ``free``, ``capacity`` if known. What was cleaned is
        returned as it is.

    Raises
    ------
    InputError
        When places are neither taken nor free, or no row is left.

    Examples
    --------
    >>> times = pd.to_datetime(["2024-01-08 08:00", "2024-01-08 08:30"], utc=True)
    >>> table = pd.DataFrame({"park": "Gare", "time": times, "free": [90, 140], "capacity": 100})
    >>> readings = make_readings(table)
    >>> readings.rows["occupied"].tolist(), len(readings.aside)
    ([10.0], 1)
    """
    if isinstance(occupancy, Readings):
        return occupancy
    return clean_readings(check_table(occupancy, OCCUPANCY)[0])


def clean_readings(table: pd.DataFrame) -> Readings:
    """Do as :func:`make_readings`, of a table that is typed already."""
    # A town of a thousand parks has millions of names: their numbers are compared, not they.
    table = table.assign(**{PARK: table[PARK].astype("category")})
    names = [*table[PARK].cat.categories]
    table, findings = _with_both(table)
    cleaning = Cleaning(table, WHY)
    cleaning.findings += findings
    cleaning.impossible(_impossible(table), _IMPOSSIBLE, OCCUPIED)
    # Of two readings of one time the last one of the file counts.
    cleaning.rows = cleaning.rows.sort_values([PARK, TIME], kind="stable")
    cleaning.repeated([PARK, TIME], [OCCUPIED, CAPACITY], _TWICE, _DIFFERING)
    _set_frozen_aside(cleaning)
    table = cleaning.rows
    if table.empty:
        raise InputError([*as_errors(cleaning.findings), _NOTHING.problem()])
    above = table[OCCUPIED] > table[CAPACITY]
    findings = [*cleaning.findings, *_above(table[above]), *_jumps(table)]
    rows = table.assign(**{OCCUPIED: table[OCCUPIED].clip(upper=table[CAPACITY])})
    rows = _named(rows[[*COLUMNS, *_kind(rows)]]).reset_index(drop=True)
    aside = _named(cleaning.aside).rename_axis("line").reset_index()
    return Readings(rows, aside, findings, names)


def _with_both(table: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the table with places taken and a capacity, whatever it had."""
    taken, free = OCCUPIED in table, FREE in table
    if not taken and not free:
        raise InputError(_NEITHER.problem(column=OCCUPIED))
    findings = []
    known = table[CAPACITY] if CAPACITY in table else pd.Series(np.nan, table.index)
    missing = known.isna()
    if missing.any():
        guess = table.assign(known=known)
        highest = guess.groupby(PARK, observed=True)[OCCUPIED if taken else FREE].transform("max")
        stated = guess.groupby(PARK, observed=True)["known"].transform("median")
        known = known.fillna(stated).fillna(highest)
        parks = table.loc[missing, PARK].nunique()
        message = ngettext(
            "the capacity of {count} car park is missing somewhere: its median, or else the "
            "highest count, stands for it.",
            "the capacity of {count} car parks is missing somewhere: its median, or else the "
            "highest count, stands for it.",
            parks,
        )
        text = message.format(count=parks)
        findings.append(warning("S02", text, column=CAPACITY, count=int(missing.sum())))
    if taken and free:
        findings += _disagreeing(table, known)
    occupied = table[OCCUPIED] if taken else known - table[FREE]
    if taken and free:
        occupied = occupied.fillna(known - table[FREE])
    table = table.assign(**{OCCUPIED: occupied, CAPACITY: known})
    if FREE not in table:
        table[FREE] = np.nan
    return table[[*COLUMNS, FREE, *_kind(table)]], findings


def _named(table: pd.DataFrame) -> pd.DataFrame:
    names = table[PARK].cat.categories.to_numpy()
    return table.assign(**{PARK: names[table[PARK].cat.codes.to_numpy()]})


def _kind(table: pd.DataFrame) -> list[str]:
    return [KIND] if KIND in table else []


def _disagreeing(table: pd.DataFrame, capacity: pd.Series) -> list[Problem]:
    both = table[OCCUPIED].notna() & table[FREE].notna()
    gap = (table[OCCUPIED] + table[FREE] - capacity).abs() > 0.05 * capacity
    count = int((gap & both).sum())
    if not count:
        return []
    return [_DISAGREEING.problem("warning", column=FREE, count=count)]


def _impossible(table: pd.DataFrame) -> pd.Series[Any]:
    """Return why each row cannot be, an empty text where it can."""
    why = pd.Series("", table.index, dtype=object)
    why[table[OCCUPIED] > (1 + BEYOND) * table[CAPACITY]] = "above_capacity"
    why[table[OCCUPIED] < 0] = "negative"
    why[table[FREE] > table[CAPACITY]] = "free_above_capacity"
    why[table[FREE] < 0] = "free_negative"
    # Some parks let cars in beyond their marked places, and say so by a negative number.
    few = (table[FREE] < 0) & (table[FREE] >= -BEYOND * table[CAPACITY])
    why[few & (table[OCCUPIED] >= 0)] = ""
    why[table[OCCUPIED].isna()] = "no_count"
    why[~(table[CAPACITY] > 0)] = "no_capacity"
    return why


def _set_frozen_aside(cleaning: Cleaning) -> None:
    """Set aside what a frozen feed says after its first day; the past never asks the future."""
    table = cleaning.rows
    same = table[PARK].eq(table[PARK].shift()) & table[OCCUPIED].eq(table[OCCUPIED].shift())
    run = (~same).cumsum()
    since = table[TIME] - table.groupby(run)[TIME].transform("first")
    aside = cleaning.set_aside((since > FROZEN).map({True: "frozen", False: ""}))
    if len(aside):
        parks = listed(sorted(aside[PARK].unique()))
        found = _FROZEN.problem("warning", column=OCCUPIED, count=len(aside), parks=parks)
        cleaning.findings.append(found)


def _above(rows: pd.DataFrame) -> list[Problem]:
    return [_ABOVE.problem("note", column=OCCUPIED, count=len(rows))] if len(rows) else []


def _jumps(table: pd.DataFrame) -> list[Problem]:
    """Tell the parks whose capacity changes by a fifth or more."""
    own = table.groupby(PARK, observed=True)[CAPACITY]
    change = (table[CAPACITY] / own.shift() - 1).fillna(0)
    moved = table.assign(change=change)[change.abs() >= JUMP]
    if moved.empty:
        return []
    first = moved.groupby(PARK, observed=True).head(1).head(5)
    said = _("; ").join(
        _("{park}: {change} on {day}").format(
            park=row[PARK],
            change=("+" if row["change"] > 0 else "") + format_percent(row["change"], 0),
            day=local_day(row[TIME]),
        )
        for _line, row in first.iterrows()
    )
    return [_JUMPS.problem("warning", column=CAPACITY, count=len(moved), said=said)]
