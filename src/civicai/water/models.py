"""The two estimators of the room: breaks to expect on each pipe, rises of each night flow."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from civicai.clock import DEFAULT_TZ
from civicai.errors import InputError, Problem
from civicai.i18n import _
from civicai.water.breaks import (
    YEAR,
    Breaks,
    common_materials,
    count_breaks,
    group_rare,
    make_breaks,
    materials_of,
    pipe_covariates,
    pipes_in_service,
)
from civicai.water.flows import Flows, make_flows
from civicai.water.night_flow import (
    LIMIT,
    NEW_LEVEL,
    NIGHT,
    REFERENCE,
    SLACK,
    Shift,
    find_shifts,
    night_flows,
    robust_std,
)
from civicai.water.reasons import leak_reason, pipe_reasons
from civicai.water.schema import DATE, DIAMETER, LENGTH, MATERIAL, PIPE, SECTOR, TIME

Floats = npt.NDArray[np.float64]

#: Days without a night flow after which a sector is unknown.
SILENT_DAYS = 3

#: Fewest breaks that a rate is learned from.
FEWEST = 30
#: Length added to that of a pipe when its past breaks are made a rate [km]: a short pipe that
#: broke once is not taken for a rate of fifty a year.
SHRINK = 0.1
#: Decades of laying that may differ; before and after, pipes are as their age says.
DECADES = tuple(range(1930, 2010, 10))
#: Ridge penalty on all but the intercept: keeps a material that never broke finite.
PENALTY = 1e-3


class PipeBreakRisk(BaseEstimator):  # type: ignore[misc]
    """Rank pipes by the breaks to expect a kilometre.

    Parameters
    ----------
    years : float
        Years ahead.
    coverage : float
        Nominal share of pipes whose number of breaks is within the band.

    Attributes
    ----------
    coefficients_ : Series
    as_of_ : Timestamp
        Day from which nothing is known.
    materials_ : list of str

    Notes
    -----
    A Poisson regression (statsmodels) of the breaks of one to three periods of ``years`` before
    ``as_of``, with the length as exposure, on material, band of age, diameter and the breaks of
    the ten and three years before each period. Pipes replaced are not in the inventory: their
    breaks are left out, and the worst pipes with them, so that old iron looks a little safer than
    it is [1]_.

    References
    ----------
    .. [1] Le Gat, "Extending the Yule process to model recurrent pipe failures in water supply
       networks", Urban Water Journal 11, 2014.

    Examples
    --------
    >>> from civicai.datasets import make_water
    >>> town = make_water(random_state=1)
    >>> model = PipeBreakRisk(years=5).fit(town["pipes"], town["breaks"], as_of="2019-01-01")
    >>> ranking = model.predict(town["pipes"])
    >>> ranking["rank"].tolist()[:3]
    [1, 2, 3]
    """

    def __init__(self, years: float = 5, *, coverage: float = 0.9) -> None:
        self.years = years
        self.coverage = coverage

    def fit(
        self, pipes: pd.DataFrame, breaks: pd.DataFrame | Breaks, as_of: Any = None
    ) -> PipeBreakRisk:
        """Learn from the breaks before a day.

        Parameters
        ----------
        pipes : DataFrame
            ``pipe_id``, ``length`` [m], ``material``, ``laid`` (year), ``diameter`` [mm].
        breaks : Breaks, or DataFrame of ``pipe_id`` and ``date``
        as_of : day, optional
            By default the day after the last break.

        Raises
        ------
        InputError
            If fewer than thirty breaks can be learned from.
        """
        believed = make_breaks(breaks, pipes).rows
        if as_of is None:
            refuse_few_breaks(believed)
            as_of = believed[DATE].max() + pd.Timedelta("1D")
        self.as_of_: pd.Timestamp = pd.Timestamp(as_of)
        rows = believed[believed[DATE] < self.as_of_]
        refuse_few_breaks(rows)
        self.breaks_, self.first_ = rows, rows[DATE].min()
        self.materials_ = common_materials(materials_of(pipes), pipes[LENGTH])
        self.diameter_ = float(pipes[DIAMETER].median()) if DIAMETER in pipes else np.nan
        x, y, exposure = self._periods(pipes)
        self._fit(x, y, exposure)
        return self

    def _periods(self, pipes: pd.DataFrame) -> tuple[pd.DataFrame, Floats, Floats]:
        """Stack the last periods before ``as_of``, each seen from its own beginning."""
        span = pd.Timedelta(days=self.years * YEAR)
        parts, counts, exposures = [], [], []
        for back in (1, 2, 3):
            begin, end = self.as_of_ - back * span, self.as_of_ - (back - 1) * span
            if back > 1 and begin < self.first_ + pd.Timedelta(days=2 * YEAR):
                break  # too little was recorded before to know the past of that period
            some = pipes_in_service(pipes, begin)
            parts.append(self._columns(some, self._covariates(some, begin)))
            counts.append(count_breaks(some, self.breaks_, begin, end))
            exposures.append(some[LENGTH].to_numpy(float) / 1000 * self.years)
        return pd.concat(parts), np.concatenate(counts), np.concatenate(exposures)

    def _covariates(self, pipes: pd.DataFrame, on: pd.Timestamp) -> pd.DataFrame:
        return pipe_covariates(pipes, self.breaks_, on, self.first_)

    def _columns(self, pipes: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
        km = pipes[LENGTH].to_numpy(float) / 1000
        x = pd.DataFrame({"intercept": np.ones(len(known))})
        material = group_rare(known[MATERIAL], pipes[LENGTH], self.materials_)
        for name in [*self.materials_, "other"]:
            x[f"material {name}"] = (material == name).astype(float)
        for band in ("0", "1", "2", "3", "4", "5", "6", "7", "unknown"):
            x[f"age {band}"] = (known["band"] == band).astype(float)
        # Pipes of one generation share their faults: a poor iron, a hurried trench.
        for decade in DECADES:
            laid = pipes["laid"].to_numpy(float)
            x[f"laid {decade}"] = ((laid >= decade) & (laid < decade + 10)).astype(float)
        size = known[DIAMETER].fillna(self.diameter_).fillna(100.0)
        x["small"] = -np.log(size.clip(lower=20) / 150)
        x["past"] = np.log1p(known["past"] / known["watched"] / (km + SHRINK))
        x["recent"] = np.log1p(known["recent"] / 3 / (km + SHRINK))
        x["broken"] = (known["past"] > 0).astype(float)
        x["short"] = -np.log(km.clip(min=0.005))
        return x

    def _fit(self, x: pd.DataFrame, y: Floats, exposure: Floats) -> None:
        import statsmodels.api as sm

        model = sm.GLM(y, x.to_numpy(), family=sm.families.Poisson(), exposure=exposure)
        penalty = np.r_[0.0, np.full(x.shape[1] - 1, PENALTY)]
        found = model.fit_regularized(alpha=penalty, L1_wt=0.0)
        self.coefficients_ = pd.Series(found.params, x.columns)
        expected = np.exp(x.to_numpy() @ found.params) * exposure
        # How much more than by chance pipes differ: what a band must be widened by.
        spare = float(((y - expected) ** 2 - y).sum() / (expected**2).sum())
        self.dispersion_ = max(0.0, spare)

    def predict(self, pipes: pd.DataFrame, as_of: Any = None) -> pd.DataFrame:
        """Rank pipes, the most breaks a kilometre first.

        Parameters
        ----------
        pipes : DataFrame
        as_of : day, optional
            By default that of the fit.

        Returns
        -------
        DataFrame
            ``pipe_id``, ``rank`` (from 1), ``expected_breaks`` (in ``years``), ``low``,
            ``high``, ``coverage``, ``rate`` [breaks/km/year], ``length`` [m], ``material``,
            ``laid``, ``past_breaks`` (of the last ten years), ``reason``.
        """
        check_is_fitted(self)
        on: pd.Timestamp = self.as_of_ if as_of is None else pd.Timestamp(as_of)
        some = pipes_in_service(pipes, on).reset_index(drop=True)
        known = self._covariates(some, on)
        x = self._columns(some, known)
        rate = np.exp(x.to_numpy() @ self.coefficients_.to_numpy())
        km = some[LENGTH].to_numpy(float) / 1000
        expected = rate * km * self.years
        low, high = self._band(expected)
        table = some[[PIPE, LENGTH, MATERIAL, "laid"]].assign(
            expected_breaks=expected,
            low=low,
            high=high,
            coverage=self.coverage,
            rate=rate,
            past_breaks=known["past"].to_numpy(),
        )
        order = np.argsort(-rate, kind="stable")
        table["reason"] = pipe_reasons(known, rate, float(expected.sum() / km.sum() / self.years))
        table = table.iloc[order].reset_index(drop=True)
        table["rank"] = np.arange(1, len(table) + 1)
        names = [PIPE, "rank", "expected_breaks", "low", "high", "coverage", "rate", LENGTH]
        return table[[*names, MATERIAL, "laid", "past_breaks", "reason"]]

    def _band(self, expected: Floats) -> tuple[Floats, Floats]:
        from scipy.stats import nbinom, poisson

        if self.dispersion_ < 1e-6:
            law = poisson(expected)
        else:
            size = 1 / self.dispersion_
            law = nbinom(size, size / (size + expected))
        return law.ppf((1 - self.coverage) / 2), law.ppf((1 + self.coverage) / 2)


def refuse_few_breaks(rows: pd.DataFrame) -> None:
    """Refuse breaks that are too few to learn rates from.

    Raises
    ------
    InputError
    """
    if len(rows) >= FEWEST:
        return
    message = _("{count} breaks can be tied to a pipe: too few to learn rates from.")
    hint = _("Give at least {fewest}, with the section of each.")
    raise InputError(
        Problem(
            code="W01",
            value=str(len(rows)),
            message=message.format(count=len(rows)),
            hint=hint.format(fewest=FEWEST),
        )
    )


class NightFlowMonitor(BaseEstimator):  # type: ignore[misc]
    """Tell since when a sector loses more, and how much, from its night flow.

    Parameters
    ----------
    hours : tuple of int
        Local hours of the night flow, the last one excluded.
    slack, limit : float
        Of the cumulative sum, in standard deviations of a quiet night.
    tz : str
        Time zone of the hours and days.

    Attributes
    ----------
    std_ : Series of float
        Standard deviation of a quiet night of each sector [m3/h].

    Examples
    --------
    >>> from civicai.datasets import make_water
    >>> flows = make_water(random_state=1)["flows"]
    >>> quiet = flows[flows["time"] < flows["time"].min() + pd.Timedelta("28D")]
    >>> found = NightFlowMonitor().fit(quiet).detect(flows)
    >>> set(found["status"]) <= {"leak", "ended", "no_sign", "unknown"}
    True
    """

    def __init__(
        self,
        hours: tuple[int, int] = NIGHT,
        *,
        slack: float = SLACK,
        limit: float = LIMIT,
        tz: str = DEFAULT_TZ,
    ) -> None:
        self.hours = hours
        self.tz = tz
        self.slack = slack
        self.limit = limit

    def fit(self, flows: pd.DataFrame | Flows) -> NightFlowMonitor:
        """Learn how much quiet nights differ.

        Parameters
        ----------
        flows : Flows or DataFrame
            ``sector``, ``time``, ``flow`` [m3/h], ``storage`` [m3] where there are tanks: a month
            at least, if possible without a new leak (one hardly matters).
        """
        nights = night_flows(flows, self.hours, self.tz)
        self.std_ = pd.Series(
            {name: robust_std(nights[name].to_numpy(float)) for name in nights}, dtype=float
        )
        return self

    def detect(self, flows: pd.DataFrame | Flows, issued_at: Any = None) -> pd.DataFrame:
        """Find the rises of each sector's night flow.

        Parameters
        ----------
        flows : Flows or DataFrame
        issued_at : instant, optional
            By default the last reading of all; nothing later is looked at.

        Returns
        -------
        DataFrame
            One row a rise, and one a sector without any: ``sector``, ``start`` and ``detected``
            (days), ``extra_flow``, ``low``, ``high`` [m3/h, 90 %], ``volume`` [m3] lost so far,
            ``status``: ``"leak"`` (the flow is still up), ``"ended"`` (it came down),
            ``"no_sign"``, or ``"unknown"``: the sector tells nothing lately, which is not "no
            leak".
        """
        check_is_fitted(self)
        flows = make_flows(flows)
        now = flows.rows[TIME].max() if issued_at is None else pd.Timestamp(issued_at)
        nights = night_flows(flows.until(now), self.hours, self.tz)
        nights = nights.reindex(columns=sorted({*self.std_.index, *nights.columns}))
        today = now.tz_convert(self.tz).tz_localize(None).normalize()
        rows: list[dict[str, Any]] = []
        for name in nights:
            rows += self._sector(str(name), nights[name], today)
        table = pd.DataFrame(rows)
        for column in ("start", "detected"):
            table[column] = pd.to_datetime(table[column])
        return table

    def _sector(
        self, name: str, nights: pd.Series[Any], today: pd.Timestamp
    ) -> list[dict[str, Any]]:
        values = nights.to_numpy(float)
        std = float(self.std_.get(name, np.nan))
        lately = np.isfinite(values[nights.index > today - pd.Timedelta(days=SILENT_DAYS)])
        empty = dict.fromkeys(("extra_flow", "low", "high", "volume"), np.nan)
        base = {SECTOR: name, "start": pd.NaT, "detected": pd.NaT, **empty}
        if not std > 0 or not lately.any():
            return [{**base, "status": "unknown", "reason": leak_reason("unknown")}]
        shifts = find_shifts(values, std, self.slack, self.limit)
        ends = [*(shift.start for shift in shifts[1:]), len(values)][: len(shifts)]
        rows = [
            self._measure(name, nights, shift, std, end)
            for shift, end in zip(shifts, ends, strict=True)
        ]
        return rows or [{**base, "status": "no_sign", "reason": leak_reason("no_sign")}]

    def _measure(
        self, name: str, nights: pd.Series[Any], shift: Shift, std: float, end: int
    ) -> dict[str, Any]:
        """Measure a rise on the nights before the next one, which would be added to it."""
        values = nights.to_numpy(float)[:end]
        after = values[shift.detected : shift.detected + NEW_LEVEL]
        known = after[np.isfinite(after)]
        extra = float(np.median(known)) - shift.before
        # Medians of a month before and of a week after, each with its own chance.
        error = 1.645 * 1.25 * std * np.sqrt(1 / max(len(known), 1) + 1 / REFERENCE)
        lately = values[np.isfinite(values)][-NEW_LEVEL:]
        still = float(np.median(lately)) - shift.before >= extra / 2
        lasted = len(nights) - shift.start
        if not still:
            down = values[shift.detected :] < shift.before + extra / 2
            lasted = shift.detected + int(np.argmax(down)) - shift.start
        status = "leak" if still else "ended"
        return {
            SECTOR: name,
            "start": nights.index[shift.start],
            "detected": nights.index[shift.detected],
            "extra_flow": extra,
            "low": max(0.0, extra - error),
            "high": extra + error,
            "volume": max(0.0, extra) * 24 * lasted,
            "status": status,
            "reason": leak_reason(status, shift.before, extra, std),
        }
