"""Questions cleaned once: masked and cut, with what is known of each before any model reads it.

Everything that learns from questions, routes or scores them takes a :class:`Questions` as it is; a
plain list is cleaned by the same code. What is kept of a question is its masked form only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.errors import InputError, Problem, note, warning
from civicai.faq.emergency import find_emergency
from civicai.faq.languages import guess_language
from civicai.faq.privacy import mask_personal_data
from civicai.faq.schema import DATE, QUESTION, TOPIC
from civicai.faq.spelling import WORD
from civicai.forecasting.observations import Observations
from civicai.i18n import _, ngettext

#: Longest question: what is longer is cut, and goes to a human.
MAX_LENGTH = 2000
#: Words of the shortest question, beside another in the same text.
FEWEST_WORDS = 3
LANGUAGE, EMERGENCY, PARTS, SAME = "language", "emergency", "parts", "same"
_SEVERAL = re.compile(
    r"\?+|\b(?:et aussi|et puis|ainsi que|par ailleurs|and also|as well as)\b", re.IGNORECASE
)
_SPACES = re.compile(r"\s+")

Texts = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]


class Questions(Observations):
    """Questions that were cleaned, and those set aside.

    Attributes
    ----------
    rows : DataFrame
        Indexed as the table was: ``question`` (masked, cut just above 2,000 characters),
        ``topic`` (``""`` where none fits), ``language`` (``""`` where unknown), ``emergency`` (the
        kind of the cry for help, else ``""``), ``parts`` (text and language of each question, where
        the text asks several), ``same`` (one number for all that are the same but for capitals),
        and ``date`` where the table has it.
    aside : DataFrame
        The same of the questions left out, with ``why``: ``"empty"``.
    findings : list of Problem
    """

    time: ClassVar[str] = DATE

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def texts(self) -> Texts:
        """The questions, of shape (n,)."""
        return self.rows[QUESTION].to_numpy(object)

    @property
    def topics(self) -> Texts:
        """Their topics, of shape (n,); ``""`` where none fits."""
        return self.rows[TOPIC].to_numpy(object).astype(str)

    @property
    def languages(self) -> Texts:
        """Their languages, of shape (n,); ``""`` where unknown."""
        return self.rows[LANGUAGE].to_numpy(object)

    @property
    def urgent(self) -> Flags:
        """Which of them are cries for help, of shape (n,)."""
        return np.asarray(self.rows[EMERGENCY].to_numpy(object) != "", bool)

    @property
    def silent(self) -> Flags:
        """Which of them hold no word and no number, of shape (n,)."""
        return np.array([WORD.search(text) is None for text in self.texts], bool)

    @property
    def too_long(self) -> Flags:
        """Which of them were cut, of shape (n,)."""
        return np.array([len(text) > MAX_LENGTH for text in self.texts], bool)

    def take(self, some: Flags | npt.NDArray[np.intp]) -> Questions:
        """Return some of them, by flag or by place; nothing is looked at anew."""
        return replace(self, rows=self.rows.iloc[some])

    def __add__(self, others: Questions) -> Questions:
        """Return these and others."""
        aside = pd.concat([self.aside, others.aside])
        rows = pd.concat([self.rows, others.rows])
        return Questions(rows, aside, [*self.findings, *others.findings])


def make_questions(table: pd.DataFrame | Questions) -> Questions:
    """Clean a table of questions: mask, cut, set the empty ones aside, and tell both.

    Parameters
    ----------
    table : DataFrame or Questions
        ``question``, and where there are ``topic`` (missing: none fits) and ``date``. Rows that
        were cleaned, and have all the columns of it, are taken as they are.
    """
    if isinstance(table, Questions):
        return table
    if PARTS in table:
        return Questions(table, table[:0])
    columns, masked = _look_at(table[QUESTION], table.get(TOPIC))
    rows = _rows(columns, table.index)
    if DATE in table:
        rows[DATE] = table[DATE]
    empty = rows[QUESTION] == ""
    findings = [_masked(masked)] if masked else []
    if empty.any():
        findings.append(_left_out(int(empty.sum()), int(table.index[empty][0])))
    return Questions(rows[~empty], rows[empty].assign(why="empty"), findings)


def as_questions(
    questions: Iterable[Any] | Questions, topics: Iterable[Any] | None = None
) -> Questions:
    """Return questions as they are, and a list of texts cleaned, none left out.

    Parameters
    ----------
    questions : Questions or iterable of length n
        What is no text is empty.
    topics : iterable of length n, optional
        A missing one means that no topic fits. Questions have their own.

    Raises
    ------
    TypeError
        If one text is given where a list is expected: its letters would be read as questions.
    ValueError
        If there are not as many questions as topics.
    """
    if isinstance(questions, Questions):
        return questions
    if isinstance(questions, str):
        raise TypeError("a list of questions is expected, not one question: write [question]")
    columns, _masked = _look_at(list(questions), None if topics is None else list(topics))
    rows = _rows(columns)
    return Questions(rows, rows[:0])


def clean_text(text: Any) -> str:
    """Return a text with one spelling of apostrophes and spaces, masked, then cut.

    What is no text is empty. The cut comes just above :data:`MAX_LENGTH`: too long stays too long.
    """
    return mask_personal_data(_spaced(text))[: MAX_LENGTH + 1] if isinstance(text, str) else ""


def topic_names(topics: Iterable[Any]) -> list[str]:
    """Return topics as texts, without blanks around them; ``""`` for a missing one.

    Examples
    --------
    >>> topic_names([" tri ", None, float("nan"), 3])
    ['tri', '', '', '3']
    """
    return ["" if pd.isna(topic) else str(topic).strip() for topic in topics]


def split_questions(text: str) -> list[str]:
    """Return the questions that one text asks, where it asks several.

    Examples
    --------
    >>> split_questions("Où est la mairie ? Et quel jour passe le tri ?")
    ['Où est la mairie', 'Et quel jour passe le tri']
    >>> split_questions("Où est la mairie ?")
    ['Où est la mairie']
    """
    parts = (part.strip(" .,;:!") for part in _SEVERAL.split(text))
    return [part for part in parts if len(WORD.findall(part)) >= FEWEST_WORDS]


def refuse_single_topic(names: Iterable[Any]) -> None:
    """Refuse names of which fewer than two come twice: there is nothing to choose between."""
    if (pd.Series(list(names), dtype=object).value_counts() >= 2).sum() < 2:
        raise InputError(
            Problem(
                code="Q01",
                column="topic",
                message=_("fewer than two topics have at least two questions."),
                hint=_("Sort more questions: ten a topic is a good start."),
            )
        )


def _look_at(
    asked: Sequence[Any] | pd.Series[Any], topics: Sequence[Any] | pd.Series[Any] | None
) -> tuple[dict[str, list[Any]], int]:
    """Return the columns of questions, and how many of them held personal data."""
    names = [""] * len(asked) if topics is None else topic_names(topics)
    if len(names) != len(asked):
        raise ValueError(f"{len(asked)} questions and {len(names)} topics: one topic a question")
    given = [text if isinstance(text, str) else "" for text in asked]
    spaced = [_spaced(text) for text in given]
    masked = [mask_personal_data(text) for text in spaced]
    texts = [text[: MAX_LENGTH + 1] for text in masked]
    # A cry at the end of a text too long to be read, or in words that are masked, is heard too.
    cries = [find_emergency(text) for text in given]
    held = [one != other for one, other in zip(masked, spaced, strict=True)]
    # Questions that differ by what is masked only are the same.
    forms = [
        one if personal else raw for one, raw, personal in zip(masked, given, held, strict=True)
    ]
    seen: dict[str, int] = {}
    columns: dict[str, list[Any]] = {
        QUESTION: texts,
        TOPIC: names,
        LANGUAGE: [guess_language(text) for text in texts],
        EMERGENCY: ["" if cry is None else cry.name for cry in cries],
        PARTS: [_parts(text) for text in texts],
        SAME: [seen.setdefault(form.lower().strip(), len(seen)) for form in forms],
    }
    return columns, sum(held)


def _rows(columns: dict[str, list[Any]], index: pd.Index[Any] | None = None) -> pd.DataFrame:
    # One array of objects: of a question alone, a frame takes as long as its routing otherwise.
    cells = np.empty((len(columns[QUESTION]), len(columns)), object)
    for place, column in enumerate(columns.values()):
        cells[:, place] = np.fromiter(column, object, len(column))
    return pd.DataFrame(cells, index, [*columns], dtype=object)


def _spaced(text: str) -> str:
    text = text[: 4 * MAX_LENGTH].replace("’", "'").strip()
    return _SPACES.sub(" ", text)


def _parts(text: str) -> tuple[tuple[str, str], ...]:
    parts = split_questions(text)
    return tuple((part, guess_language(part)) for part in parts) if len(parts) > 1 else ()


def _masked(count: int) -> Problem:
    message = ngettext(
        "{count} question held personal data (telephone, e-mail, name…): masked.",
        "{count} questions held personal data (telephone, e-mail, name…): masked.",
        count,
    )
    hint = _("Keep the masked form only; a mask does not make a text anonymous.")
    return note("Q04", message.format(count=count), hint, column=QUESTION, count=count)


def _left_out(count: int, row: int) -> Problem:
    message = ngettext("{count} question is empty.", "{count} questions are empty.", count)
    hint = _("They are left out.")
    return warning("Q05", message.format(count=count), hint, row=row, column=QUESTION, count=count)
