"""The footprint: arithmetic, writing, JSON."""

import json
import math
import pickle

import pytest

from civicai import i18n
from civicai.carbon import Footprint, Interval, Part, factor_table
from civicai.carbon.footprint import SCHEMA, two_digits, write_energy, write_mass
from civicai.carbon.interval import ZERO
from civicai.i18n import NARROW_SPACE


def footprint(label: str = "fit", cpu: float = 10.0) -> Footprint:
    return Footprint(
        label=label,
        duration=12.0,
        cpu_seconds=cpu,
        parts={
            "cpu": Part(Interval(1e-5, 2e-5, 4e-5), Interval(0.0005, 0.001, 0.002)),
            "memory": Part(Interval(1e-7, 2e-7, 4e-7), Interval(5e-6, 1e-5, 2e-5)),
            "embodied": Part(ZERO, Interval(0.001, 0.007, 0.05), embodied=True),
        },
        methods=("tree", "generic", "memory"),
        factors={name: factor_table()[name] for name in ("electricity.FR", "cpu.core_power")},
        below_resolution=cpu < 0.01,
    )


def test_parts_add_up_and_stay_apart() -> None:
    fp = footprint()
    assert fp.energy.central == pytest.approx(2.02e-5)
    assert fp.use.central == pytest.approx(0.00101)
    assert fp.embodied == Interval(0.001, 0.007, 0.05)
    assert fp.emissions.high == pytest.approx(0.05202)


def test_sums() -> None:
    one, two = footprint(), footprint("predict", cpu=1.0)
    both = one + two
    assert both.label == "fit + predict"
    assert both.cpu_seconds == 11.0
    assert both.emissions.central == pytest.approx(2 * one.emissions.central, rel=1e-12)
    many = sum([one] * 5)
    assert isinstance(many, Footprint)
    assert many.label == "fit"
    assert many.emissions.low == pytest.approx((5 * one).emissions.low, rel=1e-12)
    with pytest.raises(TypeError):
        1 + one


def test_one_of_a_thousand() -> None:
    thousand = footprint()
    one = thousand / 1000
    assert one.cpu_seconds == pytest.approx(0.01)
    assert one.emissions.high == pytest.approx(thousand.emissions.high / 1000, rel=1e-12)
    assert not (thousand / 100_000).below_resolution  # it was measured over a longer time


def test_a_multiple_of_what_is_not_known_is_not_known() -> None:
    short = footprint(cpu=0.004)
    assert (short * 365).below_resolution
    assert (short + short).below_resolution
    assert not (short + footprint()).below_resolution


def test_share_of_the_making_of_the_equipment() -> None:
    assert footprint().embodied_share == pytest.approx(0.007 / 0.00801)
    assert math.isnan((footprint() * 0).embodied_share)


@pytest.mark.parametrize(("half_width", "quality"), [(0.05, "high"), (0.2, "medium"), (0.5, "low")])
def test_quality_follows_the_bounds(half_width: float, quality: str) -> None:
    part = Part(Interval(1 - half_width, 1, 1 + half_width), ZERO)
    assert Footprint("x", 1, 1, {"cpu": part}, (), {}).quality == quality


def test_written_in_english() -> None:
    with i18n.use("en"):
        text = str(footprint())
    assert text == (
        "fit: 8.0 mg CO₂e (1.5 mg to 52 mg), of which 1.0 mg for electricity and 7.0 mg for "
        "making the equipment; 20 mWh for 10 s of processor time."
    )


def test_written_in_french() -> None:
    with i18n.use("fr"):
        text, method = str(footprint()).replace(NARROW_SPACE, " "), footprint().method
    assert text.startswith("fit : 8,0 mg CO₂e (de 1,5 mg à 52 mg), dont 1,0 mg pour l’électricité")
    assert "tous ses enfants" in method


def test_below_resolution_shows_no_figure() -> None:
    with i18n.use("en"):
        text = str(footprint(cpu=0.004))
    assert "below the resolution" in text
    assert "mg" not in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.0004321, "0.00043"), (0.0996, "0.10"), (9.96, "10"), (99.6, "100"),
     (12345, "12,000"), (-4.26, "−4.3")],
)  # fmt: skip
def test_two_digits(value: float, text: str) -> None:
    with i18n.use("en"):
        assert two_digits(value) == text


@pytest.mark.parametrize(
    ("grams", "text"),
    [(3e-9, "0.0030 µg"), (9.99e-4, "1.0 mg"), (9.96e-4, "1.0 mg"), (0.999, "1.0 g"),
     (999, "1.0 kg"), (1234, "1.2 kg"), (-2.5e6, "−2.5 t"), (0, "0 µg")],
)  # fmt: skip
def test_masses_take_an_honest_unit(grams: float, text: str) -> None:
    with i18n.use("en"):
        assert write_mass(grams) == text


def test_energies_take_an_honest_unit() -> None:
    with i18n.use("en"):
        assert [write_energy(kwh) for kwh in (2e-8, 2e-5, 0.31, 131.5, 45_000)] == [
            "20 µWh", "20 mWh", "310 Wh", "130 kWh", "45 MWh",
        ]  # fmt: skip


def test_json() -> None:
    with i18n.use("en"):
        content = json.loads(json.dumps(footprint().to_dict(), allow_nan=False))
    assert content["schema"] == SCHEMA
    assert content["emissions_gco2e"]["central"] == pytest.approx(0.00801)
    assert content["parts"]["embodied"]["embodied"] is True
    assert content["factors"][0]["year"] == 2024
    assert content["quality"] == "low"


def test_travels_between_processes() -> None:
    assert pickle.loads(pickle.dumps(footprint())) == footprint()  # noqa: S301


def test_bounds_out_of_order() -> None:
    with pytest.raises(ValueError, match="not in order"):
        Interval(2, 1, 3)
    with pytest.raises(ValueError, match="not in order"):
        Interval(float("nan"), 1, 3)
