"""An option of a use case: a name, a kind, a default, and what may be written for it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from civicai.clock import DEFAULT_TZ, to_instant
from civicai.errors import OptionError, Problem
from civicai.i18n import N_, Text, _, format_number, translate

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Option:
    """A choice that the user may make, with its default.

    Parameters
    ----------
    name : str
        Python name, as in ``run(tables, name=value)`` and ``--set name=value``.
    kind : {"text", "number", "integer", "date", "time", "flag", "choice", "model"}
        ``"date"`` becomes a naive day, ``"time"`` an instant in UTC (the town's local time where
        nothing else is said); a ``"model"`` is a fitted one, which the command line loads from
        its file.
    default : object
        Value when the user says nothing.
    help : str or dict of str
        One sentence for the user.
    choices : tuple of str
        Allowed values of a ``"choice"``.
    low, high : float, optional
        Allowed range of a number.
    """

    name: str
    kind: Literal["text", "number", "integer", "date", "time", "flag", "choice", "model"]
    default: Any
    help: Text
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    def parse(self, value: Any, tz: str = DEFAULT_TZ) -> Any:
        """Turn what the user wrote into the option's type.

        Parameters
        ----------
        value : object
        tz : str
            Time zone of an instant that states none.

        Raises
        ------
        OptionError
            If the value is not one of the option's kind, or out of its range.
        """
        if value is None or (isinstance(value, str) and value == "" and self.default is None):
            return None
        try:
            spelt = self._spelt(value)
            parsed = _parse_time(spelt, tz) if self.kind == "time" else _PARSERS[self.kind](spelt)
        except (ValueError, TypeError):
            parsed = _REFUSED
        if self.choices and parsed not in self.choices:
            parsed = _REFUSED
        if isinstance(parsed, (int, float)) and not isinstance(parsed, bool):
            too_low = self.low is not None and parsed < self.low
            too_high = self.high is not None and parsed > self.high
            if too_low or too_high or parsed != parsed:
                parsed = _REFUSED
        if parsed is _REFUSED:
            raise OptionError(self._refusal(value))
        return parsed

    def _spelt(self, value: Any) -> Any:
        """Return the choice that is written the same but for its case, if there is one."""
        written = str(value).strip().lower()
        return next((c for c in self.choices if c.lower() == written), value)

    def _refusal(self, value: Any) -> Problem:
        if self.choices:
            hint = _("Write one of: {choices}.").format(choices=", ".join(self.choices))
        elif self.kind in ("number", "integer") and None not in (self.low, self.high):
            low, high = (_plain_number(limit) for limit in (self.low, self.high))
            hint = _("Write a number from {low} to {high}.").format(low=low, high=high)
        else:
            hint = translate(_EXPECTED[self.kind])
        message = _("the option “{name}” cannot be “{value}”.")
        return Problem(
            code="O02",
            message=message.format(name=self.name, value=value),
            hint=hint,
            value=str(value),
        )


_REFUSED = object()


def _plain_number(value: float | None) -> str:
    """Write a limit with the decimals that it has, as the reader does."""
    decimals = f"{value:g}".partition(".")[2]
    return format_number(float(value or 0), len(decimals))


def _parse_flag(value: Any) -> bool:
    words = {"1": True, "true": True, "yes": True, "oui": True, "vrai": True}
    words |= {"0": False, "false": False, "no": False, "non": False, "faux": False}
    if isinstance(value, bool):
        return value
    if str(value).lower() not in words:
        raise ValueError(value)
    return words[str(value).lower()]


def _parse_date(value: Any) -> pd.Timestamp:
    import pandas as pd

    if isinstance(value, str):
        form = "%d/%m/%Y" if "/" in value else "%Y-%m-%d"
        return pd.to_datetime(value.strip(), format=form)
    return pd.Timestamp(value).normalize()


def _parse_time(value: Any, tz: str) -> pd.Timestamp:
    import pandas as pd

    if isinstance(value, str):
        text = value.strip()
        form = "%d/%m/%Y %H:%M" if "/" in text else "ISO8601"
        value = pd.to_datetime(text if ":" in text else f"{text} 00:00", format=form)
    return to_instant(value, tz)


def _parse_model(value: Any) -> Any:
    if not hasattr(value, "handed_over"):
        raise TypeError(value)
    return value


_PARSERS: dict[str, Callable[[Any], Any]] = {
    "text": str,
    "choice": str,
    "number": lambda value: float(str(value).replace(",", ".")),
    "integer": lambda value: int(str(value)),
    "flag": _parse_flag,
    "date": _parse_date,
    "model": _parse_model,
}
_EXPECTED = {
    "text": N_("Write a text."),
    "choice": N_("Write one of the choices."),
    "number": N_("Write a number, such as 0.01."),
    "integer": N_("Write a whole number."),
    "flag": N_("Write yes or no."),
    "date": N_("Write a date such as 2018-09-01 or 01/09/2018."),
    "model": N_("Give a fitted model, or on the command line the file that holds one."),
    "time": N_("Write a time such as 2018-09-01 08:30 or 01/09/2018 08:30."),
}


def unknown_name(code: str, message: str, name: str, known: Iterable[str]) -> Problem:
    """Return the problem of a name that is not among those known, with the nearest one."""
    known = list(known)
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        hint = _("Did you mean “{close}”?").format(close=close[0])
    else:
        hint = _("Known: {known}.").format(known=", ".join(known))
    return Problem(code=code, message=message.format(name=name), hint=hint, value=name)
