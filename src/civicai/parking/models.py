"""The occupancy forecaster: every car park of a town at once, minutes to a week ahead."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from civicai.forecasting import IntradaySelection
from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.intraday.history import IntradayQuery, pick
from civicai.forecasting.intraday.panel import told_step
from civicai.forecasting.intraday.selection import Past
from civicai.i18n import _
from civicai.parking.error_law import SlotLaw
from civicai.parking.freshness import OK, STATUSES, feed_status
from civicai.parking.full_chance import FullChance
from civicai.parking.grid import Known, refuse_future, refuse_short_history, to_instant
from civicai.parking.readings import make_readings
from civicai.parking.reasons import explain
from civicai.parking.schema import CAPACITY, PARK, TIME

#: Days of the later window on which settings are chosen and errors measured.
LATER_DAYS = 21

Texts = npt.NDArray[np.str_]


class StaleFeedWarning(UserWarning):
    """Some parks get no forecast: their feed is stale or frozen."""


class Said(NamedTuple):
    """Forecasts of every park from some issue times for one lead, arrays of shape (s, n).

    Counts in places; ``profile``, ``now`` and ``usual_now`` in shares of the capacity.
    """

    expected: Floats
    low: Floats
    high: Floats
    p_full: Floats
    capacity: Floats
    model: Texts
    status: Texts
    profile: Floats
    now: Floats
    usual_now: Floats


class OccupancyForecaster(BaseEstimator):
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
    observed_ : DataFrame
        The readings learned from.

    Notes
    -----
    On a later window of three weeks, at most a third of the history, the candidates of
    :class:`~civicai.forecasting.IntradaySelection` meet the town's rule, the same slot last week:
    each lead and park takes what erred least. Its errors there, each over the size usual in its
    slot, give the band (split-conformal); ``p_full`` is what they say, or its mean with a boosting
    of being full where that was better on the same window.

    A capacity that grows counts once it is a week old, one that shrinks at once: of the two, the
    smaller, so that a typing error never makes a full park look free.

    Examples
    --------
    >>> from civicai.datasets import make_parking
    >>> town = make_parking(parks=2, days=28, random_state=1)
    >>> model = OccupancyForecaster(horizons=("30min", "4h")).fit(town["occupancy"])
    >>> forecast = model.predict()
    >>> forecast["park"].tolist(), bool((forecast["low"] <= forecast["high"]).all())
    (['Gare Sud', 'Gare Sud', 'Halles', 'Halles'], True)
    """

    def __init__(
        self,
        horizons: Sequence[str] = ("30min", "1h", "4h", "24h", "7D"),
        full_at: float = 0.95,
        coverage: float = 0.9,
        tz: str = "Europe/Paris",
        random_state: int = 0,
    ) -> None:
        self.horizons = horizons
        self.full_at = full_at
        self.coverage = coverage
        self.tz = tz
        self.random_state = random_state

    def fit(self, occupancy: pd.DataFrame) -> OccupancyForecaster:
        """Learn from past readings.

        Parameters
        ----------
        occupancy : DataFrame
            ``park``, ``time``, ``occupied`` or ``free``, ``capacity`` [places], and ``kind`` of
            the park if known.

        Raises
        ------
        InputError
            With all that is wrong in the table, or when it covers less than three days.
        ValueError
            If ``coverage`` or ``full_at`` is not between 0 and 1, or a horizon is shorter than
            the step of the feed.
        """
        for name in ("coverage", "full_at"):
            if not 0 < getattr(self, name) < 1:
                raise ValueError(f"{name} must be between 0 and 1, not {getattr(self, name)!r}")
        self.observed_ = make_readings(occupancy).rows.reset_index(drop=True)
        refuse_short_history(self.observed_)
        self.last_observed_ = self.observed_[TIME].max()
        self.step_ = told_step(self.observed_[TIME], self.observed_[PARK])
        leads = {pd.Timedelta(h).as_unit("ns"): _steps(h, self.step_) for h in self.horizons}
        self.leads_ = leads
        newest = self.observed_.drop_duplicates(PARK, keep="last").set_index(PARK)
        # Shares are of one capacity a park, so that a change of it does not bend the past.
        self.reference_ = newest[CAPACITY]
        known = Known.of(self, self.observed_)
        self.known_, self.habits_ = known, known.habits
        window = LATER_DAYS * known.panel.per_day
        self.selection_ = IntradaySelection([*leads.values()], window, self.random_state)
        self.selection_.fit(known.features)
        self._calibrate(known)
        return self

    def _calibrate(self, known: Known) -> None:
        """Learn the errors of what serves, and the chance of being full, on the later window."""
        selection, later = self.selection_, self.selection_.later_
        ceiling = known.ceiling(later.ask.series, later.ask.target)
        expected = np.clip(later.expected, 0.0, ceiling)
        rule = np.clip(later.answers[selection.RULE], 0.0, ceiling)
        scale = known.features.history.scale(later.ask)
        level = self.full_at * ceiling
        weeks = later.ask.target // (7 * known.panel.per_day)
        by_errors = np.full(len(expected), np.nan)
        self.laws_: dict[int, SlotLaw] = {}
        self.rule_laws_: dict[int, SlotLaw] = {}
        for steps in selection.leads:
            mine = later.ask.steps == steps
            judged = later.value[mine], scale[mine], weeks[mine]
            law = SlotLaw.of(judged[0], expected[mine], *judged[1:])
            size = law.size(scale[mine])
            by_errors[mine] = law.chance_above(level[mine], expected[mine], size)
            self.laws_[steps] = law
            self.rule_laws_[steps] = SlotLaw.of(judged[0], rule[mine], *judged[1:])
        held_out = self._chance(known, selection.before_)
        described = self._described(known, later.ask, selection.before_)
        full = later.value >= level
        weights = held_out.weigh(described, later.ask.steps, by_errors, full).weights_
        self.chance_ = self._chance(known, selection.whole_)
        self.chance_.weights_ = weights

    def _chance(self, known: Known, past: Past) -> FullChance:
        level = self.full_at * known.ceiling(past.ask.series, past.ask.target)
        described = self._described(known, past.ask, past)
        return FullChance().fit(described, past.value >= level, self.random_state)

    @staticmethod
    def _described(known: Known, ask: IntradayQuery, past: Past) -> Floats:
        base = past.learned.profile.predict(known.features.history, ask).expected
        return known.features.describe(ask, base)

    def predict(self, history: pd.DataFrame | None = None, issued_at: Any = None) -> pd.DataFrame:
        """Forecast every park at every horizon.

        Parameters
        ----------
        history : DataFrame, optional
            Readings since the fit, new parks included.
        issued_at : instant, optional
            The "now" of the forecast, by default the last reading. Nothing later is accepted.

        Returns
        -------
        DataFrame
            One row a park and horizon: ``park``, ``time`` (UTC), ``issued_at``, ``horizon``,
            ``expected``, ``low``, ``high`` [places], ``coverage``, ``p_full``,
            ``free_expected`` [places], ``status``, ``model`` and ``reason``. A park whose feed
            is stale or frozen has no number at all, and ``status`` and ``reason`` say why.

        Raises
        ------
        InputError
            When a reading is later than ``issued_at``.

        Warns
        -----
        StaleFeedWarning
            When some parks get no forecast because of their feed.
        """
        check_is_fitted(self)
        observed = self._known_so_far(history)
        issued = to_instant(observed[TIME].max() if issued_at is None else issued_at, self.tz)
        refuse_future(observed, issued)
        known = self.known_
        if (
            observed is not self.observed_
            or known.panel.column([issued])[0] != len(known.panel) - 1
        ):
            known = Known.of(self, observed, until=issued)
        origin = known.panel.column([issued])
        parts = []
        for horizon in self.leads_:
            said = self.forecast(known, origin, horizon)
            parts.append(_table(known.panel.series, said, issued, horizon, self.coverage))
        result = pd.concat(parts, ignore_index=True)
        result = result.sort_values([PARK, TIME], kind="stable", ignore_index=True)
        silent = result.loc[result["status"].isin(["stale", "frozen", "no_reading"]), PARK]
        if len(silent):
            message = _("no forecast, for want of a fresh reading: {parks}.")
            warnings.warn(
                message.format(parks=", ".join(map(str, silent.unique()))),
                StaleFeedWarning,
                stacklevel=2,
            )
        return result

    def forecast(self, known: Known, origins: Ints, horizon: pd.Timedelta) -> Said:
        """Forecast every park from several issue times: what a backtest needs.

        Each forecast uses only what ``known`` holds up to its own origin.

        Parameters
        ----------
        known : Known
        origins : ndarray of int, shape (n,)
            Columns of the issue times.
        horizon : Timedelta
            One of the horizons.
        """
        steps, history = self.leads_[horizon], known.features.history
        shape = (len(known.panel.series), len(origins))
        ask = IntradayQuery.every(shape[0], origins, steps)
        answer = self.selection_.predict(known.features, ask)
        ceiling = known.ceiling(ask.series, ask.origin)
        full = ceiling.reshape(shape)
        codes = feed_status(known.panel, origins, known.habits, full, known.state).ravel()
        status = np.array(STATUSES, dtype="<U12")[codes]
        status[(codes == OK) & ~np.isfinite(answer.expected)] = "unknown_hour"
        expected = np.where(codes == OK, np.clip(answer.expected, 0.0, ceiling), np.nan)
        candidate = np.where(np.isfinite(expected), answer.candidate, "none")
        law = self.laws_[steps]
        size = law.size(history.scale(ask))
        low, high = law.band(expected, size, self.coverage, ceiling)
        chance = law.chance_above(self.full_at * ceiling, expected, size)
        if self.chance_.weights_.get(steps):
            described = self._described(known, ask, self.selection_.whole_)
            chance = self.chance_.chance(described, steps, chance)
        places = known.reference[ask.series]
        now = history.reading(ask.series, ask.origin)
        usual_now = now - pick(history.against(), ask.series, ask.origin)
        usual = np.where(candidate == "rule", expected, answer.profile)
        said = (
            expected * places,
            low * places,
            high * places,
            np.where(np.isfinite(expected), chance, np.nan),
            ceiling * places,
            candidate,
            status,
            usual / ceiling,
            now / ceiling,
            usual_now / ceiling,
        )
        return Said(*(values.reshape(shape) for values in said))

    def serve_by_rule(self, horizon: Any) -> OccupancyForecaster:
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

    def _known_so_far(self, history: pd.DataFrame | None) -> pd.DataFrame:
        if history is None or history.empty:
            return self.observed_
        together = pd.concat([self.observed_, history], ignore_index=True)
        return make_readings(together).rows.reset_index(drop=True)


def _table(
    parks: pd.Index, said: Said, issued: pd.Timestamp, horizon: pd.Timedelta, coverage: float
) -> pd.DataFrame:
    first = {name: values[:, 0] for name, values in said._asdict().items()}
    table = pd.DataFrame({PARK: parks, TIME: issued + horizon})
    table["issued_at"] = issued
    table["horizon"] = horizon
    for name in ("expected", "low", "high"):
        table[name] = first[name]
    table["coverage"] = coverage
    table["p_full"] = first["p_full"]
    table["free_expected"] = first["capacity"] - first["expected"]
    table["status"] = first["status"]
    table["model"] = first["model"]
    why = (first[name] for name in ("model", "status", "profile", "now", "usual_now"))
    table["reason"] = explain(*why)
    return table


def _steps(horizon: str, step: pd.Timedelta) -> int:
    lead = pd.Timedelta(horizon)
    if lead < step or lead % step:
        raise ValueError(f"horizon {horizon!r} is not a whole number of the feed's steps, {step}")
    return round(lead / step)
