"""The commands ``civicai card`` and ``civicai library``, and the card that a run leaves behind."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civicai import i18n
from civicai.cli import screen
from civicai.cli.request import Request, command_line
from civicai.errors import InputError, problem_lines
from civicai.i18n import _, format_integer, ngettext

if TYPE_CHECKING:
    from civicai.cards import Library, ProjectCard
    from civicai.usecase import Result

Command = Callable[..., click.Command]

#: Formats of an export, with the end of the file's name.
FORMATS = {"markdown": ".md", "html": ".html", "boamps": ".boamps.json", "etalab": ".csv"}
#: Name of the table that an export to Etalab's inventory writes.
INVENTORY = "inventaire.csv"


def card_group(command: Command, shared: Sequence[click.Parameter]) -> click.Group:
    """Build ``civicai card``, in the language in force."""
    check_text = _(
        "Read cards, tell what is wrong in them and what the town must still fill in. FILE is the "
        "JSON of one card, such as the card.json that “civicai run” writes."
    )
    export_text = _(
        "Write cards in another format: Markdown, HTML, a BoAmps report, or rows of the inventory "
        "of algorithms that Etalab describes."
    )
    form = click.Option(
        ["--to", "form"], type=click.Choice(list(FORMATS)), required=True, help=_("The format.")
    )
    out = _folder(_("Folder of the files written; by default, beside each card."), required=False)
    commands = [
        command("check", check_cards, check_text, _files()),
        command("export", export_cards, export_text, _files(), form, out),
    ]
    text = _("Check project cards, and write them in other formats.")
    return _group("card", text, commands, shared)


def library_group(command: Command, shared: Sequence[click.Parameter]) -> click.Group:
    """Build ``civicai library``, in the language in force."""
    build_text = _(
        "Build a searchable site of the cards in the folder CARDS, to open from a folder or to put "
        "on any web server. Without CARDS, the cards are those of the use cases installed."
    )
    folder = click.Path(path_type=Path)
    cards = click.Argument(["cards"], required=False, type=folder, metavar=_("[CARDS]"))
    out = _folder(_("Folder of the site."), required=True)
    text = _("Build a site of many project cards.")
    commands = [command("build", build_site, build_text, cards, out)]
    return _group("library", text, commands, shared)


def _group(
    name: str, text: str, commands: Sequence[click.Command], shared: Sequence[click.Parameter]
) -> click.Group:
    return click.Group(
        name,
        {command.name or "": command for command in commands},
        help=text,
        short_help=text,
        params=[*shared],
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND [ARGUMENTS]…"),
    )


def _files() -> click.Argument:
    kind = click.Path(path_type=Path)
    return click.Argument(["files"], nargs=-1, required=True, type=kind, metavar=_("FILE…"))


def _folder(text: str, *, required: bool) -> click.Option:
    kind = click.Path(path_type=Path)
    return click.Option(["--out"], type=kind, required=required, metavar=_("FOLDER"), help=text)


def _read(path: Path) -> ProjectCard:
    from civicai.cards import read_card

    if path.is_dir():
        message = _("“{file}” is a folder: give the files of the cards.")
        raise click.UsageError(message.format(file=path))
    if not path.is_file():
        raise click.UsageError(_("there is no file “{file}”.").format(file=path))
    return read_card(path)


def check_cards(request: Request, files: Sequence[Path]) -> None:
    """Tell what is wrong in cards, and what a town must still fill in."""
    from civicai.cards import to_fill_in
    from civicai.cards.reading import fill_in_lines

    read, problems = [], []
    for path in files:
        try:
            read.append((path, _read(path)))
        except InputError as error:
            problems += error.problems
    if request.as_json and not problems:
        told = [{"file": p.name, "id": c.id, "to_fill_in": to_fill_in(c)} for p, c in read]
        screen.say_json({"cards": told, "problems": []})
        return
    for path, card in read if not request.as_json else ():
        lines = fill_in_lines(card)
        if not lines:
            screen.say(_("{file}: “{name}” is complete.").format(file=path, name=card.name))
            continue
        text = _("{file}: “{name}” can be read. The town must still fill in:")
        screen.say(text.format(file=path, name=card.name))
        for line in lines:
            screen.say(f"- {line}")
    if problems:
        raise InputError(problems)


def export_cards(request: Request, files: Sequence[Path], form: str, out: Path | None) -> None:
    """Write cards in the format of others."""
    from civicai.tables import file_trouble

    cards = [(path, _read(path)) for path in files]
    try:
        if out:
            out.mkdir(parents=True, exist_ok=True)
        written = _inventory(cards, out) if form == "etalab" else _each(cards, form, out)
    except OSError as error:
        message = _("“{file}” cannot be written ({why}).")
        name = error.filename or out
        raise click.UsageError(message.format(file=name, why=file_trouble(error))) from error
    if request.as_json:
        screen.say_json({"files": written})
        return
    screen.say(_("Files written:"))
    for path in written:
        screen.say(f"- {path}")


def _each(cards: Sequence[tuple[Path, ProjectCard]], form: str, out: Path | None) -> list[Path]:
    written = []
    for path, card in cards:
        name = f"{card.id}{FORMATS[form]}"
        target = (out or path.parent) / name
        if target in written:
            message = _("two of the cards have the id “{id}”: one would overwrite the other.")
            raise click.UsageError(message.format(id=card.id))
        target.write_text(_content(card, form), encoding="utf-8")
        written.append(target)
    return written


def _content(card: ProjectCard, form: str) -> str:
    if form == "markdown":
        return card.to_markdown()
    if form == "boamps":
        return json.dumps(card.to_boamps(), ensure_ascii=False, indent=1)
    from civicai.cards.site import page_of

    return page_of(card)


def _inventory(cards: Sequence[tuple[Path, ProjectCard]], out: Path | None) -> list[Path]:
    """Write one table, a row a card; it is in French, as the law that asks for it."""
    import pandas as pd

    from civicai.tables import write_csv

    with i18n.use("fr"):
        rows = pd.DataFrame([card.to_etalab() for _path, card in cards], dtype=object)
        return [write_csv(rows, (out or cards[0][0].parent) / INVENTORY)]


def build_site(request: Request, cards: Path | None, out: Path) -> None:
    """Build the site, and tell what it leaves out."""
    from civicai.cards import build_library
    from civicai.cards.library import write_library
    from civicai.tables import file_trouble

    try:
        if cards is None:
            library = write_library([("", card) for card in _own_cards()], [], out)
        else:
            library = build_library(cards, out)
    except OSError as error:
        message = _("“{file}” cannot be written ({why}).")
        name = error.filename or out
        raise click.UsageError(message.format(file=name, why=file_trouble(error))) from error
    _tell(request, library)


def _tell(request: Request, library: Library) -> None:
    if request.as_json:
        problems = [problem.to_dict() for problem in library.left_out]
        told = {"out": library.out, "projects": library.projects, "left_out": problems}
        screen.say_json(told)
        return
    text = ngettext(
        "{count} project in the site.", "{count} projects in the site.", library.projects
    )
    screen.say(text.format(count=format_integer(library.projects)))
    if library.left_out:
        files = {problem.file for problem in library.left_out}
        left = ngettext("{count} file left out:", "{count} files left out:", len(files))
        click.echo(left.format(count=format_integer(len(files))), err=True)
        for line in problem_lines(library.left_out, screen.SHOWN_PER_KIND):
            click.echo(line, err=True)
    screen.say(_("Site, to open in a browser: {file}").format(file=library.out / "index.html"))


def _own_cards() -> list[ProjectCard]:
    """Return the cards of the use cases installed, in each language: their example is invented."""
    from dataclasses import replace

    from civicai.cards import draft_card
    from civicai.usecase import find_usecases

    cards = []
    for case in find_usecases().values():
        for lang in i18n.LANGUAGES:
            with i18n.use(lang):
                card = draft_card(case.card(), case.name, evidence="simulated")
                cards.append(replace(card, id=case.name.replace("_", "-")))
    return cards


def write_draft(
    result: Result, folder: Path, *, evidence: str | None, scored: bool
) -> tuple[Path, ProjectCard] | None:
    """Write the draft of the card of a run beside its report.

    Returns
    -------
    path, card
        Or None where the use case has no card.
    """
    from civicai.cards import draft_card

    if result.card is None:
        return None
    path = folder / "card.json"
    with i18n.use(result.lang):
        card = draft_card(
            result.card,
            result.usecase,
            evidence=evidence,
            updated=dt.date.today().isoformat(),
            footprint=result.carbon,
            scores=result.key_figures if scored else (),
        )
    path.write_text(card.to_json(), encoding="utf-8")
    return path, card


def show_draft(path: Path, card: ProjectCard) -> None:
    """Say where the card is, and what the town must fill in."""
    from civicai.cards.reading import fill_in_lines

    screen.say(_("Project card, a draft: {file}").format(file=path))
    lines = fill_in_lines(card)
    if lines:
        screen.say(_("The town must still fill in:"))
        for line in lines:
            screen.say(f"- {line}")
        command = command_line(["civicai", "card", "check", str(path)])
        screen.say(_("When it is done: {command}").format(command=command))
