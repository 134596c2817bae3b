"""Project cards: what a report says of the system behind a decision, in plain words.

>>> from civicai import i18n
>>> from civicai.cards import ProjectCard
>>> card = ProjectCard(
...     name="Canteen meals",
...     summary="Forecasts the meals to prepare three weeks ahead.",
...     status="development",
...     need={"problem": "One meal in six is thrown away.", "baseline_today": "Agents' forecast."},
...     system={"type": "ml", "method": "Ladder of models", "version": "0.1.0"},
...     cost={"run_per_year": None, "reason": "Not in use yet."},
... )
>>> with i18n.use("en"):
...     print(card.to_markdown().splitlines()[0])
# Canteen meals
"""

from civicai.cards.card import ProjectCard

__all__ = ["ProjectCard"]
