"""`check`: what it reads, what it finds, the map that it writes."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from civicai.cli.column_map import ColumnMap, read_map, write_map
from civicai.errors import OptionError


def test_check_counts_the_rows_and_says_what_to_type_next(civicai, visits, example):
    answer = civicai("check", "visits", str(example), f"places={example}")
    assert answer.exit_code == 0, answer.output
    assert "visits\u202f: 2 lignes lues dans «\u202fvisits_example.csv\u202f»." in answer.stdout
    assert f"civicai run visits {example} places={example}" in answer.stdout
    assert list(Path().iterdir()) == []


def test_check_as_json(civicai, visits, example):
    content = json.loads(civicai("check", "visits", str(example), "--json").stdout)
    assert content["rows"] == {"visits": 2}
    assert content["usecase"] == "visits"


def test_check_tells_findings_that_stop_nothing(civicai, visits, tmp_path):
    data = tmp_path / "data.csv"
    data.write_text("lieu;visites;météo\nPiscine;7;soleil\n", encoding="utf-8")
    answer = civicai("check", "visits", str(data))
    assert answer.exit_code == 0
    assert "météo" in answer.stdout


def test_check_writes_a_map_that_run_reads(civicai, visits, example):
    answer = civicai("check", "visits", str(example), "--map", "map.toml")
    assert answer.exit_code == 0, answer.output
    assert "map.toml" in answer.stderr
    text = Path("map.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {"visits": {"place": "lieu", "count": "visites"}}
    assert "# lieu" in text
    assert civicai("run", "visits", str(example), "--map", "map.toml", "--json").exit_code == 0


def test_check_leaves_blank_what_it_does_not_recognise(civicai, visits, tmp_path):
    data = tmp_path / "data.csv"
    data.write_text('lieu;"total ""2018"""\nPiscine;7\n', encoding="utf-8")
    answer = civicai("check", "visits", str(data), "--map", "map.toml")
    assert answer.exit_code == 1
    assert "--map map.toml" in answer.stderr
    path = Path("map.toml")
    assert tomllib.loads(path.read_text(encoding="utf-8"))["visits"]["count"] == ""
    filled = path.read_text(encoding="utf-8").replace('count = ""', "count = 'total \"2018\"'")
    path.write_text(filled, encoding="utf-8")
    assert civicai("check", "visits", str(data), "--map", "map.toml").exit_code == 0
    assert path.read_text(encoding="utf-8") == filled


def test_a_map_may_state_the_time_zone_of_the_town(tmp_path, visits, example):
    path = tmp_path / "map.toml"
    write_map(path, visits.usecase, {"visits": example})
    assert '\n# tz = "Indian/Reunion"\n' in path.read_text(encoding="utf-8")
    assert read_map(path).tz is None
    write_map(path, visits.usecase, {"visits": example}, tz="America/Cayenne")
    assert read_map(path) == ColumnMap(
        {"visits": {"place": "lieu", "count": "visites"}}, "America/Cayenne"
    )
    with pytest.raises(OptionError):
        write_map(path, visits.usecase, {"visits": example}, tz="America/Cayene")
    path.write_text('tz = ""\n', encoding="utf-8")
    assert read_map(path) == read_map(None) == ColumnMap()


def test_a_map_whose_time_zone_does_not_exist_is_refused_with_its_name(civicai, visits, example):
    Path("map.toml").write_text('tz = "La Réunion"\n', encoding="utf-8")
    answer = civicai("run", "visits", str(example), "--map", "map.toml")
    assert answer.exit_code == 2
    assert "[O06] map.toml" in answer.stderr
    assert "Indian/Reunion" in answer.stderr
