"""The count forecaster: every place of a town at once, hours ahead, and the chance of too many."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from civicai.crowd.counts import listed, make_counts
from civicai.crowd.error_law import CountLaw
from civicai.crowd.instants import refuse_future, refuse_short_history, to_instant
from civicai.crowd.reasons import explain
from civicai.crowd.schema import COUNT, COUNTER, TIME
from civicai.forecasting import IntradayPanel
from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.intraday.count_boosting import CountBoosting, same_time
from civicai.forecasting.intraday.panel import told_step
from civicai.i18n import _

#: Days of the later window on which the model meets the rule and errors are measured.
LATER_DAYS = 28
#: A counter may be late by this many slots; then it is silent.
LATE = 2
#: A chance of being over capacity that is worth watching.
POSSIBLE = 0.1


class SilentCounterWarning(UserWarning):
    """Some counters get no forecast: they are silent."""


class Said(NamedTuple):
    """Forecasts of every series from some issue times for one lead, arrays of shape (s, n)."""

    expected: Floats
    low: Floats
    high: Floats
    p_over: Floats
    level: npt.NDArray[np.str_]
    model: npt.NDArray[np.str_]
    status: npt.NDArray[np.str_]
    rule: Floats
    now: Floats
    usual_now: Floats


class CountForecaster(BaseEstimator):
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
    random_state : int, optional

    Attributes
    ----------
    step_ : Timedelta
    models_ : dict of Timedelta to CountBoosting
    served_by_ : dict of Timedelta to str
        ``"count_boosting"`` or ``"rule"``, the same hour last week.
    scores_ : dict of Timedelta to tuple of float
        Mean absolute error of the model and of the rule on the later window [people].
    laws_ : dict of Timedelta to CountLaw
    observed_ : DataFrame

    Notes
    -----
    One gradient boosting with a Poisson loss for each lead
    (:class:`~civicai.forecasting.CountBoosting`). It first learns without the last four weeks
    (at most a third of the history): its errors there give the band and the chance, and where
    it does not beat the rule there, the rule serves. Then it learns from all.

    The level never says "normal" of a counter that is silent.

    Examples
    --------
    >>> from civicai.datasets import make_crowd
    >>> counts = make_crowd(days=35, random_state=1)["counts"]
    >>> model = CountForecaster(horizons=("1h",), capacity=3000).fit(counts)
    >>> forecast = model.predict()
    >>> bool(forecast["p_over"].between(0, 1).all())
    True
    """

    def __init__(
        self,
        horizons: Sequence[str] = ("1h", "3h", "24h"),
        capacity: float | Mapping[str, float] | None = None,
        watch_at: float = 0.8,
        alert_at: float = 0.3,
        coverage: float = 0.9,
        tz: str = "Europe/Paris",
        random_state: int | None = 0,
    ) -> None:
        self.horizons = horizons
        self.capacity = capacity
        self.watch_at = watch_at
        self.alert_at = alert_at
        self.coverage = coverage
        self.tz = tz
        self.random_state = random_state

    def fit(self, counts: pd.DataFrame) -> CountForecaster:
        """Learn from past counts.

        Parameters
        ----------
        counts : DataFrame
            ``counter``, ``time``, and ``count`` or ``entries`` and ``exits`` [people].

        Raises
        ------
        InputError
            With all that is wrong in the table, or when it covers less than eight days.
        ValueError
            If a share is not between 0 and 1, or a horizon is no whole number of steps.
        """
        for name in ("coverage", "alert_at", "watch_at"):
            if not 0 < getattr(self, name) < 1:
                raise ValueError(f"{name} must be between 0 and 1, not {getattr(self, name)!r}")
        self.observed_ = make_counts(counts, tz=self.tz).rows
        refuse_short_history(self.observed_, self.tz)
        self.last_observed_ = self.observed_[TIME].max()
        self.step_ = told_step(self.observed_[TIME], self.observed_[COUNTER])
        self.leads_ = {pd.Timedelta(h).as_unit("ns"): _steps(h, self.step_) for h in self.horizons}
        panel = self.panel_of(self.observed_)
        self.models_: dict[pd.Timedelta, CountBoosting] = {}
        self.served_by_: dict[pd.Timedelta, str] = {}
        self.scores_: dict[pd.Timedelta, tuple[float, float]] = {}
        self.laws_: dict[pd.Timedelta, CountLaw] = {}
        self.rule_laws_: dict[pd.Timedelta, CountLaw] = {}
        for horizon, steps in self.leads_.items():
            self._learn(panel, horizon, steps)
        return self

    def _learn(self, panel: IntradayPanel, horizon: pd.Timedelta, steps: int) -> None:
        window = min(LATER_DAYS * panel.per_day, len(panel) // 3)
        later = np.arange(len(panel) - window, len(panel))
        origins = later - steps
        trial = CountBoosting(steps, random_state=self.random_state)
        trial.fit(panel, until=len(panel) - window)
        observed = np.where(np.isfinite(panel.take(origins)), panel.take(later), np.nan)
        expected, rule = trial.predict(panel, origins), same_time(panel, origins, steps)
        level = _levels(panel, origins)
        both = np.isfinite(observed) & np.isfinite(expected) & np.isfinite(rule)
        errors = [
            float(np.abs(forecast - observed)[both].mean()) if both.any() else np.nan
            for forecast in (expected, rule)
        ]
        # The rule comes first: a model must beat it, not equal it.
        wins = errors[0] < errors[1]
        self.served_by_[horizon] = CountBoosting.name if wins else "rule"
        self.scores_[horizon] = (errors[0], errors[1])
        self.rule_laws_[horizon] = CountLaw.learn(observed, rule, level)
        own = CountLaw.learn(observed, expected, level)
        self.laws_[horizon] = own if wins else self.rule_laws_[horizon]
        self.models_[horizon] = CountBoosting(steps, random_state=self.random_state).fit(panel)

    def panel_of(self, rows: pd.DataFrame, until: pd.Timestamp | None = None) -> IntradayPanel:
        """Lay counts out on the grid of the fit."""
        names = pd.Index(sorted(set(rows[COUNTER]) | set(self.observed_[COUNTER])))
        return IntradayPanel.from_table(
            rows, COUNTER, COUNT, self.step_, tz=self.tz, series=names, until=until
        )

    def predict(self, history: pd.DataFrame | None = None, issued_at: Any = None) -> pd.DataFrame:
        """Forecast every place at every horizon.

        Parameters
        ----------
        history : DataFrame, optional
            Counts since the fit, new counters included.
        issued_at : instant, optional
            The "now" of the forecast, by default the last count. Nothing later is accepted.

        Returns
        -------
        DataFrame
            One row a counter and horizon: ``counter``, ``time`` (UTC), ``issued_at``,
            ``horizon``, ``expected``, ``low``, ``high`` [people], ``coverage``, ``p_over``,
            ``level``, ``status``, ``model`` and ``reason``. A silent counter has no number at
            all, and its level is ``"unknown"``.

        Raises
        ------
        InputError
            When a count is later than ``issued_at``.

        Warns
        -----
        SilentCounterWarning
            When some counters get no forecast because they are silent.
        """
        check_is_fitted(self)
        return self._predict(history, issued_at, self.capacity)

    def predict_exceedance(
        self,
        threshold: float | Mapping[str, float],
        history: pd.DataFrame | None = None,
        issued_at: Any = None,
    ) -> pd.DataFrame:
        """Return the chance that each place reaches a threshold [people].

        Returns
        -------
        DataFrame
            ``counter``, ``time``, ``issued_at``, ``horizon``, ``p_over``, ``level``.
        """
        check_is_fitted(self)
        table = self._predict(history, issued_at, threshold)
        return table[[COUNTER, TIME, "issued_at", "horizon", "p_over", "level"]]

    def _predict(self, history: pd.DataFrame | None, issued_at: Any, capacity: Any) -> pd.DataFrame:
        observed = self._known_so_far(history)
        issued = to_instant(observed[TIME].max() if issued_at is None else issued_at, self.tz)
        refuse_future(observed, issued)
        panel = self.panel_of(observed, until=issued)
        origin = panel.column([issued])
        parts = []
        for horizon in self.leads_:
            said = self.forecast(panel, origin, horizon, capacity)
            parts.append(_table(panel.series, said, issued, horizon, self.coverage))
        result = pd.concat(parts, ignore_index=True)
        result = result.sort_values([COUNTER, TIME], kind="stable", ignore_index=True)
        silent = result.loc[result["status"] == "silent", COUNTER].unique()
        if len(silent):
            message = _("no forecast, the counter is silent: {counters}.")
            text = message.format(counters=listed([*map(str, silent)]))
            warnings.warn(text, SilentCounterWarning, stacklevel=3)
        return result

    def forecast(
        self, panel: IntradayPanel, origins: Ints, horizon: pd.Timedelta, capacity: Any = None
    ) -> Said:
        """Forecast every series from several issue times: what a backtest needs.

        Parameters
        ----------
        panel : IntradayPanel
        origins : ndarray of int, shape (n,)
            Columns of the issue times; nothing after them is looked at.
        horizon : Timedelta
            One of the horizons.
        capacity : float or mapping, optional
        """
        steps, law = self.leads_[horizon], self.laws_[horizon]
        rule, level = same_time(panel, origins, steps), _levels(panel, origins)
        served = self.served_by_[horizon]
        expected = rule if served == "rule" else self.models_[horizon].predict(panel, origins)
        recent = [panel.take(origins - back) for back in range(LATE + 1)]
        silent = ~np.isfinite(recent).any(axis=0)
        status = np.where(silent, "silent", np.where(np.isfinite(expected), "ok", "too_new"))
        expected = np.where(silent, np.nan, expected)
        low, high = law.band(expected, level, self.coverage)
        limit = np.broadcast_to(limits(capacity, panel.series)[:, None], expected.shape)
        p_over = law.chance_over(limit, expected, level)
        return Said(
            expected,
            low,
            high,
            p_over,
            self._alert(expected, p_over, limit),
            np.where(np.isfinite(expected), served, "none"),
            status,
            rule,
            recent[0],
            same_time(panel, origins, 0),
        )

    def _alert(self, expected: Floats, p_over: Floats, limit: Floats) -> npt.NDArray[np.str_]:
        """Return the level of the target time; what is not known is never normal."""
        with np.errstate(invalid="ignore"):
            close = (expected >= self.watch_at * limit) | (p_over >= POSSIBLE)
            tests = [p_over >= self.alert_at, close]
        level = np.select(tests, ["alert", "watch"], "normal").astype("<U7")
        return np.where(np.isfinite(p_over) & np.isfinite(limit), level, "unknown")

    def serve_by_rule(self, horizon: Any) -> CountForecaster:
        """Let the town's rule serve a horizon, with its own errors, whatever won at the fit."""
        check_is_fitted(self)
        lead = pd.Timedelta(horizon)
        self.served_by_[lead], self.laws_[lead] = "rule", self.rule_laws_[lead]
        return self

    def _known_so_far(self, history: pd.DataFrame | None) -> pd.DataFrame:
        if history is None or history.empty:
            return self.observed_
        if COUNT in history and history[COUNT].notna().all():
            since = history[[COUNTER, TIME, COUNT]]
        else:
            since = make_counts(history, tz=self.tz).rows
        both = pd.concat([self.observed_, since], ignore_index=True)
        both = both.drop_duplicates([COUNTER, TIME], keep="last")
        return make_counts(both, tz=self.tz).rows


def limits(capacity: float | Mapping[str, float] | None, names: pd.Index) -> Floats:
    """Return the capacity of each series, NaN where it is not known."""
    if capacity is None or isinstance(capacity, int | float):
        return np.full(len(names), np.nan if capacity is None else float(capacity))
    known = pd.Series(dict(capacity), dtype=float)
    found: Floats = known.reindex(names).to_numpy(float)
    return found


def _levels(panel: IntradayPanel, origins: Ints) -> Floats:
    """Return the mean of the last four weeks of each series at each issue time."""
    window = pd.DataFrame(panel.take(np.arange(len(panel))).T).rolling(
        28 * panel.per_day, min_periods=1
    )
    mean = IntradayPanel(
        panel.series, panel.start, panel.step, window.mean().to_numpy().T, panel.tz
    )
    return mean.take(origins)


def _table(
    names: pd.Index, said: Said, issued: pd.Timestamp, horizon: pd.Timedelta, coverage: float
) -> pd.DataFrame:
    first = {name: values[:, 0] for name, values in said._asdict().items()}
    table = pd.DataFrame({COUNTER: names, TIME: issued + horizon})
    table["issued_at"] = issued
    table["horizon"] = horizon
    for name in ("expected", "low", "high"):
        table[name] = first[name]
    table["coverage"] = coverage
    for name in ("p_over", "level", "status", "model"):
        table[name] = first[name]
    why = (first[name] for name in ("model", "status", "rule", "now", "usual_now"))
    table["reason"] = explain(*why)
    return table


def _steps(horizon: str, step: pd.Timedelta) -> int:
    lead = pd.Timedelta(horizon)
    if lead < step or lead % step:
        raise ValueError(f"horizon {horizon!r} is not a whole number of the feed's steps, {step}")
    return round(lead / step)
