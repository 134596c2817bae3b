"""The past replayed: what would have been forecast of each park, issued reading by reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pandas as pd

from civicai.clock import DEFAULT_TZ
from civicai.forecasting.intraday.replay import replay_past
from civicai.parking.models import OccupancyForecaster
from civicai.parking.readings import Readings, make_readings

#: The model is fitted again after as many days, as a town would refit it each week.
BLOCK = pd.Timedelta("7D")


def backtest(
    occupancy: pd.DataFrame | Readings,
    horizons: Sequence[str] = ("30min", "1h", "4h", "24h", "7D"),
    start: Any = None,
    end: Any = None,
    *,
    full_at: float = 0.95,
    coverage: float = 0.9,
    tz: str = DEFAULT_TZ,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Forecast each past reading from exactly each horizon before it.

    Parameters
    ----------
    occupancy : DataFrame or Readings
        ``park``, ``time``, ``occupied`` or ``free``, ``capacity`` [places]; or what
        :func:`make_readings` made of it.
    horizons : sequence of str
    start, end : instant, optional
        First and last target; ``start`` may be a duration before the last, by default two weeks,
        or half of a short history. Naive instants are local.
    full_at, coverage, tz
        See :class:`~civicai.parking.OccupancyForecaster`.
    progress : callable, optional
        ``progress(done, total)`` in blocks.

    Returns
    -------
    DataFrame
        Of ``replay_past``, one row a ``park``, target
        and horizon [places]; the decision is ``p_full``.
    """
    readings = make_readings(occupancy)
    forecaster = partial(OccupancyForecaster, horizons, full_at, coverage, tz)
    return replay_past(forecaster, readings, start, end, every=BLOCK, progress=progress)
