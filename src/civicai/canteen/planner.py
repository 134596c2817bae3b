"""From a forecast to meals to prepare, at a service level that the town states."""

from __future__ import annotations

from statistics import NormalDist
from typing import Literal

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from civicai.canteen.kitchen import apply_rules, central_total
from civicai.canteen.schema import DATE, series_keys
from civicai.canteen.waste import waste_scores
from civicai.errors import InputError, Problem
from civicai.i18n import _

#: Distinct past days below which a margin is not trusted.
FEWEST_DAYS = 10
#: Levels searched: shares of site-days with enough meals.
LEVELS = np.arange(0.30, 0.9976, 0.0025)
#: Days of its own at which a canteen's margin weighs as much as all canteens' together.
SHRINKAGE = 200
#: Latest days on which the service of the plans made is checked, the fewest that count, and how
#: much stricter the aim may become. Chosen on Nantes's school year 2016-17.
CHECKED, FEWEST_CHECKED, STRICTEST = 30, 20, 0.5
#: Parts of a meal that are no meal.
_ROUNDING = 1e-4


class PreparationPlanner(BaseEstimator):  # type: ignore[misc]
    """Choose the smallest margins that would have kept the promised service on past days.

    Each canteen has its own conformal quantiles of past errors, in half-widths of each day's
    band, shrunk towards those of all canteens; one level, the same for all, is searched: the
    smallest that keeps the promise over the past days. Where the plans made before (``prepare``
    among the past rows) left more unserved than promised, the aim becomes as much stricter.

    Parameters
    ----------
    max_unserved : float
        Largest share of the meals asked for that may be missing, over all sites, from 0 to 1.
    max_short_days : float, optional
        In its place, the share of site-days (of days in a central kitchen) on which meals may
        be missing.
    mode : {"site", "kitchen"}
        ``"site"``: each canteen cooks or orders its own meals. ``"kitchen"``: a central kitchen
        orders for all, keeps one reserve, and dispatches on the morning's register.
    rules : DataFrame, optional
        ``site``, ``service`` if any, and any of ``minimum``, ``maximum``, ``batch`` [meals],
        ``portion`` [child portions], ``vegetarian_share``.

    Attributes
    ----------
    level_ : float
        Share of site-days with enough meals that the margins aim at.
    margins_ : dict of str to float
        Margin of each canteen at that level, in half-widths of the band.
    margin_ : float
        Margin of a canteen never met; of the whole town in a central kitchen.
    slip_ : float
        What the latest plans left unserved (or short days), over the promise; 1 if it was kept.
    unserved_share_ : float
        Share that these margins left unserved on the past days they were chosen on.
    days_ : int
        Number of those days.

    References
    ----------
    .. [1] Papadopoulos et al., "Inductive confidence machines for regression", ECML 2002.
    .. [2] Gibbs and Candès, "Adaptive conformal inference under distribution shift", 2021.

    Examples
    --------
    >>> past = pd.DataFrame({
    ...     "site": "Nord", "date": pd.date_range("2024-01-01", periods=40),
    ...     "observed": [90.0, 110.0] * 20, "expected": 100.0, "low": 90.0, "high": 110.0})
    >>> planner = PreparationPlanner(max_unserved=0.0).fit(past)
    >>> planner.plan(past.head(1))["prepare"].tolist()
    [110.0]
    """

    def __init__(
        self,
        max_unserved: float = 0.01,
        max_short_days: float | None = None,
        mode: Literal["site", "kitchen"] = "site",
        rules: pd.DataFrame | None = None,
    ) -> None:
        self.max_unserved = max_unserved
        self.max_short_days = max_short_days
        self.mode = mode
        self.rules = rules

    def fit(self, past_rows: pd.DataFrame) -> PreparationPlanner:
        """Choose the margins on past forecasts, each issued before its day.

        Parameters
        ----------
        past_rows : DataFrame
            ``site`` (and ``service``), ``date``, ``observed``, ``expected``, ``low``, ``high``,
            as :func:`~civicai.canteen.backtest` returns them; ``prepare`` where plans were
            made, to check the service that they gave.

        Raises
        ------
        InputError
            When fewer than ten days can be used.
        ValueError
            If a share is not from 0 to 1, or the mode is unknown.
        """
        self._check()
        rows = past_rows.dropna(subset=["observed", "expected", "low", "high"])
        self.days_ = rows[DATE].nunique()
        if self.days_ < FEWEST_DAYS:
            message = _("{days} past days with a forecast are too few to choose a margin.")
            raise InputError(
                Problem(
                    code="M09",
                    message=message.format(days=self.days_),
                    hint=_("Give at least {days}.").format(days=FEWEST_DAYS),
                )
            )
        if self.mode == "kitchen":
            rows = central_total(rows)
        self.slip_ = self._slip(rows)
        names, tables = (_central if self.mode == "kitchen" else _quantiles)(rows)
        chosen = self._level(rows, tables[names.get_indexer(_names(rows))])
        self.level_ = float(LEVELS[chosen])
        self.margins_ = dict(zip(names, tables[:-1, chosen].tolist(), strict=True))
        self.margin_ = float(tables[-1, chosen])
        kept = waste_scores(rows["observed"], _prepare(rows, self._margin_of(rows)))
        self.unserved_share_ = kept.unserved_share
        return self

    def plan(self, forecast: pd.DataFrame) -> pd.DataFrame:
        """Add the meals to prepare to a forecast.

        Parameters
        ----------
        forecast : DataFrame
            ``site`` (and ``service``), ``expected``, ``low``, ``high`` [meals].

        Returns
        -------
        DataFrame
            With ``prepare``, whole meals, and ``reserve``, what it adds to the expected ones,
            rounded; both are missing where the forecast is. In a central kitchen the day's
            reserve is shared out in proportion to the expected meals, until the morning's
            register says where it goes: see :func:`civicai.canteen.dispatch`. With rules,
            ``portions`` and ``vegetarian`` where they tell them.
        """
        check_is_fitted(self)
        planned = forecast.copy()
        if self.mode == "kitchen":
            total = central_total(forecast)
            ordered = pd.Series(_prepare(total, self.margin_), index=total[DATE])
            share = forecast["expected"] / forecast.groupby(DATE)["expected"].transform("sum")
            planned["prepare"] = _whole_shares(forecast[DATE].map(ordered) * share, forecast[DATE])
        else:
            planned["prepare"] = _prepare(forecast, self._margin_of(forecast))
        if self.rules is not None:
            planned = apply_rules(planned, self.rules)
        planned["reserve"] = planned["prepare"] - planned["expected"].round()
        return planned

    def _check(self) -> None:
        for share in (self.max_unserved, self.max_short_days):
            if share is not None and not 0 <= share < 1:
                raise ValueError("max_unserved and max_short_days must be from 0 to 1")
        if self.mode not in ("site", "kitchen"):
            raise ValueError(f"mode must be 'site' or 'kitchen', not {self.mode!r}")

    def _level(self, rows: pd.DataFrame, margins: np.ndarray) -> int:
        """Return the place of the smallest level that keeps the promise, or of the largest."""
        # Half-way, as some weeks are worse than others by chance alone.
        strict = max(self.slip_**-0.5, STRICTEST)
        last = len(LEVELS) - 1
        if self.max_short_days is not None:
            level = 1.0 - self.max_short_days * strict
            return min(int(np.searchsorted(LEVELS, level - 1e-9)), last)
        observed = rows["observed"].to_numpy()
        allowed = self.max_unserved * strict * observed.sum()
        expected, half = rows["expected"].to_numpy(float), _half(rows)
        for place in range(last):
            prepared = _whole_meals(expected + margins[:, place] * half)
            if np.maximum(observed - prepared, 0).sum() <= allowed:
                return place
        return last

    def _slip(self, rows: pd.DataFrame) -> float:
        if "prepare" not in rows.columns:
            return 1.0
        own = rows.dropna(subset=["prepare"])
        days = np.sort(own[DATE].unique())[-CHECKED:]
        own = own[own[DATE].isin(days)]
        if len(days) < FEWEST_CHECKED:
            return 1.0
        kept = waste_scores(own["observed"], own["prepare"])
        if self.max_short_days is not None:
            given, promised = kept.short_days_share, self.max_short_days
            if promised * kept.rows < 1:
                return 1.0  # a day a year cannot be checked on a month
        else:
            given, promised = kept.unserved_share, self.max_unserved
        return max(1.0, given / promised) if promised > 0 else 1.0

    def _margin_of(self, rows: pd.DataFrame) -> np.ndarray:
        margins = _names(rows).map(self.margins_)
        return np.where(margins.isna(), self.margin_, margins).astype(float)


def preparation_curve(rows: pd.DataFrame, points: int = 111) -> pd.DataFrame:
    """Say what each margin would have wasted and left unserved, for the town to choose from.

    Parameters
    ----------
    rows : DataFrame
        ``observed``, ``expected``, ``low``, ``high`` [meals].
    points : int
        Number of margins tried.

    Returns
    -------
    DataFrame
        ``margin`` (in half-widths of the band), ``over_share`` (of meals prepared),
        ``unserved_share`` (of meals asked for), ``short_days_share``.
    """
    rows = rows.dropna(subset=["observed", "expected", "low", "high"])
    curve = []
    for margin in np.linspace(-0.5, 5.0, points):
        scores = waste_scores(rows["observed"], _prepare(rows, margin))
        curve.append((margin, scores.over_share, scores.unserved_share, scores.short_days_share))
    names = ["margin", "over_share", "unserved_share", "short_days_share"]
    return pd.DataFrame(curve, columns=names)


def _names(rows: pd.DataFrame) -> pd.Index:
    if not series_keys(rows):
        return pd.Index([""] * len(rows))
    names: pd.Index = pd.MultiIndex.from_frame(rows[series_keys(rows)])
    return names.get_level_values(0) if names.nlevels == 1 else names


def _quantiles(rows: pd.DataFrame) -> tuple[pd.Index, np.ndarray]:
    """Return the series, and their margins at each level, those of all series together last."""
    half = np.maximum(_half(rows), 1e-9)
    # Short means served > prepared, whole meals both: a margin serves the day from one meal less.
    error = (rows["observed"].to_numpy() - 1 + 2 * _ROUNDING - rows["expected"].to_numpy()) / half
    code, names = _names(rows).factorize(sort=True)
    pool = _upper_quantiles(error)
    tables = [pool] * (len(names) + 1)
    for place in range(len(names)):
        own = error[code == place]
        weight = len(own) / (len(own) + SHRINKAGE) if len(names) > 1 else 0.0
        tables[place] = weight * _upper_quantiles(own) + (1 - weight) * pool
    return pd.Index(names), np.array(tables)


def _central(rows: pd.DataFrame) -> tuple[pd.Index, np.ndarray]:
    """Return the margins of the total at each level: median error and upper half-normal tail.

    A day a year is more than the days of a year can tell by counting, so the tail is drawn
    from all errors above the median; those below, such as last days of term, say nothing of it.
    """
    error = rows["observed"].to_numpy() / rows["expected"].to_numpy() - 1.0
    median = float(np.median(error))
    above = error[error > median] - median
    spread = float(np.sqrt(np.mean(above**2))) if len(above) else 0.0
    tail = np.array([NormalDist().inv_cdf(level) for level in LEVELS])
    margins = median + spread * tail
    return pd.Index([""]), np.array([margins, margins])


def _upper_quantiles(error: np.ndarray) -> np.ndarray:
    """Return the errors that a share LEVELS of new ones stays below, with one more day unseen."""
    return np.asarray(np.quantile(error, LEVELS, method="weibull"))


def _half(rows: pd.DataFrame) -> np.ndarray:
    return (rows["high"] - rows["low"]).to_numpy(float) / 2


def _prepare(rows: pd.DataFrame, margin: float | np.ndarray) -> np.ndarray:
    return _whole_meals(rows["expected"].to_numpy(float) + margin * _half(rows))


def _whole_meals(meals: np.ndarray) -> np.ndarray:
    # A forecast of 110.00000001 by rounding errors is 110 meals.
    return np.asarray(np.ceil(np.maximum(meals, 0) - _ROUNDING))


def _whole_shares(meals: pd.Series, days: pd.Series) -> pd.Series:
    """Round the shares of each day to whole meals that add up to the day's total."""
    floor = np.floor(meals + 1e-9)
    left = (meals.groupby(days).transform("sum") - floor.groupby(days).transform("sum")).round()
    rank = (meals - floor).groupby(days).rank(ascending=False, method="first")
    whole: pd.Series[float] = floor + (rank <= left)
    return whole
