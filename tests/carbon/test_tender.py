"""The paragraph for a public tender: every figure that a buyer asks for, and what is unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from civicai import i18n
from civicai.carbon import Footprint, factor_table, net_balance, project, tender_paragraph
from civicai.carbon.footprint import Part
from civicai.carbon.interval import ZERO, Interval
from civicai.i18n import NARROW_SPACE


@pytest.fixture
def year() -> Footprint:
    one = Footprint(
        label="plans",
        duration=12.0,
        cpu_seconds=10.0,
        parts={
            "cpu": Part(Interval(1e-5, 2e-5, 4e-5), Interval(0.0005, 0.001, 0.002)),
            "embodied": Part(ZERO, Interval(0.001, 0.009, 0.05), embodied=True),
        },
        methods=("tree", "generic", "memory"),
        factors={name: factor_table()[name] for name in ("electricity.FR", "pue")},
    )
    with i18n.use("fr"):
        return project(one, runs_per_year=100)


def test_in_french(year: Footprint) -> None:
    text = tender_paragraph(year, net_balance(year, 1000, units=60_200))
    text = text.replace(NARROW_SPACE, " ").replace("\u00a0", " ")
    for words in ("1,0 g d’équivalent CO₂", "90 %", "ordre de grandeur", "44,2 gCO₂e/kWh, 2024",
                  "Our World in Data", "Ce qui n’est pas connu", "50 %", "estimée"):  # fmt: skip
        assert words in text, text


def test_without_anything_avoided_it_is_a_cost(year: Footprint) -> None:
    assert "this balance is a cost" in tender_paragraph(year, lang="en")
    text = tender_paragraph(year, net_balance(year, 0), lang="en")
    assert "avoids no emissions" in text
    assert "pays back" not in text


def test_break_even_is_said_in_whole_units(year: Footprint) -> None:
    balance = net_balance(year, 0.02, units=900, counterfactual_share=(0, 0.5, 1), rebound_share=0)
    told = tender_paragraph(year, balance, lang="en")
    assert "from 100 units avoided a year (8 to ∞)" in told
    balance = net_balance(year, 20.0, units=900, counterfactual_share=0.5, rebound_share=0)
    assert "A single unit avoided in a year" in tender_paragraph(year, balance, lang="en")


def test_what_was_not_measured_is_not_given(year: Footprint) -> None:
    text = tender_paragraph(replace(year, below_resolution=True), lang="en")
    assert "no figure is given" in text
    assert "1.0 g" not in text
