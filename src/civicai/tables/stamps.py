"""One date or time of day as towns write it, before its column decides the order of the parts."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_MONTHS = (
    "janvier janv jan january",
    "fevrier fevr fev february feb",
    "mars mar march",
    "avril avr april apr",
    "mai may",
    "juin june jun",
    "juillet juil jul july",
    "aout august aug",
    "septembre sept sep september",
    "octobre oct october",
    "novembre nov november",
    "decembre dec december",
)
_WEEKDAYS = (
    "lundi lun lu monday mon",
    "mardi mar ma tuesday tues tue",
    "mercredi mer me wednesday wed",
    "jeudi jeu je thursday thurs thu",
    "vendredi ven ve friday fri",
    "samedi sam sa saturday sat",
    "dimanche dim di sunday sun",
)
#: Month from 1, and day of the week from Monday = 0, by every name, without accents.
MONTHS = {word: i for i, words in enumerate(_MONTHS, start=1) for word in words.split()}
WEEKDAYS = {word: i for i, words in enumerate(_WEEKDAYS) for word in words.split()}


def _any_of(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_PREFIX = re.compile(rf"(?:le )?(?:(?P<weekday>{_any_of(WEEKDAYS)})\b\.?,? )?(?:le )?")
_NAME = rf"(?P<m>{_any_of(MONTHS)})"
_ORDINAL = "(?:er|st|nd|rd|th)?"
#: Each form of a date: its parts are named for the order that towns mean.
_SHAPES = tuple(
    (name, re.compile(pattern, re.ASCII))
    for name, pattern in (
        ("ymd", r"(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})"),
        ("dmy", r"(?P<d>\d{1,2})(?P<sep>[-/. ])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4})"),
        ("dmyy", r"(?P<d>\d{1,2})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{2})"),
        ("compact", r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
        ("words", rf"(?P<d>\d{{1,2}}){_ORDINAL}[-. /]*{_NAME}\.?[-, /.]*(?P<y>\d{{4}}|\d{{2}})"),
        ("words", rf"{_NAME}\.? ?(?P<d>\d{{1,2}}){_ORDINAL},? (?P<y>\d{{4}})"),
    )
)
#: Two-digit years up to this one are in the 2000s, as POSIX has it.
_LAST_SHORT_YEAR = 68

_NUMERIC = re.compile(r"(\d[\d/.-]{5,}\d)[ T](\d\d?:.*)")
_TIMED = re.compile(r"(.*?\d)(?:t|\s*,\s*|\s+[àa]\s+|\s+)(\d{1,2}\s*[:h].*)", re.IGNORECASE)
_TIME = re.compile(
    r"(\d{1,2})\s*[:h]\s*(\d{2})?(?:[:m](\d{2})?)?(?:[.,](\d{1,9}))?s?"
    r"\s*(am|pm)?\s*(z|utc|gmt|cest|cet|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE | re.ASCII,
)
_SECOND = 1_000_000_000


class Day(NamedTuple):
    """A date as it is written: the parts in the order that towns mean, and its form."""

    shape: str
    y: int
    m: int
    d: int
    weekday: int | None

    def date(self, order: str = "ymd") -> dt.date | None:
        """Return the calendar day, its parts taken in another order if told so, or None.

        ``order`` names what the written year, month and day really are.
        """
        parts = dict(zip(order, (self.y, self.m, self.d), strict=True))
        year = parts["y"]
        if year < 100 and self.shape.startswith(("dmyy", "words")):
            year += 2000 if year <= _LAST_SHORT_YEAR else 1900
        try:
            return dt.date(year, parts["m"], parts["d"])
        except ValueError:
            return None


class Time(NamedTuple):
    """A time of day in nanoseconds, and its offset in minutes east of Greenwich if it has one."""

    nanoseconds: int
    offset: int | None


def split_time(text: str) -> tuple[str, str]:
    """Separate a day from its time of day.

    Examples
    --------
    >>> split_time("03/09/2018 à 12h30"), split_time("2018-09-03T12:30Z"), split_time("3 mai 2018")
    (('03/09/2018', '12h30'), ('2018-09-03', '12:30Z'), ('3 mai 2018', ''))
    """
    match = _NUMERIC.fullmatch(text) or _TIMED.fullmatch(text)
    return (match[1], match[2]) if match else (text, "")


@lru_cache(maxsize=65536)
def read_day(text: str) -> Day | None:
    """Read a date without a time; None when it is none.

    Examples
    --------
    >>> read_day("lundi 3 sept. 2018").date()
    datetime.date(2018, 9, 3)
    """
    text = unicodedata.normalize("NFKD", text.lower())
    text = " ".join("".join(c for c in text if not unicodedata.combining(c)).split())
    prefix = _PREFIX.match(text)
    named = prefix["weekday"] if prefix else None
    text = text[prefix.end() :] if prefix else text
    for name, pattern in _SHAPES:
        match = pattern.fullmatch(text)
        if match:
            parts = match.groupdict()
            month = MONTHS.get(parts["m"]) or int(parts["m"])
            shape = name + (parts.get("sep") or "")
            weekday = WEEKDAYS[named] if named else None
            return Day(shape, int(parts["y"]), month, int(parts["d"]), weekday)
    return None


@lru_cache(maxsize=65536)
def read_time(text: str) -> Time | None:
    """Read a time of day, 24:00 included; None when it is none.

    Examples
    --------
    >>> read_time("12h30").nanoseconds / 3.6e12, read_time("00:00+02:00").offset
    (12.5, 120)
    """
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = (int(part or 0) for part in match.groups()[:3])
    if match[5]:
        hour = hour % 12 + (12 if match[5].lower() == "pm" else 0)
    seconds = 3600 * hour + 60 * minute + second
    part = int((match[4] or "").ljust(9, "0"))
    if minute > 59 or second > 59 or seconds * _SECOND + part > 86400 * _SECOND:
        return None
    return Time(seconds * _SECOND + part, _offset(match[6]))


def _offset(text: str | None) -> int | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return {"cet": 60, "cest": 120}.get(text.lower(), 0)
    digits = text[1:].replace(":", "").ljust(4, "0")
    return int(text[0] + "1") * (60 * int(digits[:2]) + int(digits[2:]))
