"""``civicai ask``: one question to a saved model, its action and its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from civicai.cli import screen
from civicai.cli.request import Request, load_model
from civicai.i18n import _, format_percent

#: Longest question that is looked at, in characters: the rest is cut, and a human reads it.
LONGEST = 10_000


def ask(request: Request, question: str, model: Path) -> None:
    """Answer one question, offer topics, or hand it over."""
    loaded = load_model(model)
    if not hasattr(loaded, "ask"):
        message = _("“{file}” holds a model that answers no question: {kind}.")
        raise click.UsageError(message.format(file=model.name, kind=type(loaded).__name__))
    reply = loaded.ask(question[:LONGEST])
    if request.as_json:
        screen.say_json(reply.to_dict())
        return
    _show(reply)


def _show(reply: Any) -> None:
    actions = {
        "answer": _("answer"),
        "offer": _("topics to offer"),
        "hand_over": _("to an agent"),
    }
    action = _("EMERGENCY") if reply.emergency else actions[reply.action]
    rows = [(_("What to do"), action)]
    if reply.topic:
        sure = format_percent(reply.confidence, 0)
        rows.append((_("Topic"), _("{topic} ({sure} sure)").format(topic=reply.topic, sure=sure)))
    if reply.alternatives:
        rows.append((_("Topics to offer"), "; ".join(reply.alternatives)))
    if reply.department:
        rows.append((_("Department"), reply.department))
    rows.append((_("Reason"), reply.reason))
    if reply.message:
        rows.append((_("To be said"), reply.message))
    screen.say_rows(rows, ["", ""])
    for passage in reply.passages:
        screen.say()
        screen.say(passage["title"])
        screen.say(passage["passage"])
        origin = [text for text in (passage["source"], passage["date"]) if text]
        if origin:
            screen.say("— " + ", ".join(origin))
