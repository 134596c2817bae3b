"""A card as one row of a table, and the few figures by which cards are sorted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from civicai.cards.card import ProjectCard
from civicai.cards.check import BOUNDS
from civicai.cards.fields import SECTIONS, TOP

#: Edges of the sizes of authorities [inhabitants]; the law on inventories starts at 3,500.
SIZES = (3_500, 10_000, 50_000, 200_000)
#: Edges of what a project costs in a year, in its currency.
COSTS = (1_000, 10_000, 50_000)
#: Edges of what a project emits in a year [kgCO2e].
CARBONS = (10, 100, 1_000)
UNKNOWN = "unknown"


def flat_row(card: ProjectCard) -> dict[str, Any]:
    """Return a card as one row.

    Returns
    -------
    dict
        Columns ``section.field``, ``section.field.low`` for intervals; each list is one text,
        its parts separated by ``|``, the fields of a part by ``;``. Not known is None.
    """
    row: dict[str, Any] = {
        "id": card.id,
        "lang": card.lang,
        "name": card.name,
        "summary": card.summary,
        "status": card.status,
        **{key: getattr(card, key) for key in TOP},
    }
    for name, section in SECTIONS.items():
        found = getattr(card, name)
        if section.many:
            row[name] = " | ".join(map(_part_text, found)) or None
            continue
        for key, field in section.fields.items():
            value = found.get(key)
            if field.kind in ("interval", "net"):
                row |= {f"{name}.{key}.{b}": value[b] if value else None for b in BOUNDS}
            else:
                row[f"{name}.{key}"] = value
        row[f"{name}.reason"] = found.get("reason")
    return row


def _part_text(part: Mapping[str, Any]) -> str:
    return "; ".join(f"{key}: {value}" for key, value in part.items() if value is not None)


def cost_per_year(card: ProjectCard) -> float | None:
    """Return what the project costs in a year, in its currency, if the card says so."""
    value: float | None = card.cost.get("run_per_year")
    return value


def carbon_per_year(card: ProjectCard) -> float | None:
    """Return what the project emits in a year [kgCO2e], use and manufacture, where known."""
    keys = ("use_kgco2e_per_year", "embodied_kgco2e_per_year")
    known = [card.environment[key]["central"] for key in keys if card.environment.get(key)]
    return sum(known) if known else None


def band(value: float | None, edges: tuple[int, ...]) -> str:
    """Return the rank of the band that a figure falls in, or ``"unknown"``.

    Examples
    --------
    >>> band(3_500, SIZES), band(0.5, CARBONS), band(None, COSTS)
    ('1', '0', 'unknown')
    """
    return UNKNOWN if value is None else str(bisect_right(edges, value))
