"""A year of plans: the emissions that the meals not prepared in vain avoid."""

from __future__ import annotations

import math

import pandas as pd

from civicai.canteen.schema import DATE
from civicai.canteen.waste import MEAL_FACTORS
from civicai.carbon import Claim
from civicai.i18n import _, format_integer, format_number, format_percent

#: Days with meals in a school year of four days a week, holidays taken off.
DAYS_A_YEAR = 140
#: Central share of the claim that is due to the plan, with its bounds: part of the surplus would
#: have been cut, given or eaten without it. And the share lost because what is saved is spent.
COUNTERFACTUAL = (0.25, 0.5, 1.0)
REBOUND = (0.0, 0.1, 0.3)
#: Half-width of a 90 % interval of a mean, in standard errors.
_NINETY = 1.645


def claim_of_a_year(daily: pd.DataFrame, recovered_share: float) -> Claim | None:
    """Return what a year of plans avoids, at the pace of the days scored.

    Parameters
    ----------
    daily : DataFrame
        ``date``, ``served`` [meals], ``plan_surplus_share``, ``rule_surplus_share``: one row a
        day, from :func:`civicai.canteen.scores.daily_table`.
    recovered_share : float
        Share of surplus meals given or eaten anyway: those avoid nothing.

    Returns
    -------
    Claim or None
        Meals and gCO2e; None where no day was scored. A run for every day with meals, which is
        more than a town needs, is set against it.
    """
    surplus = daily["rule_surplus_share"] - daily["plan_surplus_share"]
    meals = (surplus * daily["served"]).dropna()
    if meals.empty:
        return None
    low, central, high = MEAL_FACTORS["kgCO2e"][0]
    kept = 1000 * (1 - recovered_share)
    mean = float(meals.mean())
    margin = _NINETY * _error_of_mean(daily.loc[meals.index, DATE], meals)
    basis = _(
        "Counted: {meals} surplus meals avoided a day on the {days} days scored, over {year} days "
        "a year, at {factor} kg of CO₂ equivalent a meal (ADEME 2016), and a run for each of "
        "those days. Assumed: {low} to {high} of it due to the plan, as some surplus would have "
        "been cut, given or eaten without it; and up to {rebound} lost because what is saved is "
        "spent. Both can be changed: see civicai.carbon.net_balance."
    ).format(
        meals=format_integer(mean),
        days=len(meals),
        year=DAYS_A_YEAR,
        factor=_("{low} to {high}").format(low=format_number(low, 2), high=format_number(high, 2)),
        low=format_percent(COUNTERFACTUAL[0], 0),
        high=format_percent(COUNTERFACTUAL[2], 0),
        rebound=format_percent(REBOUND[2], 0),
    )
    return Claim(
        unit=_("surplus meals"),
        units=(DAYS_A_YEAR * (mean - margin), DAYS_A_YEAR * mean, DAYS_A_YEAR * (mean + margin)),
        per_unit=(low * kept, central * kept, high * kept),
        runs_per_year=DAYS_A_YEAR,
        basis=basis,
        counterfactual_share=COUNTERFACTUAL,
        rebound_share=REBOUND,
    )


def _error_of_mean(days: pd.Series, meals: pd.Series) -> float:
    """Return the standard error of a day's mean, from week to week: days of a week go together."""
    weeks = meals.groupby(days.dt.to_period("W")).mean()
    return float(weeks.std() / math.sqrt(len(weeks))) if len(weeks) > 1 else 0.0
