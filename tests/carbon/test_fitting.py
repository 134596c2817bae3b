"""A saved model carries the bill of its fit."""

from __future__ import annotations

import pickle

import pandas as pd
import pytest
import skops.io
from sklearn.base import clone

from civicai import i18n
from civicai.canteen import AttendanceForecaster
from civicai.carbon import measured_fit
from civicai.errors import InputError


@pytest.fixture(scope="module")
def model() -> AttendanceForecaster:
    days = pd.bdate_range("2024-01-08", "2024-03-29")
    attendance = pd.DataFrame({"site": "Les Tilleuls", "date": days, "served": 80})
    return measured_fit(AttendanceForecaster(horizon="7D"), attendance)


def test_the_model_is_fitted_and_its_bill_is_kept(model: AttendanceForecaster) -> None:
    assert len(model.predict(["2024-04-12"])) == 1
    assert model.footprint_.label == "AttendanceForecaster.fit"
    assert model.footprint_.cpu_seconds > 0.01
    assert model.footprint_.emissions.low > 0


def test_a_saved_model_carries_it(model: AttendanceForecaster) -> None:
    again = pickle.loads(pickle.dumps(model))  # noqa: S301
    assert again.footprint_ == model.footprint_


def test_skops_saves_it_too(model: AttendanceForecaster) -> None:
    saved = skops.io.dumps(model.footprint_)
    ours = skops.io.get_untrusted_types(data=saved)
    assert all(name.startswith("civicai.carbon.") for name in ours)
    assert skops.io.loads(saved, trusted=ours) == model.footprint_


def test_a_clone_has_no_bill_before_its_fit(model: AttendanceForecaster) -> None:
    assert not hasattr(clone(model), "footprint_")


def test_an_unknown_country_stops_before_the_fit() -> None:
    model = AttendanceForecaster()
    with i18n.use("en"), pytest.raises(InputError, match="E01"):
        measured_fit(model, "no table", country="CA")
