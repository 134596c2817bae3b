"""Car parks: which will be full, when, and how sure that is, from minutes to a week ahead.

A town brings the readings of its car parks: places taken or free, and when. It gets back, for
each park, the places taken that are expected, a band within the capacity and the probability
that it is full; and the proof on its own past, beside the same time last week.

Examples
--------
>>> from civicai.datasets import make_parking
>>> from civicai.parking import OccupancyForecaster, backtest
>>> occupancy = make_parking(parks=3, days=35, random_state=2)["occupancy"]
>>> past = backtest(occupancy, horizons=("30min", "24h"), start="2024-11-04")
>>> errors = past[["expected", "rule"]].sub(past["observed"], axis=0).abs().mean()
>>> bool(errors["expected"] < errors["rule"])
True
>>> model = OccupancyForecaster(horizons=("30min", "24h"), full_at=0.95).fit(occupancy)
>>> forecast = model.predict()
>>> bool(forecast["p_full"].between(0, 1).all())
True
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
