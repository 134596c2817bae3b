r"""A town's file becomes a typed DataFrame, or an error that says what to correct and where.

A :class:`Schema` says what the table must hold. :func:`read_table` reads CSV (any usual
separator and encoding), spreadsheets and Parquet in the shapes that towns and vendors give
them, and refuses what it would have to guess. Everything repaired or set aside is told by
:func:`read_table_with_findings`; everything wrong is raised at once in one
:class:`~civicai.errors.TableError`.

Examples
--------
>>> import io
>>> from civicai.tables import Column, Schema, read_table
>>> schema = Schema("meals", (
...     Column("date", "date", aliases=("jour",)),
...     Column("served", "integer", low=0, aliases=("repas servis",)),
... ), key=("date",))
>>> file = io.BytesIO("Jour;Repas servis\n03/09/2018;1 204\n04/09/2018;NC\n".encode("cp1252"))
>>> read_table(file, schema)["served"].to_dict()
{2: 1204.0, 3: nan}
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicai.tables.check import check_table
    from civicai.tables.export import write_csv, write_template
    from civicai.tables.files import file_head, file_trouble
    from civicai.tables.read import Head, find_columns, read_table, read_table_with_findings
    from civicai.tables.schema import Column, Schema, fold

_HOMES = {
    "Column": "schema",
    "Schema": "schema",
    "fold": "schema",
    "read_table": "read",
    "read_table_with_findings": "read",
    "find_columns": "read",
    "Head": "read",
    "check_table": "check",
    "write_csv": "export",
    "write_template": "export",
    "file_head": "files",
    "file_trouble": "files",
}
__all__ = [
    "Column",
    "Schema",
    "read_table",
    "read_table_with_findings",
    "find_columns",
    "Head",
    "check_table",
    "write_csv",
    "write_template",
    "fold",
    "file_head",
    "file_trouble",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
