"""The rain that has fallen: measures one can believe, and their sums over the last hours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from civicai.forecasting.cleaning import Cleaning
from civicai.forecasting.intraday.observations import refuse_later
from civicai.forecasting.observations import Observations
from civicai.risk.codes import WHY
from civicai.risk.gauges import HOUR, Floats, Ints, nanoseconds
from civicai.risk.readings import DIFFERING, TWICE, Readings
from civicai.risk.schema import PRECIPITATION, RAIN, TIME
from civicai.tables import check_table

#: Hours over which past rain is summed.
SPANS = (1, 3, 6, 12, 24, 72)
#: A file that gives one time twice is refused; in a notebook it is settled, and told.
_REPEATED = replace(RAIN, repeats=True)


@dataclass(frozen=True)
class Rain(Observations):
    """What is believed of the rain on the basin.

    Attributes
    ----------
    rows : DataFrame
        ``time`` (UTC, end of the step), ``precipitation`` [mm]; in order, each time once.
    aside : DataFrame
        Measures of a time that another row gives, with ``why``, a code.
    findings : list of Problem
    """

    def refuse_future(self, issued_at: pd.Timestamp) -> None:
        """Refuse rain later than the issue time.

        Raises
        ------
        InputError
        """
        refuse_later(self.rows[TIME], issued_at, Readings.in_the_future)

    def then(self, later: Rain) -> Rain:
        """Return this rain and a later one; of one time the later row counts."""
        rows = pd.concat([self.rows, later.rows], ignore_index=True)
        return replace(self, rows=_in_order(rows.drop_duplicates(TIME, keep="last")))

    def fallen_by(self, moments: Ints) -> Floats:
        """Return all that fell up to some instants [mm]; NaN where no rain was known lately."""
        if not len(self._moments):
            return np.full(len(moments), np.nan)
        i = np.searchsorted(self._moments, moments, side="right") - 1
        age = np.where(i >= 0, moments - self._moments[i], 3 * HOUR)
        return np.where(age <= 2 * HOUR, self._total[i], np.nan)

    def sums(self, moments: Ints) -> Floats:
        """Return the rain of the last hours [mm], one column a span of :data:`SPANS`."""
        now = self.fallen_by(moments)
        return np.column_stack([now - self.fallen_by(moments - span * HOUR) for span in SPANS])

    @cached_property
    def _moments(self) -> Ints:
        return nanoseconds(self.rows[TIME])

    @cached_property
    def _total(self) -> Floats:
        return np.cumsum(self.rows[PRECIPITATION].to_numpy(float))


def make_rain(table: pd.DataFrame | Rain) -> Rain:
    """Turn a table into measures of rain, each time once.

    Parameters
    ----------
    table : DataFrame or Rain
        ``time`` (end of the step), ``precipitation`` [mm]. Missing rain is no rain known; of two
        measures of one time the last row counts. What is cleaned already is returned as it is.

    Raises
    ------
    InputError
        With all that is wrong in the table.
    """
    return Rain.of(table, lambda rain: clean_rain(check_table(rain, _REPEATED)[0]))


def clean_rain(table: pd.DataFrame) -> Rain:
    """Do as :func:`make_rain`, of a table that is typed already."""
    cleaning = Cleaning(_in_order(table[[TIME, PRECIPITATION]].dropna()), WHY)
    cleaning.repeated([TIME], [PRECIPITATION], TWICE, DIFFERING)
    rows = cleaning.rows.reset_index(drop=True)
    return Rain(rows, cleaning.aside.rename_axis("line").reset_index(), cleaning.findings)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(TIME, kind="stable")
