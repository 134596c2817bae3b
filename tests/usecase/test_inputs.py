"""Formats of others: told by a file's name and first bytes, read by their own reader."""

from __future__ import annotations

import gzip
import json

import pandas as pd
import pytest

from civicai import i18n
from civicai.errors import InputError, Problem
from civicai.tables import Column, Schema
from civicai.usecase import Format, Input
from civicai.usecase.inputs import formats_in

READINGS = Schema(
    "readings", (Column("station", "text"), Column("time", "time"), Column("level", "number"))
)


def is_portal(name: str, head: bytes) -> bool:
    return name.endswith(".json") and b'"records"' in head


def read_portal(path) -> pd.DataFrame:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as file:
        return pd.DataFrame(json.load(file)["records"])


PORTAL = Format("the portal's JSON", is_portal, read_portal)
RECORDS = {"records": [{"station": "Vire", "time": "2024-01-05 08:00", "level": 1.5}]}


@pytest.fixture
def portal(tmp_path):
    path = tmp_path / "levels.json"
    path.write_text(json.dumps(RECORDS), encoding="utf-8")
    return path


def test_a_format_is_told_by_name_and_first_bytes(portal, tmp_path):
    entry = Input(READINGS, formats=(PORTAL,))
    other = tmp_path / "other.json"
    other.write_text("[]", encoding="utf-8")
    assert entry.format_of(portal) is PORTAL
    assert entry.format_of(str(portal)) is PORTAL
    assert entry.format_of(other) is None
    assert entry.format_of(tmp_path / "nowhere.json") is None
    assert Input(READINGS).format_of(portal) is None


def test_a_compressed_file_is_told_by_what_is_inside(portal, tmp_path):
    entry = Input(READINGS, formats=(PORTAL,))
    packed = tmp_path / "levels.json.gz"
    packed.write_bytes(gzip.compress(portal.read_bytes()))
    assert entry.format_of(packed) is PORTAL
    assert entry.read(packed, {})[0]["level"].tolist() == [1.5]
    packed.write_bytes(packed.read_bytes()[:20])
    assert entry.format_of(packed) is None


@pytest.mark.parametrize(
    ("tz", "hour"), [("Europe/Paris", 7), ("Indian/Reunion", 4), ("America/Cayenne", 11)]
)
def test_instants_without_a_zone_are_in_that_of_the_town(portal, tz, hour):
    frame, _findings = Input(READINGS, formats=(PORTAL,)).read(portal, {}, tz)
    assert frame["time"].iloc[0] == pd.Timestamp(f"2024-01-05T{hour:02}:00Z")
    plain = portal.with_suffix(".csv")
    plain.write_text("station;time;level\nVire;05/01/2024 08:00;1,5\n", encoding="utf-8")
    frame, _findings = Input(READINGS, formats=(PORTAL,)).read(plain, {}, tz)
    assert frame["time"].iloc[0].hour == hour


def test_the_formats_of_a_package_are_those_of_its_modules(portal, tmp_path, monkeypatch):
    folder = tmp_path / "town_sources"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "notes.py").write_text("FORMAT = None\n")
    text = "from civicai.usecase import Format\nFORMAT = Format({name!r}, {sniff}, 'x', {table!r})"
    yes = "lambda name, head: b'records' in head"
    for name, table in (("b_levels", "readings"), ("a_rain", "rain"), ("c_any", "")):
        (folder / f"{name}.py").write_text(text.format(name=name, sniff=yes, table=table))
    monkeypatch.syspath_prepend(tmp_path)
    assert [form.name for form in formats_in("town_sources")] == ["a_rain", "b_levels", "c_any"]
    assert Input(READINGS, formats="town_sources").format_of(portal).name == "b_levels"
    assert Input(READINGS, formats="town_sources").format_of(tmp_path / "none") is None


def fail_with(error):
    def read(path):
        raise error

    return read


@pytest.mark.parametrize(
    ("reader", "code"),
    [
        (fail_with(KeyError("records")), "F21"),
        (fail_with(ValueError("no JSON")), "F21"),
        (fail_with(InputError(Problem(code="Q03", message="no answer"))), "Q03"),
        (lambda path: pd.DataFrame({"station": ["a"]}), "C01"),
        ("tests_that_are_no_module:read", "ModuleNotFoundError"),
    ],
)
def test_wrong_content_is_told_with_the_name_of_the_file(portal, reader, code):
    entry = Input(READINGS, formats=(Format("the portal's JSON", is_portal, reader),))
    if code == "ModuleNotFoundError":  # a bug of the use case is no fault of the file
        with pytest.raises(ModuleNotFoundError):
            entry.read(portal, {})
        return
    with i18n.use("en"), pytest.raises(InputError) as caught:
        entry.read(portal, {})
    assert {(p.code, p.file) for p in caught.value.problems} == {(code, "levels.json")}


def test_a_reader_may_be_given_by_its_place(portal):
    lazy = Format("the portal's JSON", is_portal, "pandas:read_json")
    with pytest.raises(InputError):  # pandas reads it as one column “records”
        Input(READINGS, formats=(lazy,)).read(portal, {})
