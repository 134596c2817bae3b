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

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
