"""What the user typed, turned into tables, options and folders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from civicai.cli.language import own_words
from civicai.errors import InputError
from civicai.i18n import _, language
from civicai.usecase import UseCase


@dataclass
class Request:
    """How the answer is to be given, whatever the command.

    Parameters
    ----------
    as_json : bool
        Whether the standard output holds JSON and nothing else.
    debug : bool
        Whether a fault shows its traceback.
    folder : Path, optional
        Where files go, once a command has decided it.
    """

    as_json: bool = False
    debug: bool = False
    folder: Path | None = None

    @classmethod
    def read(cls, words: Sequence[str]) -> Request:
        """Read the flags wherever they stand, before the command line is understood."""
        own = own_words(words)
        return cls(as_json="--json" in own, debug="--debug" in own)


def default_folder(usecase: str, what: str) -> Path:
    """Return the folder of the results when the user names none."""
    top = "rapport-civicai" if language() == "fr" else "civicai-report"
    return Path(top, usecase if what == "run" else f"{usecase}-{what}")


def command_line(words: Sequence[str]) -> str:
    """Write words as they are typed in a terminal, Windows' included.

    Examples
    --------
    >>> command_line(["civicai", "run", "canteen", "mes cantines.csv"])
    'civicai run canteen "mes cantines.csv"'
    """
    return " ".join(f'"{word}"' if " " in word else word for word in words)


def read_tables(
    usecase: UseCase, words: Sequence[str], columns: Mapping[str, Mapping[str, str]]
) -> dict[str, Path]:
    """Tie the files that the user named to the tables of a use case.

    Parameters
    ----------
    usecase : UseCase
    words : sequence of str
        ``FILE`` for the main table, ``TABLE=FILE`` for any. A file without a table whose headers
        are those of another table than the main one is taken for that one, which is told.
    columns : dict
        For each table, the headers that the user tied to its columns.

    Raises
    ------
    click.UsageError
        If a file is not there, a table is named twice, or a file is left without a table.
    """
    names = [entry.schema.name for entry in usecase.inputs]
    tables: dict[str, Path] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or (name not in names and Path(word).is_file()):
            name, text = _table_of(usecase, Path(word), columns), word
        if name in tables:
            raise click.UsageError(
                _(
                    "two files are given for the table “{table}”. If both are that table (one a "
                    "year, for instance), put their rows together in one file, or their sheets in "
                    "one workbook. Else write the table before each file, as in {other}={file}. "
                    "Tables: {tables}."
                ).format(table=name, other=names[-1], file=text, tables=", ".join(names))
            )
        if Path(text).is_dir():
            message = _("“{file}” is a folder: give one of the files that are in it.")
            raise click.UsageError(message.format(file=text))
        if not Path(text).is_file():
            raise click.UsageError(_("there is no file “{file}”.").format(file=text))
        tables[name] = Path(text)
    return tables


def _table_of(usecase: UseCase, path: Path, columns: Mapping[str, Mapping[str, str]]) -> str:
    """Return the table that a file is: the main one, unless its headers fit another one better."""
    schemas = [entry.schema for entry in usecase.inputs]
    main = schemas[0].name
    if len(schemas) == 1 or not path.is_file():
        return main
    for entry in usecase.inputs:
        if entry.format_of(path):
            return entry.schema.name
    from civicai.tables import Head

    known: dict[str, set[str]] = {}
    try:
        head = Head(path)
        for schema in schemas:
            known[schema.name] = {*head.find_columns(schema), *columns.get(schema.name, ())}
            if schema.name == main and known[main] >= schema.required:
                return main
    except InputError:
        return main  # what is wrong with the file is told when it is read
    whole = [schema.name for schema in schemas if known[schema.name] >= schema.required]
    best = max(whole, key=lambda name: len(known[name]), default=main)
    rivals = [name for name, found in known.items() if len(found) >= len(known[best])]
    if not whole or rivals != [best]:
        return main
    message = _("“{file}” was taken for the table “{table}”: its headers are of that table.")
    click.echo(message.format(file=path.name, table=best), err=True)
    return best


def read_options(
    usecase: UseCase, assignments: Sequence[str], issued_at: str | None
) -> dict[str, Any]:
    """Read ``--set name=value`` and ``--issued-at``; the use case judges the values itself.

    The file of a model is loaded here: use cases know models, not where they are kept.

    Raises
    ------
    InputError
        If such a file holds no model of ours.
    click.UsageError
        If there is no ``=``, or if the use case has no issue date.
    """
    options: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals:
            message = _("“--set {text}” has no value. Write --set option=value.")
            raise click.UsageError(message.format(text=assignment))
        options[name.strip().replace("-", "_")] = value.strip()
    if issued_at is not None:
        if "issued_at" not in [option.name for option in usecase.options]:
            message = _("the use case “{name}” has no issue date: leave --issued-at out.")
            raise click.UsageError(message.format(name=usecase.name))
        options["issued_at"] = issued_at
    for option in usecase.options:
        if option.kind == "model" and options.get(option.name):
            options[option.name] = load_model(options[option.name])
    return options


def load_model(path: str | Path) -> Any:
    """Load a saved model; a file that is not there is a wrong command line."""
    from civicai import persist

    if not Path(path).is_file():
        raise click.UsageError(_("there is no file “{file}”.").format(file=path))
    return persist.load(path)
