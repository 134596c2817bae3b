"""What is known of a coming day besides attendance: the calendar, the menu, the pupils enrolled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from civicai import calendars
from civicai.canteen.enrolment import exposure, season_start
from civicai.canteen.menus import COLUMNS
from civicai.canteen.schema import DATE, SITE
from civicai.forecasting import DailyPanel, DailyQuery

#: Columns of ``DailyQuery.known`` by what they tell.
CALENDAR, MENU = range(4), range(4, 4 + len(COLUMNS))


class DayFeatures:
    """What a town knows of each day when its meals are ordered.

    Parameters
    ----------
    zone : {"A", "B", "C"}, optional
    alsace_moselle : bool
    pupils, menus : DataFrame, optional
        As :class:`~civicai.canteen.demand.Demand` holds them.
    """

    def __init__(
        self,
        zone: str | None,
        alsace_moselle: bool,
        pupils: pd.DataFrame | None = None,
        menus: pd.DataFrame | None = None,
    ) -> None:
        self.zone, self.alsace_moselle = zone, alsace_moselle
        self.pupils, self.menus = pupils, menus

    def describer(self, panel: DailyPanel) -> Callable[[DailyQuery], DailyQuery]:
        """Return the same knowledge for questions on the series of a panel, by their codes."""
        names = panel.series.get_level_values(0)

        def describe(ask: DailyQuery) -> DailyQuery:
            rows = pd.DataFrame(
                {SITE: names[ask.series], DATE: _dates(ask.day), "issued_at": _dates(ask.issued)}
            )
            return self.describe(ask, rows)

        return describe

    def describe(self, ask: DailyQuery, rows: pd.DataFrame) -> DailyQuery:
        """Write into questions what was known of their days at issue time.

        Parameters
        ----------
        ask : DailyQuery
        rows : DataFrame
            ``site``, ``date``, ``issued_at`` of the same questions.
        """
        unique, position = np.unique(ask.day, return_inverse=True)
        days = _dates(unique)
        known = np.column_stack([self._calendar(days), self._menu(days)])[position]
        pupils = np.empty((0, 2)) if self.pupils is None else exposure(self.pupils, rows)
        season = season_start(pd.Series(days))[position]
        return replace(ask, known=known, season=season, exposure=pupils)

    def _calendar(self, days: pd.DatetimeIndex) -> Any:
        about = calendars.describe_days(days, self.zone, self.alsace_moselle)
        since_september = (days.day_of_year.to_numpy() - 244) % 365
        columns = [
            about["days_to_break"].clip(upper=60),
            about["days_since_break"].clip(upper=60),
            about["bridge"],
            since_september,
        ]
        return np.column_stack([np.asarray(c, dtype=float) for c in columns])

    def _menu(self, days: pd.DatetimeIndex) -> Any:
        if self.menus is None:
            return np.full((len(days), len(COLUMNS)), np.nan)
        return self.menus.reindex(days).to_numpy(float)


def _dates(day: Any) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(np.asarray(day).astype("datetime64[D]").astype("datetime64[ns]"))
