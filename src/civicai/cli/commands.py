"""The commands, their arguments and their help; :mod:`civicai.cli.actions` does what they say.

Commands are built when they are asked for, because their help is in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from civicai import __version__, i18n
from civicai.cli import actions, ask, carbon, cards
from civicai.i18n import _


class Door(click.Group):
    """The ``civicai`` command; it builds a sub-command when it is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of a first use."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Build a command, in the language in force."""
        return _COMMANDS[cmd_name]() if cmd_name in _COMMANDS else None


def door() -> Door:
    """Build the ``civicai`` command, in the language in force."""
    version = click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_version,
        help=_("Show the version."),
    )
    return Door(
        "civicai",
        help=_("From a town's own file to a decision, with its proof and its carbon bill."),
        epilog=_("To begin: civicai run canteen"),
        params=[version, *_shared()],
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND [ARGUMENTS]…"),
    )


def _show_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        click.echo(__version__)
        context.exit()


def _command(
    name: str, action: Callable[..., None], text: str, *parameters: click.Parameter
) -> click.Command:
    return click.Command(
        name,
        callback=click.pass_obj(action),
        help=text,
        # click would cut the whole help at the width of a line.
        short_help=text.partition(". ")[0].rstrip(".") + ".",
        params=[*parameters, *_shared()],
        options_metavar=_("[OPTIONS]"),
    )


def _list() -> click.Command:
    text = _("List the use cases, the tables that they take and their options.")
    return _command("list", actions.list_usecases, text)


def _example() -> click.Command:
    text = _(
        "Put into the folder FOLDER all it takes to begin with USECASE: example files, empty "
        "tables to fill in, and a short Python script."
    )
    folder = click.Argument(["folder"], type=click.Path(path_type=Path), metavar=_("FOLDER"))
    return _command("example", actions.write_example, text, _usecase(), folder)


def _check() -> click.Command:
    text = _(
        "Read the files as USECASE would, and tell everything that is wrong or odd in them. FILE "
        "is the main table; write TABLE=FILE for the others."
    )
    files = click.Argument(["files"], nargs=-1, required=True, metavar=_("FILE [TABLE=FILE]…"))
    column_map = _path(
        "--map",
        "column_map",
        "map.toml",
        _("File that ties your headers to the columns; it is written if it does not exist yet."),
    )
    return _command("check", actions.check, text, _usecase(), files, column_map, _tz(), _out())


def _run() -> click.Command:
    text = _(
        "Turn the files into a decision and its report. FILE is the main table; write TABLE=FILE "
        "for the others. Without any file, the example that comes with civicai is used."
    )
    return _command("run", actions.run, text, *_work_parameters())


def _evaluate() -> click.Command:
    text = _(
        "Score the model on your own past, beside the rule that you use today. FILE is the main "
        "table; write TABLE=FILE for the others. Without any file, the example that comes with "
        "civicai is used."
    )
    return _command("evaluate", actions.evaluate, text, *_work_parameters())


def _ask() -> click.Command:
    text = _(
        "Answer one question with a saved model: the town's own text, a choice of topics, or a "
        "human. “civicai run” saves the model beside the report of questions."
    )
    question = click.Argument(["question"], metavar=_("QUESTION"))
    model = click.Option(
        ["--model"],
        type=click.Path(path_type=Path),
        required=True,
        metavar=_("FILE"),
        help=_("The model that a run has saved: model.civicai, beside its report."),
    )
    return _command("ask", ask.ask, text, question, model)


def _card() -> click.Command:
    return cards.card_group(_command, _shared())


def _library() -> click.Command:
    return cards.library_group(_command, _shared())


def _carbon() -> click.Command:
    return carbon.carbon_command(_command)


def _datasets() -> click.Command:
    text = _("List the data sets that civicai knows, with their licences.")
    return _command("datasets", actions.list_datasets, text)


def _plugins() -> click.Command:
    text = _("List the packages that bring use cases, and those that cannot be loaded.")
    return _command("plugins", actions.list_plugins, text)


_COMMANDS: dict[str, Callable[[], click.Command]] = {
    "list": _list,
    "example": _example,
    "check": _check,
    "run": _run,
    "evaluate": _evaluate,
    "ask": _ask,
    "card": _card,
    "library": _library,
    "carbon": _carbon,
    "datasets": _datasets,
    "plugins": _plugins,
}


def _work_parameters() -> list[click.Parameter]:
    return [
        _usecase(),
        click.Argument(["files"], nargs=-1, metavar=_("[FILE] [TABLE=FILE]…")),
        _path(
            "--map",
            "column_map",
            "map.toml",
            _("File that ties your headers to the columns; “civicai check” writes it."),
        ),
        click.Option(
            ["--issued-at"],
            metavar=_("DATE"),
            help=_("Day on which the decision is taken: nothing later is used."),
        ),
        _tz(),
        _out(),
        click.Option(
            ["--set", "assignments"],
            multiple=True,
            metavar=_("OPTION=VALUE"),
            help=_("Set an option of the use case; “civicai list” shows them."),
        ),
    ]


def _usecase() -> click.Argument:
    return click.Argument(["usecase"], metavar=_("USECASE"))


def _tz() -> click.Option:
    text = _("Time zone of the town, such as Indian/Reunion. By default: Europe/Paris.")
    return click.Option(["--tz"], metavar=_("ZONE"), help=text)


def _out() -> click.Option:
    text = _("Folder of what is written. By default: civicai-report/USECASE.")
    return _path("--out", "out", _("FOLDER"), text)


def _path(flag: str, name: str, metavar: str, text: str) -> click.Option:
    return click.Option([flag, name], type=click.Path(path_type=Path), metavar=metavar, help=text)


def _shared() -> list[click.Parameter]:
    # main() has read these three before click does: here they are only known and documented.
    lang = click.Option(
        ["--lang"],
        type=click.Choice(i18n.LANGUAGES),
        expose_value=False,
        help=_("Language of everything shown and written."),
    )
    flags = {
        "--json": _("Write JSON, and nothing else, on the standard output."),
        "--debug": _("Show the details of a fault of civicai."),
    }
    return [
        lang,
        *(
            click.Option([flag], is_flag=True, expose_value=False, help=flags[flag])
            for flag in flags
        ),
    ]
