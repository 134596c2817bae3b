"""The card that a run leaves behind: what it knows, and null where the town must speak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from civicai.cards.card import ProjectCard
from civicai.cards.fields import SECTIONS
from civicai.cards.law import legal_page
from civicai.cards.reading import DRAFT
from civicai.i18n import _

if TYPE_CHECKING:
    from civicai.carbon import Footprint, Interval


class Figure(Protocol):
    """A figure of a report, such as :class:`civicai.reports.KeyFigure`."""

    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def note(self) -> str: ...  # noqa: D102


def draft_card(
    card: ProjectCard,
    usecase: str,
    *,
    evidence: str | None = None,
    updated: str | None = None,
    footprint: Footprint | None = None,
    scores: Iterable[Figure] = (),
) -> ProjectCard:
    """Complete a use case's card with what one run knows.

    Parameters
    ----------
    card : ProjectCard
        The use case's own.
    usecase : str
        Its name.
    evidence : {"simulated", "real"}, optional
        Whether the run was on invented data.
    updated : str, optional
        Date of the card.
    footprint : Footprint, optional
        Of the run: its energy and emissions, with their factors.
    scores : iterable of KeyFigure
        Of an evaluation on the past, where the card has no performance of its own.

    Returns
    -------
    ProjectCard
        With null, and a reason, in every field that a complete card has and this one lacks. Its id
        ends in ``-draft`` until the town gives it its own.
    """
    parts: dict[str, Any] = {name: getattr(card, name) for name in SECTIONS}
    parts["need"] = {"policy_area": "other", **parts["need"]}
    parts["system"] = {"usecase": usecase, **parts["system"]}
    parts["environment"] = {**_said(parts["environment"]), **_measured(footprint)}
    parts["legal"] = {**_legal(usecase, card.lang), **parts["legal"]}
    if not parts["performance"]:
        parts["performance"] = [
            {"metric": s.label, "value": s.text, "test_period": s.note or None} for s in scores
        ]
    for name, section in SECTIONS.items():
        found = parts[name]
        if section.many:
            parts[name] = [_with_blanks(name, part) for part in found or [{}]]
        else:
            parts[name] = _with_blanks(name, found)
    parts["evidence"] = evidence or card.evidence
    parts["updated"] = updated or card.updated
    return replace(card, id=f"{usecase}{DRAFT}".replace("_", "-"), **parts)


def _with_blanks(name: str, part: Mapping[str, Any]) -> dict[str, Any]:
    """Add null for what is needed and absent, with the reason."""
    fields = SECTIONS[name].fields
    blanks = {key: None for key, field in fields.items() if field.needed and key not in part}
    filled = {key: part.get(key) for key in fields if key in part or key in blanks}
    if None not in filled.values():
        return {**filled, **({"reason": part["reason"]} if part.get("reason") else {})}
    reasons = [str(part["reason"])] if part.get("reason") else []
    wanted = _REASONS[name]() if name in _REASONS else _("To be filled in by the town.")
    return {**filled, "reason": " ".join(dict.fromkeys([*reasons, wanted]))}


_REASONS = {
    "performance": lambda: _("To be filled in: “civicai evaluate” measures it on your own past."),
    "environment": lambda: _(
        "One run was measured; a year depends on how many runs the town makes, and on its machine."
    ),
}


def _said(environment: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in environment.items() if value is not None}


def _measured(footprint: Footprint | None) -> dict[str, Any]:
    """Return what the footprint of one run says, with its factors."""
    if footprint is None or footprint.below_resolution:
        return {}
    known: dict[str, Any] = {
        "run_kwh": _rounded(footprint.energy),
        "run_gco2e": _rounded(footprint.emissions),
        "method": footprint.method,
        "quality": footprint.quality,
    }
    for name, factor in footprint.factors.items():
        if name.startswith("electricity.") and factor.value > 0:
            told = factor.to_dict()
            known |= {
                "country": name.removeprefix("electricity."),
                "intensity_gco2e_per_kwh": factor.value,
                "intensity_year": factor.year,
                "intensity_source": told["source"],
            }
        if name == "pue" and factor.value > 0:
            known["pue"] = factor.value
    return _said(known)


def _rounded(interval: Interval) -> dict[str, float]:
    """Keep two significant digits, which is all that an estimate deserves."""
    return {bound: float(f"{value:.1e}") for bound, value in interval.to_dict().items()}


def _legal(usecase: str, lang: str) -> dict[str, Any]:
    """Return the facts of the legal page; its sentences are French, and stay out of other cards."""
    page = legal_page(usecase)
    if page is None:
        return {}
    codes = {key: fact for key, fact in page.facts.items() if key != "heavier_when"}
    return {**(page.facts if lang == "fr" else codes), "as_of": page.as_of.isoformat()}
