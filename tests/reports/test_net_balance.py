"""The balance of a year in a report, and the key figure that sums it up."""

from __future__ import annotations

import math

import pytest

from civicai import i18n
from civicai.carbon import Claim, Footprint
from civicai.reports.net_balance import balance_figure, view_balance, view_year, write_count

CLAIM = Claim(
    unit="meals", units=(50, 100, 150), per_unit=(740, 1860, 2660), runs_per_year=140, basis="ADEME"
)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_balance_line_by_line(footprint: Footprint) -> None:
    with i18n.use("en"):
        rows = [[plain(str(cell)) for cell in row] for row in view_balance(footprint, CLAIM).rows]
    lines = {row[0]: row[1:] for row in rows}
    assert lines["Emitted: electricity of 140 runs"] == ["56 mg", "17 mg", "170 mg"]
    assert lines["Emitted: share of the making of the equipment"] == ["670 mg", "140 mg", "2.5 g"]
    assert lines["Avoided, as claimed"] == ["190 kg", "37 kg", "400 kg"]
    # 100 meals x 1.86 kg x 0.5 x 0.9
    assert lines["Avoided, once the two shares are taken off"][0] == "84 kg"
    assert lines["Break-even, in meals a year"] == ["less than one"] * 3
    assert lines["Net of the year with that machine"][0] == "−42 kg"
    assert lines["Break-even with that machine, in meals a year"][0] == "150"


def test_the_sentences_give_the_basis_and_the_break_even(footprint: Footprint) -> None:
    with i18n.use("en"):
        verdict, basis, even = view_year(footprint, CLAIM)
    assert "more than it emits" in verdict
    assert basis == "ADEME"
    assert "less than one for the runs; 150 with a machine of 15 W" in even


def test_the_key_figure(footprint: Footprint) -> None:
    with i18n.use("en"):
        figure = balance_figure(CLAIM.balance(footprint), CLAIM)
    assert figure.name == "net_kgCO2e"
    assert figure.value == pytest.approx(83.7, rel=1e-3)
    assert "break-even, in meals a year: less than one" in figure.note


def test_what_makes_things_worse_never_pays_back(footprint: Footprint) -> None:
    nothing = Claim(unit="meals", units=-10, per_unit=0, runs_per_year=140, basis="ADEME")
    with i18n.use("en"):
        figure = balance_figure(nothing.balance(footprint), nothing)
        sentences = view_year(footprint, nothing)
    assert "break-even" not in figure.note
    assert len(sentences) == 2
    assert "avoids no emissions" in sentences[0]


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (0.3, "less than one"), (151, "150"), (math.inf, "none is enough")],
)
def test_counts(count: float, text: str) -> None:
    with i18n.use("en"):
        assert write_count(count) == text
