"""Daily series of a table, as the arrays that the selection asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from civicai.forecasting.daily.history import DailyHistory, DailyQuery, to_days
from civicai.forecasting.daily.selection import DailySelection
from civicai.forecasting.daily.weekday_mean import WeekdayMean


class DailyPanel:
    """The daily series of a table.

    Parameters
    ----------
    observed : DataFrame
        One row a series and day: the keys, ``date`` and ``value``, none of them missing.
    keys : sequence of str
        Columns that name a series.
    value : str
        Column observed.

    Attributes
    ----------
    history : DailyHistory
        What was observed, in one order whatever the table's: draws and roundings must not
        depend on it.
    series : Index
        Names of the series, in the order of their codes.

    Examples
    --------
    >>> observed = pd.DataFrame(
    ...     {"branch": "Centre", "date": pd.date_range("2024-01-01", periods=30), "visits": 40}
    ... )
    >>> panel = DailyPanel(observed, ["branch"], "visits")
    >>> panel.forecast(pd.DatetimeIndex(["2024-02-06"]), horizon=7)["expected"].tolist()
    [40.0]
    """

    def __init__(self, observed: pd.DataFrame, keys: Sequence[str], value: str) -> None:
        self.keys = [*keys]
        observed = observed.sort_values([*self.keys, "date"])
        code, series = self._names(observed).factorize(sort=True)
        self.series: pd.Index[Any] = pd.Index(series)
        day = to_days(observed["date"])
        self.history = DailyHistory(code.astype(np.int64), day, observed[value].to_numpy(float))

    def query(self, rows: pd.DataFrame) -> DailyQuery:
        """Ask for forecasts.

        Parameters
        ----------
        rows : DataFrame
            The keys, ``date`` and ``issued_at``. A series never seen has no observation, so it
            gets no forecast.
        """
        code = np.asarray(self.series.get_indexer(self._names(rows)), dtype=np.int64)
        code[code < 0] = len(self.series)
        return DailyQuery(code, to_days(rows["date"]), to_days(rows["issued_at"]))

    def forecast(
        self, days: pd.DatetimeIndex, horizon: int, random_state: int | None = 0
    ) -> pd.DataFrame:
        """Forecast every series on some days, from what was known ``horizon`` days before each.

        The selection learns from nothing later than the first of these issue days, so that past
        days are scored as honestly as coming ones are planned.

        Parameters
        ----------
        days : DatetimeIndex
            Target days, coming or past.
        horizon : int
            Lead of every forecast, in days.
        random_state : int, optional

        Returns
        -------
        DataFrame
            One row a day and series: ``date``, the keys, ``issued_at``, ``horizon``, ``rule``
            (the last same weekday known), ``expected``, ``low``, ``high``, ``coverage`` and
            ``model``, the candidate that served.
        """
        codes = np.arange(len(self.series))
        rows = pd.MultiIndex.from_product([days.sort_values(), codes]).to_frame(index=False)
        rows.columns = pd.Index(["date", "code"])
        names = self.series.to_frame(index=False).iloc[rows["code"]].reset_index(drop=True)
        names.columns = pd.Index(self.keys)
        lead = pd.Timedelta(horizon, "D")
        target = to_days(rows["date"])
        ask = DailyQuery(rows["code"].to_numpy(np.int64), target, target - horizon)
        known = self.history.day <= ask.issued.min()
        parts = self.history.series, self.history.day, self.history.value
        learned = DailyHistory(*(part[known] for part in parts))
        selection = DailySelection(horizon, random_state=random_state).fit(learned)
        said = selection.predict(self.history, ask)
        table: pd.DataFrame = pd.concat([rows[["date"]], names], axis=1)
        table = table.assign(
            issued_at=table["date"] - lead,
            horizon=lead,
            rule=WeekdayMean(k=1).predict(self.history, ask),
            expected=said.expected,
            low=said.low,
            high=said.high,
            coverage=selection.coverage,
            model=said.candidate,
        )
        return table

    def _names(self, frame: pd.DataFrame) -> pd.Index[Any]:
        names: pd.Index[Any] = pd.MultiIndex.from_frame(frame[self.keys])
        return names.get_level_values(0) if len(self.keys) == 1 else names
