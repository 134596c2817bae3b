"""What a use case says that it avoids, before its own footprint is known."""

from __future__ import annotations

from dataclasses import dataclass

from civicai.carbon.footprint import Footprint
from civicai.carbon.interval import Bounds
from civicai.carbon.projection import NetBalance, net_balance, project


@dataclass(frozen=True)
class Claim:
    """A year of emissions avoided, to be set against the footprint of the run that claims it.

    The footprint is known only once a run is over: a use case states its claim, and the result
    makes the balance of the two.

    Parameters
    ----------
    unit : str
        What each unit is, in the reader's language: "surplus meals".
    units : float, (low, central, high) or Interval
        Units avoided in a year; below zero where the project makes things worse.
    per_unit : float, (low, central, high) or Interval
        Emissions that one unit avoids [gCO2e].
    runs_per_year : float
        Runs that the claim takes.
    basis : str
        Where the figures come from, and what was assumed, in the reader's language.
    counterfactual_share, rebound_share : float, (low, central, high) or Interval
        See :func:`civicai.carbon.net_balance`.

    Examples
    --------
    >>> from civicai.carbon import measure
    >>> with measure("plan") as m:
    ...     total = sum(n * n for n in range(200_000))
    >>> claim = Claim("meals", 60_200, (740, 1860, 2660), runs_per_year=140, basis="Nantes")
    >>> claim.balance(m.footprint).verdict
    'favourable'
    """

    unit: str
    units: Bounds
    per_unit: Bounds
    runs_per_year: float
    basis: str
    counterfactual_share: Bounds = (0.25, 0.5, 1.0)
    rebound_share: Bounds = (0.0, 0.1, 0.3)

    def balance(self, footprint: Footprint, always_on_watts: float = 0.0) -> NetBalance:
        """Return the balance of a year of such runs.

        Parameters
        ----------
        footprint : Footprint
            Of one run.
        always_on_watts : float
            Power of a machine kept on all year for this alone [W].
        """
        year = project(footprint, runs_per_year=self.runs_per_year, always_on_watts=always_on_watts)
        return net_balance(
            year,
            self.per_unit,
            units=self.units,
            counterfactual_share=self.counterfactual_share,
            rebound_share=self.rebound_share,
        )
