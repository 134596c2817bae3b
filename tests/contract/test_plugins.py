"""Use cases come from installed packages: one that is broken stops nothing else."""

from __future__ import annotations

import sys
import types
from importlib import metadata

import pytest

from civicai import i18n
from civicai.errors import InputError
from civicai.usecase import GROUP, UseCase, find_plugins, find_usecases


def usecase(name: str) -> UseCase:
    return UseCase(
        name=name,
        title={"fr": "Visites", "en": "Visits"},
        summary={"fr": "Combien de visites ?", "en": "How many visits?"},
        inputs=(),
        options=(),
        example=dict,
        run=lambda *_tables, **_options: None,
        evaluate=lambda *_tables, **_options: None,
        card=lambda: None,
    )


@pytest.fixture
def install(monkeypatch):
    """Put packages of strangers beside those that are installed."""
    modules = {
        "visits_plugin": {"USECASE": usecase("visits")},
        "other_plugin": {"USECASE": usecase("visits"), "TEXT": "not a use case"},
    }
    for name, content in modules.items():
        module = types.ModuleType(name)
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, name, module)
    installed = sorted(metadata.entry_points(group=GROUP), key=lambda entry: entry.name)

    def put(**targets):
        entries = [
            metadata.EntryPoint(name.rstrip("_"), target, GROUP) for name, target in targets.items()
        ]
        every = metadata.EntryPoints([*installed, *entries])
        monkeypatch.setattr(metadata, "entry_points", lambda **kept: every.select(**kept))
        return [entry.name for entry in installed]

    return put


def refusal(cases, name):
    with i18n.use("en"), pytest.raises(InputError) as caught:
        cases[name]
    (problem,) = caught.value.problems
    return problem


def test_a_plugin_comes_through_the_same_door(install):
    built_in = install(visits="visits_plugin:USECASE")
    cases = find_usecases()
    assert list(cases) == sorted([*built_in, "visits"])
    assert cases["visits"].title["fr"] == "Visites"


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("no_such_package_at_all:USECASE", "ModuleNotFoundError"),
        ("visits_plugin:NOTHING", "AttributeError"),
        ("other_plugin:TEXT", "TypeError"),
    ],
)
def test_a_broken_plugin_stops_nothing_else(install, target, why):
    built_in = install(sick=target, visits="visits_plugin:USECASE")
    cases = find_usecases()
    assert list(cases) == sorted([*built_in, "visits"])
    assert cases.broken["sick"].startswith(why)
    problem = refusal(cases, "sick")
    assert problem.code == "P01"
    assert why in problem.message


def test_a_plugin_that_crashes_stops_nothing_else(install, monkeypatch):
    class Crash(types.ModuleType):
        def __getattr__(self, name):
            raise RuntimeError("a bug of a stranger")

    monkeypatch.setitem(sys.modules, "crash_plugin", Crash("crash_plugin"))
    built_in = install(crash="crash_plugin:USECASE")
    cases = find_usecases()
    assert list(cases) == built_in
    assert "a bug of a stranger" in refusal(cases, "crash").message


@pytest.mark.parametrize("times", [2, 3])
def test_a_name_that_several_packages_give_belongs_to_none(install, times):
    targets = ["visits_plugin:USECASE", "other_plugin:USECASE", "no_such_package_at_all:USECASE"]
    names = ("visits", "visits_", "visits__")
    built_in = install(**dict(zip(names[:times], targets[:times], strict=True)))
    cases = find_usecases()
    assert list(cases) == built_in
    assert refusal(cases, "visits").code == "P01"


def test_a_plugin_cannot_take_the_place_of_a_built_in(install):
    built_in = install()[0]
    install(**{f"{built_in}_": "visits_plugin:USECASE"})
    with i18n.use("en"):
        cases = find_usecases()
    assert built_in not in cases
    assert "several packages give this name" in refusal(cases, built_in).message


def test_an_unknown_name_is_guessed(install):
    install(visits="visits_plugin:USECASE")
    cases = find_usecases()
    problem = refusal(cases, "visit")
    assert problem.code == "P02"
    assert "“visits”" in problem.hint
    assert "visits" in refusal(cases, "zzz").hint
    assert cases.get("zzz") is None


def test_plugins_are_listed_without_being_imported(install):
    install(
        sick="no_such_package_at_all:USECASE",
        visits="visits_plugin:USECASE",
        visits_="other_plugin:USECASE",
    )
    with i18n.use("en"):
        plugins = find_plugins()
    errors = {(plugin.name, plugin.target): plugin.error for plugin in plugins}
    assert errors["sick", "no_such_package_at_all:USECASE"] == ""
    assert errors["visits", "visits_plugin:USECASE"] == "several packages give this name"
    assert errors["visits", "other_plugin:USECASE"] == "several packages give this name"
    ours = [plugin for plugin in plugins if plugin.package == "civicai"]
    assert ours
    assert all(plugin.version and not plugin.error for plugin in ours)


def test_reasons_follow_the_language(install):
    install(visits="visits_plugin:USECASE", visits_="other_plugin:USECASE")
    texts = []
    for lang in ("fr", "en"):
        with i18n.use(lang):
            texts.append(find_usecases().broken["visits"])
    assert texts == ["plusieurs paquets donnent ce nom", "several packages give this name"]
