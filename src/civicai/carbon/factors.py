"""The table of factors: every figure that the meter did not measure, with its source.

The table is ``factors.json``, beside this file: one row a factor, with its value, range, unit,
year, scope and source, and one row a processor. Nothing is ever guessed from the network.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from civicai.carbon.interval import Bounds, Interval
from civicai.errors import InputError, Problem
from civicai.i18n import N_, Text, _, translate

ELECTRICITY = "electricity."


@dataclass(frozen=True)
class Factor:
    """One figure of the table.

    Parameters
    ----------
    id : str
        The name by which a caller replaces it, such as ``"electricity.FR"``.
    label : str or dict of str
        For the reader; see :data:`civicai.i18n.Text`.
    value, low, high : float
        In ``unit``.
    unit : str
    year : int or None
        The year that the figure describes, else that in which it was chosen or read; None for
        the caller's own figure.
    scope : str or dict of str
        What the figure covers, and what it does not.
    source : str or dict of str
    """

    id: str
    label: Text
    value: float
    low: float
    high: float
    unit: str
    year: int | None
    scope: Text
    source: Text

    @property
    def interval(self) -> Interval:
        """The figure with its bounds, in :attr:`unit`."""
        return Interval(self.low, self.value, self.high)

    def replaced(self, bounds: Bounds) -> Factor:
        """Return the same factor with the caller's own figure."""
        given = Interval.of(bounds)
        return replace(
            self,
            value=given.central,
            low=given.low,
            high=given.high,
            year=None,
            scope="",
            source=N_("figure given by the user"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as a plain dictionary, texts in the language in force."""
        texts = {name: translate(getattr(self, name)) for name in ("label", "scope", "source")}
        return {**self.__dict__, **texts}


@dataclass(frozen=True)
class Processor:
    """A processor of the table: thermal design power [W] and virtual cores of one package."""

    name: str
    tdp: float
    threads: int
    source: str


@cache
def _content() -> dict[str, Any]:
    text = Path(__file__).with_name("factors.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


@cache
def factor_table() -> Mapping[str, Factor]:
    """Return the factors that ship with civicai, by id."""
    return {row["id"]: Factor(**row) for row in _content()["factors"]}


@cache
def processor_table() -> tuple[Processor, ...]:
    """Return the processors whose power is known by their exact name."""
    return tuple(Processor(**row) for row in _content()["processors"])


def countries() -> dict[str, str]:
    """Return the countries whose electricity is in the table: two-letter code, name.

    Examples
    --------
    >>> "FR" in countries()
    True
    """
    return {
        key.removeprefix(ELECTRICITY): translate(factor.label)
        for key, factor in factor_table().items()
        if key.startswith(ELECTRICITY)
    }


def choose_factors(
    country: str, given: Mapping[str, Bounds] | None = None
) -> tuple[Factor, dict[str, Factor]]:
    """Return the electricity factor of a country, and all the others by id.

    Parameters
    ----------
    country : str
        Two-letter code (ISO 3166-1), such as ``"FR"``.
    given : dict, optional
        The caller's own figures by id: a number, or (low, central, high).

    Raises
    ------
    InputError
        If the country or an id is not in the table, or a figure is negative, out of order,
        or a PUE below 1.
    """
    given = dict(given or {})
    wanted = ELECTRICITY + str(country).upper()
    table = dict(factor_table())
    if wanted in given and wanted not in table:
        table[wanted] = replace(table[ELECTRICITY + "FR"], id=wanted, label=str(country).upper())
    if wanted not in table:
        raise InputError(_unknown_country(country))
    wrong = [_unknown_factor(name, table) for name in given if name not in table]
    for name in given.keys() & table.keys():
        try:
            table[name] = table[name].replaced(given[name])
        except (TypeError, ValueError):
            wrong.append(_refused(name, given[name]))
            continue
        if table[name].low < (1 if name == "pue" else 0):
            wrong.append(_refused(name, given[name]))
    if wrong:
        raise InputError(wrong)
    others = {name: factor for name, factor in table.items() if not name.startswith(ELECTRICITY)}
    return table[wanted], others


def _unknown_country(country: str) -> Problem:
    known = ", ".join(f"{code} ({name})" for code, name in countries().items())
    hint = _(
        "Known: {known}. For another, give its figure in gCO₂e/kWh as that of the factor “{id}”."
    )
    return Problem(
        code="E01",
        message=_("the electricity of “{country}” is not in the table.").format(country=country),
        hint=hint.format(known=known, id=ELECTRICITY + str(country).upper()),
        value=str(country),
    )


def _unknown_factor(name: str, table: Mapping[str, Factor]) -> Problem:
    return Problem(
        code="E02",
        message=_("there is no factor “{name}”.").format(name=name),
        hint=_("Known: {known}.").format(known=", ".join(table)),
        value=name,
    )


def _refused(name: str, value: object) -> Problem:
    hint = _("Give a positive number, or three: low, central and high, in that order.")
    if name == "pue":
        hint = _("Give 1 for a computer on a desk, more in a server room.")
    return Problem(
        code="E03",
        message=_("the factor “{name}” cannot be “{value}”.").format(name=name, value=value),
        hint=hint,
        value=str(value),
    )
