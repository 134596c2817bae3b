"""From a JSON file to a card, and what a complete card still lacks."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from civicai.cards.card import ProjectCard
from civicai.cards.fields import SECTIONS, TOP, Field
from civicai.errors import InputError, Problem
from civicai.i18n import N_, _, translate

#: How the id of a card ends until the town gives it one of its own.
DRAFT = "-draft"
#: Largest file read as a card [bytes].
LARGEST = 1_000_000


def read_card(path: str | os.PathLike[str]) -> ProjectCard:
    """Read a card from a JSON file.

    Parameters
    ----------
    path : path

    Returns
    -------
    ProjectCard

    Raises
    ------
    InputError
        With every problem of the file, each with its name.
    """
    path = Path(path)
    try:
        return ProjectCard.from_json(_text_of(path))
    except InputError as error:
        raise InputError([replace(p, file=path.name) for p in error.problems]) from error


def parse(text: str) -> dict[str, Any]:
    """Read the JSON of a card, strictly: no key twice, no NaN, one object.

    Raises
    ------
    InputError
        With code L01, and the line where the JSON breaks.
    """
    try:
        content = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise InputError(_unreadable(_broken(error), row=error.lineno)) from error
    except RecursionError as error:
        raise InputError(_unreadable(_("its parts are nested too deep"))) from error
    except ValueError as error:
        raise InputError(_unreadable(str(error))) from error
    if not isinstance(content, dict):
        raise InputError(_unreadable(_("it holds no object")))
    return content


def to_fill_in(card: ProjectCard) -> dict[str, list[str]]:
    """List what a complete card has and this one lacks.

    Parameters
    ----------
    card : ProjectCard

    Returns
    -------
    dict of str to list of str
        For each section (``""`` for the card itself), the fields that are absent or null. A list
        without any part lacks what its first part would say.

    Examples
    --------
    >>> card = ProjectCard(name="x", summary="y", status="test", need={}, system={})
    >>> to_fill_in(card)["citizens"]
    ['how_informed']
    """
    lacking: dict[str, list[str]] = {"": ["id"]} if card.id.endswith(DRAFT) else {}
    for key, field in TOP.items():
        if field.needed and getattr(card, key) is None:
            lacking.setdefault("", []).append(key)
    for name, section in SECTIONS.items():
        found = getattr(card, name)
        parts: list[Mapping[str, Any]] = list(found or [{}]) if section.many else [found]
        needed = [key for key, field in section.fields.items() if field.needed]
        missing = [key for key in needed if any(part.get(key) is None for part in parts)]
        if missing:
            lacking[name] = missing
    return lacking


def fill_in_lines(card: ProjectCard) -> list[str]:
    """Write :func:`to_fill_in` for the reader, one line a section."""
    lines = []
    for name, keys in to_fill_in(card).items():
        title = translate(SECTIONS[name].title) if name else _("The card")
        fields = SECTIONS[name].fields if name else {"id": Field(N_("its own id")), **TOP}
        labels = _(", ").join(translate(fields[key].label) for key in keys)
        lines.append(_("{title}: {labels}").format(title=title, labels=labels))
    return lines


def _text_of(path: Path) -> str:
    from civicai.tables import file_trouble

    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        raise InputError(_unreadable(file_trouble(error))) from error
    if len(raw) > LARGEST:
        raise InputError(_unreadable(_("it is larger than 1 MB")))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(_unreadable(_("it is not in UTF-8"))) from error


def _broken(error: json.JSONDecodeError) -> str:
    found = error.doc[error.pos : error.pos + 20].partition("\n")[0]
    if not found:
        return _("the JSON ends too early, or is empty")
    text = _("the JSON breaks before “{found}”: a comma, a quote or a bracket is wrong")
    return text.format(found=found)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(_("“{key}” stands twice").format(key=twice))
    return found


def _refuse(word: str) -> Any:
    raise ValueError(_("{word} is no number of JSON").format(word=word))


def _unreadable(why: str, row: int | None = None) -> Problem:
    return Problem(
        code="L01",
        message=_("this file cannot be read as a card ({why}).").format(why=why),
        hint=_("Give the JSON file of one card, as “civicai run” writes it (card.json)."),
        row=row,
    )
