"""The past replayed: what would have been forecast of each park, issued reading by reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from civicai.errors import InputError
from civicai.forecasting.intraday.history import IntradayQuery
from civicai.parking.grid import Known, to_instant
from civicai.parking.models import OccupancyForecaster
from civicai.parking.readings import make_readings
from civicai.parking.schema import PARK, TIME

#: The model is fitted again after as many days, as a town would refit it each week.
BLOCK = pd.Timedelta("7D")
DAY = pd.Timedelta("1D")

COLUMNS = [PARK, TIME, "issued_at", "horizon", "observed", "rule", "naive"]
COLUMNS += ["expected", "low", "high", "coverage", "p_full", "model"]


def backtest(
    occupancy: pd.DataFrame,
    horizons: Sequence[str] = ("30min", "1h", "4h", "24h", "7D"),
    start: Any = None,
    end: Any = None,
    *,
    full_at: float = 0.95,
    coverage: float = 0.9,
    tz: str = "Europe/Paris",
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Forecast each past reading from exactly each horizon before it.

    Every week the model is fitted again, for the horizons up to a day and for the longer ones
    apart, on what was known when the first forecast of the week was issued at the longest.

    Parameters
    ----------
    occupancy : DataFrame
        ``park``, ``time``, ``occupied`` or ``free``, ``capacity`` [places].
    horizons : sequence of str
    start, end : instant, optional
        First and last target; without ``start``, the last two weeks, or the last third of a
        short history. Naive instants are local.
    full_at, coverage, tz
        See :class:`~civicai.parking.OccupancyForecaster`.
    progress : callable, optional
        ``progress(done, total)`` in blocks.

    Returns
    -------
    DataFrame
        One row a park, target and horizon: ``park``, ``time``, ``issued_at``, ``horizon``,
        ``observed``, ``rule`` (same slot last week), ``naive`` (last reading), ``expected``,
        ``low``, ``high`` [places], ``coverage``, ``p_full`` and ``model``. Kept are the targets
        that were observed, whose issue time was too, a week after a reading of the same slot,
        while the feed could be believed.
    """
    rows = make_readings(occupancy).rows.reset_index(drop=True)
    leads = [pd.Timedelta(h).as_unit("ns") for h in horizons]
    first, last = _ends(rows, start, end, max(leads), tz)
    asked = _asked(first, last, leads)
    done = []
    for number, (begin, until, group) in enumerate(asked):
        if progress is not None:
            progress(number, len(asked))
        learned = rows[rows[TIME] <= begin - max(group)]
        try:
            model = OccupancyForecaster(horizons, full_at, coverage, tz).fit(learned)
        except InputError:
            continue  # too little is known that early to learn anything
        done.append(replay(model, rows, begin, until, group))
    if not done:
        return pd.DataFrame(columns=COLUMNS)
    together = pd.concat(done, ignore_index=True)
    return together.sort_values([PARK, TIME, "horizon"], kind="stable", ignore_index=True)


def _asked(
    first: pd.Timestamp, last: pd.Timestamp, leads: list[pd.Timedelta]
) -> list[tuple[pd.Timestamp, pd.Timestamp, list[pd.Timedelta]]]:
    """Return the fits to make: first target, end of the targets, horizons."""
    # The last instant belongs to the block before it: a fit for one target would be a waste.
    starts = [*pd.date_range(first, last, freq=BLOCK, inclusive="left")] or [first]
    ends = [*starts[1:], last + pd.Timedelta(1, "ns")]
    # What is asked a day ahead need not be learned as early as what is asked a week ahead.
    groups = [[h for h in leads if (h <= DAY) == short] for short in (True, False)]
    blocks = zip(starts, ends, strict=True)
    return [(*block, group) for block in blocks for group in groups if group]


def _ends(
    rows: pd.DataFrame, start: Any, end: Any, longest: pd.Timedelta, tz: str
) -> tuple[pd.Timestamp, pd.Timestamp]:
    oldest, newest = rows[TIME].min(), rows[TIME].max()
    last = newest if end is None else min(to_instant(end, tz), newest)
    if start is not None:
        return to_instant(start, tz), last
    scored = min(pd.Timedelta("14D"), (last - oldest - longest) / 2)
    return (last - max(scored, pd.Timedelta(0))).ceil("30min"), last


def replay(
    model: OccupancyForecaster,
    rows: pd.DataFrame,
    begin: pd.Timestamp,
    until: pd.Timestamp,
    horizons: Sequence[pd.Timedelta],
) -> pd.DataFrame:
    """Forecast with a fitted model each target from ``begin`` to before ``until``."""
    known = Known.of(model, rows[rows[TIME] < until])
    panel, places = known.panel, known.reference[:, None]
    columns = np.arange(len(panel))
    times = panel.times
    columns = columns[(times >= begin) & (times < until)]
    # Rounded, so that a count through its share comes back as it was.
    observed = (panel.take(columns) * places).round(9)
    parts = []
    for horizon in horizons:
        origins = columns - model.leads_[horizon]
        said = model.forecast(known, origins, horizon)
        asked = IntradayQuery.every(len(places), origins, model.leads_[horizon])
        rule = known.rule(asked).reshape(observed.shape) * places
        rule = np.minimum(rule, said.capacity).round(9)
        naive = (panel.take(origins) * places).round(9)
        usable = np.isfinite(observed) & np.isfinite(naive) & np.isfinite(rule)
        park, target = np.nonzero(usable & np.isfinite(said.expected))
        part = pd.DataFrame({PARK: panel.series[park], TIME: times[columns[target]]})
        part["issued_at"] = part[TIME] - horizon
        part["horizon"] = horizon
        for name, values in (("observed", observed), ("rule", rule), ("naive", naive)):
            part[name] = values[park, target]
        for name in ("expected", "low", "high"):
            part[name] = getattr(said, name)[park, target]
        part["coverage"] = model.coverage
        part["p_full"] = said.p_full[park, target]
        part["model"] = said.model[park, target]
        parts.append(part)
    return pd.concat(parts, ignore_index=True)[COLUMNS]
