"""One table written in many hands: encodings, separators, headers, dates, numbers and clutter."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

NBSP, NARROW = "\u00a0", "\u202f"
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche"


@dataclass(frozen=True)
class Record:
    """Meals planned and served at one site on one day; None where nobody noted them."""

    site: str
    date: dt.date
    planned: int | None
    served: int | None


def month(day: dt.date) -> str:
    return MONTHS.split()[day.month - 1]


def weekday(day: dt.date) -> str:
    return DAYS.split()[day.weekday()]


DATES: dict[str, Callable[[dt.date], str]] = {
    "dd/mm/yyyy": lambda d: f"{d:%d/%m/%Y}",
    "d/m/yyyy": lambda d: f"{d.day}/{d.month}/{d.year}",
    "dd/mm/yy": lambda d: f"{d:%d/%m/%y}",
    "dd-mm-yyyy": lambda d: f"{d:%d-%m-%Y}",
    "dd.mm.yyyy": lambda d: f"{d:%d.%m.%Y}",
    "dd mm yyyy": lambda d: f"{d:%d %m %Y}",
    "iso": lambda d: d.isoformat(),
    "yyyy/mm/dd": lambda d: f"{d:%Y/%m/%d}",
    "compact": lambda d: f"{d:%Y%m%d}",
    "midnight": lambda d: f"{d:%d/%m/%Y} 00:00",
    "midnight h": lambda d: f"{d:%d/%m/%Y} 00h00",
    "iso midnight": lambda d: f"{d.isoformat()}T00:00:00",
    "iso offset": lambda d: f"{d.isoformat()}T00:00:00+02:00",
    "utc midnight": lambda d: f"{d - dt.timedelta(days=1)}T22:00:00+00:00",
    "words": lambda d: f"{d.day} {month(d)} {d.year}",
    "short words": lambda d: f"{d.day} {month(d)[:4]}. {d.year}",
    "weekday words": lambda d: f"{weekday(d)} {d.day} {month(d)} {d.year}",
    "capital words": lambda d: f"{weekday(d).title()} {d.day} {month(d).title()} {d.year}",
    "weekday numbers": lambda d: f"{weekday(d)[:3]}. {d:%d/%m/%Y}",
    "serial": lambda d: str((d - dt.date(1899, 12, 30)).days),
}
NUMBERS: dict[str, Callable[[int], str]] = {
    "plain": str,
    "space": lambda n: f"{n:,}".replace(",", " "),
    "nbsp": lambda n: f"{n:,}".replace(",", NBSP),
    "narrow": lambda n: f"{n:,}".replace(",", NARROW),
    "comma zero": lambda n: f"{n},0",
    "point zero": lambda n: f"{n}.0",
    "space comma": lambda n: f"{n:,}".replace(",", " ") + ",00",
    "meals": lambda n: f"{n} repas",
    "padded": lambda n: f"  {n} ",
    "plus": lambda n: f"+{n}",
}
HEADERS: dict[str, tuple[str, str, str, str]] = {
    "french": ("École", "Date", "Prévus", "Réel"),
    "english": ("site", "date", "planned", "served"),
    "capitals": ("ETABLISSEMENT", "JOUR", "REPAS COMMANDES", "REPAS SERVIS"),
    "portal": ("site_nom", "date", "prevision", "reel"),
    "units": ("Cantine", "Date (jj/mm/aaaa)", "Prévision (repas)", "Servis [repas]"),
    "long": ("L'école", "Date du repas", "Nombre de repas commandés", "Nb de repas servis"),
    "camel": ("SiteNom", "DateDuRepas", "RepasCommandes", "RepasServis"),
}


@dataclass(frozen=True)
class Dialect:
    """How somebody writes the table."""

    headers: str = "french"
    dates: str = "dd/mm/yyyy"
    numbers: str = "plain"
    encoding: str = "utf-8"
    separator: str = ";"
    end: str = "\r\n"
    missing: str = ""
    order: tuple[int, ...] = (0, 1, 2, 3)
    quoting: int = csv.QUOTE_MINIMAL
    titles: tuple[str, ...] = ()
    trailing: int = 0
    extra: bool = False
    blank_lines: bool = False
    total: str = ""
    repeat_header: bool = False
    declared: bool = False
    final_end: bool = True
    form: str = "csv"
    wide: str = ""


def rows(records: list[Record], dialect: Dialect) -> list[list[str]]:
    """Return the table as rows of text, its clutter included."""
    if dialect.wide:
        return wide_rows(records, dialect)
    header = [HEADERS[dialect.headers][i] for i in dialect.order]
    date, number = DATES[dialect.dates], NUMBERS[dialect.numbers]

    def count(value: int | None) -> str:
        return dialect.missing if value is None else number(value)

    body = [
        [(r.site, date(r.date), count(r.planned), count(r.served))[i] for i in dialect.order]
        for r in records
    ]
    if dialect.extra:
        header = ["N°", *header, "Météo"]
        body = [[str(i), *row, "pluie, vent"] for i, row in enumerate(body)]
    if dialect.repeat_header:
        body.insert(len(body) // 2, header)
    if dialect.blank_lines:
        body.insert(1, [""] * len(header))
        body.insert(3, [])
    if dialect.total:
        total = [dialect.total, "", "", str(sum(r.served or 0 for r in records))]
        body.append(([""] if dialect.extra else []) + [total[i] for i in dialect.order])
    table = [[title] for title in dialect.titles] + [header, *body]
    return [row + [""] * dialect.trailing if row else row for row in table]


def wide_rows(records: list[Record], dialect: Dialect) -> list[list[str]]:
    """Return the meals served with a column for each site, or each day."""
    date, number = DATES[dialect.dates], NUMBERS[dialect.numbers]
    site_header, date_header = HEADERS[dialect.headers][:2]
    sites = list(dict.fromkeys(r.site for r in records))
    days = list(dict.fromkeys(r.date for r in records))
    served = {
        (r.site, r.date): dialect.missing if r.served is None else number(r.served) for r in records
    }
    if dialect.wide == "site":
        body = [[date(d), *(served.get((s, d), "") for s in sites)] for d in days]
        return [[date_header, *sites], *body]
    body = [[s, *(served.get((s, d), "") for d in days)] for s in sites]
    return [[site_header, *map(date, days)], *body]


def write(records: list[Record], dialect: Dialect) -> bytes:
    """Write the table."""
    if dialect.form == "xlsx":
        return write_workbook(records, dialect)
    buffer = io.StringIO()
    writer = csv.writer(
        buffer, delimiter=dialect.separator, lineterminator=dialect.end, quoting=dialect.quoting
    )
    writer.writerows(rows(records, dialect))
    text = buffer.getvalue()
    if dialect.declared:
        text = f"sep={dialect.separator}{dialect.end}{text}"
    if not dialect.final_end:
        text = text.removesuffix(dialect.end)
    raw = text.encode(dialect.encoding)
    return gzip.compress(raw) if dialect.form == "csv.gz" else raw


def write_workbook(records: list[Record], dialect: Dialect) -> bytes:
    """Write a workbook whose numbers and dates are typed, unless the dialect words them."""
    import openpyxl

    book = openpyxl.Workbook()
    texts = {DATES[dialect.dates](r.date): r.date for r in records}
    for row in rows(records, dialect):
        typed: list[Any] = [
            texts.get(cell, cell) if dialect.dates == "iso" else cell for cell in row
        ]
        if dialect.numbers == "plain":
            typed = [int(c) if isinstance(c, str) and c.isdigit() else c for c in typed]
        book.active.append([None if cell == "" else cell for cell in typed])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


RECORDS = [
    Record(site, day, planned, served)
    for site, first in (("JEAN MACÉ", 1190), ("Côte d'Or / Évry", 88), ("FERRY; annexe", 1004))
    for day, planned, served in (
        (dt.date(2018, 9, 3), first + 10, first),
        (dt.date(2018, 9, 14), None, first + 2),
        (dt.date(2018, 9, 18), first + 12, None),
        (dt.date(2018, 9, 27), first + 13, first + 4),
    )
]

ENCODINGS = ("utf-8-sig", "cp1252", "iso8859-15", "mac_roman", "cp850")
ENCODINGS += ("utf-16", "utf-16-le", "utf-16-be")
BASE = Dialect()
TITLES = ("Ville de X : fréquentation", "Édité le 03/10/2018", "")
OLD_VENDOR = replace(BASE, encoding="cp1252", headers="capitals", numbers="nbsp", missing="NC")

VARIANTS: dict[str, Dialect] = (
    {f"date {name}": replace(BASE, dates=name) for name in DATES}
    | {f"number {name}": replace(BASE, numbers=name) for name in NUMBERS}
    | {f"header {name}": replace(BASE, headers=name) for name in HEADERS}
    | {f"encoding {name}": replace(BASE, encoding=name) for name in ENCODINGS}
    | {f"separator {mark!r}": replace(BASE, separator=mark) for mark in ",\t|"}
    | {f"end {mark!r}": replace(BASE, end=mark) for mark in ("\n", "\r")}
    | {f"missing {word}": replace(BASE, missing=word) for word in ("NC", "NA", "-", "n.d.", "–")}
    | {
        "commas and decimals": replace(BASE, separator=",", numbers="comma zero"),
        "all quoted": replace(BASE, quoting=csv.QUOTE_ALL),
        "titles": replace(BASE, titles=TITLES),
        "titles in cp1252": replace(OLD_VENDOR, titles=TITLES),
        "trailing": replace(BASE, trailing=3),
        "extra columns": replace(BASE, extra=True),
        "blank lines": replace(BASE, blank_lines=True),
        "total": replace(BASE, total="TOTAL GÉNÉRAL"),
        "total beside extra columns": replace(BASE, total="Total", extra=True),
        "header repeated": replace(BASE, repeat_header=True),
        "separator declared": replace(BASE, declared=True),
        "separator declared, odd": replace(BASE, declared=True, separator="^"),
        "no final end": replace(BASE, final_end=False),
        "order": replace(BASE, order=(3, 1, 2, 0)),
        "without planned": replace(BASE, order=(1, 0, 3)),
        "gzip": replace(BASE, form="csv.gz"),
        "old vendor": OLD_VENDOR,
        "old macintosh": replace(OLD_VENDOR, encoding="mac_roman", end="\r", separator="\t"),
        "everything": replace(
            OLD_VENDOR,
            titles=TITLES,
            trailing=2,
            extra=True,
            blank_lines=True,
            total="Total",
            repeat_header=True,
            order=(1, 0, 3, 2),
        ),
        "wide by site": replace(BASE, wide="site"),
        "wide by site in cp1252": replace(OLD_VENDOR, wide="site"),
        "wide by day": replace(BASE, wide="day"),
        "wide by day in words": replace(BASE, wide="day", dates="weekday words"),
        "workbook": replace(BASE, form="xlsx", dates="iso"),
        "workbook of texts": replace(BASE, form="xlsx", numbers="space"),
        "workbook with clutter": replace(
            BASE, form="xlsx", dates="iso", titles=TITLES, total="Total", extra=True
        ),
        "workbook by day": replace(BASE, form="xlsx", dates="iso", wide="day"),
    }
)
