"""What is wrong in a card, field by field, and what a complete card still lacks.

The rules are those of the published JSON Schema (``card.schema.json``), told in words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from civicai.cards.fields import COUNTRIES, SECTIONS, TOP, Field, codes_of
from civicai.errors import Problem
from civicai.i18n import LANGUAGES, N_, _, translate

#: Version of the schema that this release writes, and the newest that it reads.
VERSION = 1
SCHEMA = f"civicai.card/{VERSION}"

NAME_LENGTH, SUMMARY_LENGTH, TEXT_LENGTH = 100, 350, 5000
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LENGTH = 80
PATTERNS = {
    "date": re.compile(r"(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"),
    "url": re.compile(r"https?://[^\s\"<>]+"),
    "currency": re.compile(r"[A-Z]{3}"),
    "siren": re.compile(r"[0-9]{9}"),
}
YEARS = (1950, 2100)
BOUNDS = ("low", "central", "high")
REASON = "reason"
NEEDED = ("schema_version", "id", "name", "summary", "status", "need", "system")
#: Numbers of the section of performance that mean nothing without their unit.
MEASURED = ("value", "low", "high", "baseline_value")
AMOUNTS = ("build", "run_per_year", "staff_days_per_year")
MONEY = ("build", "run_per_year")

#: Told of a card in a file; a card that is being made may get its units and basis later.
LATER = ("L12",)

_EXPECTED = {
    "text": N_("Write a text of 1 to {limit} characters."),
    "quantity": N_("Write a text of 1 to {limit} characters."),
    "value": N_("Write a number, with its unit in the field “unit”."),
    "flag": N_("Write true or false."),
    "amount": N_("Write a number above 0."),
    "count": N_("Write a whole number above 0."),
    "share": N_("Write a number from 0 to 1."),
    "factor": N_("Write a number above 0."),
    "interval": N_('Write {{"low": …, "central": …, "high": …}}, three numbers, 0 or above.'),
    "net": N_('Write {{"low": …, "central": …, "high": …}}, three numbers.'),
    "year": N_("Write a year of four digits."),
    "date": N_("Write a date such as 2026-11-26, 2026-11 or 2026."),
    "url": N_("Write an address that begins with http:// or https://."),
    "currency": N_("Write the three letters of the currency, such as EUR."),
    "siren": N_("Write the nine digits of the SIREN number, without spaces, as a text."),
}


def check_content(content: Mapping[str, Any]) -> list[Problem]:
    """Say everything that is wrong in a card.

    Parameters
    ----------
    content : dict
        The card as its JSON file has it.

    Returns
    -------
    list of Problem
        Empty where the card follows the schema. A card that only lacks things follows it:
        :func:`civicai.cards.to_fill_in` lists these.
    """
    problems = version_problems(content)
    if problems:
        return problems
    problems = list(_check_top(content))
    for name, section in SECTIONS.items():
        if name not in content:
            continue
        found = content[name]
        kind = list if section.many else Mapping
        if not isinstance(found, kind) or isinstance(found, str):
            problems.append(_no_section(name, found, many=section.many))
            continue
        parts = found if section.many else [found]
        for rank, part in enumerate(parts):
            place = f"{name}[{rank}]" if section.many else name
            if isinstance(part, Mapping):
                problems += _check_section(name, place, part)
            else:
                problems.append(_no_section(place, part, many=False))
    return problems


def version_problems(content: Mapping[str, Any]) -> list[Problem]:
    """Refuse a card of a newer schema, or one that does not say which it follows."""
    said = content.get("schema_version")
    number = re.fullmatch(r"(?:civicai\.card/)?v?(\d{1,9})(?:\.\d+)*", str(said))
    if said is not None and number and int(number[1]) > VERSION:
        return [
            _problem(
                "L02",
                _("this card follows the schema “{found}”; this civicai knows none after {known}."),
                _("Install a newer civicai, or ask for the card in the schema {known}."),
                found=said,
                known=SCHEMA,
            )
        ]
    hint = _('Write "schema_version": "{known}" if it is one.')
    if said is None:
        message = _("“schema_version” is missing: this is not a card of civicai.")
        return [_problem("L03", message, hint, known=SCHEMA)]
    if said != SCHEMA:
        message = _("“schema_version” is “{found}”: this is not a card of civicai.")
        return [_problem("L03", message, hint, found=said, known=SCHEMA)]
    return []


def _check_top(content: Mapping[str, Any]) -> Iterator[Problem]:
    known = {*NEEDED, "lang", *TOP, *SECTIONS}
    for key in content:
        if key not in known:
            yield _unknown(str(key), known)
    for key in NEEDED:
        if key not in content:
            message = _("“{place}” is missing.")
            yield _problem("L05", message, _("Add it to the card."), place=key)
    for key, limit in (("name", NAME_LENGTH), ("summary", SUMMARY_LENGTH)):
        if key in content:
            yield from _check_text(key, content[key], limit)
    if "id" in content and not is_slug(content["id"]):
        hint = _("Write small letters, digits and single hyphens, {limit} at most.")
        yield _refused("L06", "id", content["id"], hint, limit=SLUG_LENGTH)
    if "lang" in content and content["lang"] not in LANGUAGES:
        yield _not_coded("lang", content["lang"], LANGUAGES)
    if "status" in content:
        yield from _check_value("", "status", "status", content["status"], Field("", "code"))
    for key, field in TOP.items():
        if content.get(key) is not None:
            yield from _check_value("", key, key, content[key], field)


def is_slug(text: object) -> bool:
    """Say whether a text can be the id of a card: it becomes the name of a page."""
    return isinstance(text, str) and len(text) <= SLUG_LENGTH and bool(SLUG.fullmatch(text))


def _check_section(name: str, place: str, part: Mapping[str, Any]) -> Iterator[Problem]:
    fields = SECTIONS[name].fields
    for key, value in part.items():
        if key == REASON:
            yield from _check_text(f"{place}.{key}", value, TEXT_LENGTH)
        elif key not in fields:
            yield _unknown(f"{place}.{key}", [*fields, REASON])
        elif value is not None:
            yield from _check_value(name, f"{place}.{key}", key, value, fields[key])
    silent = [key for key in fields if key in part and part[key] is None]
    if silent and not part.get(REASON):
        message = _("{places}: null, and nothing says why.")
        hint = _("Say why it is not known in “{place}”.")
        places = _quoted(f"{place}.{key}" for key in silent)
        yield _problem("L11", message, hint, places=places, place=f"{place}.{REASON}")
    if name == "performance":
        yield from _check_performance(place, part)
    if name == "cost":
        yield from _check_cost(part)


def _check_value(section: str, place: str, key: str, value: Any, field: Field) -> Iterator[Problem]:
    kind = field.kind
    if kind == "code":
        if not isinstance(value, str) or value not in codes_of(section, key):
            yield _not_coded(place, value, codes_of(section, key))
    elif kind == "country":
        if not isinstance(value, str) or value not in COUNTRIES:
            hint = _("Write its two letters (ISO 3166-1), such as FR for France.")
            message = _("“{place}”: there is no country “{value}”.")
            yield _problem("L08", message, hint, place=place, value=value)
    elif kind == "quantity" and _is_number(value):
        message = _("“{place}” is the number {value}, without its unit.")
        hint = _("Write it as a text with its unit, or in the field whose name has the unit.")
        yield _problem("L12", message, hint, place=place, value=value)
    elif kind in ("text", "quantity"):
        yield from _check_text(place, value, TEXT_LENGTH)
    elif kind in ("interval", "net"):
        yield from _check_interval(place, value, kind)
    elif kind in PATTERNS:
        if not isinstance(value, str) or not PATTERNS[kind].fullmatch(value):
            yield _wrong_kind(place, value, kind)
    else:
        yield from _check_number(place, value, kind)


def _check_text(place: str, value: Any, limit: int) -> Iterator[Problem]:
    if not isinstance(value, str) or not 0 < len(value) <= limit or not value.strip():
        yield _refused("L06", place, value, translate(_EXPECTED["text"]), limit=limit)


def _check_number(place: str, value: Any, kind: str) -> Iterator[Problem]:
    if kind == "value" and isinstance(value, str) and value.strip():
        return
    if kind == "flag":
        if not isinstance(value, bool):
            yield _wrong_kind(place, value, kind)
        return
    if not _is_number(value):
        yield _wrong_kind(place, value, kind)
    elif kind == "value":
        return
    elif value < 0:
        yield _negative(place, value, kind)
    elif value == 0 and kind != "share":
        message = _("“{place}” is 0.")
        hint = _("What is not known is null, with its reason; nothing is really free of cost.")
        if place.partition(".")[0] != "cost":
            hint = _("What is not known is null, with its reason.")
        yield _problem("L10", message, hint, place=place)
    elif (
        (kind == "share" and value > 1)
        or (kind in ("count", "year") and float(value) != int(value))
        or (kind == "year" and not YEARS[0] <= value <= YEARS[1])
    ):
        yield _wrong_kind(place, value, kind)


def _check_interval(place: str, value: Any, kind: str) -> Iterator[Problem]:
    if (
        not isinstance(value, Mapping)
        or set(value) != set(BOUNDS)
        or not all(_is_number(value[bound]) for bound in BOUNDS)
    ):
        yield _wrong_kind(place, value, kind)
        return
    low, central, high = (value[bound] for bound in BOUNDS)
    if kind == "interval" and min(low, central, high) < 0:
        yield _negative(place, min(low, central, high), kind)
    elif kind == "interval" and high == 0 and "avoided" not in place:
        message = _("“{place}” is 0.")
        yield _problem(
            "L10", message, _("What is not known is null, with its reason."), place=place
        )
    elif not low <= central <= high:
        yield _disordered(place, f"{low}, {central}, {high}")


def _check_performance(place: str, part: Mapping[str, Any]) -> Iterator[Problem]:
    numbers = {key: part[key] for key in MEASURED if _is_number(part.get(key))}
    if numbers and not part.get("unit"):
        keys = _quoted(f"{place}.{key}" for key in numbers)
        message = _("{places}: a number without its unit.")
        hint = _("Write the unit in “{place}”: %, m3/h, share, points…")
        yield _problem("L12", message, hint, places=keys, place=f"{place}.unit")
    ordered = [numbers[key] for key in ("low", "value", "high") if key in numbers]
    if ordered != sorted(ordered):
        yield _disordered(place, ", ".join(map(str, ordered)))


def _check_cost(cost: Mapping[str, Any]) -> Iterator[Problem]:
    known = [key for key in AMOUNTS if cost.get(key) is not None]
    if known and not cost.get("basis"):
        message = _("“cost” has figures, and “cost.basis” does not say where they come from.")
        hint = _("Write one of: {choices}.")
        yield _problem("L13", message, hint, choices=", ".join(codes_of("cost", "basis")))
    money = [key for key in MONEY if key in known]
    if money and not cost.get("currency"):
        keys = _quoted(f"cost.{key}" for key in money)
        message = _("{places}: a number without its unit.")
        yield _problem(
            "L12", message, _("Write the currency in “cost.currency”: EUR."), places=keys
        )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _problem(code: str, message: str, hint: str, **words: object) -> Problem:
    shown = {key: _short(word) for key, word in words.items()}
    value = words.get("value", words.get("found"))
    return Problem(
        code=code,
        message=message.format(**shown),
        hint=hint.format(**shown),
        value=None if value is None else _short(value),
    )


def _quoted(places: Iterable[str]) -> str:
    return _(", ").join(_("“{place}”").format(place=place) for place in places)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 300 else text[:80] + "…"


def _unknown(place: str, known: Any) -> Problem:
    message = _("there is no field “{place}”.")
    own = place.rpartition(".")[2]
    close = _close(own, known)
    if close:
        return _problem("L04", message, _("Did you mean “{close}”?"), place=place, close=close)
    names = ", ".join(sorted(known))
    return _problem("L04", message, _("Known: {known}."), place=place, known=names)


def _close(name: str, known: Any) -> str:
    import difflib

    return next(iter(difflib.get_close_matches(name, list(known), n=1)), "")


def _refused(code: str, place: str, value: object, hint: str, **words: object) -> Problem:
    shown = _short(value) if len(str(value)) <= 80 else str(value)[:80] + "…"
    message = _("“{place}” cannot be “{value}”.")
    return _problem(code, message, hint, place=place, value=shown, **words)


def _wrong_kind(place: str, value: object, kind: str) -> Problem:
    return _refused("L06", place, value, translate(_EXPECTED[kind]), limit=TEXT_LENGTH)


def _not_coded(place: str, value: object, codes: Any) -> Problem:
    return _refused("L07", place, value, _("Write one of: {choices}."), choices=", ".join(codes))


def _negative(place: str, value: object, kind: str) -> Problem:
    message = _("“{place}” cannot be below zero: {value}.")
    return _problem("L09", message, translate(_EXPECTED[kind]), place=place, value=value)


def _disordered(place: str, value: str) -> Problem:
    message = _("“{place}”: the figures {value} are not in order.")
    hint = _("Write the lowest first and the highest last.")
    return _problem("L14", message, hint, place=place, value=value)


def _no_section(place: str, value: object, *, many: bool) -> Problem:
    hint = _("Write a list of parts: [{{…}}, {{…}}].") if many else _("Write a part: {{…}}.")
    return _refused("L06", place, value, hint)
