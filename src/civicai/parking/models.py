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

from civicai.forecasting import WeeklyProfile
from civicai.forecasting.history import Floats, Ints
from civicai.forecasting.slots import take, told_step
from civicai.i18n import _
from civicai.parking.freshness import OK, STATUSES, FeedHabits, feed_status
from civicai.parking.fullness import FullChance, describe
from civicai.parking.grid import Known, refuse_future, refuse_short_history, to_instant
from civicai.parking.readings import make_readings
from civicai.parking.reasons import explain
from civicai.parking.saturation import ErrorLaw
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

    Attributes
    ----------
    profile_ : civicai.forecasting.WeeklyProfile
    step_ : Timedelta
        Step of the grid, told from the feed; half an hour at the finest.
    served_by_ : dict of Timedelta to str
        What serves each horizon: ``"weekly_profile"`` or ``"rule"``.
    scores_ : dict of Timedelta to tuple of float
        Mean absolute error of the profile and of the rule on the later window
        [share of capacity].
    laws_ : dict of Timedelta to ErrorLaw
    observed_ : DataFrame
        The readings learned from.

    Notes
    -----
    The rung is a rolling weekly profile with a fading autoregression
    (:class:`~civicai.forecasting.WeeklyProfile`). On a later window of three weeks, at most a
    third of the history, it meets the town's rule, the same slot last week: where it does not
    beat the rule, the rule serves. Its errors there, each over the size usual in its slot, give
    the band (split-conformal); ``p_full`` is the mean of what they say and of a logistic
    regression on the park's own habits, learned on the same window.

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
    ) -> None:
        self.horizons = horizons
        self.full_at = full_at
        self.coverage = coverage
        self.tz = tz

    def fit(self, occupancy: pd.DataFrame) -> OccupancyForecaster:
        """Learn from past readings.

        Parameters
        ----------
        occupancy : DataFrame
            ``park``, ``time``, ``occupied`` or ``free``, ``capacity`` [places].

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
        self.habits_ = FeedHabits.learn(known.panel)
        window = LATER_DAYS * known.panel.per_day
        self.profile_ = WeeklyProfile([*leads.values()], window).fit(known.panel)
        self.served_by_: dict[pd.Timedelta, str] = {}
        self.scores_: dict[pd.Timedelta, tuple[float, float]] = {}
        self.laws_: dict[pd.Timedelta, ErrorLaw] = {}
        self.rule_laws_: dict[pd.Timedelta, ErrorLaw] = {}
        self.chances_: dict[pd.Timedelta, FullChance] = {}
        profiles: dict[Any, Any] = {}
        for horizon, steps in leads.items():
            self._calibrate(known, horizon, steps, profiles)
        return self

    def _calibrate(self, known: Known, horizon: pd.Timedelta, steps: int, kept: Any) -> None:
        later = self.profile_.later_
        origins = later - steps
        said = self.profile_.predict(known.panel, origins, steps, held_out=True, profiles=kept)
        seen = np.isfinite(known.panel.take(origins))
        observed = np.where(seen, known.panel.take(later), np.nan)
        ceiling = known.ceiling(later)
        expected = np.clip(said.expected, 0.0, ceiling)
        rule = np.clip(known.rule(origins, steps), 0.0, ceiling)
        both = np.isfinite(observed) & np.isfinite(expected) & np.isfinite(rule)
        errors = [
            float(np.abs(forecast - observed)[both].mean()) if both.any() else np.nan
            for forecast in (expected, rule)
        ]
        # The rule comes first: a model must beat it, not equal it.
        loses = errors[0] >= errors[1]
        self.served_by_[horizon] = "rule" if loses else WeeklyProfile.name
        self.scores_[horizon] = (errors[0], errors[1])
        self.rule_laws_[horizon] = ErrorLaw.learn(observed, rule, said.scale)
        own = ErrorLaw.learn(observed, expected, said.scale)
        self.laws_[horizon] = self.rule_laws_[horizon] if loses else own
        served, level = rule if loses else expected, self.full_at * ceiling
        raw = self.laws_[horizon].chance_above(level, served, said.scale)
        features = describe(known.panel, origins, steps, level, served, raw)
        full = np.where(np.isfinite(observed), observed >= level, np.nan).ravel()
        self.chances_[horizon] = FullChance().fit(features, full)

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
        known = Known.of(self, observed, until=issued)
        origin = known.panel.column([issued])
        kept: dict[Any, Any] = {}
        parts = []
        for horizon in self.leads_:
            said = self.forecast(known, origin, horizon, kept)
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

    def forecast(
        self, known: Known, origins: Ints, horizon: pd.Timedelta, kept: dict[Any, Any]
    ) -> Said:
        """Forecast every park from several issue times: what a backtest needs.

        Each forecast uses only what ``known`` holds up to its own origin.

        Parameters
        ----------
        known : Known
        origins : ndarray of int, shape (n,)
            Columns of the issue times.
        horizon : Timedelta
            One of the horizons.
        kept : dict
            Where the profiles are kept from one horizon to the next.
        """
        steps, law = self.leads_[horizon], self.laws_[horizon]
        answer = self.profile_.predict(known.panel, origins, steps, profiles=kept)
        ceiling = known.ceiling(origins)
        rung = np.where(answer.weekly, WeeklyProfile.name, "slot_of_day")
        expected = answer.expected
        if self.served_by_[horizon] == "rule":
            rule = known.rule(origins, steps)
            served = np.isfinite(rule)
            expected, rung = np.where(served, rule, expected), np.where(served, "rule", rung)
        codes = feed_status(known.panel, origins, known.habits, ceiling)
        status = np.array(STATUSES, dtype="<U12")[codes]
        status[(codes == OK) & ~np.isfinite(expected)] = "unknown_hour"
        expected = np.where(codes == OK, np.clip(expected, 0.0, ceiling), np.nan)
        low, high = law.band(expected, answer.scale, ceiling, self.coverage)
        level = self.full_at * ceiling
        raw = law.chance_above(level, expected, answer.scale)
        features = describe(known.panel, origins, steps, level, expected, raw)
        p_full = self.chances_[horizon].chance(features, raw.ravel()).reshape(raw.shape)
        places = known.reference[:, None]
        now = known.panel.take(origins)
        profile = next(iter(kept.values()))
        usual_now = now - take(profile.against, origins)
        return Said(
            expected * places,
            low * places,
            high * places,
            p_full,
            ceiling * places,
            np.where(np.isfinite(expected), rung, "none"),
            status,
            np.where(rung == "rule", expected, answer.profile) / ceiling,
            now / ceiling,
            usual_now / ceiling,
        )

    def serve_by_rule(self, horizon: Any) -> OccupancyForecaster:
        """Let the town's rule serve a horizon, with its own errors, whatever won at the fit.

        Parameters
        ----------
        horizon : duration
            One of the horizons.
        """
        check_is_fitted(self)
        lead = pd.Timedelta(horizon)
        self.served_by_[lead], self.laws_[lead] = "rule", self.rule_laws_[lead]
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
