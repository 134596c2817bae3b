"""The past replayed: what would have been forecast, issued before each reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import pandas as pd

from civicai.clock import DEFAULT_TZ, to_instant
from civicai.risk.alert_scale import COLOURS
from civicai.risk.gauges import nanoseconds, split_gauges
from civicai.risk.models import FloodForecaster
from civicai.risk.rain import Rain, make_rain
from civicai.risk.readings import Readings, make_readings
from civicai.risk.schema import STATION, TIME

#: Share of the readings that are scored where no start is given.
SCORED_SHARE = 1 / 3
#: Columns of a replayed past, in their order.
COLUMNS = [STATION, TIME, "issued_at", "horizon", "observed", "rule", "naive", "expected"]
COLUMNS += ["low", "high", "coverage", *(f"p_{colour}" for colour in COLOURS), "level", "model"]


def backtest(
    observations: pd.DataFrame | Readings,
    lead_times: Sequence[str] = ("1h", "3h", "6h"),
    start: Any = None,
    end: Any = None,
    *,
    rain: pd.DataFrame | Rain | None = None,
    scales: Any = None,
    stations: Sequence[str] | None = None,
    quantity: str | None = None,
    coverage: float = 0.8,
    alert_at: float = 0.2,
    tz: str = DEFAULT_TZ,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Forecast each past reading from exactly each lead before it.

    The model, and the thresholds where none are given, are learned once, from what was known
    when the first forecast of the longest lead was issued.

    Parameters
    ----------
    observations, lead_times, rain, scales, stations, quantity, coverage, alert_at, tz
        See :class:`~civicai.risk.FloodForecaster`.
    start, end : instant, optional
        First and last target; without a time zone they are local. Without ``start``, the last
        third of the time is scored.
    progress : callable, optional
        ``progress(done, total)``.

    Returns
    -------
    DataFrame
        One row a station, reading and lead: ``station``, ``time``, ``issued_at``, ``horizon``,
        ``observed``, ``rule`` and ``naive`` (the value at ``issued_at``), ``expected``, ``low``,
        ``high`` [m3/s or m], ``coverage``, ``p_yellow``, ``p_orange``, ``p_red``, ``level`` and
        ``model``. ``level`` is ``"unknown"`` where the gauge was silent when the forecast was
        due: such rows are kept, for a flood may have come meanwhile.
    """
    readings = make_readings(observations, quantity)
    fallen = None if rain is None else make_rain(rain)
    leads = [pd.Timedelta(lead).as_unit("ns") for lead in lead_times]
    begin, last = _scored(readings.rows[TIME], start, end, tz)
    cut = begin - max(leads)
    model = FloodForecaster(lead_times, scales, stations, readings.quantity, coverage, alert_at, tz)
    model.fit(readings.until(cut), None if fallen is None else fallen.until(cut))
    gauges = split_gauges(readings, model.gauges_)
    asked = readings.rows[readings.rows[TIME].between(begin, last)]
    done: list[pd.DataFrame] = []
    for name, lead in product(model.models_, leads):
        if progress is not None:
            progress(len(done), len(model.models_) * len(leads))
        some = asked[asked[STATION] == name]
        moments = nanoseconds(some[TIME]) - lead.value
        forecasts = model.forecast(name, gauges, fallen, moments, lead)
        rows = model.as_rows(name, forecasts, moments, lead)
        observed = some[readings.quantity].to_numpy(float)
        done.append(rows.assign(observed=observed, rule=forecasts.now, naive=forecasts.now))
    return pd.concat(done, ignore_index=True)[COLUMNS]


def _scored(
    times: pd.Series[pd.Timestamp], start: Any, end: Any, tz: str
) -> tuple[pd.Timestamp, pd.Timestamp]:
    first, last = times.min(), times.max()
    if end is not None:
        last = min(last, to_instant(end, tz))
    if start is not None:
        return to_instant(start, tz), last
    return (last - (last - first) * SCORED_SHARE).ceil("h"), last
