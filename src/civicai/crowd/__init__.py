"""Crowds: how many people, how many to come, and the chance of too many, from counts alone.

A town brings what its counters saw: passages, or entries and exits. It gets back the people in
each place, what is expected in the coming hours, the probability of being over capacity and a
level of alert, beside the rule of today (80 % of the capacity; the same hour last week). It is
an aid: the mayor, the prefect and the first-aid plan decide.

Examples
--------
>>> from civicai.crowd import OccupancyTracker, backtest
>>> from civicai.datasets import make_crowd
>>> tracker = OccupancyTracker(capacity=2000)
>>> tracker.update(entries=1700, exits=60).level
'watch'
>>> counts = make_crowd(days=49, random_state=2)["counts"]
>>> past = backtest(counts, horizons=("1h",), start="2024-12-01")
>>> errors = past[["expected", "rule"]].sub(past["observed"], axis=0).abs().mean()
>>> bool(errors["expected"] < errors["rule"])
True
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicai.crowd.counts import make_counts as make_counts
    from civicai.crowd.models import CountForecaster as CountForecaster
    from civicai.crowd.models import SilentCounterWarning as SilentCounterWarning
    from civicai.crowd.occupancy import OccupancyTracker as OccupancyTracker
    from civicai.crowd.occupancy import track_places as track_places
    from civicai.crowd.replay import backtest as backtest
    from civicai.crowd.scores import score_table as score_table
    from civicai.crowd.service_levels import level_of_service as level_of_service
    from civicai.crowd.sources import read_mobility_counts as read_mobility_counts
    from civicai.crowd.sources import read_operating_days as read_operating_days
    from civicai.crowd.usecase import USECASE as USECASE

_HOME = {
    "OccupancyTracker": "occupancy",
    "track_places": "occupancy",
    "CountForecaster": "models",
    "SilentCounterWarning": "models",
    "backtest": "replay",
    "make_counts": "counts",
    "level_of_service": "service_levels",
    "score_table": "scores",
    "read_mobility_counts": "sources",
    "read_operating_days": "sources",
    "USECASE": "usecase",
}
__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
