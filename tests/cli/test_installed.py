"""The command line on what comes with civicai; that it runs the example is in ``tests/wheel``."""

from __future__ import annotations

import json
import subprocess
import sys


def test_list_and_plugins_show_the_canteen(civicai):
    assert "canteen" in civicai("list").stdout
    cases = {case["name"]: case for case in json.loads(civicai("list", "--json").stdout)}
    assert cases["canteen"]["tables"][0]["name"] == "attendance"
    plugins = json.loads(civicai("plugins", "--json").stdout)
    assert {"name": "canteen", "package": "civicai", "error": ""}.items() <= plugins[0].items()


def test_plugins_says_why_one_cannot_be_loaded(civicai, visits, monkeypatch):
    from civicai.usecase import Plugin

    sick = Plugin("sick", "stranger", "1.0", "stranger:USECASE")
    monkeypatch.setattr("civicai.cli.actions.find_plugins", lambda: [sick])
    answer = civicai("plugins")
    assert answer.exit_code == 0
    assert "stranger 1.0" in answer.stdout
    assert "ImportError: no module" in answer.stdout
    assert "civicai plugins" in civicai("list").stderr


def test_datasets_shows_names_and_licences(civicai):
    answer = civicai("datasets")
    assert answer.exit_code == 0
    listed = json.loads(civicai("datasets", "--json").stdout)
    assert listed
    assert all(entry["licence"] for entry in listed)
    assert all(entry["name"] in answer.stdout for entry in listed)


def test_module_is_the_same_door():
    ran = subprocess.run(
        [sys.executable, "-m", "civicai", "--version"], capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("0.")
