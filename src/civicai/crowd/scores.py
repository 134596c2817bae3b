"""Scores of a replayed past: errors in people, chances of being over, alerts beside the rule."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from civicai.crowd.models import limits
from civicai.crowd.schema import COUNTER
from civicai.forecasting.intraday.scores import score_methods, score_series


def score_table(past: pd.DataFrame) -> pd.DataFrame:
    """Score model, rule and last count, horizon by horizon, on the same rows.

    Parameters
    ----------
    past : DataFrame
        As :func:`~civicai.crowd.backtest` gives it.

    Returns
    -------
    DataFrame
        One row a horizon and method: ``horizon``, ``method``, ``mae`` (mean absolute error
        [people]), ``mae_share`` (over the mean count), ``realised_coverage`` of the model's
        band, ``rows``.
    """

    def score(some: pd.DataFrame, method: str, column: str) -> dict[str, float]:
        mae = float((some[column] - some["observed"]).abs().mean())
        return {"mae": mae, "mae_share": mae / float(some["observed"].mean() or np.nan)}

    return score_methods(past, score)


def place_table(past: pd.DataFrame) -> pd.DataFrame:
    """Score each place at the shortest horizon: ``counter``, errors of each method, ``mean``."""
    some = past[past["horizon"] == past["horizon"].min()]
    return score_series(some, COUNTER, "_mae", mean=some["observed"])


def alert_table(
    past: pd.DataFrame,
    capacity: float | Mapping[str, float] | None,
    watch_at: float = 0.8,
    alert_at: float = 0.3,
) -> pd.DataFrame:
    """Count alerts that came before the capacity was reached, of the chance and of the rule.

    Parameters
    ----------
    past : DataFrame
        As :func:`~civicai.crowd.backtest` gives it.
    capacity : float or mapping
    watch_at : float
        The rule: an alert where the last count is at least this share of the capacity.
    alert_at : float
        The chance from which there is an alert.

    Returns
    -------
    DataFrame
        One row a horizon and method: ``horizon``, ``method``, ``over`` (targets at or above
        capacity that were below it at issue time), ``caught`` of them, ``false_alerts``,
        ``brier`` of the chance, ``brier_usual`` of each place's own frequency, ``rows``.
        Issue times already over capacity are left out: nothing is left to foresee.
    """
    limit = pd.Series(limits(capacity, pd.Index(past[COUNTER])), past.index)
    known = past[(past["naive"] < limit) & past["p_over"].notna()]
    rows = []
    for horizon, some in known.groupby("horizon", sort=True):
        size = limit[some.index]
        over = some["observed"] >= size
        usual = over.groupby(some[COUNTER]).transform("mean")
        calls = {"model": some["p_over"] >= alert_at, "rule": some["naive"] >= watch_at * size}
        for method, call in calls.items():
            chance = some["p_over"] if method == "model" else call.astype(float)
            rows.append(
                {
                    "horizon": horizon,
                    "method": method,
                    "over": int(over.sum()),
                    "caught": int((call & over).sum()),
                    "false_alerts": int((call & ~over).sum()),
                    "brier": float(((chance - over) ** 2).mean()),
                    "brier_usual": float(((usual - over) ** 2).mean()),
                    "rows": len(some),
                }
            )
    return pd.DataFrame(rows)
