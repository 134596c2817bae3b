"""What a forecast of counts looks at: the last counts, the same hour before, the calendar."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt

from civicai.forecasting import SlotPanel
from civicai.forecasting.slots import take

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Weeks that a usual count is the mean of.
WEEKS = 4


def last_week(panel: SlotPanel, columns: Ints, lead: int) -> Floats:
    """Return the count of the same local hour, some weeks before: the last that is known.

    Parameters
    ----------
    panel : SlotPanel
    columns : ndarray of int, shape (n,)
        Columns of the targets.
    lead : int
        Steps between issue and target.

    Returns
    -------
    ndarray of float, shape (s, n)
    """
    days = 7 * max(1, -(-lead // (7 * panel.per_day)))
    return panel.take(panel.days_before(columns, days))


def count_features(panel: SlotPanel, scaled: Floats, columns: Ints, lead: int) -> Floats:
    """Return what was known ``lead`` steps before each column, shape (s, n, features).

    The last three counts, the count a day before the next step, the same hour of the last day
    and of two weeks, its mean over four weeks, the means of a day and of a week; then by how much
    the last counts differed from their own usual, and the usual change from then to the target.
    """
    issued = columns - lead
    per_day, per_week = panel.per_day, 7 * panel.per_day
    days = max(1, -(-lead // per_day))
    weeks = 7 * max(1, -(-lead // per_week))

    def before(n: int) -> Floats:
        return take(scaled, panel.days_before(columns, n))

    usual = _mean([before(weeks + 7 * week) for week in range(WEEKS)])
    then = _mean([take(scaled, panel.days_before(issued, 7 + 7 * w)) for w in range(WEEKS)])
    lately = [
        take(scaled, issued - back)
        - _mean([take(scaled, panel.days_before(issued - back, 7 + 7 * w)) for w in range(WEEKS)])
        for back in range(3)
    ]
    columns_of = [
        *(take(scaled, issued - back) for back in (0, 1, 2, per_day - 1)),
        before(days),
        before(weeks),
        before(weeks + 7),
        usual,
        _rolling(scaled, issued, per_day),
        _rolling(scaled, issued, per_week),
        lately[0],
        _mean(lately),
        usual - then,
    ]
    return np.stack(columns_of, axis=-1)


def calendar_features(panel: SlotPanel, columns: Ints, series: int) -> Floats:
    """Return hour, weekday, their pair, day of the year and counter, shape (s, n, 5)."""
    local = panel.instants(columns).tz_convert(panel.tz)
    slot, day = panel.local_slot(columns), local.day_of_week.to_numpy()
    when = np.stack([slot, day, day * panel.per_day + slot, local.day_of_year.to_numpy()], axis=-1)
    when = np.broadcast_to(when.astype(float), (series, *when.shape))
    who = np.broadcast_to(np.arange(series, dtype=float)[:, None, None], (*when.shape[:2], 1))
    return np.concatenate([when, who], axis=-1)


def _mean(parts: list[Floats]) -> Floats:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # nothing known: NaN, which is meant
        return np.asarray(np.nanmean(np.stack(parts), axis=0))


def _rolling(scaled: Floats, ends: Ints, width: int) -> Floats:
    """Return the mean of the last ``width`` columns up to each end; half must be known."""
    known = np.isfinite(scaled)
    total = np.cumsum(np.where(known, scaled, 0), axis=1)
    number = np.cumsum(known, axis=1)
    total, number = (np.pad(x, ((0, 0), (1, 0))) for x in (total, number))
    last = np.clip(ends + 1, 0, scaled.shape[1])
    first = np.clip(ends + 1 - width, 0, scaled.shape[1])
    count = number[:, last] - number[:, first]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (total[:, last] - total[:, first]) / count
    return np.where(count >= width // 2, mean, np.nan)
