"""The published JSON Schema of a card, made from the table of fields.

``card.schema.json``, beside this file, is what :func:`card_schema` returns, written out.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from civicai.cards.check import (
    AMOUNTS,
    BOUNDS,
    MEASURED,
    MONEY,
    NAME_LENGTH,
    NEEDED,
    PATTERNS,
    REASON,
    SCHEMA,
    SLUG,
    SLUG_LENGTH,
    SUMMARY_LENGTH,
    TEXT_LENGTH,
    YEARS,
)
from civicai.cards.fields import CODES, COUNTRIES, SECTIONS, TOP, Field, codes_of
from civicai.i18n import LANGUAGES

Rule = dict[str, Any]

_NULL: Rule = {"type": "null"}
_TEXT: Rule = {"type": "string", "minLength": 1, "maxLength": TEXT_LENGTH, "pattern": r"\S"}
_KINDS: dict[str, Rule] = {
    "text": _TEXT,
    "quantity": _TEXT,
    "value": {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"\S"}]},
    "flag": {"type": "boolean"},
    "amount": {"type": "number", "exclusiveMinimum": 0},
    "count": {"type": "integer", "exclusiveMinimum": 0},
    "share": {"type": "number", "minimum": 0, "maximum": 1},
    "factor": {"type": "number", "exclusiveMinimum": 0},
    "year": {"type": "integer", "minimum": YEARS[0], "maximum": YEARS[1]},
    "country": {"enum": sorted(COUNTRIES)},
    **{
        kind: {"type": "string", "pattern": f"^(?:{form.pattern})$"}
        for kind, form in PATTERNS.items()
    },
}


@cache
def card_schema() -> Rule:
    """Return the JSON Schema (draft 2020-12) of a card.

    It holds all that a schema can say; that low, central and high are in order is told by
    :func:`civicai.cards.check_content` alone.

    Examples
    --------
    >>> card_schema()["properties"]["schema_version"]
    {'const': 'civicai.card/1'}
    """
    properties: Rule = {
        "schema_version": {"const": SCHEMA},
        "id": {"type": "string", "maxLength": SLUG_LENGTH, "pattern": f"^(?:{SLUG.pattern})$"},
        "lang": {"enum": list(LANGUAGES)},
        "name": {**_TEXT, "maxLength": NAME_LENGTH},
        "summary": {**_TEXT, "maxLength": SUMMARY_LENGTH},
        "status": {"enum": list(CODES["status"])},
    }
    for key, field in TOP.items():
        properties[key] = {"anyOf": [_rule("", key, field), _NULL]}
    for name, section in SECTIONS.items():
        rule = _section_rule(name)
        properties[name] = {"type": "array", "items": rule} if section.many else rule
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Card of a project of a local authority that uses AI or a like method",
        "description": "What is not known is null, with a “reason” in its section; never 0.",
        "type": "object",
        "required": list(NEEDED),
        "additionalProperties": False,
        "properties": properties,
    }


def _section_rule(name: str) -> Rule:
    section = SECTIONS[name]
    rules: list[Rule] = [
        # A section with a null says why.
        {"anyOf": [{"required": [REASON]}, {"additionalProperties": {"not": _NULL}}]}
    ]
    if name == "performance":
        rules.append(_needs("unit", MEASURED, {"not": {"type": "number"}}))
    if name == "cost":
        rules += [_needs("basis", AMOUNTS, _NULL), _needs("currency", MONEY, _NULL)]
    properties: Rule = {}
    for key, field in section.fields.items():
        properties[key] = {"title": field.label, "anyOf": [_rule(name, key, field), _NULL]}
    return {
        "title": section.title,
        "type": "object",
        "additionalProperties": False,
        "properties": {**properties, REASON: _TEXT},
        "allOf": rules,
    }


def _needs(key: str, others: tuple[str, ...], silent: Rule) -> Rule:
    """Return the rule that a field goes with others, unless they say nothing."""
    present = {"required": [key], "properties": {key: {"type": "string"}}}
    return {"anyOf": [present, {"properties": dict.fromkeys(others, silent)}]}


def _rule(section: str, key: str, field: Field) -> Rule:
    if field.kind == "code":
        return {"enum": list(codes_of(section, key))}
    if field.kind not in ("interval", "net"):
        return _KINDS[field.kind]
    bound: Rule = {"type": "number"} if field.kind == "net" else {"type": "number", "minimum": 0}
    rule: Rule = {
        "type": "object",
        "required": list(BOUNDS),
        "additionalProperties": False,
        "properties": dict.fromkeys(BOUNDS, bound),
    }
    if field.kind == "interval" and "avoided" not in key:
        rule["properties"] = {
            **rule["properties"],
            "high": {"type": "number", "exclusiveMinimum": 0},
        }
    return rule
