"""The attendance forecaster: one model for all the sites of a town, served by a selection."""

from __future__ import annotations

import warnings
from typing import Any

import pandas as pd
from sklearn.base import BaseEstimator, clone
from sklearn.utils.validation import check_is_fitted

from civicai import calendars
from civicai.canteen.day_features import DayFeatures
from civicai.canteen.demand import (
    Demand,
    active_series,
    make_demand,
    observed_since,
    refuse_no_demand,
)
from civicai.canteen.reasons import explain, explain_events
from civicai.canteen.schema import DATE, EVENT, SERVED, series_keys
from civicai.canteen.special_days import STRIKE_NOTICE, SpecialDayEffects, read_special_days
from civicai.errors import InputError, Problem
from civicai.forecasting import DailyPanel, DailySelection, WeekdayMean
from civicai.i18n import _, format_date

#: Weekdays without a meal, outside school holidays, after which the history is called stale.
STALE_AFTER = 10


class StaleHistoryWarning(UserWarning):
    """The last observation is old compared with the day the forecast is issued."""


class AttendanceForecaster(BaseEstimator):  # type: ignore[misc]
    """Forecast the meals asked for at each site, a given time ahead.

    Parameters
    ----------
    horizon : str
        Smallest lead that is served, as a pandas duration in whole days: ``"2D"``, ``"21D"``.
    prior : AttendanceForecaster, optional
        Fitted on other sites, such as :func:`civicai.persist.load` returns it. Its model is
        tried beside those that this town's own history can teach; where it serves, each row
        says so in ``reason`` and its band is wider.
    coverage : float
        Nominal share of days inside the band ``low`` to ``high``.
    zone : {"A", "B", "C"}, optional
        School zone; without it the school holidays are unknown to the model.
    alsace_moselle : bool
        Whether the two more public holidays of départements 57, 67 and 68 apply.
    random_state : int, optional

    Attributes
    ----------
    selection_ : civicai.forecasting.DailySelection
        ``selection_.rung_`` serves; ``selection_.scores_`` says how each candidate did.
    observed_ : DataFrame
        The days learned from: one row a series and day with a real demand.
    last_observed_ : Timestamp

    Notes
    -----
    The candidates are the mean of the last four same weekdays, a profile of medians, a ridge
    regression and a gradient boosting; the one with the smallest absolute error on the last
    third of the days (60 at most) is kept, and where these are over a tenth of all learns from
    them too. The band is split-conformal on that same later window [1]_.

    References
    ----------
    .. [1] Papadopoulos et al., "Inductive confidence machines for regression", ECML 2002.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.bdate_range("2024-01-08", "2024-02-09")
    >>> attendance = pd.DataFrame({"site": "Les Tilleuls", "date": days, "served": 80})
    >>> model = AttendanceForecaster(horizon="7D").fit(attendance)
    >>> model.predict(["2024-02-16"])[["site", "expected", "model"]].values.tolist()
    [['Les Tilleuls', 80.0, 'median_profile']]
    """

    def __init__(
        self,
        horizon: str = "21D",
        prior: AttendanceForecaster | None = None,
        coverage: float = 0.8,
        zone: str | None = None,
        alsace_moselle: bool = False,
        random_state: int | None = 0,
    ) -> None:
        self.horizon = horizon
        self.coverage = coverage
        self.prior = prior
        self.zone = zone
        self.alsace_moselle = alsace_moselle
        self.random_state = random_state

    def fit(
        self,
        attendance: pd.DataFrame | Demand,
        enrolment: pd.DataFrame | None = None,
        menus: pd.DataFrame | None = None,
        closures: pd.DataFrame | None = None,
    ) -> AttendanceForecaster:
        """Learn from past attendance.

        Parameters
        ----------
        attendance : DataFrame or Demand
            ``site``, ``service`` if any, ``date``, ``served`` [meals]. Missing days, zeros and
            probable typing errors are not learned from. What
            :func:`~civicai.canteen.make_demand` judged already is taken as it is, with
            the other tables that it holds.
        enrolment : DataFrame, optional
            ``site``, ``school_year``, ``enrolled`` [pupils], ``known_from`` if any; a count is
            used from 1 November of its school year, or from ``known_from``.
        menus : DataFrame, optional
            ``date``, ``dish``: giving the menu of a day says that it is known when the meals
            of that day are ordered.
        closures : DataFrame, optional
            ``date``, ``site`` (missing: every site) and ``event`` if any (strike, festive
            meal…): days that were not like others. The forecast of ordinary days is not
            learned from them; what they did to attendance is, for ``predict(known_events=)``.

        Raises
        ------
        InputError
            When no row tells a demand, or with all that is wrong in the table: a duplicate, a
            negative count, a day that is no date.
        ValueError
            If ``coverage`` is not between 0 and 1.
        """
        if not 0 < self.coverage < 1:
            raise ValueError(f"coverage must be between 0 and 1, not {self.coverage!r}")
        demand = make_demand(attendance).beside(enrolment, menus, closures)
        keys = series_keys(demand.ordinary)
        observed = demand.ordinary[[*keys, DATE, SERVED]].reset_index(drop=True)
        refuse_no_demand(observed)
        self.observed_ = observed
        self.last_observed_ = observed[DATE].max()
        self.first_observed_ = observed[DATE].min()
        self.keys_ = keys
        self.features_ = DayFeatures(self.zone, self.alsace_moselle, demand.pupils, demand.menus)
        panel = DailyPanel(observed, self.keys_, SERVED)
        self.selection_ = DailySelection(days(self.horizon), self.coverage, self.random_state)
        prior = None if self.prior is None else self.prior.selection_
        self.selection_.fit(panel.history, self.features_.describer(panel), prior)
        self.special_days_ = self._special_day_effects(demand, panel)
        return self

    def _special_day_effects(self, demand: Demand, panel: DailyPanel) -> SpecialDayEffects:
        past, days = demand.counted_on_special_days(), demand.special_days
        if days is None or past.empty:
            return SpecialDayEffects()
        past = past[[*self.keys_, DATE, SERVED]].reset_index(drop=True)
        asked = panel.query(past.assign(issued_at=past[DATE] - STRIKE_NOTICE))
        past = past.assign(usual=WeekdayMean().predict(panel.history, asked))
        return SpecialDayEffects().fit(past, days, self.coverage)

    def predict(
        self,
        days: Any,
        history: pd.DataFrame | Demand | None = None,
        issued_at: Any = None,
        *,
        known_events: pd.DataFrame | None = None,
        reasons: bool = True,
    ) -> pd.DataFrame:
        """Forecast attendance on the days asked for.

        Parameters
        ----------
        days : sequence of date, or DataFrame
            Target days, for every site that served meals lately; or one row a site and day
            (``site``, ``service`` if any, ``date``).
        history : DataFrame or Demand, optional
            Attendance observed since the fit, new sites included.
        issued_at : date, optional
            The "today" of the forecast, by default the last day observed. Nothing later is
            accepted.
        known_events : DataFrame, optional
            ``date``, ``event``, ``site`` (missing: every site), ``absent`` [meals] if any:
            special days known when the forecast is issued. A site that a closure names gets 0;
            strikes and other kinds are corrected by what past ones of their kind did.
        reasons : bool
            Whether to write ``reason``.

        Returns
        -------
        DataFrame
            ``site`` (and ``service``), ``date``, ``issued_at``, ``horizon`` (lead, Timedelta),
            ``expected``, ``low``, ``high`` [meals], ``coverage``, ``model`` (the candidate that
            served) and ``reason``, in the language in force. A series without any
            observation gets missing numbers.

        Raises
        ------
        InputError
            When an observation is later than ``issued_at``, or a day nearer than the horizon.

        Warns
        -----
        StaleHistoryWarning
            When the last observation is more than ten open days before ``issued_at``.
        """
        check_is_fitted(self)
        observed = self.observed_ if history is None else observed_since(self.observed_, history)
        given = observed[DATE].max() if issued_at is None else issued_at
        issued = _calendar_days([given])[0]
        self._refuse_future(observed, issued)
        rows = self._rows(days, observed)
        self._refuse_near(rows, issued)
        self._warn_if_stale(observed, issued)
        rows = rows.assign(issued_at=issued)
        panel = DailyPanel(observed, self.keys_, SERVED)
        return self.predict_rows(panel, rows, known_events, reasons=reasons)

    def predict_rows(
        self,
        panel: DailyPanel,
        rows: pd.DataFrame,
        known_events: pd.DataFrame | None = None,
        *,
        reasons: bool = False,
    ) -> pd.DataFrame:
        """Forecast rows that each carry their own ``issued_at``: what a backtest needs.

        Each row uses only what was observed not later than its ``issued_at``.

        Parameters
        ----------
        panel : civicai.forecasting.DailyPanel
            Of the days that tell an ordinary demand, as in ``observed_``.
        rows : DataFrame
            ``site`` (and ``service``), ``date``, ``issued_at``.
        known_events : DataFrame, optional
            See :meth:`predict`.
        reasons : bool
            Whether to write ``reason``.
        """
        ask = self.features_.describe(panel.query(rows), rows)
        forecast = self.selection_.predict(panel.history, ask)
        result = rows[[*self.keys_, DATE, "issued_at"]].reset_index(drop=True)
        result["horizon"] = result[DATE] - result["issued_at"]
        result["expected"] = forecast.expected
        result["low"], result["high"] = forecast.low, forecast.high
        result["coverage"] = self.coverage
        result["model"] = forecast.candidate
        if reasons:
            result["reason"] = explain(self.selection_, panel.history, ask)
        if known_events is not None and len(known_events):
            usual = result["expected"]
            result = self.special_days_.apply(result, read_special_days(known_events))
            if reasons:
                result["reason"] = explain_events(result, usual)
            kind = result.pop(EVENT)
            result.insert([*result.columns].index("model"), EVENT, kind)
        return result

    def handed_over(self) -> AttendanceForecaster:
        """Return a fitted copy without any row or site name, for :func:`civicai.persist.save`.

        It serves as ``prior=`` of a forecaster that is fitted on a town's own rows.
        """
        check_is_fitted(self)
        copy: AttendanceForecaster = clone(self).set_params(prior=None)
        copy.selection_, copy.keys_ = self.selection_, self.keys_
        return copy

    def about(self) -> dict[str, Any]:
        """Return what a saved model states: the period learned, the scores, the sites' number."""
        check_is_fitted(self)
        return {
            "period": [str(self.first_observed_.date()), str(self.last_observed_.date())],
            "scores": {"wape": self.selection_.scores_, "candidate": self.selection_.rung_.name},
            "learned_from": {
                "series": int(self.observed_[self.keys_].drop_duplicates().shape[0]),
                "rows": len(self.observed_),
            },
        }

    def _rows(self, days_asked: Any, observed: pd.DataFrame) -> pd.DataFrame:
        if isinstance(days_asked, pd.DataFrame):
            rows = days_asked[[*self.keys_, DATE]].reset_index(drop=True)
            return rows.assign(**{DATE: _calendar_days(rows[DATE])})
        series, _findings = active_series(observed)
        rows = series.merge(pd.DataFrame({DATE: _calendar_days(days_asked)}), how="cross")
        return rows.sort_values([DATE, *self.keys_], ignore_index=True)

    def _refuse_future(self, observed: pd.DataFrame, issued: pd.Timestamp) -> None:
        later = observed[observed[DATE] > issued]
        if len(later):
            message = _("{count} observations are later than the issue date, {day}.")
            raise InputError(
                Problem(
                    code="M07",
                    column=DATE,
                    value=str(later[DATE].max().date()),
                    count=len(later),
                    message=message.format(count=len(later), day=format_date(issued)),
                    hint=_("A forecast may not see its own future: fit on earlier days."),
                )
            )

    def _refuse_near(self, rows: pd.DataFrame, issued: pd.Timestamp) -> None:
        nearest = issued + pd.Timedelta(self.horizon)
        near = rows[rows[DATE] < nearest]
        if len(near):
            message = _("{day} is nearer than the horizon of {horizon} days.")
            raise InputError(
                Problem(
                    code="M08",
                    column=DATE,
                    value=str(near[DATE].min().date()),
                    message=message.format(
                        day=format_date(near[DATE].min()), horizon=days(self.horizon)
                    ),
                    hint=_("Ask for {day} or later, or fit with a shorter horizon.").format(
                        day=format_date(nearest)
                    ),
                )
            )

    def _warn_if_stale(self, observed: pd.DataFrame, issued: pd.Timestamp) -> None:
        since = pd.bdate_range(observed[DATE].max() + pd.Timedelta("1D"), issued)
        if len(since) <= STALE_AFTER:
            return
        about = calendars.describe_days(since, self.zone, self.alsace_moselle)
        missed = int((~about["school_holiday"] & ~about["public_holiday"]).sum())
        if missed > STALE_AFTER:
            message = _(
                "the last meals known are of {day}, {missed} open days before the forecast."
            )
            last = format_date(observed[DATE].max())
            warnings.warn(
                message.format(day=last, missed=missed), StaleHistoryWarning, stacklevel=3
            )


def days(horizon: str) -> int:
    """Return a horizon in whole days.

    Raises
    ------
    ValueError
        If it is not a positive whole number of days.

    Examples
    --------
    >>> days("21D")
    21
    """
    lead = pd.Timedelta(horizon)
    if lead < pd.Timedelta("1D") or lead % pd.Timedelta("1D"):
        raise ValueError(f"horizon must be a whole number of days, such as '21D', not {horizon!r}")
    return lead.days


def _calendar_days(dates: Any) -> pd.DatetimeIndex:
    """Read days without guessing: 02/09/2024 is refused, never taken for 9 February."""
    return pd.DatetimeIndex(calendars.describe_days(dates).index)
