"""Car parks: which will be full, when, and how sure that is, from minutes to a week ahead.

A town brings the readings of its car parks: places taken or free, and when. It gets back, for
each park, the places taken that are expected, a band within the capacity and the probability
that it is full; and the proof on its own past, beside the same time last week.

Examples
--------
>>> from civicai.datasets import make_parking
>>> from civicai.parking import OccupancyForecaster, backtest
>>> occupancy = make_parking(parks=3, days=35, random_state=2)["occupancy"]
>>> past = backtest(occupancy, horizons=("30min", "24h"), start="2024-11-04")
>>> errors = past[["expected", "rule"]].sub(past["observed"], axis=0).abs().mean()
>>> bool(errors["expected"] < errors["rule"])
True
>>> model = OccupancyForecaster(horizons=("30min", "24h"), full_at=0.95).fit(occupancy)
>>> forecast = model.predict()
>>> bool(forecast["p_full"].between(0, 1).all())
True
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicai.parking.canopies import daytime_occupancy as daytime_occupancy
    from civicai.parking.guidance import rank_parks as rank_parks
    from civicai.parking.guidance import time_to_full as time_to_full
    from civicai.parking.models import OccupancyForecaster as OccupancyForecaster
    from civicai.parking.models import StaleFeedWarning as StaleFeedWarning
    from civicai.parking.readings import make_readings as make_readings
    from civicai.parking.replay import backtest as backtest
    from civicai.parking.scores import brier_score as brier_score
    from civicai.parking.scores import reliability_table as reliability_table
    from civicai.parking.scores import score_table as score_table
    from civicai.parking.sources import read_records as read_records
    from civicai.parking.usecase import USECASE as USECASE

_HOME = {
    "OccupancyForecaster": "models",
    "StaleFeedWarning": "models",
    "backtest": "replay",
    "make_readings": "readings",
    "read_records": "sources",
    "rank_parks": "guidance",
    "time_to_full": "guidance",
    "daytime_occupancy": "canopies",
    "score_table": "scores",
    "reliability_table": "scores",
    "brier_score": "scores",
    "USECASE": "usecase",
}
__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
