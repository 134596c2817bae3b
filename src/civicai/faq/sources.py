"""The pages of questions and answers that the State publishes -> articles."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd

from civicai.errors import InputError, Problem
from civicai.i18n import _

#: Fields of a question and of its answer, in the forms met (Code du travail numérique first).
QUESTION_FIELDS = ("question", "title", "titre", "intitule")
ANSWER_FIELDS = ("reponse", "réponse", "answer", "text", "texte", "contenu")
#: Largest file read [bytes].
MAX_BYTES = 50_000_000
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<(?:br|/p|/li|/h\d|/tr)\b[^>]*>", re.IGNORECASE)


def read_faq_json(path: str | Path) -> pd.DataFrame:
    """Read a list of questions and answers in JSON, as the Code du travail numérique gives it.

    Parameters
    ----------
    path : str or Path
        A list of objects with a question (``question``, ``title``…) and an answer in text or
        HTML (``reponse``, ``answer``, ``text``…).

    Returns
    -------
    DataFrame
        ``article_id`` (from 1), ``title``, ``text`` (no tags left).

    Raises
    ------
    InputError
        If the file is too large, is no such list, or an entry lacks its question or its answer.
    """
    path = Path(path)
    if path.stat().st_size > MAX_BYTES:
        raise InputError(_problem(path, None, _("the file is too large.")))
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(_problem(path, None, _("the file is not JSON."))) from error
    if not isinstance(entries, list) or not entries:
        raise InputError(_problem(path, None, _("a list of questions and answers is expected.")))
    rows, wrong = [], []
    for number, entry in enumerate(entries, 1):
        title, text = _field(entry, QUESTION_FIELDS), _field(entry, ANSWER_FIELDS)
        if title is None or text is None:
            wrong.append(_problem(path, number, _("this entry has no question or no answer.")))
            continue
        rows.append({"article_id": number, "title": plain_text(title), "text": plain_text(text)})
    if wrong:
        raise InputError(wrong)
    return pd.DataFrame(rows)


def plain_text(markup: str) -> str:
    r"""Return a text without its tags, each paragraph on its line.

    Examples
    --------
    >>> plain_text("<p>Apportez&nbsp;:</p><ul><li>un justificatif</li></ul>").split(chr(10))
    ['Apportez\xa0:', 'un justificatif']
    """
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", markup)))
    return "\n".join(line.strip(" \t") for line in text.splitlines() if line.strip())


def _field(entry: Any, names: tuple[str, ...]) -> str | None:
    if not isinstance(entry, dict):
        return None
    found = next((entry[name] for name in names if isinstance(entry.get(name), str)), None)
    return found if found and found.strip() else None


def _problem(path: Path, row: int | None, message: str) -> Problem:
    return Problem(
        code="Q03",
        file=path.name,
        row=row,
        message=message,
        hint=_("Give a JSON list of objects with “question” and “reponse”."),
    )
