"""Sheets of service-public.fr, as DILA publishes them ("Vos droits et démarches", open data)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd

from civicai.errors import InputError
from civicai.faq.sources.articles import as_articles, read_bytes, refusal
from civicai.i18n import _
from civicai.usecase import Format

#: Largest content that an archive may unfold to [bytes].
MAX_UNFOLDED = 500_000_000
#: Elements of a sheet that are no part of its text, and what is around it.
_SKIPPED = ("Reference", "ServiceEnLigne", "OuSAdresser", "LienWeb", "PourEnSavoirPlus")
_AROUND = ("Theme", "SousThemePere", "DossierPere", "FilDAriane")
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def is_dila(name: str, head: bytes) -> bool:
    """Tell a sheet in XML, or an archive of them."""
    return name.lower().endswith((".xml", ".zip")) or b"<Publication " in head


def read_dila(path: Path) -> pd.DataFrame:
    """Read one sheet, or all those of an archive.

    Raises
    ------
    InputError
        Q03 if the file is too large or damaged, is no XML, or holds no sheet.
    """
    content = read_bytes(path)
    sheets = _archive(path, content) if path.suffix.lower() == ".zip" else _sheet(path, content)
    return as_articles(path, sheets)


def _archive(path: Path, content: bytes) -> Iterator[dict[str, str]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename.endswith(".xml")]
            if sum(entry.file_size for entry in entries) > MAX_UNFOLDED:
                raise InputError(refusal(path, _("the file is too large.")))
            for entry in entries:
                yield from _sheet(path, archive.read(entry))
    except zipfile.BadZipFile as error:
        raise InputError(refusal(path, _("the archive is damaged."))) from error


def _sheet(path: Path, content: bytes) -> Iterator[dict[str, str]]:
    """Return the sheet that an XML file holds; a list or a menu holds none."""
    if b"<!ENTITY" in content:  # no sheet declares any, and they can blow up in memory
        raise InputError(refusal(path, _("the XML declares entities: it is not read.")))
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - entities are refused above
    except ElementTree.ParseError as error:
        raise InputError(refusal(path, _("the file is not XML."))) from error
    title = root.findtext(f"{_DUBLIN_CORE}title", "").strip()
    if root.tag != "Publication" or not title:
        return
    body = [child for child in root if not child.tag.startswith(_DUBLIN_CORE)]
    text = "\n".join(line for child in body for line in _lines(child))
    if text:
        yield {
            "article_id": root.get("ID", ""),
            "title": title,
            "text": text,
            "source": "service-public.fr",
            "date": root.findtext(f"{_DUBLIN_CORE}date", "").replace("modified ", "").strip(),
            "topic": _theme(root),
        }


def _theme(root: ElementTree.Element) -> str:
    """Return the theme of a sheet: its own, else the second step of the way that leads to it."""
    theme = root.find("Theme/Titre")
    steps = root.findall("FilDAriane/Niveau")
    found = theme if theme is not None else steps[1] if len(steps) > 1 else None
    return "" if found is None else " ".join("".join(found.itertext()).split())


def _lines(element: ElementTree.Element) -> Iterator[str]:
    """Return the paragraphs and titles under an element, each on its line."""
    if element.tag in (*_SKIPPED, *_AROUND):
        return
    if element.tag in ("Paragraphe", "Titre", "Cellule"):
        line = " ".join("".join(element.itertext()).split())
        if line:
            yield line
        return
    for child in element:
        yield from _lines(child)


FORMAT = Format("service-public.fr", is_dila, read_dila)
