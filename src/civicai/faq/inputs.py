"""A town's questions made ready: masked, counted, and what is odd about them told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from civicai.errors import InputError, Problem, listed, note, warning
from civicai.faq.questions import SAME, Questions, make_questions, refuse_single_topic
from civicai.faq.schema import ANSWER, DATE, DEPARTMENT, QUESTION, SOURCE, TEXT, TITLE, TOPIC
from civicai.i18n import _, ngettext

#: A topic with fewer questions is learned badly, and told.
FEW = 10
#: Fewest sorted questions: below, no part is left to calibrate on and to score.
FEWEST = 60
#: Fewest articles of a page that is alone.
FEWEST_ARTICLES = 2


@dataclass
class Inputs:
    """The tables of a town, masked, with what was found.

    Parameters
    ----------
    questions : Questions or None
        None where there is a page of answers only.
    incoming : Questions or None
    articles : DataFrame or None
        ``title``, ``text`` and what else the page says; the answers of the topics among them.
    departments : dict of str
        Topic -> department.
    findings : list of Problem
    """

    questions: Questions | None
    incoming: Questions | None
    articles: pd.DataFrame | None = None
    departments: dict[str, str] = field(default_factory=dict)
    findings: list[Problem] = field(default_factory=list)


def prepare_inputs(tables: Mapping[str, Any], options: Mapping[str, Any]) -> Inputs:
    """Mask the questions, leave out the empty and the old ones, and tell what looks odd.

    Raises
    ------
    InputError
        If there are too few sorted questions or articles, or fewer than two topics.
    """
    found: list[Problem] = []
    kept = {
        name: make_questions(table)
        for name, table in recent_only(tables, options.get("retention_days"), found).items()
    }
    found += [problem for asked in kept.values() for problem in asked.findings]
    sorted_ones, incoming = kept.get("questions"), kept.get("incoming")
    if sorted_ones is not None:
        _refuse_too_few(sorted_ones)
        found += _odd_topics(sorted_ones)
        found += _conflicts(sorted_ones)
    if incoming is not None and not len(incoming):
        incoming = None
    topics = tables.get("topics")
    articles = _page(tables.get("articles"), topics, found)
    if sorted_ones is None and (articles is None or len(articles) < FEWEST_ARTICLES):
        message = _("one article is no choice: two at least are needed.")
        hint = _("Give a page with more answers, or questions sorted by topic.")
        raise InputError(Problem(code="Q01", column=TITLE, message=message, hint=hint))
    departments: dict[str, str] = {}
    if topics is not None and sorted_ones is not None:
        found += _unknown_topics(topics, {*sorted_ones.topics.tolist()} - {""})
    for table in (articles, topics):
        if table is not None and DEPARTMENT in table and TOPIC in table:
            named = table.dropna(subset=[DEPARTMENT, TOPIC])
            departments |= dict(zip(named[TOPIC], named[DEPARTMENT], strict=True))
    return Inputs(sorted_ones, incoming, articles, departments, found)


def check(tables: Mapping[str, Any], **options: Any) -> list[Problem]:
    """Say what a run would find, before any fit."""
    return prepare_inputs(tables, options).findings


def recent_only(
    tables: Mapping[str, Any], days: int | None, found: list[Problem]
) -> dict[str, pd.DataFrame]:
    """Leave out the questions older than the retention period, counted from the last one."""
    kept = {
        name: tables[name] for name in ("questions", "incoming") if tables.get(name) is not None
    }
    dated = [table[DATE].max() for table in kept.values() if DATE in table]
    dated = [day for day in dated if pd.notna(day)]
    if days is None or not dated:
        return kept
    first = max(dated) - pd.Timedelta(days=days)
    for name, table in kept.items():
        if DATE not in table:
            continue
        old = table[DATE] < first
        count = int(old.sum())
        if count:
            message = ngettext(
                "{count} question is older than {days} days: it is not used.",
                "{count} questions are older than {days} days: they are not used.",
                count,
            ).format(count=count, days=days)
            hint = _("Delete them from your files too: their time is over.")
            found.append(note("Q14", message, hint, column=DATE, count=count))
            kept[name] = table[~old]
    return kept


def _page(
    articles: pd.DataFrame | None, topics: pd.DataFrame | None, found: list[Problem]
) -> pd.DataFrame | None:
    """Return the articles and the answers of the topics as one page, empty answers left out."""
    parts = []
    if articles is not None:
        parts.append(articles)
    if topics is not None and ANSWER in topics:
        parts.append(topics.assign(**{TITLE: topics[TOPIC], TEXT: topics[ANSWER]}))
    if not parts:
        return None
    page = pd.concat(parts, ignore_index=True)
    columns = [c for c in (TITLE, TEXT, TOPIC, DEPARTMENT, SOURCE, DATE) if c in page]
    page = page[columns].astype(object).where(page[columns].notna(), None)
    empty = ~page[TEXT].map(lambda text: isinstance(text, str) and bool(text.strip()))
    count = int(empty.sum())
    if count:
        message = ngettext("{count} answer is empty.", "{count} answers are empty.", count)
        hint = _("They are left out: write them, or nothing can be shown.")
        title = str(page.loc[empty, TITLE].iloc[0])[:60]
        found.append(
            warning("Q11", message.format(count=count), hint, column=TEXT, value=title, count=count)
        )
    page = page[~empty].reset_index(drop=True)
    return page if len(page) else None


def _refuse_too_few(questions: Questions) -> None:
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
    refuse_single_topic(questions.topics[questions.topics != ""])


def _odd_topics(questions: Questions) -> list[Problem]:
    problems = []
    inside = questions.topics != ""
    counts = pd.Series(questions.topics[inside]).value_counts()
    few = counts[counts < FEW]
    if len(few):
        message = ngettext(
            "{count} topic has fewer than {few} questions: {names}.",
            "{count} topics have fewer than {few} questions: {names}.",
            len(few),
        )
        message = message.format(count=len(few), few=FEW, names=listed([*few.index], most=6))
        hint = _("Sort more questions of these topics, or join them to others.")
        problems.append(warning("Q06", message, hint, column=TOPIC, count=len(few)))
    if inside.all():
        message = _("no question is without topic: none shows what the town does not answer.")
        hint = _(
            "Leave the topic empty for questions out of scope: else the promised error holds only "
            "for questions that have a topic."
        )
        problems.append(warning("Q07", message, hint, column=TOPIC))
    return problems


def _conflicts(questions: Questions) -> list[Problem]:
    """Tell the questions that are the same to the letter, and sorted under two topics."""
    rows = questions.rows
    twice = rows[rows.groupby(SAME)[TOPIC].transform("nunique") > 1]
    if twice.empty:
        return []
    count = twice[SAME].nunique()
    message = ngettext(
        "{count} question is sorted under two topics, such as “{example}”.",
        "{count} questions are sorted under two topics, such as “{example}”.",
        count,
    ).format(count=count, example=twice[QUESTION].iloc[0][:60])
    hint = _("Settle their topic: no model can be right on both.")
    row = int(twice.index[0])
    return [warning("Q08", message, hint, row=row, column=TOPIC, count=count)]


def _unknown_topics(topics: pd.DataFrame, known: set[str]) -> list[Problem]:
    unknown = topics[~topics[TOPIC].isin(known)]
    missing = sorted(known - set(topics[TOPIC]))
    message = _("no question is sorted under the topic “{topic}”.")
    hint = _("Write it as in the questions, or leave it out.")
    problems = [
        warning(
            "Q09",
            message.format(topic=name),
            hint,
            row=int(str(line)),
            column=TOPIC,
            value=str(name),
        )
        for line, name in unknown[TOPIC].head(20).items()
    ]
    if missing:
        message = _("no department is given for: {topics}.").format(topics=listed(missing, most=8))
        hint = _("Add a line a topic to the table “topics”.")
        problems.append(warning("Q10", message, hint, column=TOPIC, count=len(missing)))
    return problems
