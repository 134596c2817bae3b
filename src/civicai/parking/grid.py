"""Readings laid out on a grid, as shares of a capacity; what is refused of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civicai.errors import InputError, Problem
from civicai.forecasting import SlotPanel
from civicai.forecasting.history import Floats, Ints
from civicai.forecasting.slots import take
from civicai.i18n import _
from civicai.parking.freshness import FeedHabits
from civicai.parking.schema import CAPACITY, OCCUPIED, PARK, TIME

if TYPE_CHECKING:
    from civicai.parking.models import OccupancyForecaster

#: Days of readings without which nothing is forecast.
FEWEST_DAYS = 3


class Known:
    """Readings as shares of a reference capacity on the grid, and the capacity in force.

    Parameters
    ----------
    panel : SlotPanel
        Shares of ``reference``.
    capacity : ndarray of float, shape (s, t)
        Last capacity stated [places].
    reference : ndarray of float, shape (s,)
        Capacity that the shares are of [places].
    habits : FeedHabits
    """

    def __init__(
        self, panel: SlotPanel, capacity: Floats, reference: Floats, habits: FeedHabits | None
    ) -> None:
        self.panel, self.capacity, self.reference = panel, capacity, reference
        if habits is not None:
            self.habits = habits

    @classmethod
    def of(
        cls, model: OccupancyForecaster, rows: pd.DataFrame, until: pd.Timestamp | None = None
    ) -> Known:
        """Lay readings out as a fitted (or half-fitted) model sees them."""
        parks = pd.Index(sorted(set(rows[PARK]) | set(model.reference_.index)))
        newest = rows.drop_duplicates(PARK, keep="last").set_index(PARK)[CAPACITY]
        reference = model.reference_.reindex(parks).fillna(newest).to_numpy(float)
        shares = rows[OCCUPIED].to_numpy() / reference[parks.get_indexer(rows[PARK])]
        rows = rows.assign(share=shares)
        grid: dict[str, Any] = {"tz": model.tz, "series": parks, "until": until}
        panel = SlotPanel.from_table(rows, PARK, "share", model.step_, **grid)
        stated = SlotPanel.from_table(rows, PARK, CAPACITY, model.step_, **grid)
        every = stated.take(np.arange(len(stated)))
        capacity = pd.DataFrame(every.T).ffill().bfill().to_numpy().T
        return cls(panel, capacity, reference, _habits_of(model, parks))

    def ceiling(self, columns: Ints) -> Floats:
        """Return the capacity in force over the reference, shape (s, n)."""
        inside = np.clip(columns, 0, self.capacity.shape[1] - 1)
        now = self.capacity[:, inside]
        before = take(self.capacity, self.panel.days_before(inside, 7))
        in_force: Floats = np.fmin(now, before) / self.reference[:, None]
        return in_force

    def rule(self, origins: Ints, steps: int) -> Floats:
        """Return what the town's rule says: the same slot of the last week that is known."""
        weeks = -(-steps // (7 * self.panel.per_day))
        before = self.panel.days_before(origins + steps, 7 * weeks)
        return self.panel.take(np.where(before <= origins, before, -1))


def _habits_of(model: OccupancyForecaster, parks: pd.Index) -> FeedHabits | None:
    if not hasattr(model, "habits_"):
        return None
    where = pd.Index(sorted(model.reference_.index)).get_indexer(parks)
    gap, still = (
        np.where(where >= 0, values[where], 0.0)
        for values in (model.habits_.gap, model.habits_.still)
    )
    return FeedHabits(gap, still)


def to_instant(moment: Any, tz: str) -> pd.Timestamp:
    """Return an instant in UTC; a naive one is local."""
    instant = pd.Timestamp(moment)
    if instant.tzinfo is None:
        instant = instant.tz_localize(tz, ambiguous=True, nonexistent="shift_forward")
    return instant.tz_convert("UTC").as_unit("ns")


def refuse_short_history(rows: pd.DataFrame) -> None:
    """Refuse readings that cover less than three days: no day can repeat itself in them.

    Raises
    ------
    InputError
    """
    days = pd.DatetimeIndex(rows[TIME].dt.tz_convert("Europe/Paris")).normalize().nunique()
    if days >= FEWEST_DAYS:
        return
    message = _(
        "the readings cover {days} day(s): at least {least} are needed, and four weeks "
        "to forecast well."
    )
    raise InputError(
        Problem(
            code="S11",
            column=TIME,
            message=message.format(days=days, least=FEWEST_DAYS),
            hint=_("A portal shows the present only: keep each reading, then come back."),
        )
    )


def refuse_future(observed: pd.DataFrame, issued: pd.Timestamp) -> None:
    """Refuse readings later than the issue time.

    Raises
    ------
    InputError
    """
    later = observed[observed[TIME] > issued]
    if later.empty:
        return
    local = issued.tz_convert("Europe/Paris")
    message = _("{count} readings are later than the issue time, {moment}.")
    raise InputError(
        Problem(
            code="S12",
            column=TIME,
            value=str(later[TIME].max()),
            count=len(later),
            message=message.format(count=len(later), moment=local.strftime("%d/%m/%Y %H:%M")),
            hint=_("A forecast may not see its own future: fit on earlier readings."),
        )
    )
