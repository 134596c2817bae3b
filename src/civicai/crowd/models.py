"""The forecaster of counts: boosting with a loss for counts, bands and chances from its errors."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from civicai.crowd.counts import (
    ALIVE,
    make_counts,
    own_limits,
    refuse_future,
    refuse_short_past,
    status_of,
)
from civicai.crowd.features import calendar_features, count_features, last_week
from civicai.crowd.reasons import count_reasons
from civicai.crowd.schema import COUNT, COUNTER, TIME
from civicai.forecasting import SlotPanel, conformal_quantiles
from civicai.forecasting.slots import told_step
from civicai.i18n import _

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Share of the past that is set apart to measure errors, before the model learns it too.
CALIBRATED = 0.25
#: Least weeks that a boosting is learned from: before, the rule serves.
FEWEST_WEEKS = 4
#: Part of the usual count below which an error has no smaller scale: a quiet hour errs too.
FLOOR = 0.1
#: Errors that a counter must have to be judged by its own.
FEWEST_ERRORS = 100

BOOSTING, RULE = "boosting", "same_hour_last_week"


class StaleFeedWarning(UserWarning):
    """Some counters have no forecast: their feed is late, frozen, or was never seen."""


class CountForecaster(BaseEstimator):
    """Forecast how many people pass each counter, and the chance of passing its limit.

    Parameters
    ----------
    horizons : sequence of str
        Leads, as pandas durations, multiples of the step of the counts.
    limits : DataFrame or dict of str to float, optional
        ``counter``, ``limit`` [people a step]. A counter without one gets the highest 1 % of its
        own past.
    coverage : float
        Nominal share of counts inside the band.
    tz : str
        Time zone in which days and weeks repeat themselves.
    random_state : int

    Attributes
    ----------
    limits_ : dict of str to float
    rungs_ : dict of Timedelta to str
        What serves at each lead: the boosting, or the rule where it was better on the part of
        the past set apart.
    step_ : Timedelta
    last_observed_ : Timestamp

    Notes
    -----
    One gradient boosting a lead, with Poisson loss [1]_, learns all counters together, each
    scaled by its usual count, from its last counts, the same hour of the days and weeks before,
    their trend and the calendar. Errors on the last quarter of the past, over their usual size,
    make the bands (split conformal) and the chances.

    References
    ----------
    .. [1] Friedman, "Greedy function approximation: a gradient boosting machine", Annals of
       Statistics, 2001.

    Examples
    --------
    >>> from civicai.datasets import make_crowd
    >>> counts = make_crowd(days=50, random_state=1)["counts"]
    >>> forecast = CountForecaster(("1h",)).fit(counts).predict()
    >>> bool(forecast["p_over"].between(0, 1).all())
    True
    """

    def __init__(
        self,
        horizons: Sequence[str] = ("1h", "3h", "24h"),
        *,
        limits: Any = None,
        coverage: float = 0.9,
        tz: str = "Europe/Paris",
        random_state: int = 0,
    ) -> None:
        self.horizons = horizons
        self.limits = limits
        self.coverage = coverage
        self.tz = tz
        self.random_state = random_state

    def fit(self, counts: pd.DataFrame) -> CountForecaster:
        """Learn from past counts.

        Parameters
        ----------
        counts : DataFrame
            ``counter``, ``time`` (beginning of the step), ``count`` [people].

        Raises
        ------
        InputError
            With all that is wrong in the table, or where it covers less than two weeks.
        ValueError
            If a lead is no multiple of the step.
        """
        rows = make_counts(counts)
        refuse_short_past(rows)
        self.observed_ = rows
        self.last_observed_ = rows[TIME].max()
        self.step_ = told_step(rows[TIME], rows[COUNTER])
        self.leads_ = [pd.Timedelta(h) for h in self.horizons]
        if any(lead < self.step_ or lead % self.step_ for lead in self.leads_):
            raise ValueError(f"horizons must be multiples of {self.step_}: {self.horizons!r}")
        panel = SlotPanel.from_table(rows, COUNTER, COUNT, self.step_, tz=self.tz)
        self.counters_ = panel.series
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a counter that never counted
            self.usual_ = np.maximum(np.nan_to_num(np.nanmean(panel.values, axis=1)), 1e-3)
        self.limits_ = own_limits(panel) | _given(self.limits)
        self.rungs_: dict[pd.Timedelta, str] = {}
        self.errors_: dict[pd.Timedelta, list[Floats]] = {}
        self.models_: dict[pd.Timedelta, Any] = {}
        for lead in self.leads_:
            self._learn(panel, lead)
        return self

    def _learn(self, panel: SlotPanel, lead: pd.Timedelta) -> None:
        """Choose what serves at a lead on the part set apart, measure its errors, learn all."""
        columns = np.arange(len(panel))
        cut = round(len(panel) * (1 - CALIBRATED))
        y, rule = panel.values, last_week(panel, columns, self._steps(lead))
        apart = np.isfinite(y) & np.isfinite(rule) & (columns >= cut)[None]
        self.rungs_[lead] = RULE
        self.errors_[lead] = _by_counter((y - rule) / self._scale(rule), apart)
        if len(panel) < FEWEST_WEEKS * 7 * panel.per_day:
            return
        features = self._features(panel, columns, lead)
        early = self._boost(features, y, (columns < cut)[None])
        said = np.full(y.shape, np.nan)
        said[apart] = early.predict(features[apart]) * self._usual(y)[apart]
        if not np.abs(y - said)[apart].mean() < np.abs(y - rule)[apart].mean():
            return
        self.rungs_[lead] = BOOSTING
        self.errors_[lead] = _by_counter((y - said) / self._scale(said), apart)
        self.models_[lead] = self._boost(features, y, np.ones((1, len(panel)), bool))

    def _boost(self, features: Floats, y: Floats, learned: npt.NDArray[np.bool_]) -> Any:
        from sklearn.ensemble import HistGradientBoostingRegressor

        rows = np.isfinite(y) & learned
        usual = self._usual(y)
        model = HistGradientBoostingRegressor(
            loss="poisson", max_iter=200, learning_rate=0.08, random_state=self.random_state
        )
        # Weighted by its usual count, so that an error of one person weighs the same anywhere.
        return model.fit(features[rows], (y / usual)[rows], sample_weight=usual[rows])

    def _usual(self, like: Floats) -> Floats:
        return np.broadcast_to(self.usual_[:, None], like.shape)

    def _scale(self, expected: Floats) -> Floats:
        """Return the usual size of an error: between that of chance and that of a share."""
        return np.maximum(np.nan_to_num(expected), FLOOR * self._usual(expected)) ** 0.75 + 1e-9

    def _steps(self, lead: pd.Timedelta) -> int:
        return round(lead / self.step_)

    def _features(self, panel: SlotPanel, columns: Ints, lead: pd.Timedelta) -> Floats:
        scaled = panel.values / self.usual_[:, None]
        past = count_features(panel, scaled, columns, self._steps(lead))
        when = calendar_features(panel, columns, len(self.usual_))
        return np.concatenate([past, when], axis=-1)

    def predict(self, history: pd.DataFrame | None = None, issued_at: Any = None) -> pd.DataFrame:
        """Forecast every counter at every lead.

        Parameters
        ----------
        history : DataFrame, optional
            Counts since the fit; they may overlap what was learned.
        issued_at : instant, optional
            The "now" of the forecast, by default the last count of all counters.

        Returns
        -------
        DataFrame
            One row a counter and lead: ``counter``, ``time`` (UTC), ``issued_at``, ``horizon``,
            ``expected``, ``low``, ``high`` [people a step], ``coverage``, ``p_over`` (chance of
            passing the limit), ``status`` (``"alive"``, or why there is no number), ``model``,
            ``reason``.

        Raises
        ------
        InputError
            When a count is later than ``issued_at``.

        Warns
        -----
        StaleFeedWarning
            When some counters are unknown.
        """
        check_is_fitted(self)
        observed = self.observed_
        if history is not None and len(history):
            together = pd.concat([observed, make_counts(history)], ignore_index=True)
            observed = together.drop_duplicates([COUNTER, TIME], keep="last")
        issued = observed[TIME].max() if issued_at is None else to_instant(issued_at)
        refuse_future(observed, issued)
        panel = SlotPanel.from_table(
            observed,
            COUNTER,
            COUNT,
            self.step_,
            tz=self.tz,
            series=self.counters_,
            until=issued,
        )
        now = panel.column([issued])
        status = status_of(panel, now)
        parts = [self._table(panel, now, lead, status) for lead in self.leads_]
        table = pd.concat(parts, ignore_index=True).assign(issued_at=issued)
        table["time"] = issued + table["horizon"]
        table["reason"] = count_reasons(table, panel, int(now[0]), self.limits_)
        silent = self.counters_[status[:, 0] != ALIVE]
        if len(silent):
            message = _("no forecast, for want of a fresh count: {counters}.")
            warnings.warn(
                message.format(counters=", ".join(silent)), StaleFeedWarning, stacklevel=2
            )
        return table.sort_values([COUNTER, "horizon"], kind="stable", ignore_index=True)

    def replay(self, panel: SlotPanel, columns: Ints, lead: pd.Timedelta) -> pd.DataFrame:
        """Forecast all counters at one lead from some columns of a panel: a backtest's need."""
        return self._table(panel, columns, lead, status_of(panel, columns))

    def _table(
        self, panel: SlotPanel, issued: Ints, lead: pd.Timedelta, status: npt.NDArray[Any]
    ) -> pd.DataFrame:
        """Return rows, counter after counter, for each column of issue."""
        ahead = issued + self._steps(lead)
        expected, rung = last_week(panel, ahead, self._steps(lead)), self.rungs_[lead]
        if rung == BOOSTING:
            features = self._features(panel, ahead, lead)
            flat = self.models_[lead].predict(features.reshape(-1, features.shape[-1]))
            expected = flat.reshape(expected.shape) * self._usual(expected)
        expected = np.where(status == ALIVE, expected, np.nan)
        scale = self._scale(expected)
        ends = [conformal_quantiles(some, self.coverage) for some in self.errors_[lead]]
        below, above = np.array(ends).T[:, :, None]
        limit = np.array([self.limits_[name] for name in self.counters_])[:, None]
        chance = _chances(self.errors_[lead], (limit - expected) / scale)
        times = panel.instants(issued)
        return pd.DataFrame(
            {
                COUNTER: np.repeat(self.counters_, len(issued)),
                TIME: np.tile(times + lead, len(self.usual_)),
                "issued_at": np.tile(times, len(self.usual_)),
                "horizon": lead,
                "expected": expected.ravel(),
                "low": np.maximum(expected + below * scale, 0).ravel(),
                "high": (expected + above * scale).ravel(),
                "coverage": self.coverage,
                "p_over": chance.ravel(),
                "status": status.ravel(),
                "model": np.where(np.isfinite(expected), rung, "none").ravel(),
            }
        )


def _by_counter(errors: Floats, apart: npt.NDArray[np.bool_]) -> list[Floats]:
    """Return the errors of each counter, in order; of all where a counter has too few."""
    everyone = np.sort(errors[apart])
    own = [np.sort(row[kept]) for row, kept in zip(errors, apart, strict=True)]
    return [some if len(some) >= FEWEST_ERRORS else everyone for some in own]


def _chances(errors: list[Floats], needed: Floats) -> Floats:
    """Return the share of past errors at least as large as needed; never 0 nor 1."""
    chances = np.full(needed.shape, np.nan)
    for i, some in enumerate(errors):
        over = len(some) - np.searchsorted(some, needed[i], side="left")
        chances[i] = np.where(np.isnan(needed[i]), np.nan, (over + 1) / (len(some) + 2))
    return chances


def _given(limits: Any) -> dict[str, float]:
    if limits is None:
        return {}
    if isinstance(limits, Mapping):
        return {str(name): float(limit) for name, limit in limits.items()}
    return dict(zip(limits[COUNTER].astype(str), limits["limit"].astype(float), strict=True))


def to_instant(moment: Any) -> pd.Timestamp:
    """Return an instant in UTC; without a time zone it is the legal time of Paris."""
    stamp = pd.Timestamp(moment)
    if stamp.tzinfo is None:
        stamp = stamp.tz_localize("Europe/Paris", ambiguous=True, nonexistent="shift_forward")
    return stamp.tz_convert("UTC")
