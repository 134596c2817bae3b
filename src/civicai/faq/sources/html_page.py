"""The questions and answers of a town's web page, saved from a browser."""

from __future__ import annotations

import json
import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd

from civicai.faq.sources.articles import as_articles, plain_text, read_bytes
from civicai.usecase import Format

_HEADINGS = ("h2", "h3", "h4", "h5")
_QUESTIONS = ("summary", "dt", *_HEADINGS)
#: What is no part of an answer; a page's menus stand in them too.
_SKIPPED = ("script", "style", "nav", "header", "footer", "form", "button", "svg", "noscript")
_BLOCKS = ("p", "li", "div", "br", "tr", "ul", "ol", "dd", "section", "article", "table")
#: Shortest answer that is one, in characters.
SHORTEST = 20
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html)\b", re.I | re.S)


def is_page(name: str, head: bytes) -> bool:
    """Tell a web page."""
    return name.lower().endswith((".html", ".htm")) or _PAGE.match(head) is not None


def read_page(path: Path) -> pd.DataFrame:
    """Read the questions of a web page, in whatever encoding it was saved.

    Raises
    ------
    InputError
        Q03 if the file is too large, or holds no question with its answer.
    """
    from civicai.tables.encoding import find_encoding

    content = read_bytes(path)
    encoding, _found = find_encoding(content, path.name)
    sections = page_sections(content.decode(encoding))
    found = ({"title": plain_text(one), "text": plain_text(other)} for one, other in sections)
    return as_articles(path, found)


def page_sections(markup: str) -> list[tuple[str, str]]:
    """Return the questions of a page and their answers, in HTML.

    The page's own list (schema.org ``FAQPage`` in JSON-LD) is preferred; else what stands under
    ``<summary>``, ``<dt>`` or a heading is the answer to it, down to the next one.

    Parameters
    ----------
    markup : str

    Returns
    -------
    list of tuple of str

    Examples
    --------
    >>> page = "<details><summary>Quand ?</summary><p>Le mardi, de 9 h à 17 h.</p></details>"
    >>> page_sections(page)
    [('Quand ?', '<p>Le mardi, de 9 h à 17 h.</p>')]
    """
    reader = _Sections()
    reader.feed(markup)
    reader.close()
    listed = [pair for text in reader.data for pair in _listed(text)]
    return listed or [
        (title, answer)
        for title, answer in reader.sections()
        if len(re.sub(r"<[^>]*>", "", answer).strip()) >= SHORTEST
    ]


class _Sections(HTMLParser):
    """Cuts a page at its questions."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.data: list[str] = []
        self._parts: list[tuple[str, str, list[str]]] = []  # kind, title, answer
        self._skipped: list[str] = []
        self._title: list[str] | None = None
        self._json = False

    def sections(self) -> list[tuple[str, str]]:
        """Return the sections of the kind that the page keeps its answers in."""
        kinds = {kind for kind, _title, _answer in self._parts}
        best = next((kind for kind in ("summary", "dt") if kind in kinds), None)
        return [
            (" ".join(title.split()), "".join(answer).strip())
            for kind, title, answer in self._parts
            if title.strip() and (best is None or kind == best)
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self._json = dict(attrs).get("type") == "application/ld+json"
        if tag in _SKIPPED:
            self._skipped.append(tag)
        elif not self._skipped and tag in _QUESTIONS:
            self._title = []
        elif self._open() and tag in _BLOCKS:
            self._parts[-1][2].append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._skipped:
            while self._skipped.pop() != tag:
                pass
        elif tag in _QUESTIONS and self._title is not None:
            self._parts.append((tag, "".join(self._title), []))
            self._title = None
        elif tag in ("details", "dl") and self._parts:
            self._parts.append((tag, "", []))  # what follows is not of the last answer
        elif self._open() and tag in _BLOCKS:
            self._parts[-1][2].append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._skipped:
            if self._json:
                self.data.append(data)
        elif self._title is not None:
            self._title.append(data)
        elif self._open():
            self._parts[-1][2].append(escape(data, quote=False) if data.strip() else " ")

    def _open(self) -> bool:
        return bool(self._parts) and not self._skipped and self._title is None


def _listed(text: str) -> list[tuple[str, str]]:
    """Return what a ``FAQPage`` of schema.org lists."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    pairs = []
    for page in _objects(found):
        if page.get("@type") not in ("FAQPage", ["FAQPage"]):
            continue
        asked = page.get("mainEntity")
        for entry in asked if isinstance(asked, list) else [asked]:
            if not isinstance(entry, dict):
                continue
            answer = entry.get("acceptedAnswer")
            answer = answer[0] if isinstance(answer, list) and answer else answer
            if isinstance(answer, dict) and entry.get("name") and answer.get("text"):
                pairs.append((str(entry["name"]), str(answer["text"])))
    return pairs


def _objects(found: Any) -> list[dict[str, Any]]:
    entries = found if isinstance(found, list) else [found]
    top = [entry for entry in entries if isinstance(entry, dict)]
    graphs = [graph for entry in top if isinstance(graph := entry.get("@graph"), list)]
    return [*top, *(entry for graph in graphs for entry in graph if isinstance(entry, dict))]


FORMAT = Format("HTML", is_page, read_page)
