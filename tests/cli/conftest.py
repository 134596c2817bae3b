"""A tiny use case behind the real command line."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterator
from pathlib import Path

import click.testing
import pytest

from civicai import cli, i18n
from civicai.errors import InputError, Problem
from civicai.reports import KeyFigure
from civicai.tables import Column, Schema
from civicai.usecase import Input, Option, Result, UseCase

Civicai = Callable[..., click.testing.Result]

VISITS = Schema(
    "visits",
    (
        Column("place", "text", aliases=("lieu",), description={"fr": "lieu", "en": "place"}),
        Column("count", "integer", low=0, aliases=("visites",)),
    ),
    key=("place",),
    title={"fr": "Visites", "en": "Visits"},
)
PLACES = Schema("places", (Column("place", "text", aliases=("lieu",)),), key=("place",))


class Visits:
    """What the fake use case was asked for, and what it is told to do."""

    def __init__(self, example: Path) -> None:
        self.options: dict[str, object] = {}
        self.progress: object = None
        self.failure: BaseException | None = None
        self.warnings: tuple[str, ...] = ()
        options = (
            Option("factor", "number", 1.0, {"fr": "multiplie", "en": "multiplies"}, low=0, high=9),
            Option("issued_at", "date", None, {"fr": "le jour", "en": "the day"}),
        )
        self.usecase = UseCase(
            name="visits",
            title={"fr": "Compter les visites", "en": "Count the visits"},
            summary={"fr": "Combien de visites ?", "en": "How many visits?"},
            inputs=(Input(VISITS), Input(PLACES, required=False)),
            options=options,
            example=lambda: {"visits": example},
            run=self.work,
            evaluate=self.work,
            card=lambda: None,
        )

    def work(self, tables, findings, progress, **options) -> Result:
        self.options, self.progress = options, progress
        progress(1, 2, "[half] way")
        if self.failure is not None:
            raise self.failure
        total = tables["visits"]["count"].sum() * options["factor"]
        return Result(
            title="Visits",
            sentence=f"[bold]{total:.0f}[/bold] visits\u202f!",
            key_figures=(KeyFigure("total", "Total [all]", total, f"{total:.0f}", "sum"),),
            decision=tables["visits"].reset_index(drop=True),
            warnings=self.warnings,
            problems=tuple(findings),
        )


class Cases(dict[str, UseCase]):
    def __missing__(self, name: str) -> UseCase:
        raise InputError(Problem(code="P02", message=f"no use case {name}"))


@pytest.fixture
def example(tmp_path: Path) -> Path:
    path = tmp_path / "example" / "visits_example.csv"
    path.parent.mkdir()
    path.write_text("lieu;visites\nPiscine;120\nMusée;80\n", encoding="utf-8")
    return path


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch, example: Path) -> Visits:
    fake = Visits(example)

    cases = Cases(visits=fake.usecase)
    cases.broken = {"sick": "ImportError: no module"}
    monkeypatch.setattr("civicai.cli.actions.find_usecases", lambda: cases)
    return fake


@pytest.fixture
def civicai(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Civicai]:
    """Type a command in an empty folder, as someone whose computer is in French."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "NO_COLOR"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")

    class Entry:
        name = "civicai"

        def main(self, args, prog_name) -> None:
            cli.main(args)

    def type_command(*words, env=None, charset="utf-8") -> click.testing.Result:
        return click.testing.CliRunner(charset=charset).invoke(Entry(), words, env=env)

    yield type_command
    i18n.set_language("fr")
    gettext.textdomain("messages")


@pytest.fixture
def bad_file(tmp_path: Path) -> Path:
    """Twelve counts that are no numbers, and one that is below zero."""
    rows = [f"Lieu {i};beaucoup{i}" for i in range(12)]
    path = tmp_path / "bad.csv"
    path.write_text("\n".join(["lieu;visites", *rows, "Parc;-3"]) + "\n", encoding="utf-8")
    return path
