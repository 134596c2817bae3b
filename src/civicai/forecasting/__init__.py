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

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
