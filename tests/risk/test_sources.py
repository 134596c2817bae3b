"""Hub'Eau: litres and millimetres become cubic metres and metres, and nothing is guessed."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pandas as pd
import pytest

from civicai.errors import InputError
from civicai.risk import USECASE, read_hubeau
from civicai.risk.readings import make_readings, settle_quantities
from civicai.risk.schema import OBSERVATIONS
from civicai.risk.sources.hubeau import FORMAT, sniff
from civicai.tables import read_table

RECORD = {"code_station": "V3", "date_obs": "2024-10-17T06:00:00Z", "grandeur_hydro": "Q"}


def test_discharge_and_level():
    rows = read_hubeau(
        [{**RECORD, "resultat_obs": 22100}, {**RECORD, "grandeur_hydro": "H", "resultat_obs": 850}]
    )
    assert rows["discharge"].tolist()[0] == 22.1
    assert rows["level"].tolist()[1] == 0.85
    assert rows[["discharge", "level"]].isna().sum().tolist() == [1, 1]
    assert str(rows["time"].dt.tz) == "UTC"


def test_a_field_renamed_is_told():
    with pytest.raises(InputError) as caught:
        read_hubeau([{"code_station": "V3", "resultat": 1}])
    assert {(p.code, p.column) for p in caught.value.problems} == {
        ("H11", "date_obs"),
        ("H11", "grandeur_hydro"),
        ("H11", "resultat_obs"),
    }


def test_an_extraction_as_a_file(tmp_path):
    path = tmp_path / "hubeau.csv"
    lines = ["code_station;grandeur_hydro;date_obs;resultat_obs"]
    lines += [f"V3;{q};2024-10-17T0{h}:00:00Z;{1000 + h}" for h in range(3) for q in "QH"]
    path.write_text("\n".join(lines))
    rows = settle_quantities(read_table(path, OBSERVATIONS))
    assert rows["discharge"].dropna().tolist() == [1.0, 1.001, 1.002]
    assert rows["level"].dropna().tolist() == [1.0, 1.001, 1.002]


def test_what_is_neither_is_refused():
    table = pd.DataFrame({"quantity": ["Q", "T"], "result": [1.0, 2.0]})
    with pytest.raises(InputError) as caught:
        settle_quantities(table)
    (problem,) = caught.value.problems
    assert (problem.code, problem.value, problem.row) == ("H12", "T", None)
    lines = pd.Index([4, 7], name="line")
    with pytest.raises(InputError) as caught:
        settle_quantities(table.set_axis(lines))
    assert caught.value.problems[0].row == 7


def test_the_clock_of_the_service_is_that_of_the_world():
    records = [{**RECORD, "date_obs": "2024-10-17T06:00:00", "resultat_obs": 1}]
    assert str(read_hubeau(records)["time"].iloc[0]) == "2024-10-17 06:00:00+00:00"


def records(days: int = 20) -> list[dict]:
    """Return records as the service sends them, of an invented station, other fields included."""
    times = pd.date_range("2024-10-01", periods=24 * days, freq="h", tz="UTC")
    rise = 2000 + 1500 * np.sin(np.arange(len(times)) / 20) ** 2
    return [
        {
            "code_site": "X0000000",
            "code_station": "X000000001",
            "grandeur_hydro": quantity,
            "date_obs": f"{time:%Y-%m-%dT%H:%M:%SZ}",
            "resultat_obs": round(float(value) / (1 if quantity == "Q" else 4)),
            "libelle_statut": "Donnée brute",
        }
        for time, value in zip(times, rise, strict=True)
        for quantity in "QH"
    ]


CONTENTS = {
    "wrapped.json": lambda rows: json.dumps({"count": len(rows), "next": None, "data": rows}),
    "records.json": json.dumps,
    "marked.json": lambda rows: "\ufeff" + json.dumps({"data": rows}, indent=1),
    "accents.json": lambda rows: json.dumps(rows, ensure_ascii=False),
    "plain.txt": lambda rows: "\n " + json.dumps(rows),
    "packed.json.gz": lambda rows: json.dumps({"data": rows}),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_a_file_as_the_service_sends_it(name, tmp_path):
    raw = CONTENTS[name](records(days=2)).encode("utf-8")
    path = tmp_path / name
    path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    entry = USECASE.inputs[0]
    assert entry.format_of(path) is FORMAT
    table, findings = entry.read(path, {})
    assert findings == []
    assert len(table) == 96
    first = table.sort_values("time").head(2)
    assert first["discharge"].dropna().tolist() == [2.0]
    assert first["level"].dropna().tolist() == [0.5]
    assert set(table["station"]) == {"X000000001"}


@pytest.mark.parametrize(
    "head",
    [
        b"code_station;grandeur_hydro;date_obs;resultat_obs\n",  # its CSV: a table like another
        b'{"records": [{"grandeur_hydro": "Q"}]}',
        b'[{"resultat_obs": 1}]',
        b"",
        b'"grandeur_hydro" "resultat_obs"',
    ],
)
def test_what_is_no_json_of_hub_eau_is_left_to_others(head):
    assert not sniff("hubeau.json", head)


def test_wrong_content_is_told_with_the_name_of_the_file(tmp_path):
    path = tmp_path / "page.json"
    entry = USECASE.inputs[0]
    path.write_text(json.dumps({"data": [{"grandeur_hydro": "Q", "resultat_obs": 1}]}))
    with pytest.raises(InputError) as caught:
        entry.read(path, {})
    assert {(p.code, p.file) for p in caught.value.problems} == {("H11", "page.json")}
    path.write_text(json.dumps(records(1))[:-20])
    with pytest.raises(InputError) as caught:
        entry.read(path, {})
    assert {(p.code, p.file) for p in caught.value.problems} == {("F21", "page.json")}
    twice = [*records(1), records(1)[0]]
    path.write_text(json.dumps(twice))
    with pytest.raises(InputError) as caught:
        entry.read(path, {})
    assert {(p.code, p.file, p.row) for p in caught.value.problems} == {("K01", "page.json", 49)}


def test_a_file_of_the_service_reaches_the_use_case(tmp_path):
    path = tmp_path / "hubeau.json"
    path.write_text(json.dumps({"data": records()}), encoding="utf-8")
    tables, findings = USECASE.check({"observations": path}, "en")
    assert len(tables["observations"]) == 2 * 24 * 20
    assert [problem.code for problem in findings] == ["H10"]  # no threshold is given


def test_json_and_csv_of_the_service_are_the_same_readings(tmp_path):
    rows = records()
    (tmp_path / "page.json").write_text(json.dumps(rows), encoding="utf-8")
    pd.DataFrame(rows).to_csv(tmp_path / "page.csv", sep=";", index=False)
    tables = {
        end: USECASE.inputs[0].read(tmp_path / f"page.{end}", {})[0] for end in ("json", "csv")
    }
    for quantity in ("discharge", "level"):
        one, other = (make_readings(table, quantity).rows for table in tables.values())
        pd.testing.assert_frame_equal(one, other)
