"""The pages of a library of cards: search, one page a card, two cards side by side, the law."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civicai.cards.card import ProjectCard
from civicai.cards.check import REASON
from civicai.cards.fields import CODES, SECTIONS, TOP
from civicai.cards.flat import (
    CARBONS,
    COSTS,
    SIZES,
    UNKNOWN,
    band,
    carbon_per_year,
    cost_per_year,
)
from civicai.cards.law import LegalPage, legal_page
from civicai.cards.reading import fill_in_lines
from civicai.cards.render import labelled, shown, status
from civicai.cards.words import write_number, write_value
from civicai.i18n import N_, _, format_integer, language, ngettext, translate, use

if TYPE_CHECKING:
    import jinja2

    from civicai.cards.library import Library

ASSETS = ("library.css", "library.js")

_BANDS = {
    "size": (N_("Size of the authority"), SIZES, N_("inhabitants")),
    "cost": (N_("Cost each year"), COSTS, N_("in the card's currency")),
    "carbon": (N_("Carbon each year"), CARBONS, N_("kgCO₂e")),
}


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("civicai.cards", "site"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page_of(card: ProjectCard) -> str:
    """Return a card as an HTML page of its own, in the language in force."""
    template = _environment().get_template("alone.html.j2")
    return template.render(lang=language(), card=card, fragment=card.to_html(2))


def write_assets(out: Path) -> None:
    """Copy the style and the script, the only two files that every page asks for."""
    folder = out / "assets"
    folder.mkdir(exist_ok=True)
    source = resources.files("civicai.cards").joinpath("site")
    for name in ASSETS:
        (folder / name).write_bytes(source.joinpath(name).read_bytes())


def write_pages(library: Library, lang: str) -> None:
    """Write the pages of one language: French at the top of the site, English in ``en/``."""
    told_in = language()  # what was left out is told in the language of who builds
    home = library.out if lang == "fr" else library.out / lang
    (home / "cards").mkdir(parents=True, exist_ok=True)
    with use(lang):
        cards = _versions(library.cards, lang)
        laws = _laws(library.cards)
        entries = [_entry(card) for card in cards]
        words = _words()
        root = "" if lang == "fr" else "../"
        shared: dict[str, Any] = {"lang": lang, "words": words, "root": root}
        index = {
            "entries": entries,
            "filters": _filters(entries),
            "count": _count(len(entries)),
            "left_out": [str(problem) for problem in library.left_out],
            "told_in": told_in,
        }
        _write(home / "index.html", "index.html.j2", shared, index)
        _write(home / "compare.html", "compare.html.j2", shared, {"entries": entries})
        inner = {**shared, "root": shared["root"] + "../"}
        for card, entry in zip(cards, entries, strict=True):
            page = {"entry": entry, "fragment": card.to_html(2), "missing": fill_in_lines(card)}
            page["law"] = name if (name := _usecase_of(card)) in laws else ""
            _write(home / "cards" / f"{card.id}.html", "card.html.j2", inner, page)
            (home / "cards" / f"{card.id}.js").write_text(_script(card), encoding="utf-8")
        if lang == "fr":
            _write_laws(library.out, laws.values(), inner)


def _write(path: Path, template: str, *contents: Mapping[str, Any]) -> None:
    content = {key: value for part in contents for key, value in part.items()}
    path.write_text(_environment().get_template(template).render(content), encoding="utf-8")


def _versions(cards: tuple[ProjectCard, ...], lang: str) -> list[ProjectCard]:
    """Keep one card an id: that in the reader's language, where there is one."""
    chosen: dict[str, ProjectCard] = {}
    for card in cards:
        if card.id not in chosen or card.lang == lang:
            chosen[card.id] = card
    return sorted(chosen.values(), key=lambda card: (card.name.casefold(), card.id))


def _entry(card: ProjectCard) -> dict[str, Any]:
    """Return what the list says of a card."""
    population = card.authority.get("population")
    area = card.need.get("policy_area")
    cost, carbon = cost_per_year(card), carbon_per_year(card)
    more = [card.need.get(key) for key in ("problem", "baseline_today")]
    more += [card.system.get("method"), card.authority.get("department"), card.id]
    place = card.authority.get("name") or _("authority not said")
    people = _("{count} inhabitants").format(count=format_integer(population)) if population else ""
    return {
        "id": card.id,
        "name": card.name,
        "summary": card.summary,
        "card_lang": card.lang,
        "status": status(card),
        "evidence": card.evidence or UNKNOWN,
        "evidence_word": _evidence(card),
        "place": place,
        "people": people,
        "area": area or UNKNOWN,
        "area_word": write_value("need", "policy_area", area),
        "size": band(population, SIZES),
        "cost": band(cost, COSTS),
        "cost_word": _per_year(cost, card.cost.get("currency") or ""),
        "carbon": band(carbon, CARBONS),
        "carbon_word": _per_year(carbon, "kgCO₂e"),
        "more": " ".join(str(text) for text in more if text),
    }


def _evidence(card: ProjectCard) -> str:
    words = {"simulated": _("simulated figures"), "real": _("real figures")}
    return words.get(card.evidence or "", _("origin of the figures not said"))


def _per_year(value: float | None, unit: str) -> str:
    if value is None:
        return _("not known")
    return _("{number} {unit} a year").format(number=write_number(value), unit=unit)


def _filters(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the choices of each filter, with how many cards each has."""
    areas: list[tuple[str, str]] = [
        (code, translate(word)) for code, word in CODES["policy_area"].items()
    ]
    choices = {"area": (_("Need"), areas)}
    for name, (label, edges, unit) in _BANDS.items():
        choices[name] = (translate(label), _bands(edges, unit))
    origins = [("real", _("real figures")), ("simulated", _("simulated figures"))]
    choices["evidence"] = (_("Figures"), origins)
    filters = []
    for name, (label, known) in choices.items():
        options = []
        for code, word in [*known, (UNKNOWN, _("not known"))]:
            count = sum(entry[name] == code for entry in entries)
            if count:
                options.append((code, f"{word} ({format_integer(count)})"))
        filters.append({"name": name, "label": label, "options": options})
    return filters


def _bands(edges: tuple[int, ...], unit: str) -> list[tuple[str, str]]:
    numbers = [format_integer(edge) for edge in edges]
    unit = translate(unit)
    texts = [_("under {high} {unit}").format(high=numbers[0], unit=unit)]
    for low, high in pairwise(numbers):
        texts.append(_("{low} to {high} {unit}").format(low=low, high=high, unit=unit))
    texts.append(_("{low} {unit} and more").format(low=numbers[-1], unit=unit))
    return [(str(rank), text) for rank, text in enumerate(texts)]


def _count(count: int) -> str:
    text = ngettext("{count} project", "{count} projects", count)
    return text.format(count=format_integer(count))


def _script(card: ProjectCard) -> str:
    """Return the card as a script, which a page may load even from a folder, without a server.

    Rows are [rank of the section, rank in the section, section, label, text].
    """
    top = {"status": _("Status"), **{key: translate(field.label) for key, field in TOP.items()}}
    rows: list[list[Any]] = [
        [0, rank, "", label, write_value("", key, getattr(card, key))]
        for rank, (key, label) in enumerate(top.items())
        if getattr(card, key) is not None
    ]
    ranks = {name: rank for rank, name in enumerate(SECTIONS, 1)}
    for name, section, found in shown(card):
        title = translate(section.title)
        if isinstance(found, Mapping):
            order = [*section.fields, REASON]
            for key, label in labelled(section, [found]):
                text = write_value(name, key, found[key])
                rows.append([ranks[name], order.index(key), title, label, text])
            continue
        columns = labelled(section, found)
        texts = [_("; ").join(_told(name, part, columns)) for part in found]
        rows.append([ranks[name], 0, title, "", "\n".join(texts)])
    content = {"id": card.id, "name": card.name, "lang": card.lang, "rows": rows}
    text = json.dumps(content, ensure_ascii=True).replace("<", "\\u003c")
    return f"civicaiCard({text});\n"


def _told(name: str, part: Mapping[str, Any], columns: list[tuple[str, str]]) -> list[str]:
    known = [(key, label) for key, label in columns if part.get(key) is not None]
    return [
        _("{label}: {value}").format(label=label, value=write_value(name, key, part[key]))
        for key, label in known
    ]


def _usecase_of(card: ProjectCard) -> str:
    return str(card.system.get("usecase") or "")


def _laws(cards: Iterable[ProjectCard]) -> dict[str, LegalPage]:
    """Return the legal page of each use case that the cards are of, where it has one."""
    pages = {name: legal_page(name) for name in sorted({_usecase_of(card) for card in cards})}
    return {name: page for name, page in pages.items() if page is not None}


def _write_laws(out: Path, pages: Iterable[LegalPage], shared: Mapping[str, Any]) -> None:
    folder = out / "law"
    for page in pages:
        folder.mkdir(exist_ok=True)
        content = {"title": page.title, "fragment": page.to_html()}
        _write(folder / f"{page.usecase}.html", "law.html.j2", shared, content)


def _words() -> dict[str, str]:
    return {
        "title": _("Library of AI projects of local authorities"),
        "intro": _(
            "What towns do with AI and like methods: the need, what is reached, the cost, the "
            "carbon, who keeps control."
        ),
        "skip": _("Skip to the content"),
        "home": _("All projects"),
        "search": _("Search"),
        "search_hint": _("a town, a need, a method…"),
        "any": _("any, no filter"),
        "reset": _("Clear the search"),
        "results": _("The projects"),
        "found": _("{count} of {total} projects."),
        "nothing": _("No project fits. Take a filter off."),
        "more": _("Show {count} more"),
        "compare": _("Compare"),
        "compare_title": _("Two projects side by side"),
        "compare_go": _("Compare the two projects"),
        "compare_one": _("1 project chosen. Choose another to compare."),
        "compare_two": _("2 projects chosen."),
        "compare_most": _("Two projects at most: take one off first."),
        "compare_first": _("First project"),
        "compare_second": _("Second project"),
        "compare_choose": _("– choose –"),
        "compare_field": _("Field"),
        "compare_differs": _("differs"),
        "compare_hint": _("Choose two projects; the lines where they differ are marked."),
        "compare_failed": _("This card could not be loaded."),
        "no_script": _("Without JavaScript, search and comparison do not work; the pages do."),
        "data": _("All the cards for a machine"),
        "left_out": _("Cards left out"),
        "left_out_intro": _("These files could not be shown; each says why."),
        "missing": _("What the authority must still fill in"),
        "missing_intro": _("The card is a draft as long as these are not known."),
        "law": _("The law of this use case (in French)"),
        "need": _("Need"),
        "authority": _("Authority"),
        "cost": _("Cost"),
        "carbon": _("Carbon"),
        "status": _("Status"),
        "figures": _("Figures"),
        "footer": _(
            "Made with civicai. The cards are decision support, written by each authority."
        ),
    }
