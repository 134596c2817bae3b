"""Columns of calendar days: one form for the whole column, day first, nothing inferred."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from civicai.clock import town_zone
from civicai.errors import Problem
from civicai.i18n import _, format_date
from civicai.tables.grid import Bools, Cells
from civicai.tables.stamps import Day, read_day, read_time, split_time

Instants = np.ndarray[Any, np.dtype[np.datetime64]]

_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?", re.ASCII)
_SERIALS = (18264, 62091)  # 1950 to 2069
_DAY_ZERO = np.datetime64("1899-12-30", "ns")
#: What spreadsheets show where a cell formatted as a date holds zero.
_ZEROS = (dt.date(1899, 12, 30), dt.date(1899, 12, 31))
_YEARS = range(1700, 2250)
#: Different days in a column, from which one may be called far from the others.
_FEWEST_DAYS = 60
#: Days without a row, and times the usual gap, beyond which a date stands apart.
_APART_DAYS, _APART_GAPS = 730, 50
#: Largest share of the rows that may stand apart and be taken for a slip.
_APART_SHARE = 0.01


@dataclass(frozen=True)
class Wall:
    """What a clock on the wall shows, cell by cell; NaT where there is an error.

    ``offset`` is in minutes east of Greenwich, NaN where the cell states none.
    """

    time: Instants
    offset: np.ndarray[Any, np.dtype[np.float64]]

    @property
    def days(self) -> Instants:
        """The calendar days, at midnight."""
        return self.time.astype("datetime64[D]").astype("datetime64[ns]")


def parse_dates(cells: Cells) -> tuple[Instants, list[Problem]]:
    """Read a column of calendar days, naive and never shifted.

    Parameters
    ----------
    cells : Cells
        Without missing ones.

    Returns
    -------
    ndarray of datetime64[ns], list of Problem
        NaT where there is an error.
    """
    wall, problems = read_wall(cells)
    timed = wall.time > wall.days
    if not timed.any():
        return wall.time, problems
    if (wall.offset == 0).all():
        utc = pd.DatetimeIndex(wall.time).tz_localize("UTC")
        local = utc.tz_convert(town_zone()).tz_localize(None).to_numpy()
        message = _("the times are in UTC: the day kept is that of local time ({tz}).")
        text = message.format(tz=town_zone())
        problems.append(cells.finding("D11", text, timed, severity="warning"))
        wall = replace(wall, time=local.astype("datetime64[ns]"))
    elif any(problem.code == "D10" for problem in problems):
        pass  # a day number with a fraction: told already
    else:
        problems.append(cells.finding("D09", _("the time of day was left out."), timed))
    return wall.days, problems


def stray_dates(cells: Cells, days: Instants) -> list[Problem]:
    """Refuse the few dates that stand years away from all the others, as 2203 typed for 2023.

    Parameters
    ----------
    cells : Cells
    days : ndarray of datetime64[ns]
        What was read in each cell, NaT where there is none.
    """
    strays, others = find_strays(days)
    if not strays.size:
        return []
    message = _(
        "“{value}” is years away from the other dates of the column, which go from {first} to "
        "{last}."
    )
    first, last = (format_date(pd.Timestamp(day)) for day in (others.min(), others.max()))
    where = np.isin(days.astype("datetime64[D]"), strays)
    told = {
        str(text): (message.format(value=text, first=first, last=last), _("Correct the year."))
        for text in np.unique(cells.text[where])
    }
    return cells.errors("D14", told)


def find_strays(days: Instants) -> tuple[Instants, Instants]:
    """Part the few days that stand years away from the others; no day twice in either."""
    known = days[~np.isnat(days)].astype("datetime64[D]")
    distinct, rows = np.unique(known, return_counts=True)
    if len(distinct) < _FEWEST_DAYS:
        return distinct[:0], distinct
    gaps = np.diff(distinct).astype(np.int64)
    apart = gaps > max(_APART_DAYS, _APART_GAPS * np.median(gaps))
    group = np.append(0, np.cumsum(apart))
    stray = np.bincount(group, rows)[group] <= max(1.0, _APART_SHARE * len(known))
    return distinct[stray], distinct[~stray]


def is_plausible(times: Instants) -> bool:
    """Tell whether no instant is of a year, or of a day, that reading refuses."""
    days = times[~np.isnat(times)].astype("datetime64[D]")
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    plausible = (years >= _YEARS.start) & (years < _YEARS.stop)
    return bool(plausible.all() and not np.isin(days, np.array(_ZEROS, days.dtype)).any())


def read_wall(cells: Cells) -> tuple[Wall, list[Problem]]:
    """Read the day and the time of day of each cell, in the one form that the column has."""
    serials = _read_serials(cells)
    if serials is not None:
        return serials
    parts = [split_time(text) for text in cells.distinct]
    times = [read_time(time) if time else None for _day, time in parts]
    bad = {
        text: (_("“{value}” is not a date.").format(value=text), _expected())
        for text, (_day, time), read in zip(cells.distinct, parts, times, strict=True)
        if time and read is None
    }
    problems = cells.errors("D01", bad)
    split = np.array([day for day, _time in parts], dtype=object)
    days, found = _read_days(replace(cells, text=split[cells.codes]))
    ns = np.array([0 if time is None else time.nanoseconds for time in times], dtype=np.int64)
    offset = np.array(
        [np.nan if time is None or time.offset is None else time.offset for time in times],
        dtype=float,
    )
    wall = days + ns[cells.codes].astype("timedelta64[ns]")
    if bad:
        wall[np.isin(cells.text, list(bad))] = np.datetime64("NaT")
    return Wall(wall, offset[cells.codes]), problems + found


def _expected(text: str = "") -> str:
    if read_time(text):
        return _("Put the day and the time in one column, such as 03/09/2018 01:30.")
    return _("Write day/month/year, such as 03/09/2018.")


def _read_serials(cells: Cells) -> tuple[Wall, list[Problem]] | None:
    """Read a spreadsheet's day numbers, where the column holds nothing else."""
    if not cells.distinct or not all(_SERIAL.fullmatch(text) for text in cells.distinct):
        return None
    numbers = np.array([float(text.replace(",", ".")) for text in cells.distinct])
    if numbers.min() < _SERIALS[0] or numbers.max() > _SERIALS[1]:
        return None
    seconds = np.round(numbers * 86400).astype("timedelta64[s]")
    times = _DAY_ZERO + seconds.astype("timedelta64[ns]")
    message = _("the dates are a spreadsheet's day numbers: “{value}” was read as {day}.")
    day = format_date(pd.Timestamp(times[0]))
    text = message.format(value=cells.distinct[0], day=day)
    everywhere = np.ones(len(cells.codes), dtype=bool)
    finding = cells.finding("D10", text, everywhere, severity="warning")
    return Wall(times[cells.codes], np.full(len(cells.codes), np.nan)), [finding]


def _read_days(cells: Cells) -> tuple[Instants, list[Problem]]:
    read = [read_day(text) for text in cells.distinct]
    told = {
        text: (_("“{value}” is not a date.").format(value=text), _expected(text))
        for text, day in zip(cells.distinct, read, strict=True)
        if day is None
    }
    problems = cells.errors("D01", told)
    read, found = _one_shape(cells, read)
    column = _Column(cells, read)
    dates, more = column.decide()
    days = np.array(dates, dtype="datetime64[D]").astype("datetime64[ns]")
    return days[cells.codes], problems + found + more


def _one_shape(cells: Cells, read: Sequence[Day | None]) -> tuple[list[Day | None], list[Problem]]:
    """Keep the dates of the commonest form, and refuse the others."""
    counts = np.bincount(cells.codes, minlength=len(read))
    shapes: Counter[str] = Counter()
    for day, count in zip(read, counts, strict=True):
        if day is not None:
            shapes[day.shape] += int(count)
    if len(shapes) < 2:
        return list(read), []
    main = shapes.most_common(1)[0][0]
    example = next(
        text for text, day in zip(cells.distinct, read, strict=True) if day and day.shape == main
    )
    message = _("“{value}” is not written like the other dates of the column, such as “{example}”.")
    hint = _("Write all the dates of the column in the same way.")
    told = {
        text: (message.format(value=text, example=example), hint)
        for text, day in zip(cells.distinct, read, strict=True)
        if day and day.shape != main
    }
    kept = [day if day and day.shape == main else None for day in read]
    return kept, cells.errors("D04", told)


class _Column:
    """The distinct dates of a column, all of one form, None where one could not be read."""

    def __init__(self, cells: Cells, read: Sequence[Day | None]) -> None:
        self.cells = cells
        self.read = read
        self.known = [day for day in read if day is not None]
        self.dates = [day.date() if day else None for day in read]

    def decide(self) -> tuple[list[dt.date | None], list[Problem]]:
        """Return the dates, day first, with what is wrong or could mean something else."""
        if not self.known:
            return self.dates, []
        if any(day.date() is None for day in self.known):
            problems = self._month_first_only() or self._impossible()
        else:
            problems = self._year_first() or self._ambiguous()
        return self.dates, problems + self._implausible() + self._contradictory()

    def _fits_month_first(self) -> bool:
        return self.known[0].shape.startswith("dmy") and all(
            _fits(day, "ydm") for day in self.known
        )

    def _year_first(self) -> list[Problem]:
        """Doubt two-digit years: of 18-09-03 and 18-09-04, the first part is the year."""
        shape = self.known[0].shape
        if not shape.startswith("dmyy") or not all(_fits(day, "dmy") for day in self.known):
            return []
        days, years = len({day.d for day in self.known}), len({day.y for day in self.known})
        if days > years or (days == years and not shape.endswith("-")):
            return []
        message = _("“{value}” may begin with the year, in two digits.")
        text = message.format(value=self.cells.distinct[0])
        everywhere = np.ones(len(self.cells.codes), dtype=bool)
        severity = "error" if days < years else "warning"
        hint = _("Write the years with four digits.")
        return [self.cells.finding("D13", text, everywhere, severity=severity, hint=hint)]

    def _month_first_only(self) -> list[Problem]:
        if not self._fits_month_first():
            return []
        message = _("“{value}” has its month first, as the whole column may have.")
        hint = _("Write day/month/year, or year-month-day such as 2018-09-03.")
        return self.cells.errors(
            "D03", {text: (message.format(value=text), hint) for text, _day in self._undated()}
        )

    def _undated(self) -> list[tuple[str, Day]]:
        pairs = zip(self.cells.distinct, self.read, strict=True)
        return [(text, day) for text, day in pairs if day is not None and day.date() is None]

    def _impossible(self) -> list[Problem]:
        told = {}
        for text, day in self._undated():
            hint = _("Correct the day or the month.")
            swapped = day.date("ydm")
            if swapped is not None:
                hint = _("If it is {day}, write {written}.").format(
                    day=format_date(swapped), written=swapped.strftime("%d/%m/%Y")
                )
            told[text] = (_("the date “{value}” does not exist.").format(value=text), hint)
        return self.cells.errors("D02", told)

    def _ambiguous(self) -> list[Problem]:
        if not self._fits_month_first() or all(day.d == day.m for day in self.known):
            return []
        odd = [day is not None and day.d != day.m for day in self.read]
        first = odd.index(True)
        message = _("no day is above the 12th: “{value}” was read as {day}, day first.")
        text = message.format(value=self.cells.distinct[first], day=format_date(self.dates[first]))
        hint = _("If the month comes first in this file, write its dates as 2018-09-03.")
        mask: Bools = np.array(odd)[self.cells.codes]
        return [self.cells.finding("D05", text, mask, severity="warning", hint=hint)]

    def _implausible(self) -> list[Problem]:
        told = {}
        for i, (text, date) in enumerate(zip(self.cells.distinct, self.dates, strict=True)):
            if date in _ZEROS:
                message = _("“{value}” is what a spreadsheet makes of a zero.").format(value=text)
                told[text] = (message, _("Write the date, or leave the cell empty."))
                self.dates[i] = None
            elif date is not None and date.year not in _YEARS:
                message = _("the year of “{value}” is not plausible.").format(value=text)
                told[text] = (message, _("Write the year with four digits."))
                self.dates[i] = None
        return self.cells.errors("D14", told)

    def _contradictory(self) -> list[Problem]:
        told = {}
        for text, day, date in zip(self.cells.distinct, self.read, self.dates, strict=True):
            if day and date and day.weekday not in (None, date.weekday()):
                message = _("“{value}” contradicts itself: that day is {day}.")
                hint = _("Correct the name of the day, or the date.")
                told[text] = (message.format(value=text, day=format_date(date, weekday=True)), hint)
        return self.cells.errors("D06", told)


def _fits(day: Day, order: str) -> bool:
    date = day.date(order)
    return date is not None and day.weekday in (None, date.weekday())
