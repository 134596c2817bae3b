"""Whether a park's feed can be believed at an instant: fresh, stale or frozen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civicai.forecasting import IntradayPanel
from civicai.forecasting.daily.history import Floats, Ints

Codes = npt.NDArray[np.int64]

#: What a status code means, in the order of the codes.
STATUSES = ("ok", "stale", "frozen", "no_reading")
OK, STALE, FROZEN, NO_READING = range(4)
#: A feed may be late by this many slots, whatever its habits.
LATE = 4
#: A count may stay the same for so long [h], whatever its habits.
STILL = 3.0
#: Beyond the usual, by how much.
BEYOND_USUAL = 1.25


@dataclass(frozen=True)
class FeedHabits:
    """How long the feed of each park usually stays silent, and its count unchanged [slots].

    Parameters
    ----------
    gap : ndarray of float, shape (s,)
        Median over the days of the longest time between two readings: a closed night.
    still : ndarray of float, shape (s,)
        Median over the weeks of the longest time without a change.
    """

    gap: Floats
    still: Floats

    @classmethod
    def learn(cls, panel: IntradayPanel) -> FeedHabits:
        """Learn the habits of each series of a panel."""
        last, run = feed_state(panel.values)
        columns = np.arange(len(panel))
        seen = np.isfinite(panel.values)
        before = np.concatenate([np.full((len(last), 1), -1), last[:, :-1]], axis=1)
        gaps = np.where(seen & (before >= 0), columns - before, 0)
        return cls(
            _usual_longest(gaps, panel.per_day), _usual_longest(last - run, 7 * panel.per_day)
        )

    def of(self, series: Ints) -> FeedHabits:
        """Return the habits of some series; of one that is not known (-1), none."""
        there = series >= 0
        return FeedHabits(
            np.where(there, self.gap[series], 0.0), np.where(there, self.still[series], 0.0)
        )


def feed_status(
    panel: IntradayPanel,
    origins: Ints,
    habits: FeedHabits,
    full: Floats | None = None,
    state: tuple[Ints, Ints] | None = None,
) -> Codes:
    """Say of each series and issue time whether the feed can be believed.

    Parameters
    ----------
    panel : IntradayPanel
    origins : ndarray of int, shape (n,)
        Columns of the issue times; nothing after them is looked at.
    habits : FeedHabits
    full : ndarray of float, shape (s, n), optional
        Value of a full park: a count may stay there for a day, as full parks do.
    state : tuple of ndarray, optional
        What :func:`feed_state` says of the panel, where it is known already.

    Returns
    -------
    ndarray of int, shape (s, n)
        Positions in :data:`STATUSES`.
    """
    last, run = feed_state(panel.values) if state is None else state
    inside = np.clip(origins, 0, len(panel) - 1)
    newest, since = last[:, inside].astype(float), run[:, inside].astype(float)
    hours = panel.step.total_seconds() / 3600
    late = np.maximum(LATE, BEYOND_USUAL * habits.gap)[:, None]
    still = np.maximum(STILL / hours, 2 * BEYOND_USUAL * habits.still)[:, None]
    if full is not None:
        level = np.take_along_axis(panel.values, np.maximum(newest, 0).astype(np.int64), axis=1)
        still = np.where(level >= full - 1e-9, np.maximum(still, panel.per_day), still)
    status = np.full(newest.shape, OK)
    status[origins - newest > late] = STALE
    status[newest - since > still] = FROZEN
    status[newest < 0] = NO_READING
    return status


def feed_state(values: Floats) -> tuple[Ints, Ints]:
    """Return, for each cell, the column of the last reading and of the start of its run."""
    columns = np.broadcast_to(np.arange(values.shape[1]), values.shape)
    seen = np.isfinite(values)
    last = np.maximum.accumulate(np.where(seen, columns, -1), axis=1)
    before = np.concatenate([np.full((len(values), 1), -1), last[:, :-1]], axis=1)
    previous = np.take_along_axis(values, np.maximum(before, 0), axis=1)
    changed = seen & ((before < 0) | (values != previous))
    run = np.maximum.accumulate(np.where(changed, columns, -1), axis=1)
    return last.astype(np.int64), run.astype(np.int64)


def _usual_longest(lengths: Ints, block: int) -> Floats:
    """Return the median over blocks of the longest length met, 0 where there is none."""
    whole = lengths.shape[1] // block
    if not whole:
        longest_met: Floats = lengths.max(axis=1, initial=0).astype(float)
        return longest_met
    cut = lengths[:, lengths.shape[1] - whole * block :].reshape(len(lengths), whole, block)
    longest = cut.max(axis=2).astype(float)
    longest[longest == 0] = np.nan
    known = np.isfinite(longest).any(axis=1)
    usual = np.zeros(len(lengths))
    usual[known] = np.nanmedian(longest[known], axis=1)
    return usual
