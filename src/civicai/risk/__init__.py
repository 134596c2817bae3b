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

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
