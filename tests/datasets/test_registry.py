"""Every fact that the register states is computed again from the files."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
from pathlib import Path

import pandas as pd
import pytest

from civicai import i18n
from civicai.datasets import example_path, list_datasets
from civicai.datasets.load import registry
from civicai.usecase import find_usecases

FILES = [(name, file) for name, entry in registry().items() for file in entry["files"]]
EMBEDDED = [file for _name, file in FILES if "url" not in file]
#: Units of each column that use cases take: a capacity is of places in one, of people in another.
UNITS: dict[str, set[str | None]] = {}
for case in find_usecases().values():
    for entry in case.inputs:
        for column in entry.schema:
            UNITS.setdefault(column.name, set()).add(column.unit)
FETCHED = [(registry()[name]["folder"], file) for name, file in FILES if "url" in file]


def facts(content: bytes, file: dict) -> dict:
    """Compute what the register says of a file."""
    frame = pd.read_csv(io.BytesIO(content), sep=file["separator"], encoding=file["encoding"])
    period = None
    if file["date"]:
        days = pd.to_datetime(frame[file["date"]], format=file["date_format"])
        period = [str(days.min().date()), str(days.max().date())]
    return {
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "rows": len(frame),
        "period": period,
        "columns": ["" if name.startswith("Unnamed") else name for name in frame.columns],
    }


def stated(file: dict) -> dict:
    known = {name: file[name] for name in ("bytes", "sha256", "rows", "period")}
    return {**known, "columns": [column["name"] for column in file["columns"]]}


@pytest.mark.parametrize("file", EMBEDDED, ids=lambda file: file["name"])
def test_facts_of_the_embedded_files(file):
    assert facts(example_path(file["name"]).read_bytes(), file) == stated(file)


@pytest.mark.parametrize(
    ("folder", "file"), FETCHED, ids=lambda x: x if isinstance(x, str) else x["name"]
)
def test_facts_of_the_files_that_are_fetched(folder, file):
    data = os.environ.get("CIVICAI_DATA")
    if not data:
        pytest.skip("CIVICAI_DATA is not set: the real data are not here")
    path = Path(data, folder, file["name"])
    packed = path.with_name(path.name + ".gz")
    content = path.read_bytes() if path.is_file() else gzip.decompress(packed.read_bytes())
    assert facts(content, file) == stated(file)


def test_embedded_files_are_small_and_have_a_datasheet():
    assert sum(file["bytes"] for file in EMBEDDED) < 1_500_000
    for name, entry in registry().items():
        if "url" not in entry["files"][0]:
            assert (example_path(entry["files"][0]["name"]).parent / f"{name}.md").is_file()


@pytest.mark.parametrize(
    ("name", "file"), FILES, ids=lambda x: x if isinstance(x, str) else x["name"]
)
def test_every_column_is_told_in_both_languages(name, file):
    for column in file["columns"]:
        assert column["fr"]
        assert column["en"]
    canonical = [column.get("canonical") for column in file["columns"]]
    for column in file["columns"]:
        if column.get("canonical") in UNITS:
            assert column["unit"] in UNITS[column["canonical"]]
    assert len([c for c in canonical if c]) == len({c for c in canonical if c})


@pytest.mark.parametrize("entry", registry().values(), ids=registry())
def test_every_set_states_its_licence_source_and_flaws(entry):
    assert entry["licence"]["name"]
    assert entry["licence"]["stated"]
    assert entry["source"]
    assert isinstance(entry["synthetic"], bool)
    assert entry["flaws"]
    assert all(flaw["fr"] and flaw["en"] for flaw in entry["flaws"])
    keys = [file["key"] for file in entry["files"]]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("file", [file for _folder, file in FETCHED], ids=lambda file: file["name"])
def test_addresses_are_pinned_to_a_commit(file):
    parts = file["url"].split("/")
    assert parts[:3] == ["https:", "", "raw.githubusercontent.com"]
    assert len(parts[5]) == 40
    assert set(parts[5]) <= set("0123456789abcdef")
    assert len(file["sha256"]) == 64


def test_the_list_of_sets():
    with i18n.use("en"):
        sets = list_datasets().set_index("name")
    assert sets.loc["canteen_example", "title"] == "Canteens of an invented town"
    assert sets["embedded"].to_dict() == {name: name != "nantes_canteen" for name in registry()}
    assert sets["synthetic"].to_dict() == sets["embedded"].to_dict()
    assert sets.loc["nantes_canteen", "end"] == pd.Timestamp("2018-12-21")
    with i18n.use("fr"):
        french = list_datasets().set_index("name")["title"]
        assert french["nantes_canteen"] == "Cantines de Nantes"
