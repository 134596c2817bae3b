"""From a forecast to meals to prepare, at a service level that the town states."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from civicai.canteen.schema import DATE
from civicai.canteen.waste import waste_scores
from civicai.errors import InputError, Problem
from civicai.i18n import _

#: Distinct past days below which a margin is not trusted.
FEWEST_DAYS = 10
#: Margins searched, in half-widths of the band.
_MARGINS = np.linspace(-2.0, 6.0, 401)


class PreparationPlanner(BaseEstimator):
    """Choose the smallest margin that would have kept the promised service on past days.

    The margin is one number for the town, in half-widths of each row's own band: a site
    whose attendance varies more gets a larger reserve.

    Parameters
    ----------
    max_unserved : float
        Largest share of the meals asked for that may be missing, over all sites, from 0 to 1.

    Attributes
    ----------
    margin_ : float
        In half-widths of the band.
    unserved_share_ : float
        Share that this margin left unserved on the past days it was chosen on.
    days_ : int
        Number of those days.

    Examples
    --------
    >>> past = pd.DataFrame({
    ...     "date": pd.date_range("2024-01-01", periods=40), "observed": [90.0, 110.0] * 20,
    ...     "expected": 100.0, "low": 90.0, "high": 110.0})
    >>> planner = PreparationPlanner(max_unserved=0.0).fit(past)
    >>> planner.plan(past.head(1))["prepare"].tolist()
    [110.0]
    """

    def __init__(self, max_unserved: float = 0.01) -> None:
        self.max_unserved = max_unserved

    def fit(self, past_rows: pd.DataFrame) -> PreparationPlanner:
        """Choose the margin on past forecasts, each issued before its day.

        Parameters
        ----------
        past_rows : DataFrame
            ``date``, ``observed``, ``expected``, ``low``, ``high``, as
            :func:`~civicai.canteen.backtest` returns them.

        Raises
        ------
        InputError
            When fewer than ten days can be used.
        """
        if not 0 <= self.max_unserved < 1:
            raise ValueError("max_unserved must be from 0 to 1")
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
        observed = rows["observed"].to_numpy()
        missing = np.array(
            [np.maximum(observed - _prepare(rows, margin), 0).sum() for margin in _MARGINS]
        )
        unserved = missing / observed.sum()
        kept = np.flatnonzero(unserved <= self.max_unserved)
        chosen = kept[0] if len(kept) else len(_MARGINS) - 1
        self.margin_ = float(_MARGINS[chosen])
        self.unserved_share_ = float(unserved[chosen])
        return self

    def plan(self, forecast: pd.DataFrame) -> pd.DataFrame:
        """Add the meals to prepare to a forecast.

        Parameters
        ----------
        forecast : DataFrame
            ``expected``, ``low``, ``high`` [meals].

        Returns
        -------
        DataFrame
            With ``prepare``, whole meals, and ``reserve``, what it adds to the expected ones,
            rounded. Both are missing where the forecast is.
        """
        check_is_fitted(self)
        planned = forecast.copy()
        planned["prepare"] = _prepare(forecast, self.margin_)
        planned["reserve"] = planned["prepare"] - planned["expected"].round()
        return planned


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


def _prepare(rows: pd.DataFrame, margin: float) -> np.ndarray:
    half = (rows["high"] - rows["low"]).to_numpy() / 2
    # 1e-9: a forecast of 110.00000001 by rounding errors is 110 meals.
    return np.ceil(np.maximum(rows["expected"].to_numpy() + margin * half, 0) - 1e-9)
