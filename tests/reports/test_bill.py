from __future__ import annotations

from dataclasses import replace

import pytest

from civicai import i18n
from civicai.carbon.footprint import Footprint
from civicai.reports.bill import view_bill


def test_bill_gives_bounds_parts_method_and_sources(footprint: Footprint) -> None:
    with i18n.use("en"):
        bill = view_bill(footprint)
        assert bill["method"][0] == f"Method: {footprint.method}."
    sentence = bill["sentences"][0].replace("\u00a0", " ")
    assert "about 5.2 mg of CO₂ equivalent (between 1.1 mg and 19 mg)" in sentence
    assert "400 µg for 9.0 mWh of electricity, 4.8 mg for" in sentence
    assert "no achievement" in bill["sentences"][1]
    parts = bill["parts"].rows
    assert [row[0] for row in parts] == ["Processor", "Making of the equipment"]
    assert [row[-1] for row in parts] == ["7.7%", "92.3%"]
    assert len(bill["factors"].rows) == len(footprint.factors)
    assert all(row[-1] != "–" for row in bill["factors"].rows)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_too_short_a_run_claims_nothing(footprint: Footprint, lang: str) -> None:
    with i18n.use(lang):
        bill = view_bill(replace(footprint, below_resolution=True))
    assert "10" in bill["sentences"][0]
    assert "CO₂" not in bill["sentences"][0]
    assert bill["parts"].rows == []
    assert bill["svg"] == ""
    assert len(bill["year"]) == 1
    assert "CO₂" not in bill["year"][0]


def test_the_chart_shows_each_part_with_its_bounds(footprint: Footprint) -> None:
    with i18n.use("fr"):
        bill = view_bill(footprint)
    chart = bill["chart"]
    assert list(chart.table["part"]) == ["Processeur", "Fabrication du matériel"]
    assert list(chart.table["high"]) == pytest.approx([1.2, 18.0])  # milligrams
    assert 'role="img"' in bill["svg"]
    assert "milligrammes" in bill["svg"]


def test_what_claims_nothing_is_a_cost(footprint: Footprint) -> None:
    with i18n.use("en"):
        bill = view_bill(footprint)
    (sentence,) = bill["year"]
    assert bill["balance"] is None
    assert "1.9\u00a0g of CO₂ equivalent a year" in sentence  # 365 runs of 5.2 mg
    assert "It is a cost" in sentence
    assert "92% of it for the making of the equipment" in sentence


@pytest.mark.parametrize(("lang", "words"), [("fr", "Ce qui n’est pas connu"), ("en", "not known")])
def test_the_paragraph_for_a_tender(footprint: Footprint, lang: str, words: str) -> None:
    with i18n.use(lang):
        text = view_bill(footprint, title="Repas des cantines")["tender"]
        nothing = view_bill(replace(footprint, below_resolution=True))["tender"]
    assert "Repas des cantines" in text
    assert words in text
    assert nothing == ""
