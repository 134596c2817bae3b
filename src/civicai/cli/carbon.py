"""The command ``civicai carbon``: the bill of any command, and the table of factors."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from civicai.cli import screen
from civicai.cli.request import Request, command_line
from civicai.i18n import _, language, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicai.carbon import Footprint
    from civicai.carbon.interval import Bounds

#: Longest label of a bill, in characters.
_LONGEST = 60


def carbon_command(command: Callable[..., click.Command]) -> click.Command:
    """Build ``civicai carbon``, in the language in force."""
    text = _(
        "Run COMMAND and tell its energy and emissions on the error stream. Its exit code is kept. "
        "Write COMMAND after two dashes: civicai carbon -- python train.py"
    )
    words = click.Argument(
        ["words"], nargs=-1, type=click.UNPROCESSED, metavar=_("-- COMMAND [ARGUMENTS]…")
    )
    return command("carbon", measure_command, text, words, *_options())


def _options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--country"],
            default="FR",
            metavar=_("COUNTRY"),
            help=_("Two-letter code of the country whose electricity is used; FR by default."),
        ),
        click.Option(
            ["--pue"],
            type=float,
            default=1.0,
            metavar=_("NUMBER"),
            help=_("Share of the building: 1 on a desk, about 1.56 in a server room."),
        ),
        click.Option(
            ["--factor", "assignments"],
            multiple=True,
            metavar=_("ID=VALUE"),
            help=_("Your own figure for a factor: one number, or low,central,high."),
        ),
        click.Option(
            ["--runs-per-year"],
            type=float,
            metavar=_("NUMBER"),
            help=_("Also tell a year of such runs, and the paragraph for a public tender."),
        ),
        click.Option(
            ["--always-on"],
            type=float,
            default=0.0,
            metavar=_("WATTS"),
            help=_("Power of a machine kept on all year for this alone, counted in the year."),
        ),
        click.Option(
            ["--factors", "table"],
            is_flag=True,
            help=_("Show the table of factors, with their sources, and run nothing."),
        ),
    ]


def measure_command(
    request: Request,
    words: Sequence[str],
    country: str,
    pue: float,
    assignments: Sequence[str],
    runs_per_year: float | None,
    always_on: float,
    table: bool,
) -> None:
    """Run a command and tell its bill, or show the table of factors.

    Raises
    ------
    click.UsageError
        If there is no command, or a factor is not written ``id=value``.
    InputError
        If a country, a factor or a number is refused; nothing is run then.
    click.exceptions.Exit
        With the exit code of the command.
    """
    from civicai import carbon
    from civicai.carbon.projection import refuse_impossible

    if table:
        return _show_factors(request)
    if not words:
        raise click.UsageError(_("which command? Write: civicai carbon -- COMMAND"))
    program = shutil.which(words[0])
    if program is None:
        message = _("there is no command “{name}” on this computer.")
        raise click.UsageError(message.format(name=words[0]))
    label = command_line(words)
    label = label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
    factors = _read_factors(assignments)
    if always_on and runs_per_year is None:
        raise click.UsageError(_("“--always-on” is of a year: give “--runs-per-year” too."))
    refuse_impossible(runs_per_year=runs_per_year or 0.0, always_on_watts=always_on)
    meter = carbon.measure(label, country, pue=pue, factors=factors)
    with meter:
        code = _work([program, *words[1:]], to_errors=request.as_json)
    year = None
    if runs_per_year is not None:
        year = carbon.project(
            meter.footprint,
            runs_per_year=runs_per_year,
            always_on_watts=always_on,
            factors={name: factors[name] for name in factors if "always_on" in name},
        )
    _tell(request, words, code, meter.footprint, year)
    raise click.exceptions.Exit(code)


def _read_factors(assignments: Sequence[str]) -> dict[str, Bounds]:
    factors: dict[str, Bounds] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        try:
            figures = list(map(float, text.split(",")))
        except ValueError:
            figures = []
        if equals and len(figures) == 1:
            factors[name.strip()] = figures[0]
        elif equals and len(figures) == 3:
            factors[name.strip()] = figures[0], figures[1], figures[2]
        else:
            message = _("“--factor {text}” is not clear. Write ID=VALUE or ID=LOW,CENTRAL,HIGH.")
            raise click.UsageError(message.format(text=assignment))
    return factors


def _work(words: Sequence[str], *, to_errors: bool) -> int:
    """Run a command on our own streams and return its exit code, as a shell would."""
    out = sys.stderr.fileno() if to_errors else None
    try:
        # The command is the user's own, as typed; no shell reads it.
        child = subprocess.Popen(words, stdout=out)  # noqa: S603
    except OSError as error:
        message = _("“{name}” cannot be run: {reason}.")
        raise click.UsageError(message.format(name=words[0], reason=error.strerror)) from error
    with child, _patience():
        code = child.wait()
    return 128 - code if code < 0 else code


@contextmanager
def _patience() -> Iterator[None]:
    """Leave Ctrl-C to the command, whose bill is told all the same."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _tell(
    request: Request, words: Sequence[str], code: int, bill: Footprint, year: Footprint | None
) -> None:
    from civicai.carbon import tender_paragraph

    paragraph = tender_paragraph(year, lang=language()) if year else None
    if request.as_json:
        content: dict[str, Any] = {
            "command": list(words),
            "exit_code": code,
            "carbon": bill.to_dict(),
            "year": year.to_dict() if year else None,
            "tender": paragraph,
        }
        screen.say_json(content)
        return
    lines = [str(bill), _("Method: {method}.").format(method=bill.method)]
    if year is not None and paragraph is not None:
        lines += [str(year), _("For a public tender:"), paragraph]
    for line in lines:
        click.echo(line, err=True)


def _show_factors(request: Request) -> None:
    from civicai.carbon import factor_table
    from civicai.carbon.footprint import as_given

    factors = factor_table().values()
    if request.as_json:
        screen.say_json([factor.to_dict() for factor in factors])
        return
    headers = [_("Factor"), _("Value"), _("At least"), _("At most"), _("Unit"), _("Year")]
    rows = [
        [
            factor.id,
            *(as_given(figure) for figure in (factor.value, factor.low, factor.high)),
            factor.unit,
            str(factor.year),
        ]
        for factor in factors
    ]
    screen.say_rows(rows, headers)
    for factor in factors:
        texts = (translate(text) for text in (factor.label, factor.scope, factor.source))
        screen.say(
            _("{id}: {label}. {scope}. Source: {source}.").format(
                id=factor.id, **dict(zip(("label", "scope", "source"), texts, strict=True))
            )
        )
