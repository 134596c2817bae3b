"""Municipal AI use cases: a town's own file becomes a decision, its proof and its carbon bill.

Each use case is a sub-package with a ten-line runnable example in its docstring:
:mod:`civicai.canteen`, :mod:`civicai.water`, :mod:`civicai.risk`, :mod:`civicai.parking`,
:mod:`civicai.crowd`, :mod:`civicai.faq`. They share :mod:`civicai.tables`,
:mod:`civicai.calendars`, :mod:`civicai.datasets`, :mod:`civicai.carbon`,
:mod:`civicai.forecasting` and :mod:`civicai.reports`;
:func:`civicai.usecase.find_usecases` lists what is installed; :mod:`civicai.persist` keeps what
was fitted.
"""

from importlib import import_module
from typing import Any

__version__ = "0.2.0"

_ROOMS = (
    "calendars",
    "canteen",
    "carbon",
    "cards",
    "clock",
    "crowd",
    "datasets",
    "errors",
    "faq",
    "forecasting",
    "i18n",
    "parking",
    "persist",
    "reports",
    "risk",
    "tables",
    "usecase",
    "water",
)


def __getattr__(name: str) -> Any:
    """Import a room when it is first named (PEP 562), so that ``import civicai`` stays light."""
    if name in _ROOMS:
        return import_module(f"civicai.{name}")
    raise AttributeError(f"module 'civicai' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_ROOMS])
