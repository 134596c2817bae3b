"""The tables of RAEPA, as services keep them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai.errors import InputError
from civicai.water import read_raepa

PIPES = pd.DataFrame(
    {
        "IDCANA": ["C1", "C2", "C3"],
        "LONGCANA": [120.5, "80", 10],
        "MATERIAU": ["12", "2", "99"],
        "ANFINPOSE": ["1962", "19740101", None],
        "DIAMETRE": [100, 60, None],
    }
)
REPAIRS = pd.DataFrame({"IDSUPREPAR": ["C1", "C1"], "DATEREPAR": ["2019-02-03 10:00", "bad"]})


def test_codes_years_and_days():
    pipes, breaks = read_raepa(PIPES, REPAIRS)
    assert pipes["material"].tolist() == ["fonte grise", "amiante-ciment", "99"]
    assert pipes["laid"].tolist()[:2] == [1962, 1974]
    assert np.isnan(pipes["laid"].iloc[2])
    assert pipes["length"].tolist() == [120.5, 80, 10]
    assert breaks["date"].tolist() == [pd.Timestamp("2019-02-03")]


def test_missing_fields_are_all_told():
    with pytest.raises(InputError) as caught:
        read_raepa(PIPES.drop(columns="MATERIAU"), REPAIRS.drop(columns="DATEREPAR"))
    assert [p.column for p in caught.value.problems] == ["materiau", "daterepar"]
    assert {p.code for p in caught.value.problems} == {"W02"}
