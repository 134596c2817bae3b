"""Lists of questions and answers in JSON, such as that of the Code du travail numérique."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd

from civicai.errors import InputError
from civicai.faq.sources.articles import as_articles, plain_text, read_bytes, refusal
from civicai.i18n import _
from civicai.usecase import Format

#: Fields of a question and of its answer, in the forms met (Code du travail numérique first).
QUESTION_FIELDS = ("question", "title", "titre", "intitule", "name")
ANSWER_FIELDS = ("reponse", "réponse", "answer", "text", "texte", "contenu")
_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")


def is_json(name: str, head: bytes) -> bool:
    """Tell a list of objects in JSON."""
    return name.lower().endswith(".json") or _LIST.match(head) is not None


def read_json(path: Path) -> pd.DataFrame:
    """Read a list of objects with a question and an answer, in text or HTML.

    Raises
    ------
    InputError
        Q03 if the file is no such list, or entries lack a question or an answer.
    """
    try:
        entries = json.loads(read_bytes(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(refusal(path, _("the file is not JSON."))) from error
    if not isinstance(entries, list) or not entries:
        raise InputError(refusal(path, _("a list of questions and answers is expected.")))
    wrong, rows = [], []
    for number, entry in enumerate(entries, 1):
        title, text = _field(entry, QUESTION_FIELDS), _field(entry, ANSWER_FIELDS)
        if title is None or text is None:
            message = _("this entry has no question or no answer.")
            wrong.append(refusal(path, message, number))
            continue
        rows.append({"title": plain_text(title), "text": plain_text(text)})
    if wrong:
        raise InputError(wrong)
    return as_articles(path, rows)


def _field(entry: Any, names: tuple[str, ...]) -> str | None:
    if not isinstance(entry, dict):
        return None
    found = next((entry[name] for name in names if isinstance(entry.get(name), str)), None)
    return found if found and found.strip() else None


FORMAT = Format("JSON", is_json, read_json)
