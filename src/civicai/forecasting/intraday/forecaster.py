"""The front of the intraday forecasters: what is the same whatever is forecast."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from civicai.clock import to_instant
from civicai.errors import listed
from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.intraday.grid import Grid
from civicai.forecasting.intraday.history import IntradayQuery
from civicai.forecasting.intraday.observations import IntradayObservations
from civicai.forecasting.intraday.panel import told_step
from civicai.forecasting.intraday.selection import IntradaySelection
from civicai.forecasting.intraday.slot_law import SlotLaw
from civicai.i18n import _

Texts = npt.NDArray[np.str_]
#: Status of a series that is believed, and of one whose target is at an hour never seen.
OK, UNKNOWN_HOUR = "ok", "unknown_hour"


class Said(NamedTuple):
    """Answers to questions of one lead, arrays of shape (n,), in shares of the reference.

    ``size`` is that of a usual error, ``profile`` what is usual in the target's slot.
    """

    ask: IntradayQuery
    expected: Floats
    low: Floats
    high: Floats
    ceiling: Floats
    size: Floats
    profile: Floats
    model: Texts
    status: Texts


class IntradayForecaster(BaseEstimator):  # type: ignore[misc]
    """Forecast every series of a town at several leads; a use case says what is its own.

    Its own are the class attributes below and the methods that raise ``NotImplementedError``.

    Attributes
    ----------
    observed_ : IntradayObservations
        What was learned from.
    step_ : Timedelta
        Step of the grid, told from the observations; half an hour at the finest.
    leads_ : dict of Timedelta to int
        Steps of each horizon.
    reference_ : Series
        What the shares of each series are of.
    selection_ : IntradaySelection
    laws_, rule_laws_ : dict of int to SlotLaw
        By lead, in steps: errors of what serves, and of the town's rule.
    """

    horizons: Sequence[str]
    coverage: float
    tz: str
    random_state: int

    #: What is cleaned, and the days of the later window on which candidates are chosen.
    observations: ClassVar[type[IntradayObservations]]
    later_days: ClassVar[int]
    #: Parameters that lie between 0 and 1.
    shares: ClassVar[tuple[str, ...]] = ("coverage",)
    #: Columns of the decision that a replay keeps.
    decided: ClassVar[tuple[str, ...]]
    #: What is warned of, and how, where some series get no forecast.
    alarm: ClassVar[type[UserWarning]]
    alarm_text: ClassVar[str]

    # -- what a use case says -----------------------------------------------------------------

    def _observe(self, table: pd.DataFrame | IntradayObservations) -> IntradayObservations:
        """Clean a table; what was cleaned is returned as it is."""
        raise NotImplementedError

    def _references(self, observed: IntradayObservations) -> pd.Series[Any]:
        """Return what the shares of each series are of, by name."""
        raise NotImplementedError

    def _lay_out(self, rows: pd.DataFrame, until: pd.Timestamp | None, fitted: Grid | None) -> Grid:
        """Lay rows out on a grid, as the one of the fit where there is one already."""
        raise NotImplementedError

    def _status(self, grid: Grid, origins: Ints, ceiling: Floats) -> Texts:
        """Return whether each series is believed at some issue times, shape (s, n)."""
        raise NotImplementedError

    def _decide(self, grid: Grid, said: Said) -> Mapping[str, npt.NDArray[Any]]:
        """Return the columns of the decision."""
        raise NotImplementedError

    def _explain(self, grid: Grid, said: Said) -> list[str]:
        """Return the reason of each answer."""
        raise NotImplementedError

    # -- what is the same ---------------------------------------------------------------------

    def fit(self, observed: pd.DataFrame | IntradayObservations) -> Self:
        """Learn from past observations.

        Parameters
        ----------
        observed : DataFrame, or what cleaning made of it
            The table of the use case. What was cleaned is not cleaned again.

        Raises
        ------
        InputError
            With all that is wrong in the table, or when it covers too few days.
        ValueError
            If a share is not between 0 and 1, or a horizon is no whole number of steps.
        """
        for name in self.shares:
            if not 0 < getattr(self, name) < 1:
                raise ValueError(f"{name} must be between 0 and 1, not {getattr(self, name)!r}")
        self.observed_ = self._observe(observed)
        self.observed_.refuse_short(self.tz)
        rows, key, time = self.observed_.rows, self.observed_.key, self.observed_.time
        self.last_observed_ = self.observed_.last
        self.step_ = step = told_step(rows[time], rows[key])
        self.leads_ = {pd.Timedelta(h).as_unit("ns"): steps_of(h, step) for h in self.horizons}
        self.reference_ = self._references(self.observed_)
        self.grid_ = self._lay_out(rows, None, None)
        window = self.later_days * self.grid_.panel.per_day
        self.selection_ = IntradaySelection([*self.leads_.values()], window, self.random_state)
        self.selection_.fit(self.grid_.features)
        self._calibrate()
        return self

    def _calibrate(self) -> None:
        """Learn the errors of what serves, and of the rule, on the later window."""
        grid, later = self.grid_, self.selection_.later_
        ceiling = grid.ceiling(later.ask.series, later.ask.target)
        expected = np.clip(later.expected, 0.0, ceiling)
        rule = np.clip(later.answers[self.selection_.RULE], 0.0, ceiling)
        scale = grid.history.scale(later.ask)
        weeks = later.ask.target // grid.history.week
        self.laws_: dict[int, SlotLaw] = {}
        self.rule_laws_: dict[int, SlotLaw] = {}
        for steps in self.selection_.leads:
            mine = later.ask.steps == steps
            value, size, week = later.value[mine], scale[mine], weeks[mine]
            self.laws_[steps] = SlotLaw.of(value, expected[mine], size, week)
            self.rule_laws_[steps] = SlotLaw.of(value, rule[mine], size, week)

    def predict(
        self, history: pd.DataFrame | IntradayObservations | None = None, issued_at: Any = None
    ) -> pd.DataFrame:
        """Forecast every series at every horizon.

        Parameters
        ----------
        history : DataFrame, or what cleaning made of it, optional
            What was observed since the fit, new series included.
        issued_at : instant, optional
            The "now" of the forecast, by default the last observation; a naive one is local.
            Nothing later is accepted.

        Returns
        -------
        DataFrame
            One row a series and horizon: the series, ``time`` (UTC), ``issued_at``, ``horizon``,
            ``expected``, ``low``, ``high``, ``coverage``, the columns of the decision, ``status``,
            ``model`` and ``reason``. A series that cannot be believed has no number at all, and
            ``status`` and ``reason`` say why.

        Raises
        ------
        InputError
            When an observation is later than ``issued_at``.

        Warns
        -----
        UserWarning
            Of the use case's own kind, when some series cannot be believed.
        """
        check_is_fitted(self)
        observed = self._known_so_far(history)
        issued = to_instant(observed.last if issued_at is None else issued_at, self.tz)
        observed.refuse_future(issued)
        grid = self.grid_
        if observed is not self.observed_ or grid.panel.column([issued])[0] != len(grid.panel) - 1:
            grid = self.lay_out(observed.rows, until=issued)
        origin = grid.panel.column([issued])
        parts = []
        for horizon in self.leads_:
            said = self.forecast(grid, origin, horizon)
            part = self.as_rows(grid, said, issued + horizon, horizon)
            parts.append(part.assign(reason=self._explain(grid, said)))
        result = pd.concat(parts, ignore_index=True)
        result = result.sort_values([observed.key, observed.time], kind="stable", ignore_index=True)
        lost = result.loc[~result["status"].isin([OK, UNKNOWN_HOUR]), observed.key].unique()
        if len(lost):
            message = _(self.alarm_text).format(names=listed([*map(str, lost)]))
            warnings.warn(message, self.alarm, stacklevel=2)
        return result

    def lay_out(self, rows: pd.DataFrame, until: pd.Timestamp | None = None) -> Grid:
        """Lay rows out on the grid of the fit, up to their last instant or a later one."""
        return self._lay_out(rows, until, self.grid_)

    def forecast(self, grid: Grid, origins: Ints, horizon: pd.Timedelta) -> Said:
        """Forecast every series from several issue times: what a replay needs.

        Each forecast uses only what ``grid`` holds up to its own origin.

        Parameters
        ----------
        grid : Grid
        origins : ndarray of int, shape (n,)
            Columns of the issue times.
        horizon : Timedelta
            One of the horizons.
        """
        steps = self.leads_[horizon]
        ask = IntradayQuery.every(len(grid.panel.series), origins, steps)
        answer = self.selection_.predict(grid.features, ask)
        ceiling = grid.ceiling(ask.series, ask.origin)
        # A text as long as any status may come in its place.
        status = self._status(grid, origins, ceiling).ravel().astype("<U12")
        believed = status == OK
        status[believed & ~np.isfinite(answer.expected)] = UNKNOWN_HOUR
        expected = np.where(believed, np.clip(answer.expected, 0.0, ceiling), np.nan)
        model = np.where(np.isfinite(expected), answer.candidate, "none")
        law = self.laws_[steps]
        size = law.size(grid.history.scale(ask))
        low, high = law.band(expected, size, self.coverage, ceiling)
        return Said(ask, expected, low, high, ceiling, size, answer.profile, model, status)

    def as_rows(self, grid: Grid, said: Said, times: Any, horizon: pd.Timedelta) -> pd.DataFrame:
        """Lay answers out as rows, in the unit of the series, without their reasons."""
        observations = self.observations
        table = pd.DataFrame(
            {observations.key: grid.panel.series[said.ask.series], observations.time: times}
        )
        table["issued_at"] = table[observations.time] - horizon
        table["horizon"] = horizon
        for name in ("expected", "low", "high"):
            table[name] = getattr(said, name) * grid.reference[said.ask.series]
        table["coverage"] = self.coverage
        return table.assign(**self._decide(grid, said), status=said.status, model=said.model)

    def serve_by_rule(self, horizon: Any) -> Self:
        """Let the town's rule serve a horizon, with its own errors, whatever won at the fit.

        Parameters
        ----------
        horizon : duration
            One of the horizons.
        """
        check_is_fitted(self)
        steps = self.leads_[pd.Timedelta(horizon)]
        self.selection_.chosen_[steps][:] = self.selection_.RULE
        self.laws_[steps] = self.rule_laws_[steps]
        return self

    def _known_so_far(
        self, history: pd.DataFrame | IntradayObservations | None
    ) -> IntradayObservations:
        known = self.observed_
        if history is None or (isinstance(history, pd.DataFrame) and history.empty):
            return known
        if isinstance(history, IntradayObservations):
            return known.then(history)
        # Judged together: what is odd of a few rows shows beside those before them.
        together = self._observe(pd.concat([known.rows, history], ignore_index=True))
        return replace(together, names=sorted({*known.names, *together.names}))


def steps_of(horizon: Any, step: pd.Timedelta) -> int:
    """Return a horizon in steps of a grid.

    Raises
    ------
    ValueError
        If it is shorter than the step, or no whole number of them.
    """
    lead = pd.Timedelta(horizon)
    if lead < step or lead % step:
        raise ValueError(f"horizon {horizon!r} is not a whole number of the feed's steps, {step}")
    return round(lead / step)


def served_horizons(horizons: Sequence[str], step: pd.Timedelta) -> list[str]:
    """Return the horizons that a step divides, else the step itself.

    Examples
    --------
    >>> served_horizons(("30min", "1h", "24h"), pd.Timedelta("1h"))
    ['1h', '24h']
    """
    served = [h for h in horizons if pd.Timedelta(h) >= step and not pd.Timedelta(h) % step]
    return served or [str(step)]
