"""The agents' own forecast beside the model's: each knows what the other does not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civicai.canteen.planner import FEWEST_DAYS
from civicai.canteen.replay import each_decision
from civicai.canteen.schema import DATE
from civicai.forecasting import conformal_quantiles

#: Weights of the agents that are tried.
WEIGHTS = np.arange(0.0, 1.01, 0.1)


class AgentsBlend:
    """A weighted mean of the model's forecast and of the agents', freed of their usual surplus.

    Agents write down the meals to order, reserve included: their figures are divided by what
    they exceed the meals asked for on past days, then mixed at the weight that would have
    erred least on those days.

    Attributes
    ----------
    surplus_ : float
        Agents' meals over meals asked for.
    weight_ : float
        Weight of the agents, from 0 to 1.
    error_quantiles_ : tuple of float
        Errors of the blend, in half-widths of the model's band, low and high.
    """

    def fit(self, past: pd.DataFrame) -> AgentsBlend:
        """Choose the weight on past rows.

        Parameters
        ----------
        past : DataFrame
            ``observed``, ``rule`` (the agents' forecast), ``expected``, ``low``, ``high``,
            ``coverage``, as :func:`~civicai.canteen.backtest` returns them.
        """
        rows = past.dropna(subset=["observed", "rule", "expected", "low", "high"])
        observed = rows["observed"].to_numpy()
        self.surplus_ = float(rows["rule"].sum() / observed.sum())
        agents, model = rows["rule"].to_numpy() / self.surplus_, rows["expected"].to_numpy()
        errors = [np.abs(w * agents + (1 - w) * model - observed).sum() for w in WEIGHTS]
        self.weight_ = float(WEIGHTS[int(np.argmin(errors))])
        blend = self.weight_ * agents + (1 - self.weight_) * model
        half = np.maximum((rows["high"] - rows["low"]).to_numpy() / 2, 1e-9)
        coverage = float(rows["coverage"].iloc[0])
        self.error_quantiles_ = conformal_quantiles((observed - blend) / half, coverage)
        return self

    def apply(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Mix the agents' forecast in where there is one.

        Parameters
        ----------
        rows : DataFrame
            ``rule``, ``expected``, ``low``, ``high`` [meals].
        """
        agents = rows["rule"] / self.surplus_
        blend = (self.weight_ * agents + (1 - self.weight_) * rows["expected"]).clip(lower=0)
        half = (rows["high"] - rows["low"]) / 2
        low, high = self.error_quantiles_
        there = blend.notna() & half.notna()
        mixed = rows.copy()
        mixed["expected"] = blend.where(there, rows["expected"])
        mixed["low"] = (blend + low * half).clip(lower=0).where(there, rows["low"])
        mixed["high"] = (blend + high * half).where(there, rows["high"])
        return mixed


def blend_with_agents(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Replay the blend on past forecasts, each weight chosen on days known before its rows.

    Parameters
    ----------
    forecasts : DataFrame
        As :func:`~civicai.canteen.backtest` returns them, with the agents' forecast as
        ``rule``. Rows with too few known days before them are left as they are.
    """
    done = []
    for rows, known in each_decision(forecasts):
        enough = known.dropna(subset=["rule", "expected", "low", "high"])[DATE].nunique()
        done.append(AgentsBlend().fit(known).apply(rows) if enough >= FEWEST_DAYS else rows)
    return pd.concat(done).sort_index() if done else forecasts
