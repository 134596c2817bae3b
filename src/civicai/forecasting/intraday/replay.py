"""The past replayed: what would have been forecast of each series, issued slot by slot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from civicai.clock import local_text, to_instant
from civicai.errors import InputError
from civicai.forecasting.cleaning import Notice
from civicai.forecasting.intraday.forecaster import IntradayForecaster
from civicai.forecasting.intraday.observations import IntradayObservations

DAY = pd.Timedelta("1D")


def replay_past(
    forecaster: Callable[[], IntradayForecaster],
    observed: IntradayObservations,
    start: Any = None,
    end: Any = None,
    *,
    every: pd.Timedelta,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Forecast each past observation from exactly each horizon before it.

    The model is fitted again block by block, for the horizons up to a day and for the longer
    ones apart, on what was known when the first forecast of the block was issued at the longest.

    Parameters
    ----------
    forecaster : callable
        Returns a forecaster that is not fitted.
    observed : IntradayObservations
        Cleaned once; each fit takes a part of it by time.
    start : instant or duration, optional
        First target, or how long before the last one; by default two weeks. A duration is at most
        half of what is left of the history by the longest horizon. A naive instant is local.
    end : instant, optional
        Last target.
    every : Timedelta
        Time after which the model is fitted again.
    progress : callable, optional
        ``progress(done, total)`` in blocks.

    Returns
    -------
    DataFrame
        One row a series, target and horizon: the series, ``time``, ``issued_at``, ``horizon``,
        ``observed``, ``rule`` (same slot last week), ``naive`` (last observation), ``expected``,
        ``low``, ``high``, ``coverage``, the columns of the decision, ``model``. Kept are the
        targets that were observed, whose issue time was too, a week after an observation of the
        same slot, while the series could be believed.
    """
    model = forecaster()
    leads = [pd.Timedelta(h).as_unit("ns") for h in model.horizons]
    first, last = _ends(observed, start, end, max(leads), model.tz)
    asked = [*_asked(first, last, leads, every)]
    done = []
    for number, (begin, until, group) in enumerate(asked):
        if progress is not None:
            progress(number, len(asked))
        try:
            model = forecaster().fit(observed.until(begin - max(group)))
        except InputError:
            continue  # too little is known that early to learn anything
        done.append(replay(model, observed.rows, begin, until, group))
    keys = [observed.key, observed.time, "horizon"]
    if not done:
        return pd.DataFrame(columns=_columns(model))
    return pd.concat(done, ignore_index=True).sort_values(keys, kind="stable", ignore_index=True)


def _asked(
    first: pd.Timestamp, last: pd.Timestamp, leads: Sequence[pd.Timedelta], every: pd.Timedelta
) -> Iterator[tuple[pd.Timestamp, pd.Timestamp, list[pd.Timedelta]]]:
    """Yield the fits to make: first target, end of the targets, horizons."""
    # The last instant belongs to the block before it: a fit for one target would be a waste.
    starts = [*pd.date_range(first, last, freq=every, inclusive="left")] or [first]
    ends = [*starts[1:], last + pd.Timedelta(1, "ns")]
    # What is asked a day ahead need not be learned as early as what is asked a week ahead.
    groups = [[h for h in leads if (h <= DAY) == short] for short in (True, False)]
    for begin, until in zip(starts, ends, strict=True):
        yield from ((begin, until, group) for group in groups if group)


def _ends(
    observed: IntradayObservations, start: Any, end: Any, longest: pd.Timedelta, tz: str
) -> tuple[pd.Timestamp, pd.Timestamp]:
    oldest, newest = observed.rows[observed.time].min(), observed.last
    last = newest if end is None else min(to_instant(end, tz), newest)
    if start is not None and not isinstance(start, pd.Timedelta):
        return to_instant(start, tz), last
    most = pd.Timedelta("14D") if start is None else start
    scored = min(most, (last - oldest - longest) / 2)
    return (last - max(scored, pd.Timedelta(0))).ceil("30min"), last


def replay(
    model: IntradayForecaster,
    rows: pd.DataFrame,
    begin: pd.Timestamp,
    until: pd.Timestamp,
    horizons: Sequence[pd.Timedelta],
) -> pd.DataFrame:
    """Forecast with a fitted model each target from ``begin`` to before ``until``."""
    grid = model.lay_out(rows[rows[model.observations.time] < until])
    times = grid.panel.times
    columns = np.flatnonzero((times >= begin) & (times < until))
    parts = []
    for horizon in horizons:
        said = model.forecast(grid, columns - model.leads_[horizon], horizon)
        ask = said.ask
        part = model.as_rows(grid, said, grid.panel.instants(ask.target), horizon)
        # Rounded, so that a count through its share comes back as it was.
        unit = grid.reference[ask.series]
        rule = np.minimum(grid.rule(ask) * unit, said.ceiling * unit)
        part["observed"] = (grid.history.reading(ask.series, ask.target) * unit).round(9)
        part["rule"] = rule.round(9)
        part["naive"] = (grid.history.reading(ask.series, ask.origin) * unit).round(9)
        numbers = part[["observed", "rule", "naive", "expected"]].to_numpy()
        parts.append(part[np.isfinite(numbers).all(axis=1)])
    together: pd.DataFrame = pd.concat(parts, ignore_index=True)[_columns(model)]
    return together


def refuse_unscored(
    past: pd.DataFrame, start: pd.Timestamp | None, until: pd.Timestamp, said: Notice
) -> None:
    """Refuse a start that was asked for, and leaves nothing to score.

    Raises
    ------
    InputError
    """
    if past.empty and start is not None:
        said_from, said_to = local_text(start), local_text(until)
        raise InputError(said.problem(value=str(start), start=said_from, until=said_to))


def _columns(model: IntradayForecaster) -> list[str]:
    observations = model.observations
    names = [observations.key, observations.time, "issued_at", "horizon", "observed", "rule"]
    names += ["naive", "expected", "low", "high", "coverage"]
    return [*names, *model.decided, "model"]
