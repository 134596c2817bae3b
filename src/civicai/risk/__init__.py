"""Floods some hours ahead: the alert level of each gauge, how sure it is, and what is unknown.

A town brings the readings of the gauges on its river. It gets back, for each gauge and lead, the
discharge or level that is expected, the chance of each alert threshold and a colour; and the
proof on its own floods, beside today's rule: wait until the threshold is passed.

Examples
--------
>>> from civicai.datasets import make_risk
>>> from civicai.risk import FloodForecaster, backtest, persistence_index
>>> river = make_risk(days=150, random_state=2)
>>> past = backtest(river["observations"], ("3h",), scales=river["thresholds"])
>>> persistence_index(past["observed"], past["expected"], past["naive"]) > 0.2
True
>>> model = FloodForecaster(("1h", "3h"), river["thresholds"]).fit(river["observations"])
>>> forecast = model.predict()
>>> set(forecast["level"]) <= {"green", "yellow", "orange", "red", "unknown"}
True
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicai.risk.alert_scale import AlertScale as AlertScale
    from civicai.risk.flood_scores import cost_loss_value as cost_loss_value
    from civicai.risk.flood_scores import event_scores as event_scores
    from civicai.risk.flood_scores import flood_onsets as flood_onsets
    from civicai.risk.flood_scores import persistence_index as persistence_index
    from civicai.risk.models import FloodForecaster as FloodForecaster
    from civicai.risk.models import StaleFeedWarning as StaleFeedWarning
    from civicai.risk.replay import backtest as backtest
    from civicai.risk.scores import onset_table as onset_table
    from civicai.risk.scores import score_table as score_table
    from civicai.risk.sources.hubeau import read_hubeau as read_hubeau
    from civicai.risk.usecase import USECASE as USECASE

_HOME = {
    "FloodForecaster": "models",
    "StaleFeedWarning": "models",
    "AlertScale": "alert_scale",
    "backtest": "replay",
    "score_table": "scores",
    "onset_table": "scores",
    "event_scores": "flood_scores",
    "flood_onsets": "flood_scores",
    "persistence_index": "flood_scores",
    "cost_loss_value": "flood_scores",
    "read_hubeau": "sources.hubeau",
    "USECASE": "usecase",
}
__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
