"""What was observed of many series at instants: what is known when, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

import pandas as pd

from civicai.clock import local_text
from civicai.errors import InputError, as_errors
from civicai.forecasting.cleaning import Notice
from civicai.forecasting.observations import Observations


@dataclass(frozen=True)
class IntradayObservations(Observations):
    """What is believed of series observed at instants; a use case says its names and words.

    Attributes
    ----------
    names : list of str
        Every series of the table, those without a believed row included.
    """

    #: Column of the names of the series.
    key: ClassVar[str]
    #: Days without which nothing is forecast.
    fewest_days: ClassVar[int]
    #: What is said of an issue time before the first row, of rows after the issue time, and of
    #: too few days.
    too_early: ClassVar[Notice]
    in_the_future: ClassVar[Notice]
    too_short: ClassVar[Notice]

    names: list[str] = field(default_factory=list)

    @classmethod
    def known_at(
        cls,
        table: pd.DataFrame,
        issued_at: pd.Timestamp | None,
        tz: str,
        clean: Callable[[pd.DataFrame], Self],
    ) -> Self:
        """Clean what a table held at an issue time, by default all of it.

        Raises
        ------
        InputError
            When nothing was known then, or too few days; what was set aside is told with it.
        """
        if issued_at is not None:
            early = table[table[cls.time] <= issued_at]
            if early.empty:
                first = local_text(table[cls.time].min())
                moment = local_text(issued_at)
                value = str(issued_at)
                raise InputError(cls.too_early.problem(value=value, moment=moment, first=first))
            table = early
        observed = clean(table)
        try:
            observed.refuse_short(tz)
        except InputError as error:
            raise InputError([*as_errors(observed.findings), *error.problems]) from None
        return observed

    @property
    def lost(self) -> list[str]:
        """Series of which no row is believed."""
        return sorted(set(self.names) - set(self.rows[self.key].unique()))

    @property
    def last(self) -> pd.Timestamp:
        """Time of the last row believed."""
        last: pd.Timestamp = self.rows[self.time].max()
        return last

    def silent(self, issued_at: pd.Timestamp, after: pd.Timedelta) -> pd.Series[Any]:
        """Return the last time of each series that had been silent for longer than ``after``."""
        last = self.rows.groupby(self.key)[self.time].max()
        return last[issued_at - last > after]

    def refuse_short(self, tz: str) -> None:
        """Refuse rows that cover too few days of local time.

        Raises
        ------
        InputError
        """
        days = pd.DatetimeIndex(self.rows[self.time].dt.tz_convert(tz)).normalize().nunique()
        if days < self.fewest_days:
            raise InputError(
                self.too_short.problem(column=self.time, days=days, least=self.fewest_days)
            )

    def refuse_future(self, issued_at: pd.Timestamp) -> None:
        """Refuse rows later than the issue time.

        Raises
        ------
        InputError
        """
        refuse_later(self.rows[self.time], issued_at, self.in_the_future)

    def then(self, later: Self) -> Self:
        """Return these rows and later ones, cleaned already; of one time the later row counts."""
        rows = pd.concat([self.rows, later.rows], ignore_index=True)
        rows = rows.drop_duplicates([self.key, self.time], keep="last")
        rows = rows.sort_values([self.key, self.time], kind="stable", ignore_index=True)
        return replace(self, rows=rows, names=sorted({*self.names, *later.names}))


def refuse_later(times: pd.Series[Any], issued_at: pd.Timestamp, notice: Notice) -> None:
    """Refuse instants later than the issue time.

    Raises
    ------
    InputError
    """
    later = times[times > issued_at]
    if len(later):
        value, moment = str(later.max()), local_text(issued_at)
        raise InputError(
            notice.problem(column=str(times.name), value=value, count=len(later), moment=moment)
        )
