"""The carbon meter: what a piece of work costs in energy and emissions, with its uncertainty.

>>> from civicai import carbon
>>> with carbon.measure("sum of squares", country="FR") as m:
...     total = sum(n * n for n in range(200_000))
>>> m.footprint.emissions.low < m.footprint.emissions.central < m.footprint.emissions.high
True
>>> year = carbon.project(m.footprint, runs_per_year=365)
>>> round(year.emissions.central / m.footprint.emissions.central)
365

Energy follows processor time, not the clock. Every figure that is not measured stands in
``factors.json`` with its source; every result is an interval, wide where little is known.
Nothing is sent, written or sampled, and the meter uses only the standard library.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
