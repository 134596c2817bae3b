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
from civicai.forecasting import History, Query, WeekdayMean, blocks
from civicai.forecasting.history import to_days

#: The model is fitted again after this many days with meals: about a school term. As many
#: days before the test choose its first margin.
BLOCK = 60


def backtest(
    attendance: pd.DataFrame,
    horizon: str = "21D",
    start: Any = None,
    end: Any = None,
    *,
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
        First and last target day; by default the last 60 days with meals.
    max_unserved : float
        See :class:`~civicai.canteen.PreparationPlanner`.
    coverage, zone, alsace_moselle, random_state
        See :class:`~civicai.canteen.AttendanceForecaster`.
    progress : callable, optional
        ``progress(done, total)`` in blocks.

    Returns
    -------
    DataFrame
        One row a series and day that told a demand: ``site`` (and ``service``), ``date``,
        ``issued_at``, ``horizon``, ``observed``, ``rule`` (the agents' own forecast where the
        table has one, else the mean of the last four same weekdays), ``naive`` (the mean of
        the last four same weekdays), ``expected``, ``low``, ``high``, ``coverage``,
        ``prepare`` [meals] and ``model``. ``prepare`` is missing where fewer than ten
        earlier days could choose a margin.
    """
    rows = attendance.reset_index(drop=True)
    rows = rows[classify_rows(rows) == ""]
    if rows.empty:
        return _empty(rows)
    lead = pd.Timedelta(horizon)
    days = pd.DatetimeIndex(rows[DATE].unique()).sort_values()
    days = days[days <= (days[-1] if end is None else pd.Timestamp(end))]
    first = days[-BLOCK:][0] if start is None else pd.Timestamp(start).normalize()
    before, test = days[days < first][-BLOCK:], days[days >= first]
    cuts = [*blocks(before, lead, BLOCK), *blocks(test, lead, BLOCK)]
    done: list[pd.DataFrame] = []
    for number, (learn_until, begin, until) in enumerate(cuts):
        if progress is not None:
            progress(number, len(cuts))
        known = rows[rows[DATE] <= learn_until]
        targets = rows[rows[DATE].between(begin, until)]
        if known.empty or targets.empty:
            continue
        model = AttendanceForecaster(
            horizon=horizon,
            coverage=coverage,
            zone=zone,
            alsace_moselle=alsace_moselle,
            random_state=random_state,
        ).fit(known)
        done.append(_block(model, rows, targets, lead, done, learn_until, max_unserved))
    if not done:
        return _empty(rows)
    together = pd.concat(done, ignore_index=True)
    return together[together[DATE] >= first].reset_index(drop=True)


def _block(
    model: AttendanceForecaster,
    rows: pd.DataFrame,
    targets: pd.DataFrame,
    lead: pd.Timedelta,
    done: list[pd.DataFrame],
    learn_until: pd.Timestamp,
    max_unserved: float,
) -> pd.DataFrame:
    asked = targets.assign(issued_at=targets[DATE] - lead)
    forecast = model.predict_rows(rows[[*model.keys_, DATE, SERVED]], asked)
    forecast.insert(forecast.columns.get_loc("expected"), "observed", targets[SERVED].to_numpy())
    naive = weekday_mean(rows, asked)
    rule = targets[PLANNED].to_numpy() if PLANNED in targets.columns else naive
    forecast.insert(forecast.columns.get_loc("expected"), "rule", rule)
    forecast.insert(forecast.columns.get_loc("expected"), "naive", naive)
    past = pd.concat(done) if done else forecast.head(0)
    past = past[past[DATE] <= learn_until]
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
    keys = series_keys(observed)
    code = pd.concat([observed[keys], asked[keys]]).groupby(keys, sort=False).ngroup().to_numpy()
    n = len(observed)
    history = History(code[:n], to_days(observed[DATE]), observed[SERVED].to_numpy(float))
    ask = Query(code[n:], to_days(asked[DATE]), to_days(asked["issued_at"]))
    return WeekdayMean(k).predict(history, ask)


def _empty(rows: pd.DataFrame) -> pd.DataFrame:
    names = [*series_keys(rows), DATE, "issued_at", "horizon", "observed", "rule", "naive"]
    names += ["expected", "low", "high", "coverage", "model", "prepare"]
    return pd.DataFrame(columns=names)
