"""A rolling weekly profile and an autoregression that fades with the lead, for many series."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.intraday.history import DECAYS, IntradayHistory, IntradayQuery, pick

#: Latest readings, and latest same slots of earlier days, whose residuals the next one follows.
READINGS, DAYS = 4, 2
#: Ridge penalty, in observations: with a short history the autoregression shrinks to nothing.
PENALTY = 30.0
#: Absolute errors below this share of the scale are alike to the fit.
FLOOR = 0.01
#: Questions of one lead that are learned from at most: more teach six numbers nothing.
MOST_ROWS = 20_000


class Answer(NamedTuple):
    """What the profile says, arrays of shape (n,); NaN where it knows nothing.

    ``told`` says by what: weeks, the days before, or series alike.
    """

    expected: Floats
    profile: Floats
    told: Ints


class LeadModel(NamedTuple):
    """What was learned for one lead: a decay, and a coefficient for each residual."""

    decay: float
    coefficients: Floats


class WeeklyProfile:
    """Forecast series of a grid by their rolling weekly profile and their latest residuals.

    The profile of a slot is the mean of the same slot of local time in the weeks before, each
    week weighing a constant share of the one after it. The residuals of the last four readings,
    and of the same slot in the last two days that are known, are added with coefficients learned
    for each lead: they fade as the lead grows. Series share the coefficients, so they must be on
    one scale, such as a share of a capacity.

    Attributes
    ----------
    models_ : dict of int to LeadModel
        By lead, in slots.

    Notes
    -----
    Coefficients minimise the absolute error with a ridge penalty, by reweighted least squares
    [1]_: a day of strike does not bend them. The decay of each lead is the one with the least
    error. Where no week is known, the mean of the same slot in the days before takes the place
    of the profile.

    References
    ----------
    .. [1] Schlossmacher, "An iterative technique for absolute deviations curve fitting", JASA,
       1973.

    Examples
    --------
    >>> import pandas as pd
    >>> from civicai.forecasting import IntradayPanel
    >>> week = np.tile([0.2, 0.8, 0.8, 0.2], 7)
    >>> start = pd.Timestamp("2024-01-08", tz="UTC")
    >>> panel = IntradayPanel(pd.Index(["A"]), start, pd.Timedelta("6h"), np.tile(week, 6)[None])
    >>> history = IntradayHistory(panel)
    >>> past = IntradayQuery.every(1, np.arange(28, 166), 1)
    >>> model = WeeklyProfile().fit(history, past, history.reading(past.series, past.target))
    >>> ask = IntradayQuery.every(1, np.array([167]), 1)
    >>> model.predict(history, ask).expected.round(2).tolist()
    [0.2]
    """

    name = "weekly_profile"

    def fit(self, history: IntradayHistory, ask: IntradayQuery, value: Floats) -> WeeklyProfile:
        """Learn from past questions and their answers.

        Parameters
        ----------
        history : IntradayHistory
        ask : IntradayQuery
            Questions of one lead or several; the coefficients of each are its own.
        value : ndarray of float, shape (n,)
            What was observed; NaN where nothing was.
        """
        self.models_: dict[int, LeadModel] = {}
        for steps in np.unique(ask.steps):
            mine = np.flatnonzero(ask.steps == steps)
            mine = mine[:: max(1, -(-len(mine) // MOST_ROWS))]
            few, observed = ask.keep(mine), value[mine]
            self.models_[int(steps)] = min(
                (self._train(history, few, observed, decay) for decay in DECAYS),
                key=lambda found: found[0],
            )[1]
        return self

    def predict(self, history: IntradayHistory, ask: IntradayQuery) -> Answer:
        """Answer questions of the leads learned; nothing after an issue time is looked at."""
        expected, profile = np.full((2, len(ask.series)), np.nan)
        told = np.zeros(len(ask.series), dtype=np.int64)
        for steps, model in self.models_.items():
            mine = np.flatnonzero(ask.steps == steps)
            if not len(mine):
                continue
            some = ask.keep(mine)
            profile[mine], told[mine] = history.profile(some, model.decay)
            moved = np.nan_to_num(residuals(history, some, model.decay)) @ model.coefficients
            expected[mine] = profile[mine] + moved
        return Answer(expected, profile, told)

    @staticmethod
    def _train(
        history: IntradayHistory, ask: IntradayQuery, value: Floats, decay: float
    ) -> tuple[float, LeadModel]:
        gap = value - history.profile(ask, decay)[0]
        rows = residuals(history, ask, decay)
        known = np.isfinite(gap) & np.isfinite(rows[:, 0])
        rows = np.nan_to_num(rows[known])
        coefficients = least_absolute(rows, gap[known])
        errors = np.abs(gap[known] - rows @ coefficients)
        return (float(errors.mean()) if len(errors) else np.inf), LeadModel(decay, coefficients)


def residuals(history: IntradayHistory, ask: IntradayQuery, decay: float) -> Floats:
    """Return the latest residuals known at issue time, shape (n, f); NaN where none is."""
    against = history.against(decay)
    latest = [pick(against, ask.series, ask.origin - back) for back in range(READINGS)]
    # A reading missed just now does not hide the one before it.
    latest[0] = np.where(np.isfinite(latest[0]), latest[0], latest[1])
    days = history.periods(ask, 1)
    for day in range(DAYS):
        column = history.panel.days_before(ask.target, days + day)
        latest.append(pick(against, ask.series, column))
    return np.stack(latest, axis=-1)


def least_absolute(rows: Floats, target: Floats, penalty: float = PENALTY) -> Floats:
    """Return the coefficients with the least absolute error, under a ridge penalty.

    Parameters
    ----------
    rows : ndarray of float, shape (n, f)
    target : ndarray of float, shape (n,)
    penalty : float
        In observations: each coefficient is pulled to zero as by that many of usual size.

    Examples
    --------
    >>> x = np.linspace(-1, 1, 5000)[:, None]
    >>> least_absolute(x, 2 * x[:, 0]).round(1)
    array([2.])
    """
    if not len(rows):
        return np.zeros(rows.shape[1])
    size = rows.std(axis=0) + 1e-9
    scaled = rows / size
    weight = np.ones(len(rows))
    usual = max(float(np.abs(target).mean()), 1e-9)
    for _round in range(6):
        gram = (scaled * weight[:, None]).T @ scaled + penalty * np.eye(rows.shape[1])
        beta = np.linalg.solve(gram, scaled.T @ (weight * target))
        weight = usual / np.maximum(np.abs(target - scaled @ beta), FLOOR)
    result: Floats = beta / size
    return result
