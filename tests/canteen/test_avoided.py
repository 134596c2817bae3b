"""A year of plans against a year of runs; on Nantes, the figures that its own press gives."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai import i18n
from civicai.canteen.avoided import DAYS_A_YEAR, claim_of_a_year
from civicai.canteen.waste import MEAL_FACTORS
from civicai.carbon import Footprint, Interval, Part, factor_table
from civicai.carbon.interval import ZERO


def daily(served: float, plan: float, rule: float, days: int = 20) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "date": pd.date_range("2025-01-06", periods=days, freq="B"),
            "served": served,
            "plan_surplus_share": plan,
            "rule_surplus_share": rule,
        }
    )


def run() -> Footprint:
    return Footprint(
        label="run",
        duration=10.0,
        cpu_seconds=10.0,
        parts={
            "cpu": Part(Interval(1e-5, 2e-5, 4e-5), Interval(0.0005, 0.001, 0.002)),
            "embodied": Part(ZERO, Interval(0.001, 0.009, 0.05), embodied=True),
        },
        methods=("tree", "generic", "memory"),
        factors={name: factor_table()[name] for name in ("electricity.FR", "pue")},
    )


def test_nantes_by_hand() -> None:
    """15,500 meals a day, from 9.6 % of surplus to 6.8 %: some 430 meals a day, 60,000 a year."""
    claim = claim_of_a_year(daily(15_500, 0.0682, 0.096), recovered_share=0.0)
    assert claim is not None
    balance = claim.balance(run())
    assert balance.units.central == pytest.approx(430.9 * DAYS_A_YEAR, rel=1e-3)
    # 60,000 meals x 1.86 kg = 112 t claimed, of which 0.5 x 0.9 is kept.
    assert balance.claimed.central == pytest.approx(112.2e6, rel=1e-2)
    assert balance.avoided.central == pytest.approx(50.5e6, rel=1e-2)
    assert balance.avoided.low == pytest.approx(60_326 * 740 * 0.25 * 0.7, rel=1e-2)
    assert balance.verdict == "favourable"
    hosted = claim.balance(run(), always_on_watts=15)
    assert hosted.verdict == "favourable"
    assert 100 < hosted.break_even.central < 200  # meals a year, of 60,000


def test_days_that_vary_widen_the_bounds() -> None:
    steady, varied = daily(1000, 0.05, 0.08), daily(1000, 0.05, 0.08)
    varied.loc[:4, "plan_surplus_share"] = 0.20
    even, uneven = (claim_of_a_year(table, 0.0) for table in (steady, varied))
    assert even is not None
    assert uneven is not None
    assert even.balance(run()).units.low == pytest.approx(even.balance(run()).units.high)
    assert uneven.balance(run()).units.low < 0 < uneven.balance(run()).units.high


def test_meals_given_or_eaten_avoid_nothing() -> None:
    claim = claim_of_a_year(daily(1000, 0.05, 0.08), recovered_share=0.5)
    assert claim is not None
    assert claim.per_unit[1] == pytest.approx(500 * MEAL_FACTORS["kgCO2e"][0][1])  # type: ignore[index]


def test_no_day_no_claim() -> None:
    assert claim_of_a_year(daily(0, 0, 0, days=0), 0.0) is None


@pytest.mark.parametrize(("lang", "words"), [("fr", "un calcul pour chacun"), ("en", "ADEME 2016")])
def test_the_basis_is_said(lang: str, words: str) -> None:
    with i18n.use(lang):
        claim = claim_of_a_year(daily(1000, 0.05, 0.08), 0.0)
    assert claim is not None
    assert words in claim.basis
