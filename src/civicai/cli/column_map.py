"""The file that ties a town's headers to our columns, and states its time zone."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from civicai.clock import check_zone
from civicai.errors import OptionError
from civicai.i18n import _, translate
from civicai.usecase import UseCase


@dataclass(frozen=True)
class ColumnMap:
    """What a town's map says.

    Parameters
    ----------
    columns : dict of dict
        Headers of the user's files, by table and canonical column.
    tz : str, optional
        The town's time zone, where the map states it.
    """

    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    tz: str | None = None


def read_map(path: Path | None) -> ColumnMap:
    """Read a town's map; the one of a town that has none is empty.

    Raises
    ------
    click.UsageError
        If the file is not there, or is not made of ``tz = "zone"``, ``[table]`` and
        ``column = "header"``.
    OptionError
        If there is no such time zone.
    """
    if path is None:
        return ColumnMap()
    try:
        # Notepad puts a byte-order mark that the standard's reader refuses.
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise click.UsageError(_("the file “{file}” cannot be read.").format(file=path)) from error
    except ValueError as error:
        raise click.UsageError(_not_a_map(path, str(error))) from error
    zone = found.pop("tz") if isinstance(found.get("tz"), str) else ""
    for table, columns in found.items():
        if not isinstance(columns, Mapping):
            raise click.UsageError(_not_a_map(path, f"{table} = {columns!r}"))
        for column, header in columns.items():
            if not isinstance(header, str):
                raise click.UsageError(_not_a_map(path, f"{column} = {header!r}"))
    try:
        tz = check_zone(zone) if zone else None
    except OptionError as error:
        raise OptionError([replace(p, file=path.name) for p in error.problems]) from error
    kept = {
        table: {column: header for column, header in columns.items() if header}
        for table, columns in found.items()
    }
    return ColumnMap(kept, tz)


def write_map(
    path: Path, usecase: UseCase, tables: Mapping[str, Path], tz: str | None = None
) -> None:
    """Write which header was recognised for each column; an empty one is for the user to fill.

    Parameters
    ----------
    path : Path
    usecase : UseCase
    tables : dict of Path
    tz : str, optional
        The town's time zone, where the user stated it; else the map shows how to.

    Raises
    ------
    TableError
        If a file cannot be opened as a table at all.
    OptionError
        If there is no such time zone.
    """
    from civicai.tables import file_trouble, find_columns

    lines = ["# " + _("Time zone of the town. Where nothing is said, it is Europe/Paris.")]
    lines += [f'tz = "{check_zone(tz)}"' if tz else '# tz = "Indian/Reunion"', ""]
    lines += ["# " + _("To the right of each column, the header in your file.")]
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
