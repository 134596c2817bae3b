"""The past replayed: what would have been forecast and prepared, issued day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from civicai.canteen.codes import CLOSURE, STRIKE
from civicai.canteen.demand import Demand, make_demand
from civicai.canteen.models import AttendanceForecaster
from civicai.canteen.planner import FEWEST_DAYS, PreparationPlanner
from civicai.canteen.schema import DATE, EVENT, PLANNED, SERVED, SITE, series_keys
from civicai.canteen.special_days import KIND, STRIKE_NOTICE
from civicai.forecasting import DailyPanel, WeekdayMean, blocks

#: The model is fitted again after this many days with meals: about a school term. As many
#: days before the test choose its first margin.
BLOCK = 60
#: Days on which a model must have met its own errors before its first forecast is replayed.
LEARNING = 20
#: Days with meals between two choices of margins: about two weeks.
RUN = 10


def backtest(
    attendance: pd.DataFrame | Demand,
    horizon: str = "21D",
    start: Any = None,
    end: Any = None,
    *,
    scored: int = BLOCK,
    warm_up: int = BLOCK,
    planner: PreparationPlanner | None = None,
    enrolment: pd.DataFrame | None = None,
    menus: pd.DataFrame | None = None,
    closures: pd.DataFrame | None = None,
    progress: Callable[[int, int], None] | None = None,
    **model: Any,
) -> pd.DataFrame:
    """Forecast each past day from exactly ``horizon`` before it, and plan its meals.

    The model is fitted again every 60 days with meals, margins are chosen again every ten, on
    what was known when the first forecast concerned was issued.

    Parameters
    ----------
    attendance : DataFrame or Demand
        ``site``, ``service`` if any, ``date``, ``served``, ``planned`` if any [meals]; a table is
        judged once, what :func:`~civicai.canteen.make_demand` judged not again.
    horizon : str
        Lead of every forecast, in whole days.
    start, end : date, optional
        First and last target day. Days too early to be forecast are left out.
    scored, warm_up : int
        Without ``start``, number of target days, at most half of those that can be forecast;
        days before ``start`` on which the first margins are chosen.
    planner : PreparationPlanner, optional
        By default one that leaves 1 % unserved.
    enrolment, menus, closures : DataFrame, optional
        See :meth:`AttendanceForecaster.fit`. Days of closures and strikes are not learned from;
        a strike is foreseen only where the horizon is at most two days.
    progress : callable, optional
        ``progress(done, total)`` in blocks.
    **model
        Settings of :class:`~civicai.canteen.AttendanceForecaster`.

    Returns
    -------
    DataFrame
        One row a series and day that told a demand: ``site`` (and ``service``), ``date``,
        ``issued_at``, ``horizon``, ``observed``, ``rule`` (the agents' own forecast where the
        table has one, else as ``naive``), ``naive`` (mean of the last four same weekdays),
        ``expected``, ``low``, ``high``, ``coverage``, ``model`` and ``prepare`` [meals],
        missing where fewer than ten earlier days could choose a margin.
    """
    lead = pd.Timedelta(horizon)
    demand = make_demand(attendance).beside(enrolment, menus, closures)
    rows = demand.rows
    first, cuts = _cuts(rows, start, end, lead, scored, warm_up) if len(rows) else (None, [])
    if not cuts:
        return _empty(rows)
    forecasts = _forecasts(demand, cuts, AttendanceForecaster(horizon, **model), progress)
    planned = plan_past(forecasts, planner)
    return planned[planned[DATE] >= first].reset_index(drop=True)


def _forecasts(
    demand: Demand,
    cuts: list[tuple[pd.Timestamp, ...]],
    model: AttendanceForecaster,
    progress: Callable[[int, int], None] | None,
) -> pd.DataFrame:
    lead = pd.Timedelta(model.horizon)
    panel = DailyPanel(demand.ordinary, series_keys(demand.ordinary), SERVED)
    known_events = _foreseen(demand, lead)
    done = []
    for number, (learn_until, begin, until) in enumerate(cuts):
        if progress is not None:
            progress(number, len(cuts))
        model.fit(demand.until(learn_until))
        targets = demand.rows[demand.rows[DATE].between(begin, until)]
        targets = targets.assign(issued_at=targets[DATE] - lead)
        done.append(_forecast(model, panel, targets, known_events))
    return pd.concat(done, ignore_index=True)


def plan_past(forecasts: pd.DataFrame, planner: PreparationPlanner | None = None) -> pd.DataFrame:
    """Plan the meals of past forecasts, margins chosen on days known before each.

    Parameters
    ----------
    forecasts : DataFrame
        As :func:`backtest` returns them; an earlier ``prepare`` is replaced.
    planner : PreparationPlanner, optional
        It is fitted again every ten days.
    """
    planner = PreparationPlanner() if planner is None else planner
    done: list[pd.DataFrame] = []
    for rows, known in each_decision(forecasts.drop(columns="prepare", errors="ignore")):
        usable = known.dropna(subset=["expected", "low", "high"])
        if done:
            # What was planned for those days, so that the service given can be checked.
            usable = usable.assign(prepare=pd.concat(done)["prepare"])
        if usable[DATE].nunique() < FEWEST_DAYS:
            done.append(rows.assign(prepare=np.nan))
            continue
        done.append(planner.fit(usable).plan(rows).drop(columns="reserve"))
    return pd.concat(done).sort_index() if done else forecasts.assign(prepare=np.nan)


def each_decision(forecasts: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Cut past forecasts into runs of days, each with the rows whose outcome was known then.

    Parameters
    ----------
    forecasts : DataFrame
        ``date``, ``issued_at``.

    Yields
    ------
    rows, known : DataFrame
        ``known`` are the rows of days not later than the first issue of ``rows``.
    """
    dates = np.sort(forecasts[DATE].unique())
    for begin in range(0, len(dates), RUN):
        rows = forecasts[forecasts[DATE].isin(dates[begin : begin + RUN])]
        yield rows, forecasts[forecasts[DATE] <= rows["issued_at"].min()]


def _cuts(
    rows: pd.DataFrame, start: Any, end: Any, lead: pd.Timedelta, scored: int, warm_up: int
) -> tuple[pd.Timestamp, list[tuple[pd.Timestamp, ...]]]:
    """Return the first day of the test, and the blocks before it and of it."""
    days = pd.DatetimeIndex(rows[DATE].unique()).sort_values()
    met = days.searchsorted(days - lead, side="right") - days.searchsorted(days[0] + lead)
    days = days[met >= LEARNING]
    if end is not None:
        days = days[days <= pd.Timestamp(end)]
    scored = min(scored, (len(days) + 1) // 2)
    first = days[len(days) - scored :].min() if start is None else pd.Timestamp(start).normalize()
    before, test = days[days < first], days[days >= first]
    before = before[len(before) - min(warm_up, len(before)) :]
    return first, [*blocks(before, lead, BLOCK), *blocks(test, lead, BLOCK)]


def _foreseen(demand: Demand, lead: pd.Timedelta) -> pd.DataFrame | None:
    """Return the special days that were known when each forecast was issued.

    Two days before a strike the town knows which canteens will close: those that served
    nothing. Festive meals and the like are in its calendar long before.
    """
    days = demand.special_days
    if days is None:
        return None
    foreseen = (days[KIND] != STRIKE) | (lead <= STRIKE_NOTICE)
    known = days[foreseen & ~days[KIND].isin(["", CLOSURE])]
    strikes = days.loc[foreseen & (days[KIND] == STRIKE), DATE]
    shut = demand.table[demand.table[DATE].isin(strikes) & (demand.table[SERVED] == 0)]
    named = shut[[SITE, DATE]].drop_duplicates().assign(**{KIND: CLOSURE})
    together = pd.concat([known, named], ignore_index=True)
    return together if len(together) else None


def _forecast(
    model: AttendanceForecaster,
    panel: DailyPanel,
    targets: pd.DataFrame,
    known_events: pd.DataFrame | None,
) -> pd.DataFrame:
    forecast = model.predict_rows(panel, targets, known_events).drop(columns=EVENT, errors="ignore")
    naive = WeekdayMean().predict(panel.history, panel.query(targets))
    rule = targets[PLANNED].to_numpy() if PLANNED in targets.columns else naive
    place = [*forecast.columns].index("expected")
    for name, values in (("naive", naive), ("rule", rule), ("observed", targets[SERVED])):
        forecast.insert(place, name, np.asarray(values))
    return forecast


def _empty(rows: pd.DataFrame) -> pd.DataFrame:
    names = [*series_keys(rows), DATE, "issued_at", "horizon", "observed", "rule", "naive"]
    names += ["expected", "low", "high", "coverage", "model", "prepare"]
    return pd.DataFrame(columns=names)
