"""``civicai ask``: one question to a saved model, its action and its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import click

from civicai.cli import screen
from civicai.cli.request import Request, load_model
from civicai.i18n import _

#: Longest question that is looked at, in characters: the rest is cut, and a human reads it.
LONGEST = 10_000


class Reply(Protocol):
    """What a model answers to one question."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""

    def rows(self) -> list[tuple[str, str]]:
        """Return it for the reader: what is told, and the text."""

    def quotes(self) -> list[str]:
        """Return the texts of the town that are quoted."""


def ask(request: Request, question: str, model: Path) -> None:
    """Answer one question, offer topics, or hand it over."""
    loaded = load_model(model)
    if not hasattr(loaded, "ask"):
        message = _("“{file}” holds a model that answers no question: {kind}.")
        raise click.UsageError(message.format(file=model.name, kind=type(loaded).__name__))
    reply: Reply = loaded.ask(question[:LONGEST])
    if request.as_json:
        screen.say_json(reply.to_dict())
        return
    screen.say_rows(reply.rows(), ["", ""])
    for text in reply.quotes():
        screen.say()
        screen.say(text)
