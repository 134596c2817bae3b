"""The flood forecaster: every gauge of a town, some hours ahead, with the chance of each colour."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from civicai.clock import DEFAULT_TZ, to_instant
from civicai.errors import InputError, Problem, listed
from civicai.i18n import _
from civicai.risk.alert_scale import COLOURS, UNKNOWN
from civicai.risk.alert_thresholds import as_scales, scales_of_past
from civicai.risk.design import Measure
from civicai.risk.gauges import Gauge, Ints, nanoseconds, split_gauges
from civicai.risk.rain import Rain, make_rain
from civicai.risk.readings import Readings, make_readings
from civicai.risk.reasons import explain
from civicai.risk.schema import DISCHARGE, STATION, TIME
from civicai.risk.station_model import Forecasts, StationModel


class StaleFeedWarning(UserWarning):
    """Some stations have no level: their gauge is silent, frozen, or was never seen."""


class FloodForecaster(BaseEstimator):  # type: ignore[misc]  # scikit-learn is not typed
    """Forecast discharge or water level at each station, and the chance of each alert level.

    Parameters
    ----------
    lead_times : sequence of str
        Leads, as pandas durations, none shorter than the usual step of the readings.
    scales : DataFrame or dict of str to AlertScale, optional
        Thresholds of each station: ``station``, ``yellow``, ``orange``, ``red``. A station
        without any gets quantiles of its own past, see :meth:`AlertScale.from_quantiles`.
    stations : sequence of str, optional
        Stations to forecast; by default all. The others still help.
    quantity : {"discharge", "level"}, optional
        What is forecast; by default the discharge where the readings have one.
    coverage : float
        Nominal share of readings inside the band ``low`` to ``high``.
    alert_at : float
        Chance of a level from which it is announced.
    tz : str
        Time zone of an instant that states none.

    Attributes
    ----------
    models_ : dict of str to StationModel
    scales_ : dict of str to AlertScale
    observed_ : Readings
        What was learned from.
    rain_ : Rain or None
    last_observed_ : Timestamp
    quantity_ : str
    step_ : Timedelta
        Usual step of the slowest station forecast.

    Notes
    -----
    For each station and lead, a ridge regression forecasts the change of the logarithm of the
    discharge (of the level itself, for levels) from the value and the changes over 1 to 24 h of
    its own gauge and of the gauges that foretell it best, and from past rain where it is given.
    Hours count in proportion to the discharge they carry. Differences rather than values let
    the forecast go beyond the largest flood ever seen. A model that does not beat persistence on
    hours that it had not learned is not used: persistence serves.

    The errors on those hours, by the state of the river, give the band (cross-conformal [1]_)
    and the chances.

    A station whose last reading is older than two steps, or that has been repeating one value
    for longer than ever, is ``"unknown"``: it gets no number and is never green. Where another
    gauge is missing, a model learned without it serves, with its own wider band, and ``reason``
    says so.

    References
    ----------
    .. [1] Vovk, "Cross-conformal predictors", Annals of Mathematics and AI 74, 2015.

    Examples
    --------
    >>> from civicai.datasets import make_risk
    >>> river = make_risk(days=90, random_state=1)
    >>> model = FloodForecaster(("1h", "3h"), river["thresholds"], ["Pont-Vieux"])
    >>> forecast = model.fit(river["observations"]).predict()
    >>> forecast["horizon"].astype(str).tolist(), set(forecast["level"]) <= {"green", "yellow"}
    (['0 days 01:00:00', '0 days 03:00:00'], True)
    """

    def __init__(
        self,
        lead_times: Sequence[str] = ("1h", "3h", "6h"),
        scales: Any = None,
        stations: Sequence[str] | None = None,
        quantity: str | None = None,
        coverage: float = 0.8,
        alert_at: float = 0.2,
        tz: str = DEFAULT_TZ,
    ) -> None:
        self.lead_times = lead_times
        self.scales = scales
        self.stations = stations
        self.quantity = quantity
        self.coverage = coverage
        self.alert_at = alert_at
        self.tz = tz

    def fit(
        self, observations: pd.DataFrame | Readings, rain: pd.DataFrame | Rain | None = None
    ) -> FloodForecaster:
        """Learn from past readings.

        Parameters
        ----------
        observations : DataFrame or Readings
            ``station``, ``time``, ``discharge`` [m3/s] or ``level`` [m]. What was cleaned is not
            cleaned again.
        rain : DataFrame or Rain, optional
            ``time`` (end of the step), ``precipitation`` [mm] on the basin, observed. Rain
            later than the last reading is not used.

        Raises
        ------
        InputError
            With all that is wrong in the table, where it covers less than two weeks, or where a
            station asked for is not in it.
        ValueError
            If ``coverage`` or ``alert_at`` is not between 0 and 1, or a lead is shorter than the
            step of the readings.
        """
        for name in ("coverage", "alert_at"):
            if not 0 < getattr(self, name) < 1:
                raise ValueError(f"{name} must be between 0 and 1, not {getattr(self, name)!r}")
        self.observed_ = make_readings(observations, self.quantity)
        self.observed_.refuse_short(self.tz)
        self.quantity_ = self.observed_.quantity
        self.last_observed_ = self.observed_.last
        self.rain_ = None if rain is None else make_rain(rain).until(self.last_observed_)
        self.gauges_ = split_gauges(self.observed_)
        names = [*self.gauges_] if self.stations is None else [*self.stations]
        refuse_unknown_stations(names, [*self.gauges_])
        leads = [pd.Timedelta(lead).as_unit("ns") for lead in self.lead_times]
        self.step_ = pd.Timedelta(max(self.gauges_[name].step for name in names), "ns")
        if not leads or min(leads) < self.step_:
            raise ValueError(
                f"lead_times must be at least the step of the readings, {self.step_}: "
                f"{self.lead_times!r}"
            )
        self.leads_ = leads
        given = as_scales(self.scales)
        own = scales_of_past(self.gauges_, [name for name in names if name not in given])
        self.scales_ = {name: given.get(name) or own[name] for name in names}
        logarithm = self.quantity_ == DISCHARGE
        measures = {n: Measure.learn(g.values, logarithm) for n, g in self.gauges_.items()}
        spans = [lead.value for lead in leads]
        self.models_ = {
            name: StationModel.learn(name, self.gauges_, self.rain_, spans, measures)
            for name in names
        }
        return self

    def predict(
        self,
        history: pd.DataFrame | Readings | None = None,
        issued_at: Any = None,
        *,
        rain: pd.DataFrame | Rain | None = None,
    ) -> pd.DataFrame:
        """Forecast every station at every lead.

        Parameters
        ----------
        history : DataFrame or Readings, optional
            Readings since the fit; they may overlap what was learned.
        issued_at : instant, optional
            The "now" of the forecast, by default the last reading of all stations; without a
            time zone it is local. Nothing later is accepted.
        rain : DataFrame or Rain, optional
            Rain observed since the fit. No rain forecast is taken: what will fall is not known.

        Returns
        -------
        DataFrame
            One row a station and lead: ``station``, ``time`` (UTC), ``issued_at``, ``horizon``,
            ``expected``, ``low``, ``high`` [m3/s or m], ``coverage``, ``p_yellow``,
            ``p_orange``, ``p_red`` (chance that the value is at or above each threshold at that
            time), ``level`` (the highest whose chance reaches ``alert_at``; ``"unknown"`` where
            the gauge tells nothing), ``model`` and ``reason``.

        Raises
        ------
        InputError
            When a reading is later than ``issued_at``.

        Warns
        -----
        StaleFeedWarning
            When some stations are unknown.
        """
        check_is_fitted(self)
        observed = self._observed_so_far(history)
        issued = observed.last if issued_at is None else to_instant(issued_at, self.tz)
        observed.refuse_future(issued)
        fallen = self._rain_so_far(rain, issued)
        gauges = split_gauges(observed, self.gauges_)
        moments = nanoseconds([issued])
        parts = []
        for name, model in self.models_.items():
            for lead in self.leads_:
                forecasts = self.forecast(name, gauges, fallen, moments, lead)
                rows = self.as_rows(name, forecasts, moments, lead)
                parts.append(rows.assign(reason=explain(model, forecasts, self.quantity_)))
        result = pd.concat(parts, ignore_index=True)
        silent = result.loc[result["level"] == UNKNOWN, STATION].drop_duplicates()
        if len(silent):
            message = _("level unknown, for want of a fresh reading: {stations}.")
            warnings.warn(
                message.format(stations=", ".join(silent)), StaleFeedWarning, stacklevel=2
            )
        return result

    def forecast(
        self,
        station: str,
        gauges: Mapping[str, Gauge],
        fallen: Rain | None,
        moments: Ints,
        lead: pd.Timedelta,
    ) -> Forecasts:
        """Forecast a station from several instants at one lead: what a backtest needs.

        Each forecast uses only what ``gauges`` and ``fallen`` hold up to its own instant.
        """
        model, scale = self.models_[station], self.scales_[station]
        return model.forecast(gauges, fallen, moments, lead.value, scale, self.coverage)

    def as_rows(
        self, station: str, forecasts: Forecasts, moments: Ints, lead: pd.Timedelta
    ) -> pd.DataFrame:
        """Lay forecasts of one station out as rows, without their reasons."""
        issued = pd.to_datetime(moments, utc=True).as_unit("ns")
        table = pd.DataFrame({STATION: station, TIME: issued + lead, "issued_at": issued})
        table["horizon"] = lead
        for name in ("expected", "low", "high"):
            table[name] = getattr(forecasts, name)
        table["coverage"] = self.coverage
        for i, colour in enumerate(COLOURS):
            table[f"p_{colour}"] = forecasts.chances[:, i]
        levels = self.scales_[station].decide(forecasts.chances, self.alert_at)
        return table.assign(level=levels.astype(object), model=forecasts.model)

    def _observed_so_far(self, history: pd.DataFrame | Readings | None) -> Readings:
        if history is None or (isinstance(history, pd.DataFrame) and history.empty):
            return self.observed_
        return self.observed_.then(make_readings(history, self.quantity_))

    def _rain_so_far(self, rain: pd.DataFrame | Rain | None, issued: pd.Timestamp) -> Rain | None:
        if rain is None:
            return self.rain_
        later = make_rain(rain)
        later.refuse_future(issued)
        return None if self.rain_ is None else self.rain_.then(later)


def refuse_unknown_stations(names: Sequence[str], stations: Sequence[str]) -> None:
    """Refuse stations that have no reading.

    Raises
    ------
    InputError
    """
    lost = [name for name in names if name not in stations]
    if lost:
        message = _("no reading of the station “{station}”.")
        hint = _("Stations of the readings: {known}.")
        raise InputError(
            [
                Problem(
                    code="H03",
                    column=STATION,
                    value=name,
                    message=message.format(station=name),
                    hint=hint.format(known=listed(sorted(stations), 20)),
                )
                for name in lost
            ]
        )
