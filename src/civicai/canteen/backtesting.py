"""The past replayed: what would have been forecast and prepared, issued day by day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from civicai.canteen.demand import classify_rows
from civicai.canteen.models import AttendanceForecaster
from civicai.canteen.planner import FEWEST_DAYS, PreparationPlanner
from civicai.canteen.schema import DATE, PLANNED, SERVED, series_keys
from civicai.forecasting import DailyPanel, WeekdayMean, blocks

#: The model is fitted again after this many days with meals: about a school term. As many
#: days before the test choose its first margin.
BLOCK = 60
#: Days on which a model must have met its own errors before its first forecast is replayed.
LEARNING = 20


def backtest(
    attendance: pd.DataFrame,
    horizon: str = "21D",
    start: Any = None,
    end: Any = None,
    *,
    scored: int = BLOCK,
    max_unserved: float = 0.01,
    coverage: float = 0.8,
    zone: str | None = None,
    alsace_moselle: bool = False,
    random_state: int | None = 0,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Forecast each past day from exactly ``horizon`` before it, and plan its meals.

    The model is fitted again every 60 days with meals, on what was known when the first
    forecast of the block was issued. The margin of a block is chosen on the forecasts, of
    earlier blocks, whose outcome was known by then: never on the days that are scored.

    Parameters
    ----------
    attendance : DataFrame
        ``site``, ``service`` if any, ``date``, ``served``, ``planned`` if any [meals].
    horizon : str
        Lead of every forecast, in whole days.
    start, end : date, optional
        First and last target day. Days too early to be forecast are left out.
    scored : int
        Without ``start``, number of target days: at most half of those that can be forecast.
    max_unserved, coverage, zone, alsace_moselle, random_state
        See :class:`~civicai.canteen.PreparationPlanner` and
        :class:`~civicai.canteen.AttendanceForecaster`.
    progress : callable, optional
        ``progress(done, total)`` in blocks.

    Returns
    -------
    DataFrame
        One row a series and day that told a demand: ``site`` (and ``service``), ``date``,
        ``issued_at``, ``horizon``, ``observed``, ``rule`` (the agents' own forecast where the
        table has one, else as ``naive``), ``naive`` (mean of the last four same weekdays),
        ``expected``, ``low``, ``high``, ``coverage``, ``model`` and ``prepare`` [meals],
        missing where fewer than ten earlier days could choose a margin.
    """
    rows = attendance[(classify_rows(attendance) == "").to_numpy()].reset_index(drop=True)
    if rows.empty:
        return _empty(rows)
    lead = pd.Timedelta(horizon)
    first, cuts = _cuts(rows, start, end, lead, scored)
    done: list[pd.DataFrame] = []
    for number, (learn_until, begin, until) in enumerate(cuts):
        if progress is not None:
            progress(number, len(cuts))
        known = rows[rows[DATE] <= learn_until]
        model = AttendanceForecaster(horizon, coverage, zone, alsace_moselle, random_state)
        targets = rows[rows[DATE].between(begin, until)].assign(issued_at=lambda r: r[DATE] - lead)
        done.append(_block(model.fit(known), rows, targets, done, learn_until, max_unserved))
    together = pd.concat(done, ignore_index=True) if done else _empty(rows)
    return together[together[DATE] >= first].reset_index(drop=True)


def _cuts(
    rows: pd.DataFrame, start: Any, end: Any, lead: pd.Timedelta, scored: int
) -> tuple[pd.Timestamp, list[tuple[pd.Timestamp, ...]]]:
    """Return the first day of the test, and the blocks before it and of it."""
    days = pd.DatetimeIndex(rows[DATE].unique()).sort_values()
    met = days.searchsorted(days - lead, side="right") - days.searchsorted(days[0] + lead)
    days = days[met >= LEARNING]
    if end is not None:
        days = days[days <= pd.Timestamp(end)]
    scored = min(scored, (len(days) + 1) // 2)
    first = days[len(days) - scored :].min() if start is None else pd.Timestamp(start).normalize()
    before, test = days[days < first][-BLOCK:], days[days >= first]
    return first, [*blocks(before, lead, BLOCK), *blocks(test, lead, BLOCK)]


def _block(
    model: AttendanceForecaster,
    rows: pd.DataFrame,
    targets: pd.DataFrame,
    done: list[pd.DataFrame],
    learn_until: pd.Timestamp,
    max_unserved: float,
) -> pd.DataFrame:
    forecast = model.predict_rows(rows[[*model.keys_, DATE, SERVED]], targets)
    forecast.insert(forecast.columns.get_loc("expected"), "observed", targets[SERVED].to_numpy())
    naive = weekday_mean(rows, targets)
    rule = targets[PLANNED].to_numpy() if PLANNED in targets.columns else naive
    forecast.insert(forecast.columns.get_loc("expected"), "rule", rule)
    forecast.insert(forecast.columns.get_loc("expected"), "naive", naive)
    past = pd.concat(done) if done else forecast.head(0)
    past = past[past[DATE] <= learn_until].dropna(subset=["expected", "low", "high"])
    if past[DATE].nunique() < FEWEST_DAYS:
        return forecast.assign(prepare=np.nan)
    planner = PreparationPlanner(max_unserved).fit(past)
    return planner.plan(forecast).drop(columns="reserve")


def weekday_mean(observed: pd.DataFrame, asked: pd.DataFrame, k: int = 4) -> np.ndarray:
    """Return the mean of the last ``k`` same weekdays known at each row's ``issued_at``.

    Parameters
    ----------
    observed : DataFrame
        The series' keys, ``date``, ``served``.
    asked : DataFrame
        The series' keys, ``date``, ``issued_at``; series among those observed.
    k : int
    """
    panel = DailyPanel(observed, series_keys(observed), SERVED)
    return WeekdayMean(k).predict(panel.history, panel.query(asked))


def _empty(rows: pd.DataFrame) -> pd.DataFrame:
    names = [*series_keys(rows), DATE, "issued_at", "horizon", "observed", "rule", "naive"]
    names += ["expected", "low", "high", "coverage", "model", "prepare"]
    return pd.DataFrame(columns=names)
