"""The past replayed: what would have been forecast of each place, issued hour by hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from civicai.crowd.counts import make_counts
from civicai.crowd.instants import to_instant
from civicai.crowd.models import CountForecaster
from civicai.crowd.schema import COUNTER, TIME
from civicai.errors import InputError

#: The model is fitted again after as many days.
BLOCK = pd.Timedelta("28D")

COLUMNS = [COUNTER, TIME, "issued_at", "horizon", "observed", "rule", "naive"]
COLUMNS += ["expected", "low", "high", "coverage", "p_over", "level", "model"]


def backtest(
    counts: pd.DataFrame,
    horizons: Sequence[str] = ("1h", "3h", "24h"),
    start: Any = None,
    end: Any = None,
    *,
    capacity: float | Mapping[str, float] | None = None,
    watch_at: float = 0.8,
    alert_at: float = 0.3,
    coverage: float = 0.9,
    tz: str = "Europe/Paris",
    random_state: int | None = 0,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Forecast each past count from exactly each horizon before it.

    The model is fitted again every four weeks, on what was known when the first forecast of the
    block was issued at the longest horizon.

    Parameters
    ----------
    counts : DataFrame
        ``counter``, ``time``, and ``count`` or ``entries`` and ``exits`` [people].
    horizons : sequence of str
    start, end : instant, optional
        First and last target; without ``start``, the last four weeks, or the last third of a
        short history. Naive instants are local.
    capacity, watch_at, alert_at, coverage, tz, random_state
        See :class:`~civicai.crowd.CountForecaster`.
    progress : callable, optional
        ``progress(done, total)`` in blocks.

    Returns
    -------
    DataFrame
        One row a counter, target and horizon: ``counter``, ``time``, ``issued_at``,
        ``horizon``, ``observed``, ``rule`` (same hour last week), ``naive`` (last count),
        ``expected``, ``low``, ``high`` [people], ``coverage``, ``p_over``, ``level`` and
        ``model``. Kept are the targets that were observed, as were their issue time and the
        same hour of the week before.
    """
    rows = make_counts(counts, tz=tz).rows
    leads = [pd.Timedelta(h).as_unit("ns") for h in horizons]
    first, last = _ends(rows, start, end, tz)
    begins = [*pd.date_range(first, last, freq=BLOCK)]
    done = []
    for number, begin in enumerate(begins):
        if progress is not None:
            progress(number, len(begins))
        until = min(begin + BLOCK, last + pd.Timedelta(1, "ns"))
        model = CountForecaster(horizons, capacity, watch_at, alert_at, coverage, tz, random_state)
        try:
            model.fit(rows[rows[TIME] <= begin - max(leads)])
        except InputError:
            continue  # too little is known that early to learn anything
        done.append(_replay(model, rows[rows[TIME] < until], begin))
    return pd.concat(done, ignore_index=True) if done else pd.DataFrame(columns=COLUMNS)


def _ends(rows: pd.DataFrame, start: Any, end: Any, tz: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    oldest, newest = rows[TIME].min(), rows[TIME].max()
    last = newest if end is None else min(to_instant(end, tz), newest)
    first = last - min(BLOCK, (last - oldest) / 3) if start is None else to_instant(start, tz)
    return first.ceil("30min"), last


def _replay(model: CountForecaster, rows: pd.DataFrame, begin: pd.Timestamp) -> pd.DataFrame:
    panel = model.panel_of(rows)
    columns = np.flatnonzero(panel.times >= begin)
    times, observed = panel.times, panel.take(columns)
    parts = []
    for horizon, steps in model.leads_.items():
        origins = columns - steps
        said = model.forecast(panel, origins, horizon, model.capacity)
        naive = panel.take(origins)
        usable = np.isfinite(observed) & np.isfinite(naive) & np.isfinite(said.rule)
        place, target = np.nonzero(usable & np.isfinite(said.expected))
        part = pd.DataFrame({COUNTER: panel.series[place], TIME: times[columns[target]]})
        part["issued_at"] = part[TIME] - horizon
        part["horizon"] = horizon
        for name, values in (("observed", observed), ("naive", naive)):
            part[name] = values[place, target]
        for name in ("rule", "expected", "low", "high", "p_over", "level", "model"):
            part[name] = getattr(said, name)[place, target]
        part["coverage"] = model.coverage
        parts.append(part)
    together = pd.concat(parts, ignore_index=True)
    keys = [COUNTER, TIME, "horizon"]
    return together.sort_values(keys, kind="stable", ignore_index=True)[COLUMNS]
