"""What was known of each gauge at any instant: the last reading, its age, and whether it lives.

Everything a forecast uses is asked here, and never later than the instant asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.risk.schema import STATION, TIME

if TYPE_CHECKING:
    from civicai.risk.readings import Readings

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

HOUR = 3_600_000_000_000  # nanoseconds
#: Finest step that leads are counted in.
FINEST = HOUR // 4
#: A reading older than this many steps is no longer the state of the river.
STEPS_KEPT = 2
#: A gauge that repeats one value is called frozen after at least this long.
FROZEN_AFTER = 24 * HOUR

#: What is known of a gauge.
ALIVE, SILENT, FROZEN, NEVER_SEEN = "alive", "silent", "frozen", "never_seen"


def nanoseconds(times: Any) -> Ints:
    """Return instants in UTC as integers."""
    index = pd.DatetimeIndex(times)
    index = index.tz_localize("UTC") if index.tz is None else index.tz_convert("UTC")
    return index.as_unit("ns").asi8


def usual_step(moments: Ints) -> int:
    """Return the median time between two readings lately [ns], 15 minutes at the finest.

    Parameters
    ----------
    moments : ndarray of int, shape (n,)
        In order. The last 1,000 readings count, so that a gauge that was slower ten years ago
        is not waited for as it was then.
    """
    gaps = np.diff(moments[-1000:])
    return max(FINEST, int(np.median(gaps))) if len(gaps) else FINEST


@dataclass(frozen=True)
class Gauge:
    """One gauge: its readings in order, and the limits beyond which they are not believed.

    Parameters
    ----------
    moments : ndarray of int, shape (n,)
        Instants [ns, UTC], increasing.
    values : ndarray of float, shape (n,)
    step : int
        Usual time between readings [ns].
    frozen_after : int
        Longest time that the value has stayed the same in a sound past [ns].
    """

    moments: Ints
    values: Floats
    step: int
    frozen_after: int

    @property
    def kept(self) -> int:
        """Age up to which a reading is the state of the river [ns]."""
        return STEPS_KEPT * self.step

    def at(self, moments: Ints) -> tuple[Floats, Ints]:
        """Return the last value known at some instants, NaN where too old, and its age [ns]."""
        if not len(self.moments):
            return np.full(len(moments), np.nan), np.full(len(moments), np.iinfo(np.int64).max)
        i = np.searchsorted(self.moments, moments, side="right") - 1
        age = np.where(i >= 0, moments - self.moments[i], np.iinfo(np.int64).max)
        return np.where(age <= self.kept, self.values[i], np.nan), age

    def unchanged(self, moments: Ints) -> Ints:
        """Return for how long the last value known had been the same, at some instants [ns]."""
        if not len(self.moments):
            return np.zeros(len(moments), np.int64)
        i = np.searchsorted(self.moments, moments, side="right") - 1
        return np.where(i >= 0, self.moments[i] - self.moments[self._began[i]], 0)

    def status(self, moments: Ints) -> npt.NDArray[np.str_]:
        """Return ``"alive"``, ``"silent"``, ``"frozen"`` or ``"never_seen"`` at some instants."""
        value, age = self.at(moments)
        frozen = self.unchanged(moments) > self.frozen_after
        seen = age < np.iinfo(np.int64).max
        return np.select(
            [~seen, np.isnan(value), frozen], [NEVER_SEEN, SILENT, FROZEN], ALIVE
        ).astype("<U10")

    @cached_property
    def _began(self) -> Ints:
        changed = np.flatnonzero(np.diff(self.values, prepend=np.nan) != 0)
        return np.repeat(changed, np.diff(changed, append=len(self.values)))


def learn_gauge(moments: Ints, values: Floats) -> Gauge:
    """Make a gauge of a past that is taken as sound: what lasted then is no fault.

    A river at low water may keep one rounded value for days. Frozen is what lasts longer than
    a day and one and a half times longer than ever before; the value that still lasts at the
    end of the past says nothing yet.
    """
    gauge = Gauge(moments, values, usual_step(moments), FROZEN_AFTER)
    over = values != values[-1:]
    ended = int(np.flatnonzero(over)[-1]) + 1 if over.any() else 0
    longest = int(gauge.unchanged(moments[:ended]).max(initial=0))
    return Gauge(moments, values, gauge.step, max(FROZEN_AFTER, longest * 3 // 2))


def split_gauges(
    readings: Readings, learned: Mapping[str, Gauge] | None = None
) -> dict[str, Gauge]:
    """Cut readings into gauges; with the limits learned, where there are some."""
    gauges = {}
    for station, rows in readings.rows.groupby(STATION, sort=True):
        name, past = str(station), (learned or {}).get(str(station))
        moments, values = nanoseconds(rows[TIME]), rows[readings.quantity].to_numpy(float)
        if past is None:
            gauges[name] = learn_gauge(moments, values)
        else:
            gauges[name] = Gauge(moments, values, past.step, past.frozen_after)
    return gauges
