"""A table on its way to being believed: what is set aside of it, and what is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import pandas as pd

from civicai.errors import Problem
from civicai.i18n import _, format_integer


class Notice(NamedTuple):
    """A code and its words, marked for translation, with the blanks that are filled in later."""

    code: str
    message: str
    hint: str = ""

    def problem(
        self,
        severity: Literal["error", "warning", "note"] = "error",
        *,
        column: str | None = None,
        value: str | None = None,
        count: int = 1,
        **blanks: Any,
    ) -> Problem:
        """Return the problem in the language in force; ``count`` and ``value`` fill blanks too."""
        blanks |= {"count": count, "value": value}
        return Problem(
            code=self.code,
            severity=severity,
            message=_(self.message).format(**blanks),
            hint=_(self.hint).format(**blanks) if self.hint else "",
            column=column,
            value=value,
            count=count,
        )


class Cleaning:
    """The rows still believed, those set aside with a code, and what was found on the way.

    Parameters
    ----------
    rows : DataFrame
    whys : dict of str to str
        Words, marked for translation, of each code of ``why``.

    Examples
    --------
    >>> table = pd.DataFrame({"park": "Gare", "time": [1, 1, 2], "occupied": [3.0, 4.0, -1.0]})
    >>> cleaning = Cleaning(table, {"negative": "fewer than no cars"})
    >>> why = (table["occupied"] < 0).map({True: "negative", False: ""})
    >>> cleaning.impossible(why, Notice("S04", "set aside: {why}"), "occupied")
    >>> cleaning.findings[0].code, cleaning.rows["occupied"].tolist()
    ('S04', [3.0, 4.0])
    >>> cleaning.repeated(["park", "time"], ["occupied"], Notice("S05", ""), Notice("S06", ""))
    >>> cleaning.rows["occupied"].tolist(), cleaning.aside["why"].tolist()
    ([4.0], ['negative', 'repeated'])
    """

    def __init__(self, rows: pd.DataFrame, whys: Mapping[str, str]) -> None:
        self.rows, self.whys = rows, whys
        self.findings: list[Problem] = []
        self._aside = [rows.head(0).assign(why="")]

    @property
    def aside(self) -> pd.DataFrame:
        """Rows set aside so far, with ``why``, a code."""
        parts = [part for part in self._aside if len(part)] or self._aside[:1]
        return pd.concat(parts)

    def set_aside(self, why: pd.Series[Any]) -> pd.DataFrame:
        """Set aside the rows that have a code, and return them; an empty text keeps a row."""
        apart = why != ""
        aside = self.rows[apart].assign(why=why[apart])
        self._aside.append(aside)
        self.rows = self.rows[~apart]
        return aside

    def impossible(self, why: pd.Series[Any], notice: Notice, column: str) -> None:
        """Set aside what cannot be, and tell how much of each kind."""
        aside = self.set_aside(why)
        if aside.empty:
            return
        said = ", ".join(
            f"{_(self.whys[str(code)])} ({format_integer(count)})"
            for code, count in aside["why"].value_counts().items()
        )
        self.findings.append(notice.problem("warning", column=column, count=len(aside), why=said))

    def repeated(
        self, keys: Sequence[str], values: Sequence[str], twice: Notice, differing: Notice
    ) -> None:
        """Keep the last row of each key, the rows being in order; one that differs is told.

        Parameters
        ----------
        keys : sequence of str
            The series and the time.
        values : sequence of str
            What makes two rows of a key the same.
        twice, differing : Notice
            What is told of rows that come again, the same or not.
        """
        again = self.rows.duplicated([*keys], keep="last")
        if not again.any():
            return
        same = again & self.rows.duplicated([*keys, *values], keep="last")
        if same.any():
            self.findings.append(twice.problem("note", column=keys[-1], count=int(same.sum())))
        self.rows, again = self.rows[~same], again[~same]
        if again.any():
            self.findings.append(
                differing.problem("warning", column=keys[-1], count=int(again.sum()))
            )
            self.set_aside(again.map({True: "repeated", False: ""}))
