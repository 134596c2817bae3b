"""The table of factors, and what the caller may change in it."""

import pytest

from civicai import carbon, i18n
from civicai.carbon.factors import ELECTRICITY, choose_factors, factor_table
from civicai.errors import InputError


def test_every_factor_is_complete() -> None:
    for name, factor in factor_table().items():
        assert factor.id == name
        assert 0 <= factor.low <= factor.value <= factor.high
        for text in (factor.label, factor.scope):
            assert isinstance(text, dict)
            assert text["fr"]
            assert text["en"]
        assert factor.source
        assert factor.unit
        assert factor.year


def test_electricity_has_a_year_a_scope_and_a_source() -> None:
    rows = [f for f in factor_table().values() if f.id.startswith(ELECTRICITY)]
    assert len(rows) >= 12
    assert all(f.year and f.year >= 2024 and f.unit == "gCO2e/kWh" for f in rows)
    france = factor_table()["electricity.FR"]
    with i18n.use("en"):
        assert "Corsica" in france.to_dict()["scope"]
    with i18n.use("fr"):
        assert "Corse" in france.to_dict()["scope"]


def test_unknown_country_names_the_known_ones() -> None:
    with i18n.use("en"), pytest.raises(InputError) as caught:
        carbon.measure("job", country="CA")
    assert caught.value.problems[0].code == "E01"
    with i18n.use("en"), pytest.raises(InputError, match="E01"):
        carbon.measure("job", country=None)  # type: ignore[arg-type]
    for word in ("“CA”", "FR (France)", "DE (Germany)", "electricity.CA"):
        assert word in str(caught.value)


def test_a_country_of_ones_own() -> None:
    with carbon.measure("job", country="re", factors={"electricity.RE": (500, 600, 700)}) as m:
        sum(range(1000))
    fp = m.footprint
    assert fp.use.central == pytest.approx(600 * fp.energy.central, rel=1e-12)
    assert fp.factors["electricity.RE"].year is None
    with i18n.use("en"):
        assert "figure given by the user" in fp.sources
        assert fp.factors["electricity.RE"].to_dict()["label"] == "RE"


def test_countries_differ() -> None:
    poland, _ = choose_factors("pl")
    france, _ = choose_factors("FR")
    assert poland.value > 10 * france.value


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"cpu.power": 3}, "E02"),
        ({"cpu.core_power": (5, 4, 3)}, "E03"),
        ({"cpu.core_power": -1}, "E03"),
        ({"cpu.core_power": "three"}, "E03"),
        ({"electricity.FR": float("nan")}, "E03"),
        ({"pue": 0.5}, "E03"),
        ({"pue": (0.9, 1.2, 1.5)}, "E03"),
    ],
)
def test_wrong_factors_are_told(given: dict[str, object], code: str) -> None:
    with i18n.use("en"), pytest.raises(InputError) as caught:
        carbon.measure("job", factors=given)  # type: ignore[arg-type]
    assert [problem.code for problem in caught.value.problems] == [code]


def test_all_wrong_factors_at_once() -> None:
    with i18n.use("en"), pytest.raises(InputError) as caught:
        carbon.measure("job", factors={"nothing": 1, "pue": -1, "nor this": 2})
    assert len(caught.value.problems) == 3
