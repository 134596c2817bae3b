"""Pages of questions and answers, as towns and the State publish them -> articles.

The forms: a table saved as CSV or Excel, the JSON of the Code du travail numérique, the XML of
service-public.fr (DILA, "Vos droits et démarches", open data under Licence Ouverte 2.0), and the
FAQ page of a town's site saved from a browser.
"""

from __future__ import annotations

import html
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd

from civicai.errors import InputError, Problem
from civicai.faq.web_page import page_sections
from civicai.i18n import _

#: Fields of a question and of its answer, in the forms met (Code du travail numérique first).
QUESTION_FIELDS = ("question", "title", "titre", "intitule", "name")
ANSWER_FIELDS = ("reponse", "réponse", "answer", "text", "texte", "contenu")
#: Largest file read, and largest content that an archive may unfold to [bytes].
MAX_BYTES, MAX_UNFOLDED = 50_000_000, 500_000_000
#: Elements of a DILA sheet that introduce its text, and those that hold it.
_DILA_SKIPPED = ("Reference", "ServiceEnLigne", "OuSAdresser", "LienWeb", "PourEnSavoirPlus")
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<(?:br|/p|/li|/h\d|/tr)\b[^>]*>", re.IGNORECASE)
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def read_articles(path: str | Path) -> pd.DataFrame:
    """Read a page of questions and answers, whatever its form.

    Parameters
    ----------
    path : str or Path
        ``.json``: a list of objects with a question and an answer, in text or HTML. ``.xml`` or
        ``.zip``: sheets of service-public.fr as DILA publishes them. ``.html``: a page saved from
        a browser, whose answers stand in ``<details>``, in ``<dl>``, in schema.org's ``FAQPage``
        or under headings. Anything else: a table with a title and a text.

    Returns
    -------
    DataFrame
        ``article_id``, ``title``, ``text`` (no tags left), ``source``, ``date`` (ISO, ``""`` where
        the page does not say it), and ``topic`` where it is known.

    Raises
    ------
    InputError
        Q03 if the file is too large, is not what its name says, holds no question with its
        answer, or an entry lacks one of the two.
    """
    path = Path(path)
    if path.stat().st_size > MAX_BYTES:
        raise InputError(_problem(path, None, _("the file is too large.")))
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        from civicai.faq.schema import ARTICLES
        from civicai.tables import read_table

        return read_table(path, ARTICLES)
    rows = list(reader(path))
    if not rows:
        raise InputError(_problem(path, None, _("no question with its answer was found.")))
    for number, row in enumerate(rows, 1):
        row.setdefault("article_id", str(number))
        row.setdefault("source", path.name)
        row.setdefault("date", "")
    return pd.DataFrame(rows)


def _read_json(path: Path) -> Iterator[dict[str, str]]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(_problem(path, None, _("the file is not JSON."))) from error
    if not isinstance(entries, list) or not entries:
        raise InputError(_problem(path, None, _("a list of questions and answers is expected.")))
    wrong = []
    rows = []
    for number, entry in enumerate(entries, 1):
        title, text = _field(entry, QUESTION_FIELDS), _field(entry, ANSWER_FIELDS)
        if title is None or text is None:
            wrong.append(_problem(path, number, _("this entry has no question or no answer.")))
            continue
        rows.append({"title": plain_text(title), "text": plain_text(text)})
    if wrong:
        raise InputError(wrong)
    yield from rows


def _read_html(path: Path) -> Iterator[dict[str, str]]:
    from civicai.tables.encoding import find_encoding

    content = path.read_bytes()
    encoding, _found = find_encoding(content, path.name)
    for title, answer in page_sections(content.decode(encoding)):
        yield {"title": plain_text(title), "text": plain_text(answer)}


def _read_xml(path: Path) -> Iterator[dict[str, str]]:
    yield from _dila_sheet(path, path.read_bytes())


def _read_zip(path: Path) -> Iterator[dict[str, str]]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename.endswith(".xml")]
            if sum(entry.file_size for entry in entries) > MAX_UNFOLDED:
                raise InputError(_problem(path, None, _("the file is too large.")))
            for entry in entries:
                yield from _dila_sheet(path, archive.read(entry))
    except zipfile.BadZipFile as error:
        raise InputError(_problem(path, None, _("the archive is damaged."))) from error


#: End of a file's name -> how it is read.
READERS = {
    ".json": _read_json,
    ".html": _read_html,
    ".htm": _read_html,
    ".xml": _read_xml,
    ".zip": _read_zip,
}


def _dila_sheet(path: Path, content: bytes) -> Iterator[dict[str, str]]:
    """Return the sheet that an XML file holds; a list or a menu holds none."""
    if b"<!ENTITY" in content:  # no sheet declares any, and they can blow up in memory
        raise InputError(_problem(path, None, _("the XML declares entities: it is not read.")))
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - entities are refused above
    except ElementTree.ParseError as error:
        raise InputError(_problem(path, None, _("the file is not XML."))) from error
    title = root.findtext(f"{_DUBLIN_CORE}title", "").strip()
    if root.tag != "Publication" or not title:
        return
    body = [child for child in root if not child.tag.startswith(_DUBLIN_CORE)]
    text = "\n".join(line for child in body for line in _dila_lines(child))
    if text:
        yield {
            "article_id": root.get("ID", ""),
            "title": title,
            "text": text,
            "source": "service-public.fr",
            "date": root.findtext(f"{_DUBLIN_CORE}date", "").replace("modified ", "").strip(),
            "topic": _dila_theme(root),
        }


def _dila_theme(root: ElementTree.Element) -> str:
    """Return the theme of a sheet: its own, else the second step of the way that leads to it."""
    theme = root.find("Theme/Titre")
    steps = root.findall("FilDAriane/Niveau")
    found = theme if theme is not None else steps[1] if len(steps) > 1 else None
    return "" if found is None else " ".join("".join(found.itertext()).split())


def _dila_lines(element: ElementTree.Element) -> Iterator[str]:
    """Return the paragraphs and titles under an element, each on its line."""
    if element.tag in (*_DILA_SKIPPED, "Theme", "SousThemePere", "DossierPere", "FilDAriane"):
        return
    if element.tag in ("Paragraphe", "Titre", "Cellule"):
        line = " ".join("".join(element.itertext()).split())
        if line:
            yield line
        return
    for child in element:
        yield from _dila_lines(child)


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
        hint=_("Give a page of questions, each with its answer: see the how-to page."),
    )
