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
from civicai.faq.schema import MEASURES, QUESTION, TOPIC
from civicai.i18n import _, format_integer, format_percent, ngettext, translate
from civicai.reports import KeyFigure

#: Part of the questions that a run keeps to calibrate on.
CALIBRATED = 0.4
#: Fewest new questions that are compared with those of the promise.
COMPARED = 50
#: Characters of a question that are shown.
SHOWN = 200
#: Articles to write that are named.
TO_WRITE = 10
#: Name of a figure -> what is done with the questions that it counts.
COUNTED = {"answered": "answer", "offered": "offer", "handed": "hand_over", "urgent": "emergency"}


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


class IncomingReport:
    """What to do with the new questions of a town, if it has any, and what they tell.

    Attributes
    ----------
    router : QuestionRouter
        Fitted on the town's questions and page.
    refusal : list of Problem
        Why nothing could be promised.
    decision : DataFrame or None
        What to do with each new question; None where there are none.
    """

    def __init__(self, inputs: Inputs, options: Mapping[str, Any]) -> None:
        self.inputs, self.options = inputs, options
        self.router, self.refusal = fit_router(inputs, options)
        self.decision: pd.DataFrame | None = None
        self.drift = pd.DataFrame()
        if inputs.incoming is not None:
            routed = self.router.route(inputs.incoming)
            self.decision = decide_incoming(self.router, inputs, inputs.incoming, routed)
            if len(routed) >= COMPARED and self.router.max_error_ is not None:
                self.drift = drift_report(self.router, inputs.incoming, routed)

    def sentence(self) -> str:
        """Return the answer in one sentence."""
        counts = self._counts()
        text = _(
            "Of {total} new questions, {answered} can be answered without a human, {offered} get a "
            "choice of topics, {handed} go to an agent."
        )
        said = text.format(total=sum(counts.values()), **counts)
        if counts["urgent"]:
            urgent = ngettext(
                "{count} is a cry for help: see it first.",
                "{count} are cries for help: see them first.",
                counts["urgent"],
            )
            said += " " + urgent.format(count=counts["urgent"])
        if np.isfinite(self.router.answer_from_.score):
            promise = _("At most {error} of the answers should be wrong.")
            said += " " + promise.format(error=format_percent(self.options["max_error"], 0))
        return said

    def key_figures(self) -> list[KeyFigure]:
        """Return how many new questions are answered, offered topics, handed over."""
        if self.decision is None:
            return []
        counts, total = self._counts(), len(self.decision)
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

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the articles to write, and whether the new questions are like those learned."""
        parts = []
        if self.inputs.questions is not None:
            parts.append(self.inputs.questions.take(self.inputs.questions.topics == ""))
        if self.inputs.incoming is not None and self.decision is not None:
            handed = self.decision["status"].isin(["hand_over", "offer"])
            places = self.inputs.incoming.rows.index.get_indexer(
                pd.Index(self.decision.loc[handed, "line"])
            )
            parts.append(self.inputs.incoming.take(places))
        groups = suggest_topics(reduce(add, parts)).head(TO_WRITE) if parts else pd.DataFrame()
        tables = {"to_write": groups, "drift": self.drift}
        return {name: table for name, table in tables.items() if len(table)}

    def warnings(self) -> list[str]:
        """Say what the new questions must not be taken for."""
        said = self._drift_warnings()
        if self.router.regime_ == "page":
            said.append(
                _(
                    "Learned from the page of answers alone: topics are offered, nothing is "
                    "answered and nothing is promised. Sort ten questions a topic to do better."
                )
            )
        elif self.router.regime_ == "few":
            said.append(
                _(
                    "Learned from few questions: fewer than twenty for the middle topic. More of "
                    "them would answer more."
                )
            )
        if self.router.regime_ != "page" and not np.isfinite(self.router.answer_from_.score):
            said.append(
                _("The promise cannot be kept with these questions: nothing is answered by itself.")
            )
        if self._counts()["urgent"]:
            said.append(
                _(
                    "Cries for help are found by a fixed list of words. It misses some: the "
                    "emergency numbers must stand on the page, whatever is asked."
                )
            )
        said.append(
            _(
                "Nothing is written by a machine: an answer is the text that the town wrote. "
                "People must be told that a machine sorts their questions, and how to reach a "
                "human."
            )
        )
        return said

    def _counts(self) -> dict[str, int]:
        """Count what is done with the new questions."""
        found = [] if self.decision is None else self.decision["status"].tolist()
        return {name: found.count(status) for name, status in COUNTED.items()}

    def _drift_warnings(self) -> list[str]:
        """Say that a new calibration is due, where the questions have changed."""
        moved = [row for row in self.drift.to_dict("records") if row["moved"]]
        if not moved:
            return []
        names = [row[TOPIC] or translate(MEASURES[row["measure"]]) for row in moved]
        text = _(
            "The new questions are no longer like those that the promise was proved on "
            "({measures}): sort some of them, and run this again."
        )
        return [text.format(measures=", ".join(names[:5]))]


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
    urgent = asked.urgent
    table.insert(0, "line", asked.rows.index)
    table.insert(1, QUESTION, [text[:SHOWN] for text in asked.texts])
    table["status"] = table["action"].where(~urgent, "emergency")
    # A topic guessed for a cry for help, or for nothing said, would be read as an answer to it.
    apart = np.isneginf(table["score"].to_numpy())
    table.loc[apart, "topic"] = ""
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
        found = page.search.search(asked.take(places), k=1, among=page.articles_of([str(topic)]))
        for place, title in zip(places[found["question"]], found["title"], strict=True):
            shown[place] = title
    return shown
