"""A town's page of answers, as the questions that it answers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.faq.questions import clean_text

#: Sentences of an answer that teach: its beginning says what it is about.
SENTENCES = 12
#: Words of the shortest sentence that says something.
FEWEST_WORDS = 3
_END = re.compile(r"(?<=[.!?;:])\s+|\n+")


def page_questions(
    articles: pd.DataFrame | None, *, alone: bool
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return titles and sentences of the articles, and the topic of each.

    Parameters
    ----------
    articles : DataFrame or None
        ``title``, ``text``, optionally ``topic``.
    alone : bool
        Whether there is nothing else to learn from: an article without topic is then one of its
        own, named by its title. Else it teaches nothing.

    Returns
    -------
    ndarray of str of shape (n,)
    ndarray of str of shape (n,)
    """
    texts: list[str] = []
    names: list[str] = []
    if articles is not None:
        topics = article_topics(articles, alone=alone)
        for title, text, topic in zip(articles["title"], articles["text"], topics, strict=True):
            if topic:
                said = [title if isinstance(title, str) else "", *sentences(text)[:SENTENCES]]
                texts += said
                names += [topic] * len(said)
    return np.array([clean_text(text) for text in texts], object), np.array(names, dtype=str)


def article_topics(articles: pd.DataFrame, *, alone: bool) -> list[str]:
    """Return the topic of each article: its own, else its title where nothing else teaches."""
    titles = [str(title).strip() if alone else "" for title in articles["title"]]
    if "topic" not in articles:
        return titles
    named = articles["topic"]
    return [
        name.strip() if isinstance(name, str) and name.strip() else title
        for name, title in zip(named, titles, strict=True)
    ]


def topic_departments(articles: pd.DataFrame | None) -> dict[str, str]:
    """Return the department of each topic that has one."""
    if articles is None or "department" not in articles:
        return {}
    rows = zip(article_topics(articles, alone=True), articles["department"], strict=True)
    return {topic: name.strip() for topic, name in rows if isinstance(name, str) and name.strip()}


def sentences(text: Any) -> list[str]:
    """Return the sentences of a text that say something.

    Examples
    --------
    >>> sentences("Sur rendez-vous. Comptez six semaines pour un passeport.")
    ['Comptez six semaines pour un passeport.']
    """
    if not isinstance(text, str):
        return []
    parts = (part.strip() for part in _END.split(text))
    return [part for part in parts if len(part.split()) >= FEWEST_WORDS]
