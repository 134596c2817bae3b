"""The occupancy forecaster: every car park of a town at once, minutes to a week ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.clock import DEFAULT_TZ
from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.intraday.forecaster import IntradayForecaster, Said, Texts
from civicai.forecasting.intraday.grid import Grid
from civicai.forecasting.intraday.history import IntradayQuery, pick
from civicai.forecasting.intraday.observations import IntradayObservations
from civicai.forecasting.intraday.selection import Past
from civicai.i18n import N_
from civicai.parking.freshness import STATUSES, feed_status
from civicai.parking.full_chance import FullChance
from civicai.parking.grid import ParkGrid, lay_out
from civicai.parking.readings import Readings, make_readings
from civicai.parking.reasons import explain
from civicai.parking.schema import CAPACITY, PARK


class StaleFeedWarning(UserWarning):
    """Some parks get no forecast: their feed is stale or frozen."""


class OccupancyForecaster(IntradayForecaster):
    """Forecast the places taken in each park, and the chance that it is full.

    Parameters
    ----------
    horizons : sequence of str
        Leads, as pandas durations; each a whole number of the feed's steps.
    full_at : float
        Share of the capacity from which a park counts as full.
    coverage : float
        Nominal share of readings inside the band ``low`` to ``high``.
    tz : str
        Time zone in which days and weeks repeat themselves.
    random_state : int
        Seed of the sample of readings learned from.

    Attributes
    ----------
    selection_ : civicai.forecasting.IntradaySelection
        What was learned, what each candidate erred by on the later window, what serves each park.
    step_ : Timedelta
        Step of the grid, told from the feed; half an hour at the finest.
    laws_ : dict of int to SlotLaw
        By lead, in steps.
    observed_ : Readings
        The readings learned from.

    Notes
    -----
    It learns of ``park``, ``time``, ``occupied`` or ``free``, ``capacity`` [places], and ``kind``
    of the park if known. ``p_full`` and ``free_expected`` [places] are the decision of a forecast;
    a park whose feed is stale or frozen gets no number, and a :class:`StaleFeedWarning`.

    On a later window of three weeks, at most a third of the history, the candidates of
    :class:`~civicai.forecasting.IntradaySelection` meet the town's rule, the same slot last week:
    each lead and park takes what erred least. Its errors there, each over the size usual in its
    slot, give the band (split-conformal); ``p_full`` is what they say, or its mean with a boosting
    of being full where that was better on the same window.

    The occupancy is known only within 0 and the capacity: a full park hides the demand above it,
    of which nothing is said. A capacity that grows counts once it is a week old, one that shrinks
    at once: of the two, the smaller, so that a typing error never makes a full park look free.

    Examples
    --------
    >>> from civicai.datasets import make_parking
    >>> town = make_parking(parks=2, days=28, random_state=1)
    >>> model = OccupancyForecaster(horizons=("30min", "4h")).fit(town["occupancy"])
    >>> forecast = model.predict()
    >>> forecast["park"].tolist(), bool((forecast["low"] <= forecast["high"]).all())
    (['Gare Sud', 'Gare Sud', 'Halles', 'Halles'], True)
    """

    observations: ClassVar[type[IntradayObservations]] = Readings
    later_days: ClassVar[int] = 21
    shares: ClassVar[tuple[str, ...]] = ("coverage", "full_at")
    decided: ClassVar[tuple[str, ...]] = ("p_full",)
    alarm: ClassVar[type[UserWarning]] = StaleFeedWarning
    alarm_text: ClassVar[str] = N_("no forecast, for want of a fresh reading: {names}.")

    def __init__(
        self,
        horizons: Sequence[str] = ("30min", "1h", "4h", "24h", "7D"),
        full_at: float = 0.95,
        coverage: float = 0.9,
        tz: str = DEFAULT_TZ,
        random_state: int = 0,
    ) -> None:
        self.horizons = horizons
        self.full_at = full_at
        self.coverage = coverage
        self.tz = tz
        self.random_state = random_state

    def _observe(self, table: pd.DataFrame | IntradayObservations) -> Readings:
        return make_readings(cast("pd.DataFrame | Readings", table))

    def _references(self, observed: IntradayObservations) -> pd.Series[Any]:
        # Shares are of one capacity a park, so that a change of it does not bend the past.
        newest = observed.rows.drop_duplicates(PARK, keep="last").set_index(PARK)[CAPACITY]
        return newest.reindex(pd.Index(sorted({*newest.index, *observed.names}), name=PARK))

    def _lay_out(
        self, rows: pd.DataFrame, until: pd.Timestamp | None, fitted: Grid | None
    ) -> ParkGrid:
        habits = fitted.habits if isinstance(fitted, ParkGrid) else None
        how = {"step": self.step_, "tz": self.tz, "until": until}
        return lay_out(rows, self.reference_, habits, self.full_at, how)

    def _calibrate(self) -> None:
        super()._calibrate()
        grid, selection, later = self.grid_, self.selection_, self.selection_.later_
        ceiling = grid.ceiling(later.ask.series, later.ask.target)
        expected = np.clip(later.expected, 0.0, ceiling)
        level = self.full_at * ceiling
        scale = grid.history.scale(later.ask)
        by_errors = np.full(len(expected), np.nan)
        for steps, law in self.laws_.items():
            mine = later.ask.steps == steps
            size = law.size(scale[mine])
            by_errors[mine] = law.chance_above(level[mine], expected[mine], size)
        held_out = self._learn_chance(selection.before_)
        described = _described(grid, later.ask, selection.before_)
        held_out.weigh(described, later.ask.steps, by_errors, later.value >= level)
        self.chance_ = self._learn_chance(selection.whole_)
        self.chance_.weights_ = held_out.weights_

    def _learn_chance(self, past: Past) -> FullChance:
        level = self.full_at * self.grid_.ceiling(past.ask.series, past.ask.target)
        described = _described(self.grid_, past.ask, past)
        return FullChance().fit(described, past.value >= level, self.random_state)

    def _status(self, grid: Grid, origins: Ints, ceiling: Floats) -> Texts:
        parks = cast(ParkGrid, grid)
        full = ceiling.reshape(len(parks.reference), len(origins))
        codes = feed_status(parks.panel, origins, parks.habits, full, parks.state)
        return np.array(STATUSES)[codes]

    def _decide(self, grid: Grid, said: Said) -> Mapping[str, npt.NDArray[Any]]:
        steps, places = int(said.ask.steps[0]), grid.reference[said.ask.series]
        level = self.full_at * said.ceiling
        chance = self.laws_[steps].chance_above(level, said.expected, said.size)
        if self.chance_.weights_.get(steps):
            described = _described(grid, said.ask, self.selection_.whole_)
            chance = self.chance_.chance(described, steps, chance)
        return {
            "p_full": np.where(np.isfinite(said.expected), chance, np.nan),
            "free_expected": said.ceiling * places - said.expected * places,
        }

    def _explain(self, grid: Grid, said: Said) -> list[str]:
        history, ask = grid.history, said.ask
        now = history.reading(ask.series, ask.origin)
        usual_now = now - pick(history.against(), ask.series, ask.origin)
        usual = np.where(said.model == "rule", said.expected, said.profile)
        shares = ((share / said.ceiling).tolist() for share in (usual, now, usual_now))
        return explain(said.model.tolist(), said.status.tolist(), *shares)


def _described(grid: Grid, ask: IntradayQuery, past: Past) -> Floats:
    base = past.learned.profile.predict(grid.history, ask).expected
    return grid.features.describe(ask, base)
