"""One question, and what is said to who asks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from civicai.faq.languages import handover_message
from civicai.faq.questions import Questions
from civicai.faq.search import ArticleSearch
from civicai.i18n import _, format_percent

#: Articles shown with an answer or an offer.
SHOWN = 3


@dataclass(frozen=True)
class Reply:
    """What is said to who asks one question: nothing in it was written by a machine.

    Parameters
    ----------
    action : {"answer", "offer", "hand_over"}
    emergency : bool
        Whether it is a cry for help: ``reason`` then says whom to call.
    topic : str
        Empty where nothing is answered.
    confidence : float
        Probability of the topic, knowing that one fits.
    department : str
        That deals with the topic, where the page says it.
    alternatives : list of str
        Topics offered.
    reason : str
    language : str
        Of the question; ``""`` where unknown.
    message : str
        That a human will answer, in the language of the question where it is known.
    passages : list of dict
        ``title``, ``passage``, ``source``, ``date`` of the town's own articles.
    """

    action: str
    emergency: bool
    topic: str
    confidence: float
    department: str
    alternatives: list[str]
    reason: str
    language: str
    message: str = ""
    passages: list[dict[str, str]] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    def rows(self) -> list[tuple[str, str]]:
        """Return it for the reader: what is told, and the text."""
        actions = {
            "answer": _("answer"),
            "offer": _("topics to offer"),
            "hand_over": _("to an agent"),
        }
        sure = _("{topic} ({sure} sure)").format(
            topic=self.topic, sure=format_percent(self.confidence, 0)
        )
        rows = {
            _("What to do"): _("EMERGENCY") if self.emergency else actions[self.action],
            _("Topic"): sure if self.topic else "",
            _("Topics to offer"): "; ".join(self.alternatives),
            _("Department"): self.department,
            _("Reason"): self.reason,
            _("To be said"): self.message,
        }
        return [(label, text) for label, text in rows.items() if text]

    def quotes(self) -> list[str]:
        """Return the passages quoted, each with its title and where it is from."""
        texts = []
        for passage in self.passages:
            origin = ", ".join(text for text in (passage["source"], passage["date"]) if text)
            lines = [passage["title"], passage["passage"], f"— {origin}" if origin else ""]
            texts.append("\n".join(lines).rstrip("\n"))
        return texts


@dataclass
class Page:
    """The town's answers, ready to be shown.

    Parameters
    ----------
    search : ArticleSearch or None
        None where the town gave no page.
    topics : dict of str
        Article -> topic.
    departments : dict of str
        Topic -> department.
    """

    search: ArticleSearch | None
    topics: Mapping[Any, str]
    departments: Mapping[str, str]

    def articles_of(self, topics: Sequence[str]) -> list[Any]:
        """Return the articles of some topics."""
        return [article for article, topic in self.topics.items() if topic in topics]

    def passages(self, question: Questions, topics: list[str], count: int) -> list[dict[str, str]]:
        """Return the passages of articles of some topics that a question asks for."""
        if self.search is None or not topics:
            return []
        found = self.search.search(question, count, among=self.articles_of(topics))
        columns = ["title", "passage", "source", "date"]
        return [{name: str(row[name]) for name in columns} for row in found.to_dict("records")]


def make_reply(
    question: Questions, routed: pd.Series[Any], offered: list[str], page: Page
) -> Reply:
    """Say what is done with one question, and find the passages that answer it.

    Parameters
    ----------
    question : Questions
        One.
    routed : Series
        Its row of :meth:`QuestionRouter.route`.
    offered : list of str
        The topics that would be offered.
    page : Page
    """
    human, answered = routed["action"] == "hand_over", routed["action"] == "answer"
    urgent = bool(routed["emergency"])
    topics = [routed["topic"]] if answered else [] if human else offered
    return Reply(
        action=routed["action"],
        emergency=urgent,
        topic="" if human else routed["topic"],
        confidence=float(routed["confidence"]),
        department=page.departments.get(routed["topic"], "") if answered else "",
        alternatives=[] if answered else topics,
        reason=routed["reason"],
        language=routed["language"],
        message=handover_message(routed["language"]) if human and not urgent else "",
        passages=page.passages(question, topics, 1 if answered else SHOWN),
    )
