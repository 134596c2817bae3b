"""A town's questions made ready: masked, counted, and what is odd about them told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from civicai.errors import InputError, Problem
from civicai.faq.privacy import mask_personal_data
from civicai.faq.schema import DEPARTMENT, QUESTION, TOPIC
from civicai.i18n import _, ngettext

#: A topic with fewer questions is learned badly, and told.
FEW = 10
#: Fewest sorted questions: below, no part is left to calibrate on and to score.
FEWEST = 60


@dataclass
class Town:
    """The tables of a town, masked, with what was found.

    Parameters
    ----------
    questions : DataFrame
        ``question``, ``topic`` (None: out of scope).
    incoming : DataFrame or None
        ``question``.
    departments : dict of str
        Topic -> department.
    findings : list of Problem
    """

    questions: pd.DataFrame
    incoming: pd.DataFrame | None
    departments: dict[str, str] = field(default_factory=dict)
    findings: list[Problem] = field(default_factory=list)


def make_ready(tables: Mapping[str, Any], _options: Mapping[str, Any]) -> Town:
    """Mask the questions, leave out the empty ones, and tell what looks odd.

    Raises
    ------
    InputError
        If there are too few sorted questions, or fewer than two topics.
    """
    found: list[Problem] = []
    sorted_ones = _masked(tables["questions"], found)
    topic = sorted_ones[TOPIC].map(lambda t: t.strip() if isinstance(t, str) else None)
    sorted_ones[TOPIC] = topic.where(topic.map(bool), None)
    _refuse_too_few(sorted_ones)
    found += _odd_topics(sorted_ones)
    found += _conflicts(sorted_ones)
    incoming = tables.get("incoming")
    if incoming is not None:
        incoming = _masked(incoming, found)
        if incoming.empty:
            incoming = None
    topics = tables.get("topics")
    departments: dict[str, str] = {}
    if topics is not None:
        known = set(sorted_ones[TOPIC].dropna())
        found += _unknown_topics(topics, known)
        if DEPARTMENT in topics:
            named = topics.dropna(subset=[DEPARTMENT])
            departments = dict(zip(named[TOPIC], named[DEPARTMENT], strict=True))
    return Town(sorted_ones, incoming, departments, found)


def _masked(table: pd.DataFrame, found: list[Problem]) -> pd.DataFrame:
    texts = table[QUESTION].map(lambda q: q if isinstance(q, str) else "")
    masked = texts.map(mask_personal_data)
    changed = int((masked != texts).sum())
    if changed:
        message = ngettext(
            "{count} question held personal data (telephone, e-mail, name…): masked.",
            "{count} questions held personal data (telephone, e-mail, name…): masked.",
            changed,
        )
        hint = _("Keep the masked form only; a mask does not make a text anonymous.")
        found.append(
            Problem(
                code="Q04",
                column=QUESTION,
                severity="note",
                message=message.format(count=changed),
                hint=hint,
                count=changed,
            )
        )
    empty = texts.str.strip() == ""
    if empty.any():
        count = int(empty.sum())
        message = ngettext("{count} question is empty.", "{count} questions are empty.", count)
        found.append(
            Problem(
                code="Q05",
                row=int(table.index[empty][0]),
                column=QUESTION,
                severity="warning",
                message=message.format(count=count),
                hint=_("They are left out."),
                count=count,
            )
        )
    return table.assign(**{QUESTION: masked})[~empty].copy()


def _refuse_too_few(questions: pd.DataFrame) -> None:
    counts = questions[TOPIC].value_counts()
    if len(questions) < FEWEST:
        message = _("{count} sorted questions are too few: {fewest} at least.")
        raise InputError(
            Problem(
                code="Q02",
                column=TOPIC,
                value=str(len(questions)),
                message=message.format(count=len(questions), fewest=FEWEST),
                hint=_("Sort more questions: ten a topic is a good start."),
            )
        )
    if (counts >= 2).sum() < 2:
        raise InputError(
            Problem(
                code="Q01",
                column=TOPIC,
                message=_("fewer than two topics have at least two questions."),
                hint=_("Sort more questions: ten a topic is a good start."),
            )
        )


def _odd_topics(questions: pd.DataFrame) -> list[Problem]:
    problems = []
    counts = questions[TOPIC].value_counts()
    few = counts[counts < FEW]
    if len(few):
        message = ngettext(
            "{count} topic has fewer than {few} questions: {names}.",
            "{count} topics have fewer than {few} questions: {names}.",
            len(few),
        )
        names = ", ".join(few.index[:6]) + (", …" if len(few) > 6 else "")
        problems.append(
            Problem(
                code="Q06",
                column=TOPIC,
                severity="warning",
                message=message.format(count=len(few), few=FEW, names=names),
                hint=_("Sort more questions of these topics, or join them to others."),
                count=len(few),
            )
        )
    if questions[TOPIC].notna().all():
        message = _("no question is without topic: none shows what the town does not answer.")
        hint = _(
            "Leave the topic empty for questions out of scope: else the promised error holds only "
            "for questions that have a topic."
        )
        problems.append(
            Problem(code="Q07", column=TOPIC, severity="warning", message=message, hint=hint)
        )
    return problems


def _conflicts(questions: pd.DataFrame) -> list[Problem]:
    """Tell the questions that are the same to the letter, and sorted under two topics."""
    text = questions[QUESTION].str.lower().str.strip()
    sides = questions[TOPIC].fillna("").groupby(text).nunique()
    twice = sides[sides > 1]
    if twice.empty:
        return []
    message = ngettext(
        "{count} question is sorted under two topics, such as “{example}”.",
        "{count} questions are sorted under two topics, such as “{example}”.",
        len(twice),
    )
    return [
        Problem(
            code="Q08",
            row=int(questions.index[text == twice.index[0]][0]),
            column=TOPIC,
            severity="warning",
            message=message.format(count=len(twice), example=str(twice.index[0])[:60]),
            hint=_("Settle their topic: no model can be right on both."),
            count=len(twice),
        )
    ]


def _unknown_topics(topics: pd.DataFrame, known: set[str]) -> list[Problem]:
    unknown = topics[~topics[TOPIC].isin(known)]
    missing = sorted(known - set(topics[TOPIC]))
    problems = []
    message = _("no question is sorted under the topic “{topic}”.")
    for line, row in unknown.head(20).iterrows():
        problems.append(
            Problem(
                code="Q09",
                row=int(line),
                column=TOPIC,
                value=str(row[TOPIC]),
                severity="warning",
                message=message.format(topic=row[TOPIC]),
                hint=_("Write it as in the questions, or leave it out."),
            )
        )
    if missing:
        message = _("no department is given for: {topics}.")
        problems.append(
            Problem(
                code="Q10",
                column=TOPIC,
                severity="warning",
                message=message.format(topics=", ".join(missing[:8])),
                hint=_("Add a line a topic to the table “topics”."),
                count=len(missing),
            )
        )
    return problems
