"""Forecasts of many series at once: as-of features, a ladder of rungs, intervals, backtest, scores.

Everything rests on one idea: a forecast may use only what was known when it was issued.
:class:`History` answers "what was known on that day?" for thousands of questions at once;
the rungs (:class:`WeekdayMean`, :class:`MedianProfile`, :class:`PooledRidge`,
:class:`GlobalBoosting`) ask it and nothing else.

Examples
--------
>>> import numpy as np
>>> from civicai.forecasting import History, Query, WeekdayMean
>>> days = np.arange(18000, 18070)
>>> history = History(np.zeros(70, int), days, np.full(70, 80.0))
>>> ask = Query(series=np.array([0]), day=np.array([18090]), issued=np.array([18069]))
>>> WeekdayMean(k=4).predict(history, ask)
array([80.])
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicai.forecasting.backtest import blocks as blocks
    from civicai.forecasting.boosting import GlobalBoosting as GlobalBoosting
    from civicai.forecasting.conformal import conformal_quantiles as conformal_quantiles
    from civicai.forecasting.count_boosting import CountBoosting as CountBoosting
    from civicai.forecasting.history import History as History
    from civicai.forecasting.history import Query as Query
    from civicai.forecasting.ladder import DailyLadder as DailyLadder
    from civicai.forecasting.median_profile import MedianProfile as MedianProfile
    from civicai.forecasting.panel import DailyPanel as DailyPanel
    from civicai.forecasting.pooled_ridge import PooledRidge as PooledRidge
    from civicai.forecasting.scores import bias as bias
    from civicai.forecasting.scores import coverage as coverage
    from civicai.forecasting.scores import wape as wape
    from civicai.forecasting.slot_history import SlotHistory as SlotHistory
    from civicai.forecasting.slot_history import SlotQuery as SlotQuery
    from civicai.forecasting.slot_ladder import SlotLadder as SlotLadder
    from civicai.forecasting.slots import SlotPanel as SlotPanel
    from civicai.forecasting.weekday_mean import WeekdayMean as WeekdayMean
    from civicai.forecasting.weekly_profile import WeeklyProfile as WeeklyProfile

_HOME = {
    "History": "history",
    "Query": "history",
    "DailyPanel": "panel",
    "SlotPanel": "slots",
    "SlotHistory": "slot_history",
    "SlotQuery": "slot_history",
    "SlotLadder": "slot_ladder",
    "WeekdayMean": "weekday_mean",
    "WeeklyProfile": "weekly_profile",
    "MedianProfile": "median_profile",
    "PooledRidge": "pooled_ridge",
    "GlobalBoosting": "boosting",
    "CountBoosting": "count_boosting",
    "DailyLadder": "ladder",
    "conformal_quantiles": "conformal",
    "blocks": "backtest",
    "wape": "scores",
    "bias": "scores",
    "coverage": "scores",
}
__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
