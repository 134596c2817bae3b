"""A rolling weekly profile and an autoregression that fades with the lead, for many series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from civicai.forecasting.history import Floats, Ints
from civicai.forecasting.slots import SlotPanel, take

#: Weeks that a profile looks back over.
WEEKS = 8
#: Weight of a week over the one after it: from the last weeks alike to nearly the last one alone.
DECAYS = (0.9, 0.7, 0.5, 0.3)
#: How much of the autoregression is kept.
FADES = (1.0, 0.5, 0.0)
#: Latest readings, and latest same slots of earlier days, whose residuals the next one follows.
READINGS, DAYS = 4, 2
#: Ridge penalty, in observations: with a short history the autoregression shrinks to nothing.
PENALTY = 30.0
#: Absolute errors below this share of the scale are alike to the fit.
FLOOR = 0.01
#: Questions that a fit asks of the past at most, for each lead: more teach six numbers nothing.
MOST_ROWS = 150_000


class Answer(NamedTuple):
    """What the profile says, arrays of shape (s, n); NaN where it knows nothing.

    ``scale`` is the usual size of an error there; ``weekly`` says where weeks were known, and
    not only the days before.
    """

    expected: Floats
    profile: Floats
    scale: Floats
    weekly: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True)
class LeadModel:
    """What was learned for one lead: ``decay``, ``fade`` and a coefficient for each residual."""

    steps: int
    decay: float
    fade: float
    coefficients: Floats


class WeeklyProfile:
    """Forecast a panel by its rolling weekly profile and its latest residuals.

    The profile of a slot is the mean of the same slot of local time in the eight weeks before,
    each week weighing a constant share of the one after it. The residuals of the last four
    readings, and of the same slot in the last two days that are known, are added with
    coefficients learned for each lead: they fade as the lead grows. Series share the
    coefficients, so they must be on one scale, such as a share of a capacity.

    Parameters
    ----------
    leads : sequence of int
        Leads served, in steps of the grid.
    window : int
        Slots of the later window on which ``decay`` and ``fade`` are chosen for each lead;
        at most a third of the panel.

    Attributes
    ----------
    models_ : dict of int to LeadModel
    later_ : ndarray of int
        Columns of the later window.
    held_out_ : dict of int to LeadModel
        The same choices, learned before the later window: what a calibration may ask.

    Notes
    -----
    Coefficients minimise the absolute error with a ridge penalty, by reweighted least squares
    [1]_: a day of strike does not bend them. Where no week is known, the mean of the same slot
    in the last seven days takes the place of the profile.

    References
    ----------
    .. [1] Schlossmacher, "An iterative technique for absolute deviations curve fitting", JASA,
       1973.

    Examples
    --------
    >>> import pandas as pd
    >>> week = np.tile([0.2, 0.8, 0.8, 0.2], 7)
    >>> start = pd.Timestamp("2024-01-08", tz="UTC")
    >>> panel = SlotPanel(pd.Index(["A"]), start, pd.Timedelta("6h"), np.tile(week, 6)[None])
    >>> WeeklyProfile([1]).fit(panel).predict(panel, np.array([167]), 1).expected.round(2).tolist()
    [[0.2]]
    """

    name = "weekly_profile"

    def __init__(self, leads: tuple[int, ...] | list[int], window: int = 21 * 48) -> None:
        self.leads = leads
        self.window = window

    def fit(self, panel: SlotPanel) -> WeeklyProfile:
        """Learn from everything that the panel holds, up to its last column."""
        length = panel.values.shape[1]
        later_from = length - min(self.window, length // 3)
        self.later_ = np.arange(later_from, length)
        profiles = {decay: _Profile(panel, decay) for decay in DECAYS}
        self.models_, self.held_out_ = {}, {}
        for steps in self.leads:
            before = self._train(panel, profiles, steps, np.arange(later_from))
            chosen = self._choose(panel, profiles, before)
            self.held_out_[steps] = chosen
            profile = {chosen.decay: profiles[chosen.decay]}
            whole = self._train(panel, profile, steps, np.arange(length))[0]
            self.models_[steps] = LeadModel(steps, chosen.decay, chosen.fade, whole.coefficients)
        return self

    def predict(
        self,
        panel: SlotPanel,
        origins: Ints,
        steps: int,
        *,
        held_out: bool = False,
        profiles: dict[float, _Profile] | None = None,
    ) -> Answer:
        """Forecast every series from some issue times.

        Parameters
        ----------
        panel : SlotPanel
            What was observed. A forecast uses no column after its origin.
        origins : ndarray of int, shape (n,)
            Columns of the issue times.
        steps : int
            One of ``leads``.
        held_out : bool
            Whether to ask what was learned before the later window.
        profiles : dict, optional
            Where the profiles of this very panel are kept from one lead to the next.
        """
        model = (self.held_out_ if held_out else self.models_)[steps]
        kept = {} if profiles is None else profiles
        if model.decay not in kept:
            kept[model.decay] = _Profile(panel, model.decay)
        return self.answer(panel, kept[model.decay], model, origins)

    def answer(self, panel: SlotPanel, profile: _Profile, model: LeadModel, at: Ints) -> Answer:
        """Return the forecast of one model of one lead."""
        said = profile.mean(at + model.steps, at)
        residuals = profile.residuals(at, model.steps)
        moved = np.nan_to_num(residuals) @ model.coefficients
        expected = said.mean + model.fade * moved
        return Answer(expected, said.mean, profile.scale(at + model.steps, at), said.weekly)

    def _train(
        self, panel: SlotPanel, profiles: dict[float, _Profile], steps: int, columns: Ints
    ) -> list[LeadModel]:
        """Learn one model a profile from the targets in some columns."""
        columns = columns[columns >= steps]
        most = max(1, MOST_ROWS // max(1, len(panel.series)))
        columns = columns[:: max(1, -(-len(columns) // most))]
        models = []
        for decay, profile in profiles.items():
            mean = profile.mean(columns, columns - steps).mean
            gap = take(panel.values, columns) - mean
            residuals = profile.residuals(columns - steps, steps)
            known = np.isfinite(gap) & np.isfinite(residuals[..., 0])
            rows = np.nan_to_num(residuals[known])
            models.append(LeadModel(steps, decay, 1.0, least_absolute(rows, gap[known])))
        return models

    def _choose(
        self, panel: SlotPanel, profiles: dict[float, _Profile], models: list[LeadModel]
    ) -> LeadModel:
        """Return the decay and the fade with the least absolute error in the later window."""
        best, chosen = float("inf"), models[0]
        at = self.later_ - models[0].steps
        observed = take(panel.values, self.later_)
        for model in models:
            said = self.answer(panel, profiles[model.decay], model, at)
            for fade in FADES:
                expected = said.profile + fade * (said.expected - said.profile)
                errors = np.abs(expected - observed)
                error = float(np.nanmean(errors)) if np.isfinite(errors).any() else np.inf
                if error < best:
                    best = error
                    chosen = LeadModel(model.steps, model.decay, fade, model.coefficients)
        return chosen


class _Mean(NamedTuple):
    mean: Floats
    weekly: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


class _Profile:
    """The rolling profile of a panel for one decay, and the residuals against it."""

    def __init__(self, panel: SlotPanel, decay: float) -> None:
        self.panel, self.decay = panel, decay
        every = np.arange(panel.values.shape[1])
        self.against: Floats = panel.values - self.mean(every, every - 1).mean
        self.size: Floats = np.abs(self.against)

    def mean(self, columns: Ints, known: Ints) -> _Mean:
        """Return the profile of some columns from what was known in other ones."""
        total, weight = self._sums(self.panel.values, columns, known, 7, WEEKS, self.decay)
        weekly = weight > 0
        if not weekly.all():
            daily, days = self._sums(self.panel.values, columns, known, 1, 7, 1.0)
            total, weight = np.where(weekly, total, daily), np.where(weekly, weight, days)
        return _Mean(total / np.where(weight > 0, weight, np.nan), weekly)

    def residuals(self, origins: Ints, steps: int) -> Floats:
        """Return the latest residuals known at some origins, shape (s, n, f)."""
        latest = [take(self.against, origins - back) for back in range(READINGS)]
        # A reading missed just now does not hide the one before it.
        latest[0] = np.where(np.isfinite(latest[0]), latest[0], latest[1])
        days = -(-steps // self.panel.per_day)
        for day in range(days, days + DAYS):
            before = self.panel.days_before(origins + steps, day)
            same = take(self.against, before)
            latest.append(np.where(before <= origins, same, np.nan))
        return np.stack(latest, axis=-1)

    def scale(self, columns: Ints, known: Ints) -> Floats:
        """Return the usual size of a residual in the same slot of the weeks before."""
        total, weight = self._sums(self.size, columns, known, 7, WEEKS, 0.9)
        usual: Floats = total / np.where(weight > 0, weight, np.nan)
        return usual

    def _sums(
        self, values: Floats, columns: Ints, known: Ints, stride: int, most: int, decay: float
    ) -> tuple[Floats, Floats]:
        total = np.zeros((len(values), len(columns)))
        weight = np.zeros_like(total)
        for back in range(1, most + 1):
            before = self.panel.days_before(columns, stride * back)
            part = take(values, np.where(before <= known, before, -1))
            seen = np.isfinite(part)
            total += np.where(seen, part, 0.0) * decay**back
            weight += seen * decay**back
        return total, weight


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
    floor = FLOOR
    for _round in range(6):
        gram = (scaled * weight[:, None]).T @ scaled + penalty * np.eye(rows.shape[1])
        beta = np.linalg.solve(gram, scaled.T @ (weight * target))
        weight = usual / np.maximum(np.abs(target - scaled @ beta), floor)
    result: Floats = beta / size
    return result
