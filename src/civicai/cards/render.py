"""A card for the reader: as HTML inside a report, as Markdown on its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from civicai.cards.words import FIELDS, SECTIONS, write_value
from civicai.i18n import _
from civicai.reports import render_table

if TYPE_CHECKING:
    from civicai.cards.card import ProjectCard

_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]|#~])")


def html(card: ProjectCard) -> str:
    """Write the card's sections under ``<h3>`` headings."""
    parts = [f"<p><strong>{escape(card.name)}</strong> ({escape(_status(card))}). "]
    parts.append(f"{escape(card.summary)}</p>")
    for name, title, section in _shown(card):
        parts.append(f"<h3>{escape(title)}</h3>")
        if isinstance(section, Mapping):
            pairs = "".join(
                f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>"
                for label, text in _pairs(name, section)
            )
            parts.append(f"<dl>{pairs}</dl>")
        else:
            parts.append(_html_table(name, title, section))
    return "\n".join(parts)


def markdown(card: ProjectCard) -> str:
    """Write the card as a page of its own."""
    lines = [f"# {_plain(card.name)}", "", f"{_plain(card.summary)} ({_plain(_status(card))})"]
    for name, title, section in _shown(card):
        lines += ["", f"## {title}", ""]
        if isinstance(section, Mapping):
            pairs = _pairs(name, section)
            lines += [f"- **{_plain(label)}** – {_plain(text)}" for label, text in pairs]
        else:
            header, rows = _rows(name, section)
            for row in (header, ["---"] * len(header), *rows):
                cells = row if row[0] == "---" else [_plain(cell) for cell in row]
                lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _status(card: ProjectCard) -> str:
    return write_value("status", card.status)


def _shown(card: ProjectCard) -> list[tuple[str, str, Any]]:
    """Return the sections that say something: name, title, content."""
    sections = [(name, _(title), getattr(card, name)) for name, title in SECTIONS.items()]
    return [section for section in sections if section[2]]


def _pairs(name: str, section: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs = [
        (_(label), write_value(key, section[key]))
        for key, label in FIELDS[name].items()
        if key in section
    ]
    if "reason" in section:
        pairs.append((_("Why something is not known"), str(section["reason"])))
    return pairs


def _rows(name: str, section: Any) -> tuple[list[str], list[list[str]]]:
    """Return the header and rows of a list of dictionaries, without the unused columns."""
    labels = {**FIELDS[name], "reason": _("Why something is not known")}
    keys = [key for key in labels if any(key in part for part in section)]
    rows = [
        [write_value(key, part[key]) if key in part else "–" for key in keys] for part in section
    ]
    return [_(labels[key]) for key in keys], rows


def _html_table(name: str, title: str, section: Any) -> str:
    import pandas as pd

    header, rows = _rows(name, section)
    return render_table(pd.DataFrame(rows, columns=header), title, {})


def _plain(text: str) -> str:
    """Keep a text from being read as Markdown or HTML."""
    return escape(_MARKDOWN_SIGNS.sub(r"\\\1", " ".join(text.split())), quote=False)
