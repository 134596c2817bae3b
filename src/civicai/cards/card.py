"""The project card: fixed fields, honest about what is not known."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from civicai.cards import words

SCHEMA = "civicai.card/1"

Section = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ProjectCard:
    """What a town should know of a system before it uses it, and tells its inhabitants.

    The fields are those that public registers of algorithms ask for (the Dutch publication
    standard 1.0, the British ATRS 3.0, the French inventory of Etalab), with cost and
    environment added. Texts are in one language, that of the run.

    Parameters
    ----------
    name, summary : str
        At most 100 and 350 characters.
    status : {"development", "test", "production", "retired"}
    need : dict
        ``problem``, ``baseline_today``.
    system : dict
        ``type`` ("rules", "ml" or "generative"), ``method``, ``library``, ``version``,
        ``intended_environment``, ``out_of_scope``, ``retrain_every_days``.
    data : sequence of dict
        ``name``, ``owner``, ``licence``, ``personal`` ("none", "indirect", "direct" or
        "sensitive"), ``period``, ``rows``, ``source_url``.
    performance : sequence of dict
        ``metric``, ``value``, ``baseline_value``, ``test_period``: texts or numbers.
    cost : dict
        ``currency``, ``build``, ``run_per_year``, ``staff_days_per_year``, ``basis``
        ("measured", "quoted" or "estimated").
    environment : dict
        ``use``, ``embodied``, ``avoided``, ``method``: texts, or None when not known.
    decisions : dict
        ``individual_decision`` (bool), ``automation`` ("none", "aid" or "full"),
        ``human_oversight``, ``appeals``.
    legal : dict
        ``ai_act``, ``gdpr``, ``crpa``, ``cyber``.
    risks : sequence of dict
        ``risk``, ``mitigation``.

    Raises
    ------
    ValueError
        If a field or a coded value is unknown, a text too long, a value None in a section
        without its ``reason``, or a cost zero or without its basis: what is not known is
        None and says why, never 0.
    """

    name: str
    summary: str
    status: str
    need: Section
    system: Section
    data: Sequence[Section] = ()
    performance: Sequence[Section] = ()
    cost: Section = field(default_factory=dict)
    environment: Section = field(default_factory=dict)
    decisions: Section = field(default_factory=dict)
    legal: Section = field(default_factory=dict)
    risks: Sequence[Section] = ()

    def __post_init__(self) -> None:
        for text, limit in ((self.name, 100), (self.summary, 350)):
            if not 0 < len(text) <= limit:
                raise ValueError(f"write 1 to {limit} characters, not {len(text)}: {text!r}")
        words.check_code("status", self.status)
        for title, section in self._sections():
            for part in [section] if isinstance(section, Mapping) else section:
                _check_section(title, part)
        _check_cost(self.cost)

    def _sections(self) -> list[tuple[str, Any]]:
        names = [f.name for f in fields(self) if f.name not in ("name", "summary", "status")]
        return [(name, getattr(self, name)) for name in names]

    def to_dict(self) -> dict[str, Any]:
        """Return the card as plain dictionaries and lists, ready for JSON."""
        card: dict[str, Any] = {"schema_version": SCHEMA}
        card |= {"name": self.name, "summary": self.summary, "status": self.status}
        for name, section in self._sections():
            single = isinstance(section, Mapping)
            card[name] = dict(section) if single else [dict(part) for part in section]
        return card

    def to_json(self) -> str:
        """Return the card as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False, indent=1)

    def to_markdown(self) -> str:
        """Return the card as a Markdown page, in the language in force."""
        from civicai.cards.render import markdown

        return markdown(self)

    def to_html(self) -> str:
        """Return the card as an HTML fragment whose headings start at ``<h3>``."""
        from civicai.cards.render import html

        return html(self)


def _check_section(title: str, section: Section) -> None:
    unknown = set(section) - set(words.FIELDS[title]) - {"reason"}
    if unknown:
        known = ", ".join(words.FIELDS[title])
        raise ValueError(f"{title} has no field {', '.join(sorted(unknown))}; known: {known}")
    for key, value in section.items():
        words.check_code(key, value)
    silent = [key for key, value in section.items() if value is None]
    if silent and not section.get("reason"):
        raise ValueError(f"{title}: say in “reason” why {', '.join(silent)} is not known")


def _check_cost(cost: Section) -> None:
    amounts = {key: cost.get(key) for key in ("build", "run_per_year", "staff_days_per_year")}
    known = {key: value for key, value in amounts.items() if value is not None}
    zero = [key for key, value in known.items() if value == 0]
    if zero:
        raise ValueError(f"cost: {', '.join(zero)} cannot be 0; not known is None, with a reason")
    if known and not cost.get("basis"):
        raise ValueError("cost: say in “basis” where the figures come from")
