"""`example`: the folder that a newcomer starts from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from civicai.tables import read_table

from .conftest import VISITS


def test_example_writes_files_and_says_what_to_type(civicai, visits, example):
    answer = civicai("example", "visits", "start")
    assert answer.exit_code == 0, answer.output
    copy = Path("start", "visits_example.csv")
    assert copy.read_bytes() == example.read_bytes()
    assert f"civicai run visits {copy}" in answer.stdout
    assert f"python {Path('start', 'visits.py')}" in answer.stdout
    names = {path.name for path in Path("start").iterdir()}
    assert names == {"visits_example.csv", "visits.py", "vide_visits.csv", "vide_places.csv"}


def test_empty_tables_have_headers_that_the_reader_knows(civicai, visits):
    civicai("example", "visits", "start")
    path = Path("start", "vide_visits.csv")
    with path.open("a", encoding="utf-8") as file:
        file.write("Piscine;7\n")
    assert read_table(path, VISITS).to_dict("records") == [{"place": "Piscine", "count": 7.0}]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_script_is_short_and_in_the_reader_language(civicai, visits, lang):
    civicai("example", "visits", "start", "--lang", lang)
    script = Path("start", "visits.py").read_text(encoding="utf-8")
    compile(script, "visits.py", "exec")
    assert len(script.splitlines()) < 15
    assert f'lang="{lang}"' in script
    assert ("Compter les visites" in script) == (lang == "fr")


def test_example_overwrites_nothing(civicai, visits):
    Path("start").mkdir()
    Path("start", "visits.py").write_text("mine", encoding="utf-8")
    answer = civicai("example", "visits", "start")
    assert answer.exit_code == 2
    assert "existe déjà" in answer.stderr
    assert [path.name for path in Path("start").iterdir()] == ["visits.py"]


def test_example_as_json(civicai, visits):
    content = json.loads(civicai("example", "visits", "start", "--json").stdout)
    assert all(Path(file).exists() for file in content["files"])
