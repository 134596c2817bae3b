"""A table that a use case takes, and the formats of others that it is read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from civicai.clock import DEFAULT_TZ
from civicai.errors import InputError, Problem
from civicai.i18n import _
from civicai.usecase.targets import Target, load

if TYPE_CHECKING:
    import pandas as pd

    from civicai.tables import Schema


@dataclass(frozen=True)
class Format:
    """A format of others, told by a file's name and first bytes.

    Parameters
    ----------
    name : str
        As its publisher calls it: ``"Hub'Eau"``.
    sniff : callable
        ``sniff(name, head) -> bool``: whether a file is in this format, from its name without
        ``.gz`` and its first 64 KiB, decompressed.
    read : callable or str
        ``read(path) -> DataFrame`` with canonical columns, or where it is:
        ``"civicai.risk.sources.hubeau:read_hubeau"``.
    table : str
        The table it holds, where the formats of several stand in one package.
    """

    name: str
    sniff: Callable[[str, bytes], bool]
    read: Target
    table: str = ""


@dataclass(frozen=True)
class Input:
    """A table that a use case takes.

    Parameters
    ----------
    schema : Schema
        Its columns; ``schema.name`` is the name the table is given by.
    required : bool
        Whether its group needs it.
    group : str or tuple of str
        The groups of inputs it belongs to: a use case works on the groups whose required tables
        are all present; a table whose groups are not complete is told, not used.
    formats : tuple of Format or str
        What it is read from beside the tables that every use case reads; or the package whose
        modules each declare one as ``FORMAT`` (``"civicai.risk.sources"``): a new format is then
        one new file.
    """

    schema: Schema
    required: bool = True
    group: str | tuple[str, ...] = "main"
    formats: tuple[Format, ...] | str = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups it belongs to."""
        return (self.group,) if isinstance(self.group, str) else self.group

    def format_of(self, path: str | Path) -> Format | None:
        """Return the format of others that a file is in; None for a plain table."""
        formats = self.formats
        if isinstance(formats, str):
            found = formats_in(formats)
            formats = tuple(f for f in found if f.table in ("", self.schema.name))
        if not formats:
            return None
        from civicai.tables import file_head

        try:
            head = file_head(path)
        except InputError:  # what is wrong with the file is told as a table's
            return None
        name = Path(path).name.removesuffix(".gz")
        return next((form for form in formats if form.sniff(name, head)), None)

    def read(
        self, source: Any, columns: Mapping[str, str], tz: str = DEFAULT_TZ
    ) -> tuple[pd.DataFrame, list[Problem]]:
        """Return the table that a DataFrame or a file holds, with what was found on the way.

        Parameters
        ----------
        source : DataFrame, path or file
        columns : dict
            The file's header of each canonical column.
        tz : str
            Time zone of instants that state none.

        Raises
        ------
        InputError
            With every problem of the table.
        """
        from civicai.tables import check_table, read_table_with_findings

        if hasattr(source, "columns"):
            return check_table(source, self.schema, tz=tz)
        form = self.format_of(source) if isinstance(source, str | Path) else None
        if form is None:
            return read_table_with_findings(source, self.schema, columns=dict(columns), tz=tz)
        path = Path(source)
        try:
            frame, findings = check_table(_read_as(form, path), self.schema, tz=tz)
        except InputError as error:
            raise InputError(_of_file(error.problems, path.name)) from error
        return frame, _of_file(findings, path.name)


@cache
def formats_in(package: str) -> tuple[Format, ...]:
    """Return the formats that the modules of a package declare, in the order of their names."""
    folder = import_module(package).__path__
    names = sorted(module.name for module in iter_modules(folder, f"{package}."))
    declared = [getattr(import_module(name), "FORMAT", None) for name in names]
    return tuple(form for form in declared if isinstance(form, Format))


def _read_as(form: Format, path: Path) -> pd.DataFrame:
    """Read a file in a format of others; whatever its reader stumbles on is told of the file."""
    try:
        frame: pd.DataFrame = load(form.read)(path)
    except InputError:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, OSError, EOFError) as error:
        message = _("the file looks like {format}, and cannot be read as such ({why}).")
        why = f"{type(error).__name__}: {error}"[:200]
        raise InputError(
            Problem(
                code="F21",
                message=message.format(format=form.name, why=why),
                hint=_("Ask for the file again where it comes from, or give a table."),
            )
        ) from error
    return frame


def _of_file(problems: Iterable[Problem], name: str) -> list[Problem]:
    return [replace(p, file=name) if p.file is None else p for p in problems]
