"""The legal page of a use case: a French text, dated and sourced, with its facts for the card.

A page is the file ``legal.md`` beside the module of the use case. It begins with the facts that
go into a card, as TOML between two lines ``+++``; then it has the headings of
:data:`HEADINGS`, in that order. It informs, and is not legal advice.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from html import escape
from typing import Any

from civicai.plugins import file_beside

#: What each page speaks of, in this order.
HEADINGS = (
    "Règlement européen sur l’IA\u202f: la classe",
    "Ce qui rendrait la classe plus lourde",
    "Article 50\u202f: dire qu’une machine répond",
    "Données personnelles (RGPD)",
    "Quand faire une analyse d’impact (AIPD)",
    "Décisions individuelles (CRPA, article L.311-3-1)",
    "Ce qui reste dans la main des agents",
    "Cybersécurité",
    "Sources",
)
#: The warning that each page carries.
WARNING = "Cette page informe. Elle ne remplace pas un avis juridique."

_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")


@dataclass(frozen=True)
class LegalPage:
    """The legal page of a use case.

    Parameters
    ----------
    usecase : str
    as_of : datetime.date
        Day on which the law was as told.
    facts : dict
        Fields of a card's section ``legal``: ``ai_act_class``, ``dpia``, ``crpa_mention``,
        ``heavier_when``.
    text : str
        Markdown, in French.
    """

    usecase: str
    as_of: dt.date
    facts: dict[str, Any]
    text: str

    @property
    def title(self) -> str:
        """The page's own title."""
        return self.text.partition("\n")[0].removeprefix("# ")

    @property
    def sections(self) -> dict[str, str]:
        """The text under each heading."""
        parts = re.split(r"^## (.+)$", self.text, flags=re.MULTILINE)
        return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))

    def to_html(self) -> str:
        """Return the page as an HTML fragment, without its title; headings are ``<h2>``."""
        return "\n".join(_blocks(self.text.partition("\n")[2]))


def legal_page(usecase: str) -> LegalPage | None:
    """Return the legal page of a use case, or None where it has none.

    Parameters
    ----------
    usecase : str
        Its name, as typed after ``civicai run``.

    Examples
    --------
    >>> legal_page("canteen").facts["ai_act_class"]
    'minimal'
    """
    path = file_beside(usecase, "legal.md")
    if path is None:
        return None
    _nothing, head, text = path.read_text(encoding="utf-8").split("+++\n", 2)
    facts = tomllib.loads(head)
    as_of = facts.pop("as_of")
    return LegalPage(usecase, as_of, facts, text.strip() + "\n")


def _blocks(text: str) -> list[str]:
    """Write the Markdown of our own pages as HTML: headings, paragraphs, lists, links, bold."""
    written = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        if lines[0].startswith("## "):
            written.append(f"<h2>{_inline(lines[0][3:])}</h2>")
            lines = lines[1:]
        if lines and lines[0].startswith("- "):
            items = re.split(r"^- ", "\n".join(lines), flags=re.MULTILINE)[1:]
            listed = "".join(f"<li>{_inline(item)}</li>" for item in items)
            written.append(f"<ul>{listed}</ul>")
        elif lines:
            written.append(f"<p>{_inline(' '.join(lines))}</p>")
    return written


def _inline(text: str) -> str:
    text = escape(" ".join(text.split()), quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    text = re.sub(r"`(.+?)`", r"<code>\1</code>", text)
    return _LINK.sub(r'<a href="\2" rel="noopener noreferrer">\1</a>', text)
