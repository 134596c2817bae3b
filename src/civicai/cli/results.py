"""A result on the screen and in its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civicai.cli.cards import show_draft, write_draft
from civicai.cli.screen import say, say_rows
from civicai.i18n import _, format_integer, ngettext
from civicai.usecase import Result

if TYPE_CHECKING:
    from civicai.cards import ProjectCard

#: Warnings shown before the report is named.
SHOWN_WARNINGS = 3


@dataclass(frozen=True)
class Written:
    """Where a result was written."""

    report: Path
    decision: Path
    proofs: list[Path]
    record: Path
    card: tuple[Path, ProjectCard] | None = None
    model: Path | None = None


def write_result(
    result: Result, folder: Path, *, invented: bool = False, scored: bool = False
) -> Written:
    """Write the report, the decision, the tables that prove it, the JSON and the draft card.

    Parameters
    ----------
    result : Result
    folder : Path
    invented : bool
        Whether the data is the example of civicai, as the card then says; else the town must.
    scored : bool
        Whether the key figures are scores of the past, which the card then holds.

    Raises
    ------
    click.UsageError
        If the folder, or a file in it, cannot be written.
    """
    from civicai.tables import file_trouble

    report, record = folder / "report.html", folder / "result.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        result.to_html(report)
        decision, *proofs = result.to_csv(folder)
        result.to_json(record)
        model = _write_model(result, folder)
        card = write_draft(
            result, folder, evidence="simulated" if invented else None, scored=scored
        )
    except OSError as error:
        message = _(
            "“{file}” cannot be written ({why}). Close it if it is open elsewhere, or choose "
            "another folder with --out."
        )
        name = error.filename or folder
        raise click.UsageError(message.format(file=name, why=file_trouble(error))) from error
    return Written(report, decision, proofs, record, card, model)


def _write_model(result: Result, folder: Path) -> Path | None:
    if result.model is None:
        return None
    from civicai import persist

    return persist.save(result.model, folder / "model.civicai")


def show_result(result: Result, written: Written) -> None:
    """Tell the answer, its figures, what to beware of and where the files are."""
    say(result.sentence)
    say()
    figures = [(figure.label, figure.text, figure.note) for figure in result.key_figures]
    say_rows(figures, [_("Figure"), _("Value"), _("Note")])
    say()
    if result.warnings:
        say(_("Beware:"))
        for warning in result.warnings[:SHOWN_WARNINGS]:
            say(f"- {warning}")
        rest = len(result.warnings) - SHOWN_WARNINGS
        if rest > 0:
            say(_("… and {count} more in the report.").format(count=rest))
        say()
    count = len(result.problems)
    found = ngettext(
        "{count} finding about the data, told in the report.",
        "{count} findings about the data, told in the report.",
        count,
    )
    say(found.format(count=format_integer(count)) if count else _("Nothing odd in the data."))
    say()
    say(_("Report, to open in a browser: {file}").format(file=written.report))
    say(_("Decision, for a spreadsheet: {file}").format(file=written.decision))
    say(_("Everything, for a machine: {file}").format(file=written.record))
    if written.model:
        say(_("What was learned, to use again: {file}").format(file=written.model))
    if written.proofs:
        names = ", ".join(path.name for path in written.proofs)
        say(_("Beside them, the proof: {names}").format(names=names))
    if written.card:
        say()
        show_draft(*written.card)
