"""The JSON of a card, read strictly."""

from __future__ import annotations

import json
from typing import Any

from civicai.errors import InputError, Problem
from civicai.i18n import _


def parse(text: str) -> dict[str, Any]:
    """Read the JSON of a card, strictly: no key twice, no NaN, one object.

    Raises
    ------
    InputError
        With code L01, and the line where the JSON breaks.
    """
    try:
        content = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise InputError(unreadable(_broken(error), row=error.lineno)) from error
    except RecursionError as error:
        raise InputError(unreadable(_("its parts are nested too deep"))) from error
    except ValueError as error:
        raise InputError(unreadable(str(error))) from error
    if not isinstance(content, dict):
        raise InputError(unreadable(_("it holds no object")))
    return content


def _broken(error: json.JSONDecodeError) -> str:
    found = error.doc[error.pos : error.pos + 20].partition("\n")[0]
    if not found:
        return _("the JSON ends too early, or is empty")
    text = _("the JSON breaks before “{found}”: a comma, a quote or a bracket is wrong")
    return text.format(found=found)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(_("“{key}” stands twice").format(key=twice))
    return found


def _refuse(word: str) -> Any:
    raise ValueError(_("{word} is no number of JSON").format(word=word))


def unreadable(why: str, row: int | None = None) -> Problem:
    """Return the problem of a file that is no card."""
    return Problem(
        code="L01",
        message=_("this file cannot be read as a card ({why}).").format(why=why),
        hint=_("Give the JSON file of one card, as “civicai run” writes it (card.json)."),
        row=row,
    )
