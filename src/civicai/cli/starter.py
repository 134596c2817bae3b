"""The folder that a newcomer starts from: example files, empty tables, a short script."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import click

from civicai.cli.request import command_line
from civicai.i18n import _, language, translate
from civicai.usecase import UseCase

_SCRIPT = '''\
"""{title}"""

from pathlib import Path

from civicai.usecase import find_usecases

here = Path(__file__).parent
tables = {{{tables}}}  # {advice}
result = find_usecases()["{usecase}"].run(tables, lang="{lang}")

print(result.sentence)
result.to_html(here / "report.html")
result.to_csv(here / "report")
'''


@dataclass(frozen=True)
class Starter:
    """What was written, and what to type next."""

    files: list[Path]
    script: Path
    command: str


def write_starter(usecase: UseCase, folder: Path) -> Starter:
    """Write the example files of a use case, its empty tables and a script to ``folder``.

    Raises
    ------
    click.UsageError
        If one of the files is there already, or cannot be written.
    """
    from civicai.tables import file_trouble, write_template

    examples = dict(usecase.example())
    copies = {table: folder / path.name for table, path in examples.items()}
    empty = _("empty_{table}.csv")
    templates = [folder / empty.format(table=entry.schema.name) for entry in usecase.inputs]
    script = folder / f"{usecase.name}.py"
    files = [script, *copies.values(), *templates]
    for path in files:
        if path.exists():
            message = _("“{file}” is there already: choose another folder.")
            raise click.UsageError(message.format(file=path))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for table, path in examples.items():
            shutil.copyfile(path, copies[table])
        for entry, path in zip(usecase.inputs, templates, strict=True):
            write_template(entry.schema, path, language())
        script.write_text(_script(usecase, copies), encoding="utf-8")
    except OSError as error:
        message = _("“{file}” cannot be written ({why}).")
        name = error.filename or folder
        raise click.UsageError(message.format(file=name, why=file_trouble(error))) from error
    return Starter(files, script, _command(usecase, copies))


def _script(usecase: UseCase, copies: dict[str, Path]) -> str:
    return _SCRIPT.format(
        title=" ".join(translate(usecase.title).split()),
        tables=", ".join(f'"{table}": here / "{path.name}"' for table, path in copies.items()),
        advice=_("put your own files here"),
        usecase=usecase.name,
        lang=language(),
    )


def _command(usecase: UseCase, copies: dict[str, Path]) -> str:
    main, *others = copies.items()
    words = ["civicai", "run", usecase.name, str(main[1])]
    return command_line([*words, *(f"{table}={path}" for table, path in others)])
