"""The values of a card for the reader."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from civicai.carbon.footprint import write_energy, write_mass
from civicai.cards.fields import codes_of
from civicai.i18n import _, format_number, translate


def is_free(section: str, key: str, value: Any) -> bool:
    """Say whether a value is the card's own words, in the card's own language."""
    return isinstance(value, str) and value not in codes_of(section, key)


def write_value(section: str, key: str, value: Any) -> str:
    """Write a field's value for the reader; None is “not known”."""
    if value is None:
        return _("not known")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        codes = codes_of(section, key)
        return translate(codes[value]) if value in codes else value
    if isinstance(value, Mapping):
        write = _WRITERS.get(key, write_number)
        words = {bound: write(value[bound]) for bound in ("low", "central", "high")}
        return _("{central} (between {low} and {high})").format(**words)
    if key.endswith("year") and isinstance(value, int):
        return str(value) if key in ("year", "intensity_year") else write_number(value)
    return write_number(value) if isinstance(value, int | float) else str(value)


#: Figures of one run are tiny: they are written in the unit in which they read best.
_WRITERS = {"run_kwh": write_energy, "run_gco2e": write_mass}


def write_number(value: float) -> str:
    """Write a number with the decimals that show three significant digits, and no more.

    Examples
    --------
    >>> from civicai import i18n
    >>> with i18n.use("en"):
    ...     [write_number(value) for value in (0.042, 12.345, 230_000, -0.5, 1e-6)]
    ['0.042', '12.3', '230,000', '−0.5', '0.000001']
    """
    if value == 0 or float(value).is_integer():
        return format_number(value)
    most = min(12, max(0, 2 - math.floor(math.log10(abs(value)))))
    digits = next(n for n in range(most + 1) if round(value, n) == round(value, most))
    return format_number(value, digits)
