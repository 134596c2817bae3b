"""Saved models: what was fitted comes back, nothing else goes in, nothing foreign comes out."""

from __future__ import annotations

import importlib
import json
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import skops.io
from sklearn.exceptions import NotFittedError

from civicai import persist
from civicai.canteen import AttendanceForecaster
from civicai.carbon import measured_fit
from civicai.datasets import make_canteen
from civicai.errors import InputError
from civicai.plugins import trusted_packages

SITES = 4


@pytest.fixture(scope="module")
def attendance():
    return make_canteen(SITES, start="2022-09-01", end="2024-07-05", random_state=3)["attendance"]


@pytest.fixture(scope="module")
def fitted(attendance):
    return measured_fit(AttendanceForecaster("14D", zone="B"), attendance)


@pytest.fixture(scope="module")
def saved(fitted, tmp_path_factory):
    return persist.save(fitted, tmp_path_factory.mktemp("models") / "cantines.civicai")


def content_of(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("latin-1") for name in archive.namelist())


def test_a_loaded_model_serves_as_the_saved_one(fitted, saved, attendance):
    town = attendance[attendance["site"] == attendance["site"].iloc[0]]
    own = AttendanceForecaster("14D", zone="B", prior=fitted).fit(town)
    loaded = AttendanceForecaster("14D", zone="B", prior=persist.load(saved)).fit(town)
    days = ["2024-09-03", "2024-09-05"]
    pd.testing.assert_frame_equal(own.predict(days), loaded.predict(days))


def test_the_file_holds_no_row_and_no_site_name(saved, attendance):
    text = content_of(saved)
    for site in attendance["site"].unique():
        assert site not in text
    assert "observed_" not in text


def test_the_file_states_period_scores_versions_and_carbon(saved, fitted):
    about = persist.describe(saved)
    assert about["period"] == [
        str(fitted.first_observed_.date()),
        str(fitted.last_observed_.date()),
    ]
    assert about["scores"]["wape"] == pytest.approx(fitted.selection_.scores_)
    assert about["learned_from"]["series"] == SITES
    assert {"civicai", "scikit-learn", "numpy"} <= set(about["versions"])
    assert about["carbon"]
    json.dumps(about)


def test_a_model_not_fitted_is_not_saved(tmp_path):
    with pytest.raises(NotFittedError):
        persist.save(AttendanceForecaster(), tmp_path / "x.civicai")
    with pytest.raises(TypeError, match="handed over"):
        persist.save(object(), tmp_path / "x.civicai")


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        persist.load(path)
    return caught.value.problems[0].code


def test_what_is_no_model_is_refused(tmp_path):
    text = tmp_path / "a.civicai"
    text.write_text("date;site\n", encoding="utf-8")
    assert refused(text) == "V01"
    assert refused(tmp_path / "nowhere.civicai") == "V01"
    archive = tmp_path / "b.civicai"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("schema.json", "{")
    assert refused(archive) == "V01"
    skops.io.dump({"some": "thing"}, tmp_path / "c.civicai")
    assert refused(tmp_path / "c.civicai") == "V01"


class Stranger:
    """A type that is not ours."""


def test_foreign_types_are_not_loaded(tmp_path):
    path = tmp_path / "d.civicai"
    skops.io.dump({"about": {"format": persist.FORMAT}, "model": Stranger()}, path)
    assert refused(path) == "V02"


PLUGIN = """
from sklearn.base import BaseEstimator

class Visits(BaseEstimator):
    def __sklearn_is_fitted__(self):
        return True

    def handed_over(self):
        return self

    def fit(self):
        return self

    def about(self):
        return {"period": ["2024-01-01", "2024-12-31"], "scores": {}}
"""


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Install a package from outside, whose metadata may declare a use case."""
    site = tmp_path / "site-packages"
    (site / "town_visits").mkdir(parents=True)
    (site / "town_visits" / "__init__.py").write_text(PLUGIN)
    monkeypatch.syspath_prepend(site)

    def install(target: str | None) -> Path:
        about = site / "town_visits-1.0.dist-info"
        about.mkdir(exist_ok=True)
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: town-visits\nVersion: 1.0\n")
        (about / "top_level.txt").write_text("town_visits\n")
        text = f"[civicai.usecases]\nvisits = {target}\n" if target else ""
        (about / "entry_points.txt").write_text(text)
        model = importlib.import_module("town_visits").Visits()
        return persist.save(model, tmp_path / "visits.civicai")

    yield install
    sys.modules.pop("town_visits", None)


def test_the_model_of_an_installed_use_case_is_loaded(installed):
    path = installed("town_visits:USECASE")
    assert type(persist.load(path)).__module__ == "town_visits"
    assert persist.describe(path)["model"] == "Visits"


@pytest.mark.parametrize("target", [None, "os:sep", "other_package:USECASE"])
def test_a_package_that_brings_no_use_case_of_its_own_is_not_trusted(installed, target):
    assert refused(installed(target)) == "V02"


def test_metadata_cannot_vouch_for_the_modules_of_others(installed):
    installed("os:sep")
    assert "os" not in trusted_packages()
    installed("sklearn.anything:USECASE")
    assert "sklearn" not in trusted_packages()


def test_another_version_is_refused(tmp_path):
    path = tmp_path / "e.civicai"
    skops.io.dump({"about": {"format": "civicai.model/9"}, "model": {}}, path)
    assert refused(path) == "V03"


def test_a_bomb_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(persist, "LARGEST_UNFOLDED", 1000)
    path = tmp_path / "f.civicai"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("schema.json", "0" * 100_000)
    assert refused(path) == "V04"
