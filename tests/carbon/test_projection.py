"""From a run to a year, and to the net balance."""

import json
import math
from dataclasses import replace

import pytest

from civicai import i18n
from civicai.carbon import Footprint, Interval, Part, factor_table, measure, net_balance, project
from civicai.carbon.interval import ZERO
from civicai.errors import InputError


def footprint() -> Footprint:
    return Footprint(
        label="forecast",
        duration=12.0,
        cpu_seconds=10.0,
        parts={
            "cpu": Part(Interval(1e-5, 2e-5, 4e-5), Interval(0.0005, 0.001, 0.002)),
            "embodied": Part(ZERO, Interval(0.001, 0.009, 0.05), embodied=True),
        },
        methods=("tree", "generic", "memory"),
        factors={name: factor_table()[name] for name in ("electricity.FR", "pue")},
    )


def test_a_year_of_runs() -> None:
    year = project(footprint(), runs_per_year=365)
    assert year.emissions.central == pytest.approx(3.65, rel=1e-12)
    assert year.cpu_seconds == 3650
    with i18n.use("en"):
        assert project(footprint(), runs_per_year=1).label == "forecast, one year"


def test_an_always_on_machine_outweighs_the_runs() -> None:
    year = project(footprint(), runs_per_year=365, always_on_watts=15)
    kwh = year.parts["always_on"].energy.central
    assert kwh == pytest.approx(131.49, rel=1e-12)
    assert year.parts["always_on"].emissions.central == pytest.approx(kwh * 44.2, rel=1e-12)
    assert year.parts["always_on_embodied"].emissions.central == 120_000
    assert year.emissions.central > 10_000 * project(footprint(), runs_per_year=365).use.central
    own = project(
        footprint(), runs_per_year=1, always_on_watts=15, factors={"embodied.always_on_year": 9}
    )
    assert own.parts["always_on_embodied"].emissions == Interval(9, 9, 9)


def test_trainings_and_runs_of_a_year() -> None:
    training = replace(footprint(), label="training", cpu_seconds=100.0)
    year = project(footprint(), runs_per_year=140, training=training, trainings_per_year=4)
    assert year.cpu_seconds == 140 * 10 + 4 * 100
    assert year.emissions.central == pytest.approx(144 * footprint().emissions.central, rel=1e-12)


def test_all_wrong_arguments_at_once() -> None:
    with i18n.use("en"), pytest.raises(InputError) as caught:
        project(footprint(), runs_per_year=-1, always_on_watts=math.inf)
    assert [p.code for p in caught.value.problems] == ["E04", "E04"]
    with i18n.use("en"), pytest.raises(InputError, match="training="):
        project(footprint(), runs_per_year=1, trainings_per_year=3)


def test_a_declared_power_does_not_raise_the_quality() -> None:
    year = project(footprint(), runs_per_year=1, always_on_watts=15)
    assert year.quality == footprint().quality == "low"


@pytest.mark.parametrize(
    "wrong", [{"runs_per_year": -1}, {"runs_per_year": 1, "always_on_watts": math.nan}]
)
def test_impossible_years(wrong: dict[str, float]) -> None:
    with i18n.use("en"), pytest.raises(InputError, match="E04"):
        project(footprint(), **wrong)  # type: ignore[arg-type]


def test_balance_by_hand() -> None:
    balance = net_balance(
        footprint(),
        (1.0, 2.0, 3.0),
        units=10,
        counterfactual_share=0.5,
        rebound_share=(0, 0.1, 0.2),
    )
    assert balance.avoided.low == pytest.approx(1 * 0.5 * 0.8 * 10)
    assert balance.avoided.central == pytest.approx(2 * 0.5 * 0.9 * 10)
    assert balance.avoided.high == pytest.approx(3 * 0.5 * 1.0 * 10)
    assert balance.net.low == pytest.approx(4 - 0.052)
    assert balance.net.high == pytest.approx(15 - 0.0015)
    assert balance.break_even.central == pytest.approx(0.010 / 0.9)
    assert balance.verdict == "favourable"


def test_in_france_the_making_of_the_equipment_dominates() -> None:
    with measure("job") as m:
        sum(n * n for n in range(500_000))
    year = project(m.footprint, runs_per_year=365, always_on_watts=15)
    assert year.embodied_share > 0.7
    assert m.footprint.embodied_share > 0.7


def test_units_known_within_bounds() -> None:
    balance = net_balance(
        footprint(), 2.0, units=(-1, 5, 10), counterfactual_share=0.5, rebound_share=0
    )
    # What was lost counts whole, what was gained only by half.
    assert (balance.avoided.low, balance.avoided.central, balance.avoided.high) == (-2, 5, 10)
    assert balance.claimed == Interval(-2, 10, 20)
    assert balance.verdict == "uncertain"
    worse = net_balance(footprint(), (1, 2, 3), units=(-5, -4, -3))
    assert worse.avoided == Interval(-15, -8, -3)
    assert worse.verdict == "unfavourable"
    with i18n.use("en"):
        assert "emits 8.0 g CO₂e more than it avoids" in str(worse)


def test_the_whole_claim_is_never_taken_by_default() -> None:
    assert net_balance(footprint(), 100.0).avoided.central < 50


def test_what_avoids_nothing_is_a_cost() -> None:
    balance = net_balance(footprint(), 0)
    assert balance.verdict == "unfavourable"
    assert balance.break_even.central == math.inf
    assert json.loads(json.dumps(balance.to_dict(), allow_nan=False))["break_even"] == {
        "low": None, "central": None, "high": None,
    }  # fmt: skip
    with i18n.use("en"):
        assert str(balance) == (
            "This project avoids no emissions: it costs 10 mg CO₂e (1.5 mg to 52 mg)."
        )


def test_every_verdict_is_written() -> None:
    with i18n.use("en"):
        good = str(net_balance(footprint(), 100))
        bad = str(net_balance(footprint(), 0.002))
        unsure = str(net_balance(footprint(), 0.05))
    assert "avoids 45 g CO₂e more than it emits" in good
    assert "50% of the claim" in good
    assert "emits 9.1 mg CO₂e more" in bad or "may avoid" in bad
    assert "may avoid more CO₂e than it emits, or less" in unsure


@pytest.mark.parametrize(
    "wrong",
    [{"avoided": -1}, {"avoided": (3, 2, 1)}, {"avoided": 1, "counterfactual_share": 1.5},
     {"avoided": 1, "rebound_share": -0.1}, {"avoided": 1, "units": math.inf},
     {"avoided": math.inf}, {"avoided": "1 kg"}],
)  # fmt: skip
def test_impossible_balances(wrong: dict[str, float]) -> None:
    with i18n.use("en"), pytest.raises(InputError, match="E04"):
        net_balance(footprint(), **wrong)
