"""A seeded simulator of citizens' questions: an invented town whose right topics are known.

Questions are drawn from phrases, with openings, typing errors and telephone spelling; some fit
several topics, some fit none. No classifier takes part in it.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

#: Seed of the embedded example, whose other parameters are the defaults.
EXAMPLE_SEED = 7
#: Shares of the questions that fit several topics, that have errors of typing, that an agent
#: sorted wrongly.
VAGUE_SHARE, TYPED_SHARE, WRONG_SHARE = 0.05, 0.3, 0.015
_CHOICE = re.compile(r"\{([^}]*)\}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: Told word for word in the new questions of the example: each has something to show.
_NOTABLE = (
    ("au secours il y a le feu dans ma cuisine", None),
    ("je n'en peux plus, j'ai envie de mourir", None),
    ("Where can I get a new passport for my daughter?", "Carte d’identité et passeport"),
    (
        "Je m'appelle Zoé Exemple, 06 12 34 56 78, zoe@exemple.fr : "
        "ma poubelle n'a pas été ramassée",
        "Déchets et déchèterie",
    ),
    ("???", None),
)


def make_faq(
    questions: int = 1500,
    incoming: int = 60,
    *,
    out_of_scope_share: float = 0.12,
    random_state: int = 0,
) -> dict[str, pd.DataFrame]:
    """Simulate the questions that an invented town receives.

    Parameters
    ----------
    questions : int
        Questions that agents have sorted.
    incoming : int
        New questions, not sorted yet.
    out_of_scope_share : float
        Share of the questions that the town has no answer to.
    random_state : int
        Seed: the same seed gives the same questions.

    Returns
    -------
    dict of DataFrame
        - ``questions``: ``question``, ``topic`` as the agents sorted it (None: out of scope);
        - ``incoming``: ``question``;
        - ``topics``: ``topic``, ``answer``, ``department``;
        - ``articles``: the town's page of answers: ``title``, ``text``, ``topic``, ``department``,
          ``source``, ``date``;
        - ``truth``: the right ``topic`` of each question of ``questions`` and, below, of
          ``incoming``, with ``source`` (``"phrase"``, ``"vague"``, ``"outside"``,
          ``"notable"``) and ``table``.

    Examples
    --------
    >>> town = make_faq(questions=300, random_state=1)
    >>> len(town["questions"]), town["topics"]["topic"].nunique()
    (300, 14)
    >>> bool(town["questions"]["topic"].isna().any())
    True
    """
    rng = np.random.default_rng(random_state)
    names = [entry["topic"] for entry in _phrases()["topics"]]
    truth = _asked(rng, names, questions, incoming, out_of_scope_share)
    sorted_ones = truth[truth["table"] == "questions"].reset_index(drop=True)
    sorted_ones = sorted_ones[["question", "topic"]]
    slips = np.flatnonzero(rng.random(len(sorted_ones)) < WRONG_SHARE)
    sorted_ones.loc[slips, "topic"] = rng.choice(names, len(slips))
    new = truth.loc[truth["table"] == "incoming", ["question"]].reset_index(drop=True)
    topics = pd.DataFrame(_phrases()["topics"])[["topic", "answer", "department"]]
    return {
        "questions": sorted_ones,
        "incoming": new,
        "topics": topics,
        "articles": _articles(topics),
        "truth": truth,
    }


def _asked(
    rng: np.random.Generator, names: list[str], questions: int, incoming: int, outside: float
) -> pd.DataFrame:
    # Few topics make most of the questions, as at any town-hall counter.
    weights = 1 / np.arange(1, len(names) + 1) ** 0.7
    weights = rng.permutation(weights / weights.sum())
    rows = [
        _draw(rng, names, weights, outside)
        for _number in range(questions + max(0, incoming - len(_NOTABLE)))
    ]
    truth = pd.DataFrame(rows, columns=["question", "topic", "source"], dtype=object)
    truth["table"] = np.where(np.arange(len(truth)) < questions, "questions", "incoming")
    if incoming:
        notable = pd.DataFrame(_NOTABLE, columns=["question", "topic"], dtype=object)
        notable = notable.assign(source="notable", table="incoming").head(incoming)
        truth = pd.concat([truth, notable], ignore_index=True)
    return truth


def write_faq_example(folder: str | Path) -> list[Path]:
    """Write the embedded example, as a French town would export it.

    Parameters
    ----------
    folder : path
        Where ``faq_example.csv`` and its tables (``_incoming``, ``_topics``, ``_articles``) go.

    Returns
    -------
    list of Path
        The files, the same to the byte each time.
    """
    town = make_faq(random_state=EXAMPLE_SEED)
    headers = {
        "faq_example.csv": ("questions", {"question": "Question", "topic": "Thème"}),
        "faq_example_incoming.csv": ("incoming", {"question": "Question"}),
        "faq_example_topics.csv": (
            "topics",
            {"topic": "Thème", "answer": "Réponse", "department": "Service"},
        ),
        "faq_example_articles.csv": (
            "articles",
            {
                "title": "Titre",
                "text": "Texte",
                "topic": "Thème",
                "department": "Service",
                "source": "Source",
                "date": "Date de mise à jour",
            },
        ),
    }
    paths = []
    for file, (name, named) in headers.items():
        path = Path(folder, file)
        text = town[name].rename(columns=named).to_csv(sep=";", index=False, lineterminator="\n")
        path.write_bytes(text.encode())
        paths.append(path)
    return paths


def _articles(topics: pd.DataFrame) -> pd.DataFrame:
    articles = pd.DataFrame(_read("faq_articles.json"))
    departments = dict(zip(topics["topic"], topics["department"], strict=True))
    return articles[["title", "text", "topic"]].assign(
        department=articles["topic"].map(departments),
        source="Page « Vos questions » de la mairie",
        date="2026-09-01",
    )


@cache
def _phrases() -> dict[str, Any]:
    """Return what people say: ``{a|b}`` is a choice, ``topics`` bear an answer and a department."""
    phrases: dict[str, Any] = _read("faq_phrases.json")
    return phrases


def _read(name: str) -> Any:
    return json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def _pick(rng: np.random.Generator, choices: Any) -> Any:
    return choices[rng.integers(len(choices))]


def _draw(
    rng: np.random.Generator, names: list[str], weights: Any, outside: float
) -> tuple[str, str | None, str]:
    kind = rng.random()
    topic: str | None
    if kind < outside:
        phrase, topic, source = _pick(rng, _phrases()["outside"]), None, "outside"
    elif kind < outside + VAGUE_SHARE:
        entry = _pick(rng, _phrases()["vague"])
        phrase, topic, source = entry["phrase"], _pick(rng, entry["topics"]), "vague"
    else:
        place = rng.choice(len(names), p=weights)
        topic, source = names[place], "phrase"
        phrase = _pick(rng, _phrases()["topics"][place]["phrases"])
    return _say(rng, phrase), topic, source


def _say(rng: np.random.Generator, phrase: str) -> str:
    def choose(found: re.Match[str]) -> str:
        return str(_pick(rng, found[1].split("|")))

    text = _CHOICE.sub(choose, phrase)
    text = _pick(rng, _phrases()["openings"]) + text + _pick(rng, _phrases()["closings"])
    if rng.random() < TYPED_SHARE / 2:
        for word, short in _phrases()["short"].items():
            text = re.sub(rf"\b{word}\b", short, text)
    if rng.random() < TYPED_SHARE:
        text = _mistype(rng, text)
    return text[:1].upper() + text[1:] if rng.random() < 0.5 else text


def _mistype(rng: np.random.Generator, text: str) -> str:
    """Drop, double, swap or replace one to three letters."""
    for _slip in range(rng.integers(1, 4)):
        at = int(rng.integers(1, max(2, len(text) - 1)))
        kind = rng.integers(4)
        if kind == 0:
            text = text[:at] + text[at + 1 :]
        elif kind == 1:
            text = text[:at] + text[at] + text[at:]
        elif kind == 2:
            text = text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
        else:
            text = text[:at] + _LETTERS[rng.integers(26)] + text[at + 1 :]
    return text
