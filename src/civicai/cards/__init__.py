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

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
