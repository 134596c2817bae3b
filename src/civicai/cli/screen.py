"""What the user sees: words and small tables on a terminal, JSON for a machine."""

from __future__ import annotations

import codecs
import io
import json
import platform
import sys
import threading
import traceback
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from civicai import __version__
from civicai.cli.request import Request
from civicai.errors import Problem, group_problems, problem_lines
from civicai.i18n import NARROW_SPACE, _
from civicai.usecase import Progress

#: Problems of one kind shown before the rest goes to a file.
SHOWN_PER_KIND = 10
#: Seconds of work before a progress bar appears.
PATIENCE = 3.0

#: A private character as wide as a space, which is no space.
_UNBREAKABLE = "\ue000"
_PLAIN = str.maketrans({"−": "-", "–": "-", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"'})


def make_safe(*, as_json: bool) -> None:
    """Make the standard streams accept every character, whatever their encoding.

    JSON goes out as UTF-8. Words stay in the terminal's encoding, where a character it
    lacks becomes the nearest one it has: Windows' code pages have no narrow space.
    """
    codecs.register_error("civicai.nearest", _nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            json_here = as_json and stream is sys.stdout
            stream.reconfigure(encoding="utf-8" if json_here else None, errors="civicai.nearest")


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_PLAIN)
    decomposed = unicodedata.normalize("NFKD", text)
    return decomposed.encode("ascii", "ignore").decode() or "?", error.end


def say(text: str = "") -> None:
    """Write a line on the standard output."""
    click.echo(text)


def say_json(content: Any) -> None:
    """Write a value as JSON on the standard output."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=1, default=str))


def say_rows(rows: Iterable[Sequence[str]], headers: Sequence[str]) -> None:
    """Write rows as a small table, without lines that a screen reader would spell out."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # rich would break a line at the spaces of "1 635 kg": they are given back below.
    rows = [[cell.replace(NARROW_SPACE, _UNBREAKABLE) for cell in row] for row in rows]
    # Text(), because a name from the data may hold what rich takes for markup.
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for rank, header in enumerate(headers):
        table.add_column(Text(header), no_wrap=rank == 0)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console()
    with console.capture() as capture:
        console.print(table)
    click.echo(capture.get().replace(_UNBREAKABLE, NARROW_SPACE), nl=False)


def show_errors(problems: Sequence[Problem], request: Request) -> None:
    """Tell every problem of the input; those too many for the screen go to a file."""
    if request.as_json:
        say_json({"problems": [problem.to_dict() for problem in problems]})
    for line in problem_lines(problems, SHOWN_PER_KIND):
        click.echo(line, err=True)
    if any(problem.code in ("C01", "C02", "C03") for problem in problems):
        tie = _("To say which header is which column, type “civicai check … --map map.toml”.")
        click.echo(tie, err=True)
    crowded = any(len(group) > SHOWN_PER_KIND for group in group_problems(problems).values())
    if crowded and request.folder:
        path = write_problems(problems, request.folder)
        click.echo(_("All the problems are listed in {file}.").format(file=path), err=True)


def write_problems(problems: Sequence[Problem], folder: Path) -> Path:
    """Write every problem to ``problems.csv``, a line each."""
    import pandas as pd

    from civicai.reports.cells import in_words
    from civicai.reports.findings import severity_words
    from civicai.tables import write_csv

    folder.mkdir(parents=True, exist_ok=True)
    frame = pd.DataFrame([problem.to_dict() for problem in problems])
    said = in_words(frame, {"severity": severity_words()}, {})
    return write_csv(said, folder / "problems.csv")


def show_fault(error: Exception, *, debug: bool) -> None:
    """Own up to a bug, and say how to report it."""
    if debug:
        traceback.print_exception(error)
    lines = [
        _("This is a fault of civicai, not of your data: {error}"),
        _(
            "Please tell it to those who gave you civicai, with the command that you typed and "
            "this line: civicai {version}, Python {python}, {system}."
        ),
    ]
    if not debug:
        lines.append(_("Type the same command with --debug, and add what it shows."))
    words = {
        "error": f"{type(error).__name__}: {error}",
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
    }
    for line in lines:
        click.echo(line.format(**words), err=True)


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """Show a bar on the error stream once the work lasts, and only to a person.

    Yields
    ------
    callable or None
        The ``progress`` to hand to the use case.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task(_("Working"), total=None)
    patience = threading.Timer(PATIENCE, bar.start)
    patience.start()
    try:
        yield lambda done, total, what: bar.update(
            task, completed=done, total=total, description=what
        )
    finally:
        patience.cancel()
        patience.join()
        bar.stop()
