"""What each command does, once click has understood the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from civicai import i18n
from civicai.cli import screen
from civicai.cli.column_map import read_map, write_map
from civicai.cli.request import Request, command_line, default_folder, read_options, read_tables
from civicai.cli.results import show_result, write_result
from civicai.cli.starter import write_starter
from civicai.clock import DEFAULT_TZ
from civicai.errors import problem_lines
from civicai.i18n import _, format_integer, ngettext, translate
from civicai.usecase import Option, UseCase, find_plugins, find_usecases


def list_usecases(request: Request) -> None:
    """Show the use cases, what they take and what can be set."""
    cases = find_usecases()
    if request.as_json:
        screen.say_json([_described(case) for case in cases.values()])
        return
    for case in cases.values():
        _show_usecase(case)
    if getattr(cases, "broken", None):
        click.echo(_("Some use cases cannot be loaded: type “civicai plugins”."), err=True)


def _described(case: UseCase) -> dict[str, Any]:
    return {
        "name": case.name,
        "title": translate(case.title),
        "summary": translate(case.summary),
        "tables": [
            {
                "name": entry.schema.name,
                "title": translate(entry.schema.title),
                "required": entry.required,
                "group": entry.groups[0],
                "columns": [column.name for column in entry.schema.columns],
            }
            for entry in case.inputs
        ],
        "options": [
            {
                "name": option.name,
                "kind": option.kind,
                "default": option.default,
                "choices": list(option.choices),
                "help": translate(option.help),
            }
            for option in case.options
        ],
    }


def _show_usecase(case: UseCase) -> None:
    screen.say(f"{case.name}: {translate(case.title)}")
    screen.say(translate(case.summary))
    screen.say_rows(
        [
            (
                entry.schema.name,
                _("needed") if entry.required else _("optional"),
                translate(entry.schema.title),
            )
            for entry in case.inputs
        ],
        [_("Table"), "", ""],
    )
    screen.say_rows(
        [(option.name, _default(option), translate(option.help)) for option in case.options],
        [_("Option"), _("By default"), ""],
    )


def _default(option: Option) -> str:
    if option.default is None:
        return "–"
    if isinstance(option.default, bool):
        return _("yes") if option.default else _("no")
    return str(option.default)


def write_example(request: Request, usecase: str, folder: Path) -> None:
    """Put into a folder what it takes to begin, and say what to type next."""
    case = find_usecases()[usecase]
    starter = write_starter(case, folder)
    if request.as_json:
        screen.say_json({"usecase": case.name, "files": starter.files})
        return
    screen.say(_("Files written:"))
    for path in starter.files:
        screen.say(f"- {path}")
    screen.say()
    screen.say(_("Type next: {command}").format(command=starter.command))
    screen.say(_("or, in Python: {command}").format(command=f"python {starter.script}"))


def check(
    request: Request,
    usecase: str,
    files: Sequence[str],
    column_map: Path | None,
    tz: str | None,
    out: Path | None,
) -> None:
    """Read the files as the use case would, and tell what was found."""
    case = find_usecases()[usecase]
    new = column_map is not None and not column_map.exists()
    tables = read_tables(case, files, read_map(None if new else column_map).columns)
    request.folder = out or default_folder(case.name, "check")
    if column_map and new:
        write_map(column_map, case, tables, tz)
        written = _(
            "“{file}” was written: it says which header was taken for each column. Complete it "
            "where it is empty."
        )
        click.echo(written.format(file=column_map), err=True)
    told = read_map(column_map)
    read, findings = case.check(
        tables, i18n.language(), told.columns, tz=tz or told.tz or DEFAULT_TZ
    )
    if request.as_json:
        rows = {name: len(frame) for name, frame in read.items()}
        problems = [problem.to_dict() for problem in findings]
        screen.say_json({"usecase": case.name, "rows": rows, "problems": problems})
        return
    for name, frame in read.items():
        line = ngettext(
            "{table}: {count} row read in “{file}”.",
            "{table}: {count} rows read in “{file}”.",
            len(frame),
        )
        count = format_integer(len(frame))
        screen.say(line.format(table=name, count=count, file=tables[name].name))
    for text in problem_lines(findings, screen.SHOWN_PER_KIND):
        screen.say(text)
    tied = ["--map", str(column_map)] if column_map else []
    tied += ["--tz", tz] if tz else []
    command = command_line(["civicai", "run", case.name, *files, *tied])
    screen.say(_("The files can be read. Type next: {command}").format(command=command))


def run(request: Request, **typed: Any) -> None:
    """Turn the files into a decision."""
    _work(request, "run", **typed)


def evaluate(request: Request, **typed: Any) -> None:
    """Score the model on the files' own past."""
    _work(request, "evaluate", **typed)


def _work(
    request: Request,
    what: str,
    *,
    usecase: str,
    files: Sequence[str],
    column_map: Path | None,
    issued_at: str | None,
    tz: str | None,
    out: Path | None,
    assignments: Sequence[str],
) -> None:
    case = find_usecases()[usecase]
    work = case.run if what == "run" else case.evaluate
    told = read_map(column_map)
    tables = read_tables(case, files, told.columns)
    options = read_options(case, assignments, issued_at)
    options = {"tz": tz or told.tz or DEFAULT_TZ, **options}
    request.folder = out or default_folder(case.name, what)
    if not files:
        tables = dict(case.example())
        example = _("No file given: this is the example that comes with civicai, not your town.")
        click.echo(example, err=request.as_json)
    # A machine that reads the standard output needs no file, unless it asks for them.
    folder = out if request.as_json else request.folder
    with screen.progress_bar() as progress:
        result = work(tables, i18n.language(), progress=progress, columns=told.columns, **options)
        written = (
            write_result(result, folder, invented=not files, scored=what == "evaluate")
            if folder
            else None
        )
    if request.as_json:
        screen.say(result.to_json())
    elif written:
        show_result(result, written)


def list_datasets(request: Request) -> None:
    """Show the data sets of the registry."""
    from civicai import datasets

    listed = datasets.list_datasets()
    if request.as_json:
        screen.say(listed.to_json(orient="records", date_format="iso", force_ascii=False))
        return
    rows = [
        (
            found["name"],
            found["title"] + (" " + _("(invented)") if found["synthetic"] else ""),
            format_integer(found["rows"]),
            f"{found['start']:%Y}–{found['end']:%Y}" if found["start"] == found["start"] else "–",
            found["licence"],
            _("with civicai") if found["embedded"] else _("to download"),
        )
        for found in listed.to_dict("records")
    ]
    headers = [_("Name"), _("Data"), _("Rows"), _("Period"), _("Licence"), _("Where")]
    screen.say_rows(rows, headers)


def list_plugins(request: Request) -> None:
    """Show where each use case comes from, and why some cannot be loaded."""
    broken = getattr(find_usecases(), "broken", {})
    plugins = [
        replace(found, error=found.error or broken.get(found.name, "")) for found in find_plugins()
    ]
    if request.as_json:
        screen.say_json([asdict(found) for found in plugins])
        return
    screen.say_rows(
        [
            (found.name, f"{found.package} {found.version}", found.error or _("ready"))
            for found in plugins
        ],
        [_("Use case"), _("Package"), _("State")],
    )
