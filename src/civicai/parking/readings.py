"""From what a feed sends to readings one can believe: repaired, set aside, and all of it told."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from civicai.errors import InputError, Problem
from civicai.i18n import _, format_integer, format_percent, ngettext
from civicai.parking.schema import CAPACITY, FREE, KIND, OCCUPANCY, OCCUPIED, PARK, TIME
from civicai.tables import check_table

#: Cars beyond the marked places: up to this share of the capacity they are cars, beyond an error.
BEYOND = 0.10
#: A count that has not moved for so long is that of a frozen feed; its first day is kept.
FROZEN = pd.Timedelta("24h")
#: Change of capacity that is worth a word.
JUMP = 0.2

COLUMNS = [PARK, TIME, OCCUPIED, CAPACITY]


@dataclass(frozen=True)
class Readings:
    """What is believed of a table, and what is not.

    Attributes
    ----------
    rows : DataFrame
        ``park``, ``time`` (UTC), ``occupied``, ``capacity`` [places]; one row a park and time,
        ``occupied`` between 0 and ``capacity``.
    aside : DataFrame
        The rows that are not believed, with ``why``, in the language in force.
    findings : list of Problem
    """

    rows: pd.DataFrame
    aside: pd.DataFrame
    findings: list[Problem] = field(default_factory=list)


def make_readings(occupancy: pd.DataFrame) -> Readings:
    """Turn an occupancy table into readings: places taken, within the capacity, each once.

    Free places become places taken; a capacity that is not given is estimated from the highest
    count; counts below zero or well above the capacity are set aside, as is a count that has
    not moved for a day; a few cars above the capacity are a full park.

    Parameters
    ----------
    occupancy : DataFrame
        ``park``, ``time``, ``occupied`` or ``free``, ``capacity`` if known.

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
    table = check_table(occupancy, OCCUPANCY)[0]
    # A town of a thousand parks has millions of names: their numbers are compared, not they.
    table = table.assign(**{PARK: table[PARK].astype("category")})
    findings: list[Problem] = []
    table, found = _with_both(table)
    findings += found
    aside = []
    for step in (_impossible, _repeated, _frozen):
        table, set_aside, found = step(table)
        aside.append(set_aside)
        findings += found
    if table.empty:
        raise InputError([*as_errors(findings), _nothing_left()])
    above = table[OCCUPIED] > table[CAPACITY]
    findings += _above(table[above])
    findings += _jumps(table)
    rows = table.assign(**{OCCUPIED: table[OCCUPIED].clip(upper=table[CAPACITY])})
    rows = _named(rows[[*COLUMNS, *_kind(rows)]])
    whys = _named(pd.concat(aside))
    return Readings(rows, whys.rename_axis("line").reset_index(), findings)


def as_errors(findings: list[Problem]) -> list[Problem]:
    """Return the warnings as errors: what explains a refusal is told with it."""
    findings = [found for found in findings if found.severity == "warning"]
    return [Problem(**{**found.to_dict(), "severity": "error"}) for found in findings]


def _nothing_left() -> Problem:
    return Problem(
        code="S10",
        message=_("no reading is left that can be believed."),
        hint=_("Check which column holds the places taken, the places free and the capacity."),
    )


def _with_both(table: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the table with places taken and a capacity, whatever it had."""
    taken, free = OCCUPIED in table, FREE in table
    if not taken and not free:
        message = _("the table has neither places taken nor places free.")
        hint = _("Give a column “places occupées” or “places libres”.")
        raise InputError(Problem(code="S01", column=OCCUPIED, message=message, hint=hint))
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
        findings.append(
            _told("S02", "warning", message.format(count=parks), int(missing.sum()), CAPACITY)
        )
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
    return table.assign(**{PARK: pd.Series(names).take(table[PARK].cat.codes).array})


def _kind(table: pd.DataFrame) -> list[str]:
    return [KIND] if KIND in table else []


def _disagreeing(table: pd.DataFrame, capacity: pd.Series) -> list[Problem]:
    both = table[OCCUPIED].notna() & table[FREE].notna()
    gap = (table[OCCUPIED] + table[FREE] - capacity).abs() > 0.05 * capacity
    count = int((gap & both).sum())
    if not count:
        return []
    message = _("places taken and free do not add up to the capacity: the places taken count.")
    return [_told("S03", "warning", message, count, FREE)]


def _impossible(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[Problem]]:
    why = pd.Series("", table.index, dtype=object)
    why[table[OCCUPIED] > (1 + BEYOND) * table[CAPACITY]] = _("more cars than places")
    why[table[OCCUPIED] < 0] = _("fewer than no cars")
    why[table[FREE] > table[CAPACITY]] = _("more free places than places")
    why[table[FREE] < 0] = _("fewer than no free places")
    # Some parks let cars in beyond their marked places, and say so by a negative number.
    few = (table[FREE] < 0) & (table[FREE] >= -BEYOND * table[CAPACITY])
    why[few & (table[OCCUPIED] >= 0)] = ""
    why[table[OCCUPIED].isna()] = _("no count")
    why[~(table[CAPACITY] > 0)] = _("no capacity")
    wrong = why != ""
    if not wrong.any():
        return table, table.head(0).assign(why=""), []
    reasons = why[wrong].value_counts()
    said = ", ".join(f"{reason} ({format_integer(n)})" for reason, n in reasons.items())
    message = _("readings that cannot be are set aside: {why}.").format(why=said)
    hint = _(
        "They are in the table of rows set aside; look whether the columns are the right ones."
    )
    found = _told("S04", "warning", message, int(wrong.sum()), OCCUPIED, hint)
    return table[~wrong], table[wrong].assign(why=why[wrong]), [found]


def _repeated(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[Problem]]:
    """Keep one row a park and time: the last one of the file."""
    table = table.sort_values([PARK, TIME], kind="stable")
    again = table.duplicated([PARK, TIME], keep="last")
    if not again.any():
        return table, table.head(0).assign(why=""), []
    same = table.duplicated(COLUMNS, keep="last")
    differing = again & ~same
    findings = []
    if (again & same).any():
        message = _("readings come twice, the same: each counts once.")
        findings.append(_told("S05", "note", message, int((again & same).sum()), TIME))
    if differing.any():
        message = _("readings of one park and time differ: the last one of the file counts.")
        findings.append(_told("S06", "warning", message, int(differing.sum()), TIME))
    aside = table[differing].assign(why=_("another reading of the same time"))
    return table[~again], aside, findings


def _frozen(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[Problem]]:
    """Set aside what a frozen feed says after its first day; the past never asks the future."""
    same = table[PARK].eq(table[PARK].shift()) & table[OCCUPIED].eq(table[OCCUPIED].shift())
    run = (~same).cumsum()
    since = table[TIME] - table.groupby(run)[TIME].transform("first")
    frozen = since > FROZEN
    if not frozen.any():
        return table, table.head(0).assign(why=""), []
    parks = sorted(table.loc[frozen, PARK].unique())
    message = _("a count that did not move for more than a day is not believed: {parks}.")
    found = _told(
        "S07",
        "warning",
        message.format(parks=_names(parks)),
        int(frozen.sum()),
        OCCUPIED,
        _("Ask the operator whether the counter or the feed is frozen."),
    )
    aside = table[frozen].assign(why=_("the count has not moved for a day"))
    return table[~frozen], aside, [found]


def _above(rows: pd.DataFrame) -> list[Problem]:
    if rows.empty:
        return []
    message = _("readings are a little above the capacity: taken for a full park.")
    return [_told("S08", "note", message, len(rows), OCCUPIED)]


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
            day=row[TIME].tz_convert("Europe/Paris").strftime("%d/%m/%Y"),
        )
        for _line, row in first.iterrows()
    )
    message = _("the capacity changes all at once ({said}).").format(said=said)
    hint = _("A larger capacity counts once it is a week old, a smaller one at once.")
    return [_told("S09", "warning", message, len(moved), CAPACITY, hint)]


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


def _names(parks: list[str], most: int = 5) -> str:
    shown = ", ".join(map(str, parks[:most]))
    return shown if len(parks) <= most else shown + ", …"
