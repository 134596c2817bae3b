"""From a JSON file to a card, and what a complete card still lacks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from civicai.cards.card import ProjectCard
from civicai.cards.fields import SECTIONS, TOP, Field
from civicai.cards.strict_json import unreadable
from civicai.errors import InputError
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
        raise InputError(unreadable(file_trouble(error))) from error
    if len(raw) > LARGEST:
        raise InputError(unreadable(_("it is larger than 1 MB")))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(unreadable(_("it is not in UTF-8"))) from error
