"""The count forecaster: every place of a town at once, hours ahead, and the chance of too many."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from civicai.clock import DEFAULT_TZ
from civicai.crowd.counts import Counts, make_counts, values_of
from civicai.crowd.reasons import explain
from civicai.crowd.schema import COUNTER, TIME
from civicai.forecasting import IntradayPanel
from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.intraday.forecaster import OK, IntradayForecaster, Said, Texts
from civicai.forecasting.intraday.grid import Grid
from civicai.forecasting.intraday.observations import IntradayObservations
from civicai.i18n import N_

#: A counter may be late by this many slots; then it is silent.
LATE = 2
#: A chance of being over capacity that is worth watching.
POSSIBLE = 0.1
#: This quantile of what was counted in a place is its unit: places large and small are alike.
UNUSUAL = 0.99
#: Share of that from which a place is unusually full.
NEAR = 0.8


class SilentCounterWarning(UserWarning):
    """Some counters get no forecast: they are silent."""


class CountForecaster(IntradayForecaster):
    """Forecast the people counted in each place, and the chance that they are too many.

    Parameters
    ----------
    horizons : sequence of str
        Leads, as pandas durations; each a whole number of the counters' steps.
    capacity : float or mapping of str to float, optional
        People allowed in each place [people, or people/h where passages are counted]; without
        it there is no chance of being over, and the level is unknown.
    watch_at : float
        Share of the capacity from which a place is watched: the rule that towns use.
    alert_at : float
        Chance of being over capacity from which there is an alert; below one half, for an alert
        missed costs more than one too many.
    coverage : float
        Nominal share of counts inside the band ``low`` to ``high``.
    tz : str
        Time zone in which days and weeks repeat themselves.
    random_state : int
        Seed of the sample of counts learned from.

    Attributes
    ----------
    selection_ : civicai.forecasting.IntradaySelection
        What was learned, what each candidate erred by on the later window, what serves each place.
    step_ : Timedelta
    laws_ : dict of int to SlotLaw
        By lead, in steps.
    observed_ : Counts

    Notes
    -----
    It learns of ``counter``, ``time``, and ``count`` or ``entries`` and ``exits`` [people]. Where
    there are gates, what is forecast is the people inside. ``p_over`` and ``level`` are the
    decision of a forecast; a counter that is silent gets no number, its level is ``"unknown"``,
    never ``"normal"``, and there is a :class:`SilentCounterWarning`.

    On a later window of four weeks, at most a third of the history, the candidates of
    :class:`~civicai.forecasting.IntradaySelection` meet the town's rule, the same hour last week:
    each lead and place takes what erred least. Its errors there, each over the size usual in its
    hour, give the band and the chance (split-conformal).

    Examples
    --------
    >>> from civicai.datasets import make_crowd
    >>> counts = make_crowd(days=35, random_state=1)["counts"]
    >>> model = CountForecaster(horizons=("1h",), capacity=3000).fit(counts)
    >>> forecast = model.predict()
    >>> bool(forecast["p_over"].between(0, 1).all())
    True
    """

    observations: ClassVar[type[IntradayObservations]] = Counts
    later_days: ClassVar[int] = 28
    shares: ClassVar[tuple[str, ...]] = ("coverage", "alert_at", "watch_at")
    decided: ClassVar[tuple[str, ...]] = ("p_over", "level")
    alarm: ClassVar[type[UserWarning]] = SilentCounterWarning
    alarm_text: ClassVar[str] = N_("no forecast, the counter is silent: {names}.")

    def __init__(
        self,
        horizons: Sequence[str] = ("1h", "3h", "24h"),
        capacity: float | Mapping[str, float] | None = None,
        watch_at: float = 0.8,
        alert_at: float = 0.3,
        coverage: float = 0.9,
        tz: str = DEFAULT_TZ,
        random_state: int = 0,
    ) -> None:
        self.horizons = horizons
        self.capacity = capacity
        self.watch_at = watch_at
        self.alert_at = alert_at
        self.coverage = coverage
        self.tz = tz
        self.random_state = random_state

    def predict_exceedance(
        self,
        threshold: float | Mapping[str, float],
        history: pd.DataFrame | Counts | None = None,
        issued_at: Any = None,
    ) -> pd.DataFrame:
        """Return the chance that each place reaches a threshold [people].

        Returns
        -------
        DataFrame
            ``counter``, ``time``, ``issued_at``, ``horizon``, ``p_over``, ``level``.
        """
        check_is_fitted(self)
        asked = copy.copy(self)
        asked.capacity = threshold
        table = asked.predict(history, issued_at)
        return table[[COUNTER, TIME, "issued_at", "horizon", "p_over", "level"]]

    def _observe(self, table: pd.DataFrame | IntradayObservations) -> Counts:
        return make_counts(cast("pd.DataFrame | Counts", table), tz=self.tz)

    def _references(self, observed: IntradayObservations) -> pd.Series[Any]:
        values = values_of(observed.rows).groupby(observed.rows[COUNTER])
        usual = values.quantile(UNUSUAL).clip(lower=1.0)
        return usual.reindex(pd.Index(sorted({*usual.index, *observed.names}), name=COUNTER))

    def _lay_out(self, rows: pd.DataFrame, until: pd.Timestamp | None, fitted: Grid | None) -> Grid:
        known = self.reference_
        names = pd.Index(sorted({*rows[COUNTER], *known.index}))
        # A counter that came later is measured as the usual one: its own future is not known.
        unit = known.reindex(names).fillna(known.median())
        shares = rows[[COUNTER, TIME]].assign(share=values_of(rows) / rows[COUNTER].map(unit))
        panel = IntradayPanel.from_table(
            shares, COUNTER, "share", self.step_, tz=self.tz, series=names, until=until
        )
        return Grid(panel, unit.to_numpy(float), NEAR)

    def _status(self, grid: Grid, origins: Ints, ceiling: Floats) -> Texts:
        recent = [grid.panel.take(origins - back) for back in range(LATE + 1)]
        return np.where(np.isfinite(recent).any(axis=0), OK, "silent")

    def _decide(self, grid: Grid, said: Said) -> Mapping[str, npt.NDArray[Any]]:
        unit = grid.reference[said.ask.series]
        limit = limits(self.capacity, grid.panel.series)[said.ask.series]
        law = self.laws_[int(said.ask.steps[0])]
        p_over = law.chance_above(limit / unit, said.expected, said.size)
        return {"p_over": p_over, "level": self._alert(said.expected * unit, p_over, limit)}

    def _alert(self, expected: Floats, p_over: Floats, limit: Floats) -> Texts:
        """Return the level of the target time; what is not known is never normal."""
        with np.errstate(invalid="ignore"):
            close = (expected >= self.watch_at * limit) | (p_over >= POSSIBLE)
            tests = [p_over >= self.alert_at, close]
        level = np.select(tests, ["alert", "watch"], "normal").astype("<U7")
        return np.where(np.isfinite(p_over) & np.isfinite(limit), level, "unknown")

    def _explain(self, grid: Grid, said: Said) -> list[str]:
        history, ask = grid.history, said.ask
        week_before = grid.panel.days_before(ask.origin, 7)
        shares = (
            grid.rule(ask),
            history.reading(ask.series, ask.origin),
            history.reading(ask.series, week_before),
        )
        counts = ((share * grid.reference[ask.series]).tolist() for share in shares)
        return explain(said.model.tolist(), said.status.tolist(), *counts)


def limits(capacity: float | Mapping[str, float] | None, names: pd.Index) -> Floats:
    """Return the capacity of each series, NaN where it is not known."""
    if capacity is None or isinstance(capacity, int | float):
        return np.full(len(names), np.nan if capacity is None else float(capacity))
    return np.array([capacity.get(name, np.nan) for name in names], dtype=float)
