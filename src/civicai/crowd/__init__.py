"""Crowds: how many people are inside or will pass, and the chance of being too many.

A town brings numbers, never images nor identifiers: the passers-by of its counters, the entries
and exits of the gates of an event. It gets back the number inside with the error that piles up,
the counts expected, the chance of passing a limit, and the proof beside today's rules: 80 % of
the capacity, the same hour last week.

Examples
--------
>>> from civicai.datasets import make_crowd
>>> from civicai.crowd import CountForecaster, OccupancyTracker, backtest
>>> town = make_crowd(days=50, random_state=1)
>>> past = backtest(town["counts"], ("1h",))
>>> errors = past[["expected", "rule"]].sub(past["observed"], axis=0).abs().mean()
>>> bool(errors["expected"] < errors["rule"])
True
>>> tracker = OccupancyTracker(capacity=5000)
>>> tracker.update(entries=4950, exits=0).level
'alert'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicai.crowd.backtesting import backtest as backtest
    from civicai.crowd.models import CountForecaster as CountForecaster
    from civicai.crowd.models import StaleFeedWarning as StaleFeedWarning
    from civicai.crowd.occupancy import OccupancyTracker as OccupancyTracker
    from civicai.crowd.occupancy import carry_on as carry_on
    from civicai.crowd.occupancy import follow_gates as follow_gates
    from civicai.crowd.scoring import event_table as event_table
    from civicai.crowd.scoring import score_table as score_table
    from civicai.crowd.sources import read_mobility_counts as read_mobility_counts
    from civicai.crowd.usecase import USECASE as USECASE

_HOME = {
    "OccupancyTracker": "occupancy",
    "follow_gates": "occupancy",
    "carry_on": "occupancy",
    "CountForecaster": "models",
    "StaleFeedWarning": "models",
    "backtest": "backtesting",
    "score_table": "scoring",
    "event_table": "scoring",
    "read_mobility_counts": "sources",
    "USECASE": "usecase",
}
__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
