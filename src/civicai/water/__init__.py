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

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
