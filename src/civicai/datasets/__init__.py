"""Data to try, test and compare on: embedded, fetched or simulated.

- ``load_*`` reads a small set that ships with civicai;
- ``fetch_*`` gets real open data from a pinned address and checks its hash;
- ``make_*`` simulates, from a seed, a town whose truth is known.

``registry.json`` states for each set its files, hashes, licence, columns and known flaws.

>>> from civicai.datasets import list_datasets
>>> "canteen_example" in list_datasets()["name"].tolist()
True
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicai.datasets.fetch import fetch_nantes_canteen as fetch_nantes_canteen
    from civicai.datasets.load import CivicaiDataWarning as CivicaiDataWarning
    from civicai.datasets.load import example_path as example_path
    from civicai.datasets.load import list_datasets as list_datasets
    from civicai.datasets.load import load_canteen as load_canteen
    from civicai.datasets.simulate_canteen import make_canteen as make_canteen
    from civicai.datasets.simulate_canteen import write_canteen_example as write_canteen_example
    from civicai.datasets.simulate_crowd import make_crowd as make_crowd
    from civicai.datasets.simulate_crowd import write_crowd_example as write_crowd_example
    from civicai.datasets.simulate_faq import make_faq as make_faq
    from civicai.datasets.simulate_faq import write_faq_example as write_faq_example
    from civicai.datasets.simulate_parking import make_parking as make_parking
    from civicai.datasets.simulate_parking import write_parking_example as write_parking_example
    from civicai.datasets.simulate_risk import make_risk as make_risk
    from civicai.datasets.simulate_risk import write_risk_example as write_risk_example
    from civicai.datasets.simulate_water import make_water as make_water
    from civicai.datasets.simulate_water import write_water_example as write_water_example

_HOME = {
    "load_canteen": "load",
    "example_path": "load",
    "list_datasets": "load",
    "CivicaiDataWarning": "load",
    "fetch_nantes_canteen": "fetch",
    "make_canteen": "simulate_canteen",
    "write_canteen_example": "simulate_canteen",
    "make_crowd": "simulate_crowd",
    "write_crowd_example": "simulate_crowd",
    "make_faq": "simulate_faq",
    "write_faq_example": "simulate_faq",
    "make_parking": "simulate_parking",
    "write_parking_example": "simulate_parking",
    "make_risk": "simulate_risk",
    "write_risk_example": "simulate_risk",
    "make_water": "simulate_water",
    "write_water_example": "simulate_water",
}
__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
