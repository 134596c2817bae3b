"""The tables of RAEPA, as services keep them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai import i18n
from civicai.cli.request import read_tables
from civicai.errors import InputError
from civicai.water import USECASE, read_raepa
from civicai.water.reasons import pipe_reasons

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


CANALAEP = """"wkt_geom";"IDCANA";"MATERIAU";"DIAMETRE";"ANFINPOSE";"LONGCANA"
"LineString (0 0, 1 1)";"C1";"12";"100";"1962";"120,5"
"LineString (0 0, 1 1)";"C2";"02";"";"";"80"
"""
REPARAEP = "IDREPAR,IDSUPREPAR,DATEREPAR\nR1,C1,20190203\nR2,C1,2019-05-06 10:00\n"


def entry(name):
    return next(entry for entry in USECASE.inputs if entry.schema.name == name)


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_exports_are_told_by_their_fields(tmp_path):
    pipes = written(tmp_path, "RAEPA_CANALAEP_L.csv", "\ufeff" + CANALAEP)
    repairs = written(tmp_path, "reparations.csv", REPARAEP)
    assert entry("pipes").format_of(pipes).name == "RAEPA_CANALAEP_L"
    assert entry("pipes").format_of(repairs) is None
    assert entry("breaks").format_of(repairs).name == "RAEPA_REPARAEP_P"
    plain = written(tmp_path, "pipes.csv", "Tronçon;Longueur;Matériau;Année de pose\n")
    assert entry("pipes").format_of(plain) is None


def test_exports_are_read_with_codes_and_lines(tmp_path):
    table, _found = entry("pipes").read(written(tmp_path, "a.csv", CANALAEP), {})
    assert table["material"].tolist() == ["fonte grise", "amiante-ciment"]
    assert table["laid"].tolist()[0] == 1962
    assert table["length"].tolist() == [120.5, 80]
    assert table.index.tolist() == [2, 3]
    breaks, _found = entry("breaks").read(written(tmp_path, "b.csv", REPARAEP), {})
    assert breaks["pipe_id"].tolist() == ["C1", "C1"]
    assert breaks["date"].tolist() == [pd.Timestamp("2019-02-03"), pd.Timestamp("2019-05-06")]


def test_a_day_that_is_none_is_told_with_its_line(tmp_path):
    path = written(tmp_path, "b.csv", REPARAEP + "R3,C2,bientôt\n")
    with pytest.raises(InputError) as caught:
        entry("breaks").read(path, {})
    (problem,) = caught.value.problems
    assert (problem.row, problem.value, problem.file) == (4, "bientôt", "b.csv")


def test_a_material_that_is_not_known_is_missing():
    pipes, _breaks = read_raepa(PIPES.assign(MATERIAU=["00", None, 12]), REPAIRS)
    assert pipes["material"].isna().tolist() == [True, True, False]
    assert pipes["material"].tolist()[2] == "fonte grise"


def test_an_unknown_material_is_said_in_the_language_of_the_reader():
    known = pd.DataFrame({"past": [0, 0], "age": [50.0] * 2, "material": ["unknown", "Bambou"]})
    said = {}
    for lang in i18n.LANGUAGES:
        with i18n.use(lang):
            said[lang] = [text.split(", ")[0] for text in pipe_reasons(known, np.ones(2), 1.0)]
    assert said == {"fr": ["matériau inconnu", "Bambou"], "en": ["unknown material", "Bambou"]}


def test_the_command_line_ties_exports_to_their_tables(tmp_path):
    pipes = written(tmp_path, "RAEPA_CANALAEP_L.csv", CANALAEP)
    repairs = written(tmp_path, "RAEPA_REPARAEP_P.csv", REPARAEP)
    tied = read_tables(USECASE, [str(repairs), str(pipes)], {})
    assert tied == {"pipes": pipes, "breaks": repairs}
