"""Water: which pipes to inspect or renew first, and which sector leaks, since when.

A town brings its pipes and their breaks, or the flows into its sectors, or both. It gets back
the sections where most breaks are to come within a budget of length, the sectors whose night flow
rose and stayed, by how much, and the proof on its own past beside today's rules.

Examples
--------
>>> from civicai.datasets import make_water
>>> from civicai.water import NightFlowMonitor, PipeBreakRisk, capture_curve
>>> town = make_water(random_state=2)
>>> model = PipeBreakRisk(years=5).fit(town["pipes"], town["breaks"], as_of="2019-01-01")
>>> came = town["breaks"][town["breaks"]["date"] >= "2019-01-01"]
>>> curve = capture_curve(model.predict(town["pipes"]), came)
>>> bool(curve.loc[curve["length_share"] >= 0.2, "captured_share"].iloc[0] > 0.3)
True
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicai.water.models import NightFlowMonitor as NightFlowMonitor
    from civicai.water.models import PipeBreakRisk as PipeBreakRisk
    from civicai.water.replay import capture_curve as capture_curve
    from civicai.water.replay import evaluate_ranking as evaluate_ranking
    from civicai.water.replay import find_injected as find_injected
    from civicai.water.sources import read_raepa as read_raepa
    from civicai.water.usecase import USECASE as USECASE
    from civicai.water.water_balance import (
        infrastructure_leakage_index as infrastructure_leakage_index,
    )
    from civicai.water.water_balance import linear_loss_index as linear_loss_index
    from civicai.water.water_balance import net_inflow as net_inflow
    from civicai.water.water_balance import network_yield as network_yield
    from civicai.water.water_balance import yield_threshold as yield_threshold

_HOME = {
    "PipeBreakRisk": "models",
    "NightFlowMonitor": "models",
    "capture_curve": "replay",
    "evaluate_ranking": "replay",
    "find_injected": "replay",
    "net_inflow": "water_balance",
    "network_yield": "water_balance",
    "linear_loss_index": "water_balance",
    "infrastructure_leakage_index": "water_balance",
    "yield_threshold": "water_balance",
    "read_raepa": "sources",
    "USECASE": "usecase",
}
__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
