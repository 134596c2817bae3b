"""Texts that a spreadsheet would take for formulas: guarded when written, freed when read."""

from __future__ import annotations

import re

#: What makes a formula of a text, full-width signs included; a guard before it is text as well.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\0＝＋－＠]")


def guard(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    Examples
    --------
    >>> guard("=1+1"), guard("Jean Macé"), guard("'=1+1")
    ("'=1+1", 'Jean Macé', "''=1+1")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def is_guarded(text: str) -> bool:
    """Tell whether :func:`guard` put an apostrophe before a text."""
    return text.startswith("'") and _FORMULA.match(text) is not None
