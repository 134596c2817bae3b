"""A card for the reader: as HTML inside a page, as Markdown on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from civicai.cards.fields import SECTIONS, TOP, Field, Section
from civicai.cards.words import is_free, write_value
from civicai.i18n import _, language, translate

if TYPE_CHECKING:
    from civicai.cards.card import ProjectCard

_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]|#~])")
#: Columns of figures, set to the right.
_FIGURES = ("value", "low", "high", "baseline_value", "rows")
_LONG = 26


def html(card: ProjectCard, level: int = 3) -> str:
    """Write the card's sections under headings of a level.

    A page with headings of level 2 has the card's name as its title, which is not said again.
    Words of the card carry its language where it is not that in force.
    """
    said = f' lang="{escape(card.lang)}"' if card.lang != language() else ""
    name = f"<strong{said}>{escape(card.name)}</strong> ({escape(status(card))}). "
    summary = f"<span{said}>{escape(card.summary)}</span>"
    parts = [f"<p>{name if level > 2 else ''}{summary}</p>"]
    about = [(translate(TOP[key].label), key, getattr(card, key)) for key in TOP]
    known = [(label, key, value) for label, key, value in about if value is not None]
    if known:
        pairs = "".join(_pair(label, "", key, value, said) for label, key, value in known)
        parts.append(f"<dl>{pairs}</dl>")
    for name, section, found in shown(card):
        title = translate(section.title)
        parts.append(f"<h{level}>{escape(title)}</h{level}>")
        if isinstance(found, Mapping):
            pairs = "".join(
                _pair(label, name, key, found[key], said)
                for key, label in labelled(section, [found])
            )
            parts.append(f"<dl>{pairs}</dl>")
        else:
            parts.append(_html_table(name, section, title, found, said))
    return "\n".join(parts)


def markdown(card: ProjectCard) -> str:
    """Write the card as a page of its own, in the language in force."""
    lines = [f"# {_plain(card.name)}", "", f"{_plain(card.summary)} ({_plain(status(card))})", ""]
    for key in TOP:
        if getattr(card, key) is not None:
            text = write_value("", key, getattr(card, key))
            lines.append(f"- **{_plain(translate(TOP[key].label))}** – {_plain(text)}")
    for name, section, found in shown(card):
        lines += ["", f"## {translate(section.title)}", ""]
        if isinstance(found, Mapping):
            for key, label in labelled(section, [found]):
                text = write_value(name, key, found[key])
                lines.append(f"- **{_plain(label)}** – {_plain(text)}")
        else:
            columns = labelled(section, found)
            rows = [[label for _key, label in columns], ["---"] * len(columns)]
            rows += [[_cell(name, key, part) for key, _label in columns] for part in found]
            for row in rows:
                cells = row if row[0] == "---" else [_plain(cell) for cell in row]
                lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def status(card: ProjectCard) -> str:
    """Return the card's status for the reader."""
    return write_value("", "status", card.status)


def shown(card: ProjectCard) -> Iterator[tuple[str, Section, Any]]:
    """Yield the sections that say something: name, section, content."""
    for name, section in SECTIONS.items():
        found = getattr(card, name)
        if found:
            yield name, section, found


def labelled(section: Section, parts: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the fields that at least one part has, with their labels, in their order."""
    fields = {**section.fields, "reason": Field(_("Why something is not known"))}
    return [
        (key, translate(field.label))
        for key, field in fields.items()
        if any(key in part for part in parts)
    ]


def _pair(label: str, section: str, key: str, value: Any, said: str) -> str:
    own, text = _own(section, key, value, said), _linked(value, section, key)
    return f"<dt>{escape(label)}</dt><dd{own}>{text}</dd>"


def _own(section: str, key: str, value: Any, said: str) -> str:
    return said if is_free(section, key, value) else ""


def _linked(value: Any, section: str, key: str) -> str:
    """Write a value as HTML; an address, which the check has seen, becomes a link."""
    text = escape(write_value(section, key, value))
    if key.endswith("url") and value:
        return f'<a href="{text}" rel="noopener noreferrer">{text}</a>'
    return text


def _cell(section: str, key: str, part: Mapping[str, Any]) -> str:
    return write_value(section, key, part[key]) if key in part else "–"


def _html_table(
    name: str, section: Section, title: str, parts: Sequence[Mapping[str, Any]], said: str
) -> str:
    columns = labelled(section, parts)
    texts = {key: [_cell(name, key, part) for part in parts] for key, _label in columns}
    kinds = {key: _css(key, texts[key]) for key, _label in columns}
    head = "".join(
        f'<th scope="col" class="{kinds[key]}">{escape(label)}</th>' for key, label in columns
    )
    rows = []
    for rank, part in enumerate(parts):
        cells: list[str] = []
        for key, _label in columns:
            tag = 'th scope="row"' if not cells else "td"
            own = _own(name, key, part.get(key), said)
            text = _linked(part[key], name, key) if key in part else escape(texts[key][rank])
            cells.append(f'<{tag} class="{kinds[key]}"{own}>{text}</{tag[:2]}>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    caption = escape(title)
    return (
        f'<div class="scroll" role="region" aria-label="{caption}" tabindex="0">\n'
        f"<table>\n<caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>{''.join(rows)}</tbody>\n</table>\n</div>"
    )


def _css(key: str, texts: Sequence[str]) -> str:
    longest = max(map(len, texts), default=0)
    if longest > _LONG:
        return "long"
    return "number" if key in _FIGURES else "text"


def _plain(text: str) -> str:
    """Keep a text from being read as Markdown or HTML."""
    return escape(_MARKDOWN_SIGNS.sub(r"\\\1", " ".join(text.split())), quote=False)
