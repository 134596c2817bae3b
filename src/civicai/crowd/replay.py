"""The past replayed: what would have been forecast of each place, issued hour by hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from civicai.clock import DEFAULT_TZ
from civicai.crowd.counts import Counts, make_counts
from civicai.crowd.models import CountForecaster
from civicai.forecasting.intraday.replay import replay_past

#: The model is fitted again after as many days.
BLOCK = pd.Timedelta("28D")


def backtest(
    counts: pd.DataFrame | Counts,
    horizons: Sequence[str] = ("1h", "3h", "24h"),
    start: Any = None,
    end: Any = None,
    *,
    capacity: float | Mapping[str, float] | None = None,
    watch_at: float = 0.8,
    alert_at: float = 0.3,
    coverage: float = 0.9,
    tz: str = DEFAULT_TZ,
    random_state: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Forecast each past count from exactly each horizon before it.

    Parameters
    ----------
    counts : DataFrame or Counts
        ``counter``, ``time``, and ``count`` or ``entries`` and ``exits`` [people]; or what
        :func:`make_counts` made of it.
    horizons : sequence of str
    start, end : instant, optional
        First and last target; ``start`` may be a duration before the last, by default four weeks,
        or half of a short history. Naive instants are local.
    capacity, watch_at, alert_at, coverage, tz, random_state
        See :class:`~civicai.crowd.CountForecaster`.
    progress : callable, optional
        ``progress(done, total)`` in blocks.

    Returns
    -------
    DataFrame
        Of ``replay_past``, one row a ``counter``, target
        and horizon [people]; the decision is ``p_over`` and ``level``.
    """
    known = make_counts(counts, tz=tz)
    forecaster = partial(
        CountForecaster, horizons, capacity, watch_at, alert_at, coverage, tz, random_state
    )
    start = BLOCK if start is None else start
    return replay_past(forecaster, known, start, end, every=BLOCK, progress=progress)
