"""Hub'Eau: litres and millimetres become cubic metres and metres, and nothing is guessed."""

from __future__ import annotations

import pandas as pd
import pytest

from civicai.errors import InputError
from civicai.risk import read_hubeau
from civicai.risk.readings import settle_quantities
from civicai.risk.schema import OBSERVATIONS
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
    assert (problem.code, problem.value) == ("H12", "T")
