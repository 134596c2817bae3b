"""The reader's language: messages, numbers and dates, in French first and in English.

Messages are written in English in the code and looked up when they are shown, so one
process can serve both languages. ``with use("en"): ...`` sets the language of a block;
:func:`set_language` that of the whole process (French until told otherwise).
"""

from __future__ import annotations

import datetime as dt
import gettext as _gettext
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("fr", "en")

#: A message in English that the catalogue translates, or one text per language (for plug-ins).
Text = str | Mapping[str, str]

NARROW_SPACE = "\u202f"

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_DAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}

_default = "fr"
_current: ContextVar[str | None] = ContextVar("civicai_language", default=None)


def language() -> str:
    """Return the language in force, ``"fr"`` or ``"en"``."""
    return _current.get() or _default


def set_language(lang: str) -> None:
    """Set the language of the whole process.

    Parameters
    ----------
    lang : {"fr", "en"}

    Raises
    ------
    ValueError
        If the language is not one of :data:`LANGUAGES`.
    """
    global _default
    _default = _known(lang)


@contextmanager
def use(lang: str) -> Iterator[None]:
    """Set the language of a block.

    Examples
    --------
    >>> with use("en"):
    ...     format_number(1234.5, 1)
    '1,234.5'
    """
    token = _current.set(_known(lang))
    try:
        yield
    finally:
        _current.reset(token)


def _known(lang: str) -> str:
    if lang not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {lang!r}")
    return lang


@cache
def _catalogue(lang: str) -> _gettext.NullTranslations:
    folder = Path(__file__).with_name("locale")
    return _gettext.translation("civicai", folder, [lang], fallback=lang == "en")


def _(message: str) -> str:
    """Translate a message into the language in force."""
    return _catalogue(language()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate a message that depends on a count."""
    return _catalogue(language()).ngettext(singular, plural, count)


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a message for translation later, by :func:`translate`."""
    return message


def translate(text: Text) -> str:
    """Return a :data:`Text` in the language in force.

    Examples
    --------
    >>> with use("en"):
    ...     translate({"fr": "visites", "en": "visits"})
    'visits'
    """
    if isinstance(text, str):
        return _(text) if text else ""
    return text.get(language()) or next(iter(text.values()))


def format_number(value: float, digits: int = 0) -> str:
    """Write a number as the reader does, with a fixed number of decimals.

    Examples
    --------
    >>> with use("fr"):
    ...     format_number(1234.5, 1).replace(NARROW_SPACE, " ")
    '1 234,5'
    """
    if value is None or math.isnan(value):
        return "–"
    # Adding zero turns what rounds to minus zero into zero.
    text = f"{round(value, digits) + 0.0:,.{digits}f}"
    if language() == "fr":
        text = text.replace(",", NARROW_SPACE).replace(".", ",")
    return text.replace("-", "−")


def format_integer(value: float) -> str:
    """Write a whole number with the reader's thousands separator."""
    return format_number(value, 0)


def format_percent(share: float, digits: int = 1) -> str:
    """Write a share (0 to 1) as a percentage: French puts a space before the sign."""
    if share is None or math.isnan(share):
        return "–"
    return format_number(100 * share, digits) + (f"{NARROW_SPACE}%" if language() == "fr" else "%")


def format_date(day: dt.date | Any, weekday: bool = False) -> str:
    """Write a calendar day in full.

    Examples
    --------
    >>> with use("fr"):
    ...     format_date(dt.date(2019, 1, 11), weekday=True)
    'vendredi 11 janvier 2019'
    """
    lang = language()
    month = _MONTHS[lang].split()[day.month - 1]
    number = "1er" if lang == "fr" and day.day == 1 else str(day.day)
    text = f"{number} {month} {day.year}"
    return f"{_DAYS[lang].split()[day.weekday()]} {text}" if weekday else text
