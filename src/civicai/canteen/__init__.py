"""Canteens: how many meals to prepare, site by site, without a child left unserved.

A town brings one row a site and day: meals served and, where it has them, the meals that its
agents had planned. It gets back the next open days' meals to prepare, the waste avoided, and
the proof on its own past, beside its agents.

Examples
--------
>>> from civicai.canteen import AttendanceForecaster, PreparationPlanner, backtest
>>> from civicai.datasets import load_canteen
>>> attendance = load_canteen().query("date >= '2024-01-01' and site < 'F'")
>>> planner = PreparationPlanner(max_unserved=0.01)
>>> past = backtest(attendance, horizon="14D", start="2024-11-01", end="2025-01-31", zone="B")
>>> planner = planner.fit(past)
>>> model = AttendanceForecaster(horizon="14D", zone="B").fit(attendance)
>>> plan = planner.plan(model.predict(["2025-05-05", "2025-05-06"]))
>>> bool((plan["prepare"] >= plan["expected"]).mean() > 0.9)
True
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicai.canteen.kitchen import dispatch as dispatch
    from civicai.canteen.models import AttendanceForecaster as AttendanceForecaster
    from civicai.canteen.models import StaleHistoryWarning as StaleHistoryWarning
    from civicai.canteen.planner import PreparationPlanner as PreparationPlanner
    from civicai.canteen.replay import backtest as backtest
    from civicai.canteen.sources import map_to_canteens as map_to_canteens
    from civicai.canteen.sources import read_ma_cantine as read_ma_cantine
    from civicai.canteen.sources import sum_services as sum_services
    from civicai.canteen.usecase import USECASE as USECASE
    from civicai.canteen.waste import WasteScores as WasteScores
    from civicai.canteen.waste import waste_impact as waste_impact
    from civicai.canteen.waste import waste_scores as waste_scores

_HOME = {
    "AttendanceForecaster": "models",
    "StaleHistoryWarning": "models",
    "PreparationPlanner": "planner",
    "backtest": "replay",
    "waste_scores": "waste",
    "WasteScores": "waste",
    "waste_impact": "waste",
    "sum_services": "sources",
    "map_to_canteens": "sources",
    "read_ma_cantine": "sources",
    "dispatch": "kitchen",
    "USECASE": "usecase",
}
__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
