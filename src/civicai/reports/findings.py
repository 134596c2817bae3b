"""What was found in the data, grouped so that a thousand bad lines stay a short text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from civicai.errors import Problem, group_problems
from civicai.i18n import _, format_integer, ngettext

#: Problems of one kind that are written out.
SHOWN_PER_KIND = 10

_SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class FindingView:
    """Problems of one kind, ready for a template.

    Parameters
    ----------
    severity : {"error", "warning", "note"}
    word, title, extent : str
        The severity in words, what was found, and how much of it.
    hint : str
        What to do, when it is the same for all.
    items : list of str
        The first problems, or their places where all say the same.
    hidden : str
        How many more there are, or nothing.
    """

    severity: str
    word: str
    title: str
    extent: str
    hint: str
    items: list[str]
    hidden: str


def severity_words() -> dict[str, str]:
    """Return the word of each severity, in the language in force."""
    return {"error": _("Error"), "warning": _("Warning"), "note": _("Note")}


def view_findings(problems: Sequence[Problem]) -> list[FindingView]:
    """Group problems by kind, the gravest first."""
    groups = group_problems(problems).values()
    ranked = sorted(groups, key=lambda group: _SEVERITIES.index(group[0].severity))
    return [_view(group) for group in ranked]


def _view(group: list[Problem]) -> FindingView:
    first = group[0]
    same = len({(p.message, p.hint, p.file) for p in group}) == 1
    shared = len({p.hint for p in group}) == 1
    more = len(group) - SHOWN_PER_KIND
    hidden = _("… and {count} more of the same kind.").format(count=format_integer(more))
    return FindingView(
        severity=first.severity,
        word=severity_words()[first.severity],
        title=_sentence(first.message) if same else _kind(first),
        extent=_extent(group, with_kind=same),
        hint=first.hint if shared else "",
        items=_places(group) if same else [_item(p, not shared) for p in group[:SHOWN_PER_KIND]],
        hidden=hidden if more > 0 else "",
    )


def _sentence(text: str) -> str:
    """Return a message, written to follow “line 12: ”, as a sentence of its own."""
    return text[:1].upper() + text[1:]


def _kind(problem: Problem) -> str:
    if problem.column is None:
        return problem.code
    return f"{problem.code}, " + _("column “{column}”").format(column=problem.column)


def _extent(group: list[Problem], with_kind: bool) -> str:
    parts = [_kind(group[0])] if with_kind else []
    lines = sum(problem.count for problem in group)
    if lines > 1 or group[0].row is not None:  # one finding about the whole file is not "1 line"
        count = ngettext("{count} line", "{count} lines", lines)
        parts.append(count.format(count=format_integer(lines)))
    return ", ".join(parts)


def _places(group: list[Problem]) -> list[str]:
    """Return where the same thing was found, as one text: file, then its first lines."""
    rows = [str(problem.row) for problem in group[:SHOWN_PER_KIND] if problem.row is not None]
    place = [group[0].file] if group[0].file else []
    if rows:
        lines = ngettext("line {rows}", "lines {rows}", len(rows))
        place.append(lines.format(rows=", ".join(rows)))
    return [", ".join(place)] if place else []


def _item(problem: Problem, with_hint: bool) -> str:
    place = [problem.file] if problem.file else []
    if problem.row is not None:
        place.append(_("line {row}").format(row=problem.row))
    text = ", ".join(place) + _(": ") + problem.message if place else _sentence(problem.message)
    return f"{text} {problem.hint}" if with_hint and problem.hint else text


def count_findings(problems: Sequence[Problem]) -> str:
    """Say how many errors, warnings and notes there are, leaving out what there is none of."""
    counts = dict.fromkeys(_SEVERITIES, 0)
    for problem in problems:
        counts[problem.severity] += 1
    errors, warnings, notes = counts.values()
    texts = [
        ngettext("{count} error", "{count} errors", errors) if errors else "",
        ngettext("{count} warning", "{count} warnings", warnings) if warnings else "",
        ngettext("{count} note", "{count} notes", notes) if notes else "",
    ]
    written = zip(texts, counts.values(), strict=True)
    return ", ".join(text.format(count=format_integer(n)) for text, n in written if text)
