"""What is known of a question at its issue time: profiles, latest readings, habits, hours."""

from __future__ import annotations

import numpy as np

from civicai.forecasting.daily.history import Floats
from civicai.forecasting.intraday.history import DECAYS, USUAL, IntradayHistory, IntradayQuery, pick
from civicai.forecasting.intraday.weekly_profile import residuals


class IntradayFeatures:
    """What is known of a question at its issue time.

    Parameters
    ----------
    history : IntradayHistory
    full_at : float
        Share from which a series is near its ceiling.
    """

    def __init__(self, history: IntradayHistory, full_at: float = 0.95) -> None:
        self.history = history
        values, against = history.panel.values, history.against()
        day = history.day
        with np.errstate(invalid="ignore"):
            full = np.where(np.isfinite(values), values >= full_at, np.nan).astype(np.float32)
        known = np.isfinite(against)
        #: How far all series are from their usual, slot by slot.
        self.together = (
            np.where(known, against, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        )[None]
        self.recent = [
            history.lately(against, slots, least)
            for slots, least in ((8, 1), (day, 4), (7 * day, 20))
        ]
        self.level = history.lately(values, 28 * day, 20)
        self.often = history.lately(full, 28 * day, 20)
        self.spread = history.lately(np.abs(against), 14 * day, 20)
        self.full_week = history.rolling(full, 7, 0.8)
        self.full_day = history.rolling(full, 1, 0.9)

    def describe(self, ask: IntradayQuery, base: Floats) -> Floats:
        """Describe questions, shape (n, f)."""
        history, panel = self.history, self.history.panel
        who, origin, target = ask.series, ask.origin, ask.target
        against = history.against()
        profiles = [history.profile(ask, decay)[0] for decay in DECAYS]
        week = [history.same_slot(ask, 7, back) for back in (0, 1)]
        yesterday = [history.same_slot(ask, 1, back) for back in (0, 1)]
        now = [history.reading(who, origin - back) for back in range(4)]
        last_week = panel.days_before(target, 7 * history.periods(ask, 7))
        last_day = panel.days_before(target, history.periods(ask, 1))
        nobody = np.zeros_like(who)
        local = panel.instants(target).tz_convert(panel.tz)
        columns = [
            base,
            *profiles,
            *week,
            history.usual(history.daily, ask, 1),
            *yesterday,
            *now,
            *residuals(history, ask, USUAL).T,
            *(pick(table, who, origin) for table in self.recent),
            pick(against, who, last_week),
            *(pick(self.together, nobody, column) for column in (origin, last_day, last_week)),
            pick(self.level, who, origin),
            pick(self.often, who, origin),
            pick(self.spread, who, origin),
            history.usual(self.full_week, ask, 7),
            history.usual(self.full_day, ask, 1),
            profiles[1] - (now[0] - pick(against, who, origin)),
            panel.local_slot(target),
            panel.local_slot(origin),
            local.day_of_week.to_numpy(),
            ask.steps,
        ]
        return np.stack([np.asarray(c, dtype=np.float32) for c in columns], axis=1)


def fillable(described: Floats) -> Floats:
    """Return descriptions to learn from: what is known of no question at all is made one value.

    A column without any value cannot be cut in bins; no tree will ask for it.
    """
    unknown = ~np.isfinite(described).any(axis=0)
    return np.where(unknown, np.float32(0), described) if unknown.any() else described
