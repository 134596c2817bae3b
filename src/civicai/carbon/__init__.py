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
Nothing is sent, written or sampled, and only the standard library is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicai.carbon.claim import Claim as Claim
    from civicai.carbon.factors import Factor as Factor
    from civicai.carbon.factors import countries as countries
    from civicai.carbon.factors import factor_table as factor_table
    from civicai.carbon.fitting import measured_fit as measured_fit
    from civicai.carbon.footprint import Footprint as Footprint
    from civicai.carbon.footprint import Part as Part
    from civicai.carbon.interval import Interval as Interval
    from civicai.carbon.meter import Meter as Meter
    from civicai.carbon.meter import measure as measure
    from civicai.carbon.net_balance import NetBalance as NetBalance
    from civicai.carbon.net_balance import net_balance as net_balance
    from civicai.carbon.net_balance import project as project
    from civicai.carbon.power import estimate_power as estimate_power
    from civicai.carbon.tender import tender_paragraph as tender_paragraph

_HOME = {
    "measure": "meter",
    "Meter": "meter",
    "measured_fit": "fitting",
    "Footprint": "footprint",
    "Part": "footprint",
    "Interval": "interval",
    "estimate_power": "power",
    "project": "net_balance",
    "net_balance": "net_balance",
    "NetBalance": "net_balance",
    "Claim": "claim",
    "tender_paragraph": "tender",
    "Factor": "factors",
    "factor_table": "factors",
    "countries": "factors",
}
__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
