"""The one family of errors, and :class:`Problem`, the unit in which bad input is told.

A problem names its code, its place (file, line, column), the value found and what to do.
An :class:`InputError` carries *all* the problems of the input at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from civicai.i18n import _, format_integer

#: Problems of one kind shown in full before "and n more".
SHOWN_PER_KIND = 3


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong, odd or repaired in the input.

    Parameters
    ----------
    code : str
        Stable code, such as ``"N01"``, with a page in the documentation.
    message : str
        One sentence in the reader's language: what was found.
    hint : str
        What to do about it, in the reader's language.
    file : str, optional
        Name of the file, without its folder.
    row : int, optional
        Line of the file, counted from 1, the header included.
    column : str, optional
        Header as the file writes it.
    value : str, optional
        The value found, as the file writes it.
    severity : {"error", "warning", "note"}
        An error stops the run; a warning changes what can be trusted; a note tells a repair.
    count : int
        Number of lines concerned, where one problem stands for many.
    """

    code: str
    message: str
    hint: str = ""
    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    severity: Literal["error", "warning", "note"] = "error"
    count: int = 1

    def __str__(self) -> str:
        place = [self.file] if self.file else []
        if self.row is not None:
            place.append(_("line {row}").format(row=self.row))
        if self.column is not None:
            place.append(_("column “{column}”").format(column=self.column))
        text = f"[{self.code}] "
        if place:
            text += ", ".join(place) + _(": ")
        text += self.message
        return f"{text} {self.hint}" if self.hint else text

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as a plain dictionary, ready for JSON."""
        return dict(self.__dict__)


def warning(code: str, message: str, hint: str = "", **place: Any) -> Problem:
    """Return a problem that changes what can be trusted; ``place`` holds its other fields."""
    return Problem(code=code, severity="warning", message=message, hint=hint, **place)


def note(code: str, message: str, hint: str = "", **place: Any) -> Problem:
    """Return a problem that tells a repair; ``place`` holds its other fields."""
    return Problem(code=code, severity="note", message=message, hint=hint, **place)


def as_errors(findings: Iterable[Problem]) -> list[Problem]:
    """Return the warnings as errors: what explains a refusal is told with it."""
    return [replace(found, severity="error") for found in findings if found.severity == "warning"]


def listed(names: Sequence[Any], most: int = 5) -> str:
    """Write some names, and that there are more.

    Examples
    --------
    >>> listed(["Gare", "Halles", "Port"], most=2)
    'Gare, Halles, …'
    """
    shown = ", ".join(map(str, names[:most]))
    return shown if len(names) <= most else shown + ", …"


def group_problems(problems: Iterable[Problem]) -> dict[tuple[str, str | None], list[Problem]]:
    """Group problems by code and column, in order of first appearance."""
    groups: dict[tuple[str, str | None], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.code, problem.column), []).append(problem)
    return groups


def problem_lines(problems: Iterable[Problem], shown: int) -> list[str]:
    """Write problems one a line, at most ``shown`` of each kind, and say how many more."""
    lines = []
    for group in group_problems(problems).values():
        lines += [str(problem) for problem in group[:shown]]
        if len(group) > shown:
            rest = format_integer(len(group) - shown)
            lines.append(_("… and {count} more of the same kind.").format(count=rest))
    return lines


class CivicaiError(Exception):
    """Base of every error that civicai raises on purpose."""


class InputError(CivicaiError, ValueError):
    """The input cannot be used as it is; :attr:`problems` says everything that is wrong.

    Parameters
    ----------
    problems : sequence of Problem, or Problem
        All the problems found, at least one.
    """

    def __init__(self, problems: Sequence[Problem] | Problem) -> None:
        self.problems: list[Problem] = [problems] if isinstance(problems, Problem) else [*problems]
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(problem_lines(self.problems, SHOWN_PER_KIND))


class TableError(InputError):
    """A file cannot be read as the table that was asked for."""


class OptionError(InputError):
    """An option is unknown, or its value is not allowed."""


class DatasetError(CivicaiError):
    """A data set is not to be had, or is not the one that was pinned."""
