"""The file that ties the headers of a town's files to our columns, kept for the next run."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

import click

from civicai.i18n import _, translate
from civicai.usecase import UseCase

#: Headers of the user's files, by table and canonical column.
Columns = dict[str, dict[str, str]]


def read_map(path: Path) -> Columns:
    """Read the file that ties the headers of the user's files to our columns.

    Raises
    ------
    click.UsageError
        If the file is not there, or is not made of ``[table]`` and ``column = "header"``.
    """
    try:
        # Notepad puts a byte-order mark that the standard's reader refuses.
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise click.UsageError(_("the file “{file}” cannot be read.").format(file=path)) from error
    except ValueError as error:
        raise click.UsageError(_not_a_map(path, str(error))) from error
    for table, columns in found.items():
        if not isinstance(columns, Mapping):
            raise click.UsageError(_not_a_map(path, f"{table} = {columns!r}"))
        for column, header in columns.items():
            if not isinstance(header, str):
                raise click.UsageError(_not_a_map(path, f"{column} = {header!r}"))
    return {
        table: {column: header for column, header in columns.items() if header}
        for table, columns in found.items()
    }


def write_map(path: Path, usecase: UseCase, tables: Mapping[str, Path]) -> None:
    """Write which header was recognised for each column; an empty one is for the user to fill.

    Raises
    ------
    TableError
        If a file cannot be opened as a table at all.
    """
    from civicai.tables import file_trouble, find_columns

    lines = ["# " + _("To the right of each column, the header in your file.")]
    for entry in usecase.inputs:
        schema = entry.schema
        if schema.name not in tables:
            continue
        found = find_columns(tables[schema.name], schema)
        lines += ["", f"[{schema.name}]"]
        for column in schema:
            # A JSON text is a TOML text as well, quotes and backslashes included.
            header = json.dumps(found.get(column.name, ""), ensure_ascii=False)
            lines.append(f"{column.name} = {header}  # {translate(column.description)}")
    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        message = _("“{file}” cannot be written ({why}).")
        raise click.UsageError(message.format(file=path, why=file_trouble(error))) from error


def _not_a_map(path: Path, why: str) -> str:
    return _(
        "“{file}” cannot be read as a table of columns ({why}). Under [table], write one line "
        'per column: column = "header in your file".'
    ).format(file=path.name, why=why)
