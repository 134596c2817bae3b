"""Forecasts of many series at once: candidates, one selection, intervals, replay, scores.

Everything rests on one idea: a forecast may use only what was known when it was issued.
:class:`DailyHistory` answers "what was known on that day?" for thousands of questions at once;
the candidates (:class:`WeekdayMean`, :class:`MedianProfile`, :class:`PooledRidge`,
:class:`DailyBoosting`) ask it and nothing else.

Examples
--------
>>> import numpy as np
>>> from civicai.forecasting import DailyHistory, DailyQuery, WeekdayMean
>>> days = np.arange(18000, 18070)
>>> history = DailyHistory(np.zeros(70, int), days, np.full(70, 80.0))
>>> ask = DailyQuery(series=np.array([0]), day=np.array([18090]), issued=np.array([18069]))
>>> WeekdayMean(k=4).predict(history, ask)
array([80.])
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicai.forecasting.conformal import conformal_quantiles as conformal_quantiles
    from civicai.forecasting.daily.boosting import DailyBoosting as DailyBoosting
    from civicai.forecasting.daily.history import DailyHistory as DailyHistory
    from civicai.forecasting.daily.history import DailyQuery as DailyQuery
    from civicai.forecasting.daily.median_profile import MedianProfile as MedianProfile
    from civicai.forecasting.daily.panel import DailyPanel as DailyPanel
    from civicai.forecasting.daily.pooled_ridge import PooledRidge as PooledRidge
    from civicai.forecasting.daily.selection import DailySelection as DailySelection
    from civicai.forecasting.daily.weekday_mean import WeekdayMean as WeekdayMean
    from civicai.forecasting.error_law import ErrorLaw as ErrorLaw
    from civicai.forecasting.intraday.history import IntradayHistory as IntradayHistory
    from civicai.forecasting.intraday.history import IntradayQuery as IntradayQuery
    from civicai.forecasting.intraday.panel import IntradayPanel as IntradayPanel
    from civicai.forecasting.intraday.selection import IntradaySelection as IntradaySelection
    from civicai.forecasting.intraday.weekly_profile import WeeklyProfile as WeeklyProfile
    from civicai.forecasting.replay import blocks as blocks
    from civicai.forecasting.scores import bias as bias
    from civicai.forecasting.scores import coverage as coverage
    from civicai.forecasting.scores import wape as wape

_HOME = {
    "DailyHistory": "daily.history",
    "DailyQuery": "daily.history",
    "DailyPanel": "daily.panel",
    "IntradayPanel": "intraday.panel",
    "IntradayHistory": "intraday.history",
    "IntradayQuery": "intraday.history",
    "IntradaySelection": "intraday.selection",
    "WeekdayMean": "daily.weekday_mean",
    "WeeklyProfile": "intraday.weekly_profile",
    "MedianProfile": "daily.median_profile",
    "PooledRidge": "daily.pooled_ridge",
    "DailyBoosting": "daily.boosting",
    "DailySelection": "daily.selection",
    "conformal_quantiles": "conformal",
    "ErrorLaw": "error_law",
    "blocks": "replay",
    "wape": "scores",
    "bias": "scores",
    "coverage": "scores",
}
__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
