"""The project card: fixed fields, honest about what is not known."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from civicai.cards.check import LATER, SCHEMA, SLUG_LENGTH, check_content
from civicai.cards.fields import SECTIONS, TOP
from civicai.cards.strict_json import parse
from civicai.errors import InputError
from civicai.i18n import language

if TYPE_CHECKING:
    from civicai.carbon import Footprint

Part = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ProjectCard:
    """What a town should know of a system before it uses it, and tells its inhabitants.

    The fields are those that public registers of algorithms ask for (the Dutch publication
    standard 1.0, the British ATRS 3.0, the French inventory of Etalab) and the four that the
    French Senate's report 447 (2024-2025) asks of a national library of projects: situation,
    need, cost, environmental impact. Each field of each section, with its kind and unit, is on
    the page of the reference about cards, and in the JSON Schema that :func:`card_schema`
    returns. Texts are in one language, ``lang``.

    Parameters
    ----------
    name, summary : str
        At most 100 and 350 characters.
    status : {"development", "test", "production", "retired"}
    need : dict
        ``policy_area``, ``problem``, ``baseline_today``, ``alternatives_considered``,
        ``non_ai_result``.
    system : dict
        ``type`` ("rules", "ml" or "generative"), ``method``, ``library``, ``version``,
        ``intended_environment``, ``out_of_scope``, ``retrain_every_days``…
    data : sequence of dict
        ``name``, ``owner``, ``licence``, ``personal`` ("none", "indirect", "direct" or
        "sensitive"), ``period``, ``rows``, ``source_url``…
    performance : sequence of dict
        ``metric``, ``value``, ``low``, ``high``, ``unit``, ``baseline_value``,
        ``test_period``: texts, or numbers in ``unit``.
    cost : dict
        ``currency``, ``build``, ``run_per_year``, ``staff_days_per_year``, ``basis``
        ("measured", "quoted" or "estimated"), ``year``…
    environment : dict
        ``use_kgco2e_per_year``, ``embodied_kgco2e_per_year`` and others, each
        ``{"low": …, "central": …, "high": …}``; ``method``, ``intensity_gco2e_per_kwh``…
    decisions : dict
        ``individual_decision`` (bool), ``automation`` ("none", "aid" or "full"),
        ``human_oversight``, ``appeals``.
    legal : dict
        ``ai_act``, ``ai_act_class``, ``heavier_when``, ``art50``, ``gdpr``, ``dpia``,
        ``crpa``, ``crpa_mention``, ``cyber``, ``as_of``, ``sources``.
    risks : sequence of dict
        ``risk``, ``mitigation``.
    authority : dict
        ``name``, ``siren``, ``type``, ``population`` [inhabitants], ``department``,
        ``country`` (ISO 3166-1), ``contact``…
    citizens : dict
        ``how_informed``, ``consultation``, ``how_to_object``.
    id : str, optional
        Small letters, digits and hyphens; made from the name where it is not given.
    lang : {"fr", "en"}, optional
        Language of the texts; that in force where it is not given.
    evidence : {"simulated", "real"}, optional
        Whether the figures come from invented data or from the authority's own.
    start, end, updated : str, optional
        Dates: ``"2026"``, ``"2026-11"`` or ``"2026-11-26"``.
    charter_url : str, optional

    Raises
    ------
    InputError
        A :class:`ValueError`, with every problem: a field or a coded value unknown, a value None
        in a section without its ``reason``, a number negative, a cost zero or without its
        basis… A unit or a currency may come later: only :meth:`from_dict` asks for it.
    """

    name: str
    summary: str
    status: str
    need: Part
    system: Part
    data: Sequence[Part] = ()
    performance: Sequence[Part] = ()
    cost: Part = field(default_factory=dict)
    environment: Part = field(default_factory=dict)
    decisions: Part = field(default_factory=dict)
    legal: Part = field(default_factory=dict)
    risks: Sequence[Part] = ()
    authority: Part = field(default_factory=dict)
    citizens: Part = field(default_factory=dict)
    id: str = ""
    lang: str = field(default_factory=language)
    evidence: str | None = None
    start: str | None = None
    end: str | None = None
    updated: str | None = None
    charter_url: str | None = None

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", slug(self.name))
        problems = [p for p in check_content(self.to_dict()) if p.code not in LATER]
        if problems:
            raise InputError(problems)

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> ProjectCard:
        """Make a card from what its JSON holds.

        Raises
        ------
        InputError
            With every problem found by :func:`civicai.cards.check_content`.
        """
        problems = check_content(content)
        if problems:
            raise InputError(problems)
        known = {f.name for f in fields(cls)}
        return cls(**{key: value for key, value in content.items() if key in known})

    @classmethod
    def from_json(cls, text: str) -> ProjectCard:
        """Make a card from JSON; see :meth:`from_dict`, and :func:`civicai.cards.read_card`."""
        return cls.from_dict(parse(text))

    def to_dict(self) -> dict[str, Any]:
        """Return the card as plain dictionaries and lists, ready for JSON."""
        card: dict[str, Any] = {"schema_version": SCHEMA, "id": self.id, "lang": self.lang}
        card |= {"name": self.name, "summary": self.summary, "status": self.status}
        card |= {key: getattr(self, key) for key in TOP if getattr(self, key) is not None}
        for name, section in SECTIONS.items():
            found = getattr(self, name)
            single = isinstance(found, Mapping)
            if not section.many or single or isinstance(found, str):
                card[name] = dict(found) if single else found
            else:
                card[name] = [dict(p) if isinstance(p, Mapping) else p for p in found]
        return card

    def to_json(self) -> str:
        """Return the card as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False, indent=1)

    def to_markdown(self) -> str:
        """Return the card as a Markdown page, in the language in force."""
        from civicai.cards.render import markdown

        return markdown(self)

    def to_html(self, level: int = 3) -> str:
        """Return the card as an HTML fragment, headings from ``<h3>`` (or ``level``) down."""
        from civicai.cards.render import html

        return html(self, level)

    def to_boamps(self, footprint: Footprint | None = None) -> dict[str, Any]:
        """Return a BoAmps report of the energy of one run; see :func:`civicai.cards.boamps`."""
        from civicai.cards.exports import boamps

        return boamps(self, footprint)

    def to_etalab(self) -> dict[str, str]:
        """Return the card's row of Etalab's inventory; see :func:`civicai.cards.etalab`."""
        from civicai.cards.exports import etalab

        return etalab(self)


def slug(text: str) -> str:
    """Make an id from a name: small letters, digits and hyphens.

    Examples
    --------
    >>> slug("Repas à préparer : l’école")
    'repas-a-preparer-l-ecole'
    """
    spaced = re.sub(r"[^\w\s]", " ", text)  # first, or ASCII would join what ’ keeps apart
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain) or ["card"]
    return "-".join(words)[:SLUG_LENGTH].strip("-")
