"""The new questions of a town: what is said to each, and what that tells of the router."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import pandas as pd

from civicai.errors import InputError, Problem
from civicai.faq.drift import drift_report
from civicai.faq.inputs import Inputs
from civicai.faq.models import QuestionRouter
from civicai.faq.questions import Questions
from civicai.faq.replay import draw_together
from civicai.faq.review import suggest_topics
from civicai.faq.schema import QUESTION, TOPIC
from civicai.i18n import _, format_integer, format_percent, ngettext
from civicai.reports import KeyFigure

#: Part of the questions that a run keeps to calibrate on.
CALIBRATED = 0.4
#: Fewest new questions that are compared with those of the promise.
COMPARED = 50
#: Characters of a question that are shown.
SHOWN = 200
#: Articles to write that are named.
TO_WRITE = 10


def outside_share(options: Mapping[str, Any]) -> float | None:
    """Return the share of the questions that are out of scope, where the town states it."""
    share = options["out_of_scope"]
    return None if share is None else float(share)


def fit_router(inputs: Inputs, options: Mapping[str, Any]) -> tuple[QuestionRouter, list[Problem]]:
    """Fit on a part, calibrate on the other; without a promise, nothing is answered."""
    router = QuestionRouter(semantic=options["semantic"])
    questions = inputs.questions
    if questions is None:
        return router.fit(articles=inputs.articles), []
    seen = draw_together(questions, np.random.default_rng(0)) < CALIBRATED
    router.fit(questions.take(~seen), articles=inputs.articles)
    try:
        router.calibrate(
            questions.take(seen),
            max_error=options["max_error"],
            confidence=options["confidence"],
            out_of_scope_share=outside_share(options),
        )
    except InputError as error:
        told = [
            Problem(**{**problem.to_dict(), "severity": "warning"}) for problem in error.problems
        ]
        return router, told
    return router, []


def route_incoming(
    inputs: Inputs, options: Mapping[str, Any]
) -> tuple[QuestionRouter, list[Problem], pd.DataFrame | None, dict[str, pd.DataFrame]]:
    """Fit the router and give it the new questions, if there are any.

    Returns
    -------
    QuestionRouter
    list of Problem
        Why nothing could be promised.
    DataFrame or None
        What to do with each new question.
    dict of DataFrame
        What they tell: see :func:`incoming_tables`.
    """
    router, refusal = fit_router(inputs, options)
    if inputs.incoming is None:
        return router, refusal, None, incoming_tables(router, inputs, None, None)
    routed = router.route(inputs.incoming)
    decided = decide_incoming(router, inputs, inputs.incoming, routed)
    return router, refusal, decided, incoming_tables(router, inputs, routed, decided)


def decide_incoming(
    router: QuestionRouter, inputs: Inputs, asked: Questions, routed: pd.DataFrame
) -> pd.DataFrame:
    """Return what to do with each new question, cries for help first.

    Parameters
    ----------
    router : QuestionRouter
    inputs : Inputs
    asked : Questions
        The town's new questions.
    routed : DataFrame
        What the router says of them.
    """
    table = routed.copy()
    words = {"answer": _("answer"), "offer": _("offer"), "hand_over": _("hand over")}
    urgent = asked.urgent
    table.insert(0, "line", asked.rows.index)
    table.insert(1, QUESTION, [text[:SHOWN] for text in asked.texts])
    table["status"] = table["action"].map(words).where(~urgent, _("emergency"))
    # A topic guessed for a cry for help, or for nothing said, would be read as an answer to it.
    apart = np.isneginf(table["score"].to_numpy())
    table.loc[apart, ["topic", "alternatives"]] = ""
    table.loc[apart, "confidence"] = np.nan
    table["alternatives"] = table["alternatives"].where(table["action"] == "offer", "")
    table["department"] = [inputs.departments.get(topic, "") for topic in table["topic"]]
    table["article"] = _articles(router, asked, table)
    rank = table["action"].map({"answer": 3, "offer": 2, "hand_over": 1}).mask(urgent, 0)
    columns = ["line", QUESTION, "status", "topic", "confidence", "alternatives", "department"]
    columns += ["article", "language", "reason"]
    for column in ("alternatives", "article", "department"):
        if not table[column].astype(bool).any():
            columns.remove(column)
    return table.iloc[np.argsort(rank, kind="stable")][columns].reset_index(drop=True)


def _articles(router: QuestionRouter, asked: Questions, table: pd.DataFrame) -> list[str]:
    """Return the town's article for each question that is answered or offered topics."""
    shown = [""] * len(table)
    page = router.page_
    if page.search is None:
        return shown
    for topic, rows in table[table["action"] != "hand_over"].groupby("topic"):
        places = rows.index.to_numpy()
        found = page.search.search(asked.take(places), k=1, among=page.articles_of([topic]))
        for place, title in zip(places[found["question"]], found["title"], strict=True):
            shown[place] = title
    return shown


def counts_of(routed: pd.DataFrame) -> dict[str, int]:
    """Count what is done with the new questions."""
    words = {
        "answered": _("answer"),
        "offered": _("offer"),
        "handed": _("hand over"),
        "urgent": _("emergency"),
    }
    return {name: int((routed["status"] == word).sum()) for name, word in words.items()}


def incoming_sentence(
    routed: pd.DataFrame, options: Mapping[str, Any], router: QuestionRouter
) -> str:
    """Return the answer in one sentence."""
    counts = counts_of(routed)
    text = _(
        "Of {total} new questions, {answered} can be answered without a human, {offered} get a "
        "choice of topics, {handed} go to an agent."
    )
    said = text.format(total=len(routed), **counts)
    if counts["urgent"]:
        urgent = ngettext(
            "{count} is a cry for help: see it first.",
            "{count} are cries for help: see them first.",
            counts["urgent"],
        )
        said += " " + urgent.format(count=counts["urgent"])
    if np.isfinite(router.answer_from_.score):
        promise = _("At most {error} of the answers should be wrong.")
        said += " " + promise.format(error=format_percent(options["max_error"], 0))
    return said


def incoming_figures(routed: pd.DataFrame) -> list[KeyFigure]:
    """Return how many new questions are answered, offered topics, handed over."""
    counts, total = counts_of(routed), len(routed)
    labels = {
        "urgent": _("Cries for help"),
        "answered": _("Answered without a human"),
        "offered": _("A choice of topics"),
        "handed": _("Handed over"),
    }
    return [
        KeyFigure(
            f"new_{name}",
            label,
            counts[name],
            format_integer(counts[name]),
            _("of {total} new questions").format(total=format_integer(total)),
        )
        for name, label in labels.items()
        if name != "urgent" or counts[name]
    ]


def incoming_warnings(router: QuestionRouter, routed: pd.DataFrame | None) -> list[str]:
    """Say what the new questions must not be taken for."""
    said = []
    if router.regime_ == "page":
        said.append(
            _(
                "Learned from the page of answers alone: topics are offered, nothing is answered "
                "and nothing is promised. Sort ten questions a topic to do better."
            )
        )
    elif router.regime_ == "few":
        said.append(
            _(
                "Learned from few questions: fewer than twenty for the middle topic. More of them "
                "would answer more."
            )
        )
    if router.regime_ != "page" and not np.isfinite(router.answer_from_.score):
        said.append(
            _("The promise cannot be kept with these questions: nothing is answered by itself.")
        )
    if routed is not None and counts_of(routed)["urgent"]:
        said.append(
            _(
                "Cries for help are found by a fixed list of words. It misses some: the emergency "
                "numbers must stand on the page, whatever is asked."
            )
        )
    said.append(
        _(
            "Nothing is written by a machine: an answer is the text that the town wrote. People "
            "must be told that a machine sorts their questions, and how to reach a human."
        )
    )
    return said


def incoming_tables(
    router: QuestionRouter,
    inputs: Inputs,
    routed: pd.DataFrame | None,
    decided: pd.DataFrame | None,
) -> dict[str, pd.DataFrame]:
    """Return the articles to write, and whether the new questions are like those learned."""
    tables = {}
    unanswered = []
    if inputs.questions is not None:
        unanswered.append(inputs.questions.take(inputs.questions.topics == ""))
    if inputs.incoming is not None and decided is not None:
        handed = decided["status"].isin([_("hand over"), _("offer")])
        lines = inputs.incoming.rows.index.get_indexer(decided.loc[handed, "line"])
        unanswered.append(inputs.incoming.take(lines))
    if unanswered:
        tables["to_write"] = suggest_topics(reduce(add, unanswered)).head(TO_WRITE)
    if routed is not None and len(routed) >= COMPARED and router.max_error_ is not None:
        drift = drift_report(router, inputs.incoming, routed)
        names = {"handed_over": _("handed over"), "unknown_words": _("unknown words")}
        drift["measure"] = drift["measure"].map(names).fillna(drift[TOPIC])
        drift["moved"] = np.where(drift["moved"], _("yes"), _("no"))
        tables["drift"] = drift.drop(columns=TOPIC)
    return {name: table for name, table in tables.items() if len(table)}


def drift_warnings(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Say that a new calibration is due, where the questions have changed."""
    if "drift" not in tables:
        return []
    moved = tables["drift"].loc[tables["drift"]["moved"] == _("yes"), "measure"]
    if moved.empty:
        return []
    text = _(
        "The new questions are no longer like those that the promise was proved on ({measures}): "
        "sort some of them, and run this again."
    )
    return [text.format(measures=", ".join(moved[:5]))]
