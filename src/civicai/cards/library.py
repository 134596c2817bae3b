"""Many cards become a static site: searchable, offline, in French and English."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from civicai.cards.card import ProjectCard
from civicai.cards.reading import read_card
from civicai.errors import InputError, Problem
from civicai.i18n import LANGUAGES, _

LIBRARY_SCHEMA = "civicai.library/1"
#: The file by which a folder is known as a library of ours, and may be written again.
MARK = "cards.json"
#: Folders of the site that are made again each time.
_FOLDERS = ("assets", "cards", "law", "en")


@dataclass(frozen=True)
class Library:
    """What was built.

    Parameters
    ----------
    out : Path
        Folder of the site; its first page is ``index.html``.
    cards : tuple of ProjectCard
        Those that the site shows.
    left_out : tuple of Problem
        Why others are not there, each with its file.
    """

    out: Path
    cards: tuple[ProjectCard, ...]
    left_out: tuple[Problem, ...]

    @property
    def projects(self) -> int:
        """How many projects there are: a card in two languages is one."""
        return len({card.id for card in self.cards})


def build_library(
    folder_of_cards: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    more: Iterable[ProjectCard] = (),
) -> Library:
    """Build a site from every card of a folder.

    Parameters
    ----------
    folder_of_cards : path
        Every ``*.json`` in it and its folders is read as a card; results of civicai and hidden
        files are passed over.
    out : path
        Folder of the site. An older library in it is replaced; any other content is refused.
    more : iterable of ProjectCard, optional
        Cards from elsewhere, shown with those of the folder.

    Returns
    -------
    Library
        Cards that cannot be read are left out, and told.

    Raises
    ------
    InputError
        If there is no card at all, or ``out`` holds something else.
    """
    folder, out = Path(folder_of_cards), Path(out)
    found, left_out = read_cards(folder, out)
    found += [("", card) for card in more]
    return write_library(found, left_out, out)


def read_cards(folder: Path, out: Path) -> tuple[list[tuple[str, ProjectCard]], list[Problem]]:
    """Read the cards of a folder, and tell those that cannot be.

    Returns
    -------
    cards : list of (str, ProjectCard)
        Each with the name of its file in the folder.
    problems : list of Problem
    """
    if not folder.is_dir():
        message = _("there is no folder “{folder}”.").format(folder=folder)
        raise InputError(Problem(code="L15", message=message, hint=_GIVE(), value=str(folder)))
    cards, problems = [], []
    site = out.resolve()
    for path in sorted(folder.rglob("*.json")):
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in name.split("/"))
        if hidden or site in path.resolve().parents or not path.is_file():
            continue
        try:
            cards.append((name, read_card(path)))
        except InputError as error:
            if not _of_civicai(path):
                problems += [replace(problem, file=name) for problem in error.problems]
    return cards, problems


def _of_civicai(path: Path) -> bool:
    """Say whether a file is another one that civicai writes, such as ``result.json``."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    said = content.get("schema") if isinstance(content, dict) else None
    return isinstance(said, str) and said.startswith("civicai.") and "schema_version" not in content


def _GIVE() -> str:  # noqa: N802 - a constant, but in the language in force
    return _("Give the folder of the cards, one JSON file each.")


def write_library(
    found: Sequence[tuple[str, ProjectCard]], left_out: Sequence[Problem], out: Path
) -> Library:
    """Write the site of cards that were read.

    Raises
    ------
    InputError
        If no card is left, or ``out`` holds something else.
    """
    from civicai.cards import site

    cards, twice = _each_once(found)
    problems = [*left_out, *twice]
    if not cards:
        nothing = Problem(code="L15", message=_("there is no card to show."), hint=_GIVE())
        raise InputError([*problems, nothing])
    _clear(out)
    library = Library(out, tuple(cards), tuple(problems))
    for lang in LANGUAGES:
        site.write_pages(library, lang)
    site.write_assets(out)
    _write_data(library)
    return library


def _each_once(
    found: Sequence[tuple[str, ProjectCard]],
) -> tuple[list[ProjectCard], list[Problem]]:
    """Keep the first card of each id and language; tell the others."""
    kept: dict[tuple[str, str], str] = {}
    cards, problems = [], []
    for name, card in found:
        key = (card.id, card.lang)
        if key not in kept:
            kept[key] = name
            cards.append(card)
            continue
        message = _("the id “{id}” is already that of “{other}”, which is kept.")
        problems.append(
            Problem(
                code="L16",
                message=message.format(id=card.id, other=kept[key] or card.name),
                hint=_("Give each card an id of its own, such as the town's name and the project."),
                file=name or None,
                value=card.id,
            )
        )
    return sorted(cards, key=lambda card: (card.name.casefold(), card.id, card.lang)), problems


def _clear(out: Path) -> None:
    """Make room for the site; refuse a folder that holds anything but an older one."""
    try:
        mark = json.loads((out / MARK).read_text(encoding="utf-8"))
        ours = isinstance(mark, dict) and mark.get("schema") == LIBRARY_SCHEMA
    except (OSError, ValueError):
        ours = False
    if out.exists() and not ours and (not out.is_dir() or any(out.iterdir())):
        message = _("“{folder}” is not empty, and is no library of cards.")
        hint = _("Choose another folder, or empty this one yourself.")
        raise InputError(
            Problem(code="L18", message=message.format(folder=out), hint=hint, value=str(out))
        )
    for name in _FOLDERS if ours else ():
        shutil.rmtree(out / name, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)


def _write_data(library: Library) -> None:
    """Write all the cards as one JSON and one CSV, for others to harvest."""
    import pandas as pd

    from civicai.cards.flat import flat_row
    from civicai.i18n import use
    from civicai.tables import write_csv

    content: dict[str, Any] = {
        "schema": LIBRARY_SCHEMA,
        "cards": [card.to_dict() for card in library.cards],
        "left_out": [problem.to_dict() for problem in library.left_out],
    }
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)
    (library.out / MARK).write_text(text, encoding="utf-8")
    with use("en"):  # names of columns and decimal points that a machine reads anywhere
        rows = [flat_row(card) for card in library.cards]
        write_csv(pd.DataFrame(rows, dtype=object), library.out / "cards.csv")
