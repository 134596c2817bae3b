"""Scores of a replayed past: against persistence, by event, and the chances that were said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.forecasting.scores import reliability
from civicai.risk.alert_scale import COLOURS, AlertScale
from civicai.risk.flood_scores import event_scores, persistence_index
from civicai.risk.schema import STATION, TIME

#: Fewest rows that a share is told of.
FEWEST = 20


def score_table(past: pd.DataFrame, scales: Mapping[str, AlertScale]) -> pd.DataFrame:
    """Score the forecasts of each station and lead.

    Parameters
    ----------
    past : DataFrame
        As :func:`~civicai.risk.backtest` gives it.
    scales : dict of str to AlertScale

    Returns
    -------
    DataFrame
        One row a station and lead: ``station``, ``horizon``, ``persistence_index`` (share of the
        squared error of the value now that is removed), ``realised_coverage``,
        ``high_coverage`` (when the river was at or above yellow; NaN with fewer than 20 rows),
        ``unknown_share`` (rows without forecast), ``rows``.
    """
    rows = []
    for station, lead, some in _by_lead(past):
        scored = some.dropna(subset=["expected", "observed"])
        inside = scored["observed"].between(scored["low"], scored["high"])
        over = scored["observed"] >= scales[station].yellow
        rows.append(
            {
                STATION: station,
                "horizon": lead,
                "persistence_index": persistence_index(
                    scored["observed"], scored["expected"], scored["naive"]
                ),
                "realised_coverage": float(inside.mean()) if len(scored) else np.nan,
                "high_coverage": float(inside[over].mean()) if over.sum() >= FEWEST else np.nan,
                "unknown_share": 1 - len(scored) / len(some),
                "rows": len(some),
            }
        )
    return pd.DataFrame(rows)


def onset_table(past: pd.DataFrame, scales: Mapping[str, AlertScale]) -> pd.DataFrame:
    """Say which floods were foreseen: the start of each, not its hours.

    Parameters
    ----------
    past : DataFrame
        As :func:`~civicai.risk.backtest` gives it.
    scales : dict of str to AlertScale

    Returns
    -------
    DataFrame
        One row a station, lead and method. ``method`` is ``"model"`` (its level is yellow or
        more), ``"expected"`` (its value passes yellow, no chance asked) or ``"rule"`` (the gauge
        has passed yellow). ``onsets``, ``caught``, ``missed``, ``false_starts``,
        ``lead_gained`` [h].
    """
    rows = []
    for station, lead, some in _by_lead(past):
        some = some.set_index(TIME).sort_index()
        yellow = scales[station].yellow
        alarms = {
            "model": some["level"].isin(COLOURS),
            "expected": some["expected"] >= yellow,
            "rule": some["rule"] >= yellow,
        }
        for method, alarm in alarms.items():
            found = event_scores(some["observed"], alarm.astype(bool), yellow, lead=lead)
            rows.append({STATION: station, "horizon": lead, "method": method, **found._asdict()})
    return pd.DataFrame(rows)


def reliability_table(past: pd.DataFrame, scales: Mapping[str, AlertScale]) -> pd.DataFrame:
    """Compare the chances of yellow that were said with how often it came, by fifth.

    Returns
    -------
    DataFrame
        ``said_share``, ``came_share``, ``rows``; rows with no doubt (under 2 % or above 98 %)
        and groups of fewer than twenty are left out.
    """
    yellow = past[STATION].map({name: scale.yellow for name, scale in scales.items()})
    doubt = past["p_yellow"].between(0.02, 0.98) & past["observed"].notna()
    came = (past["observed"] >= yellow)[doubt]
    return reliability(came, past.loc[doubt, "p_yellow"], groups=5, fewest=FEWEST)


def _by_lead(past: pd.DataFrame) -> Iterator[tuple[str, Any, pd.DataFrame]]:
    """Yield each station and lead, in order, with its rows."""
    for (station, lead), some in past.groupby([STATION, "horizon"], sort=True):
        yield str(station), lead, some
