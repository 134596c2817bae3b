"""One question, and what is said to who asked it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from civicai.faq.emergency import find_emergency
from civicai.faq.features import MAX_LENGTH
from civicai.faq.languages import handover_message
from civicai.i18n import translate

if TYPE_CHECKING:
    from civicai.faq.models import QuestionRouter

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


def reply(router: QuestionRouter, question: str) -> Reply:
    """Route one question, and find the passages that answer it."""
    row = router.route([question]).iloc[0]
    human = row["action"] == "hand_over"
    crisis = find_emergency(question)
    answered = row["action"] == "answer"
    topics = [row["topic"]] if answered else [] if human else row["alternatives"].split("; ")
    return Reply(
        action=row["action"],
        emergency=crisis is not None,
        topic="" if human else row["topic"],
        confidence=float(row["confidence"]),
        department=router.departments_.get(row["topic"], "") if answered else "",
        alternatives=[] if answered else topics,
        # A cry at the end of a text too long to be routed is heard too.
        reason=row["reason"] if crisis is None else translate(crisis.numbers),
        language=row["language"],
        message=handover_message(row["language"]) if human and crisis is None else "",
        passages=_passages(router, question, topics, 1 if answered else SHOWN),
    )


def _passages(
    router: QuestionRouter, question: str, topics: list[str], count: int
) -> list[dict[str, str]]:
    if router.search_ is None or not topics:
        return []
    of_topics = [a for a, topic in router.article_topics_.items() if topic in topics]
    found = router.search_.search([question[:MAX_LENGTH]], count, among=of_topics)
    rows: list[dict[str, str]] = found[["title", "passage", "source", "date"]].to_dict("records")
    return rows
