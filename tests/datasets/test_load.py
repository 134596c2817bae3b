"""The embedded files: found wherever civicai is installed, loaded with a word on their flaws."""

from __future__ import annotations

import subprocess
import sys
import warnings

import pandas as pd
import pytest

from civicai import datasets, i18n
from civicai.datasets import load
from civicai.errors import DatasetError


@pytest.fixture(autouse=True)
def _english():
    with i18n.use("en"):
        yield


@pytest.fixture
def _not_warned(monkeypatch):
    monkeypatch.setattr(load, "_warned", set())


def quietly_loaded() -> pd.DataFrame:
    with warnings.catch_warnings(action="ignore", category=datasets.CivicaiDataWarning):
        return datasets.load_canteen()


def test_the_example_has_canonical_columns_and_types():
    frame = quietly_loaded()
    types = {name: str(dtype) for name, dtype in frame.dtypes.items() if name != "site"}
    assert types == {"date": "datetime64[ns]", "planned": "float64", "served": "float64"}
    assert len(frame) == 4480
    assert frame["site"].nunique() == 12
    assert (frame["date"].min(), frame["date"].max()) == (
        pd.Timestamp("2022-09-01"),
        pd.Timestamp("2025-03-31"),
    )
    assert not frame.duplicated(["site", "date"]).any()
    assert frame["served"].isna().any()
    assert (frame["served"] == 0).any()


def test_the_example_is_the_simulated_town():
    made = datasets.make_canteen(random_state=7)["attendance"]
    made = made.sort_values(["date", "site"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(quietly_loaded(), made)


@pytest.mark.usefixtures("_not_warned")
def test_flaws_are_told_once_a_process():
    with pytest.warns(datasets.CivicaiDataWarning, match="typing errors") as told:
        datasets.load_canteen()
    assert told[0].filename == __file__
    datasets.load_canteen()  # a second warning would be an error


@pytest.mark.usefixtures("_not_warned")
def test_flaws_are_told_in_french():
    with i18n.use("fr"), pytest.warns(datasets.CivicaiDataWarning, match="fautes de frappe"):
        datasets.load_canteen()


@pytest.mark.parametrize("name", ["canteen.csv", "../pyproject.toml", "canteen_example.md", ""])
def test_a_file_that_does_not_ship_is_refused(name):
    with pytest.raises(DatasetError, match=r"canteen_example\.csv"):
        datasets.example_path(name)


def test_the_packed_files_come_before_those_of_a_checkout(tmp_path, monkeypatch):
    packed, checkout = tmp_path / "data", tmp_path / "datasets"
    for folder in (packed, checkout):
        folder.mkdir()
        (folder / "canteen_example.csv").touch()
    monkeypatch.setattr(load, "_FOLDERS", (packed, checkout))
    assert datasets.example_path("canteen_example.csv").parent == packed
    (packed / "canteen_example.csv").unlink()
    assert datasets.example_path("canteen_example.csv").parent == checkout
    (checkout / "canteen_example.csv").unlink()
    with pytest.raises(DatasetError, match="Install civicai again"):
        datasets.example_path("canteen_example.csv")


def test_the_room_is_lazy():
    code = (
        "import sys, civicai.datasets as d; light = 'pandas' not in sys.modules;"
        "d.make_canteen; d.list_datasets;"
        "print(light, 'pooch' in sys.modules, callable(d.make_canteen))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["True", "False", "True"]


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="load_water"):
        _ = datasets.load_water
    assert set(datasets.__all__) <= set(dir(datasets))
