"""Project cards: what a report says of the system behind a decision, in plain words.

>>> from civicai import i18n
>>> from civicai.cards import ProjectCard, to_fill_in
>>> card = ProjectCard(
...     name="Canteen meals",
...     summary="Forecasts the meals to prepare three weeks ahead.",
...     status="development",
...     need={"problem": "One meal in six is thrown away.", "baseline_today": "Agents' forecast."},
...     system={"type": "ml", "method": "Selection of models", "version": "0.1.0"},
...     cost={"run_per_year": None, "reason": "Not in use yet."},
... )
>>> with i18n.use("en"):
...     print(card.to_markdown().splitlines()[0])
# Canteen meals
>>> to_fill_in(card)["decisions"]
['individual_decision', 'automation', 'human_oversight']

A card says what is not known by None, with a reason, and never by 0. Its JSON follows a
published schema (``card.schema.json``); :func:`build_library` makes a searchable site of many.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicai.cards.card import ProjectCard as ProjectCard
    from civicai.cards.check import check_content as check_content
    from civicai.cards.documents import town_documents as town_documents
    from civicai.cards.draft import draft_card as draft_card
    from civicai.cards.exports import boamps as boamps
    from civicai.cards.exports import etalab as etalab
    from civicai.cards.law import LegalPage as LegalPage
    from civicai.cards.law import legal_page as legal_page
    from civicai.cards.library import Library as Library
    from civicai.cards.library import build_library as build_library
    from civicai.cards.reading import read_card as read_card
    from civicai.cards.reading import to_fill_in as to_fill_in
    from civicai.cards.schema import card_schema as card_schema

_HOME = {
    "ProjectCard": "card",
    "read_card": "reading",
    "to_fill_in": "reading",
    "check_content": "check",
    "card_schema": "schema",
    "draft_card": "draft",
    "boamps": "exports",
    "etalab": "exports",
    "build_library": "library",
    "Library": "library",
    "legal_page": "law",
    "LegalPage": "law",
    "town_documents": "documents",
}
__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
