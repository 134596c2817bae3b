"""Crowds: how many people, how many to come, and the chance of too many, from counts alone.

A town brings what its counters saw: passages, or entries and exits. It gets back the people in
each place, what is expected in the coming hours, the probability of being over capacity and a
level of alert, beside the rule of today (80 % of the capacity; the same hour last week). It is
an aid: the mayor, the prefect and the first-aid plan decide.

Examples
--------
>>> from civicai.crowd import OccupancyTracker, backtest
>>> from civicai.datasets import make_crowd
>>> tracker = OccupancyTracker(capacity=2000)
>>> tracker.update(entries=1700, exits=60).level
'watch'
>>> counts = make_crowd(days=49, random_state=2)["counts"]
>>> past = backtest(counts, horizons=("1h",), start="2024-12-01")
>>> errors = past[["expected", "rule"]].sub(past["observed"], axis=0).abs().mean()
>>> bool(errors["expected"] < errors["rule"])
True
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
