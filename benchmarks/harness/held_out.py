"""Tables as forty-eight other hands would write them, drawn at random from a fixed seed.

This set was written without looking at how the reader works, and the reader must not be tuned
on it: a file that it reads badly becomes a test of its own, in other words.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from civicai.tables import Column, Schema
from harness.schemas import SCHEMAS

SITES = (
    "Les Tilleuls",
    "ÉCOLE PRÉVERT",
    "Sacré-Cœur",
    "Groupe scolaire “Éluard”",
    "L’Orée du bois",
    "St-Exupéry (mat.)",
    "0441234X",
    "Pôle enfance n° 2",
    "Curie, Pierre & Marie",
    'Crèche "À petits pas"',
    "Île d'Yeu; le bourg",
    "Noël-Baÿ",
    "Maïté çà et là",
)
SERVICES = ("Maternelle", "Élémentaire", "Adultes")
REMARKS = ("", "", "", "total revu à la main", "sortie ; pique-nique", "pesée « à vide »")
REMARKS += ("12,5", "oui", "1er service", "grève, service réduit", "repas froid\nfour en panne")
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
SHORT = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."
DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche"
REPLACED = {"œ": "oe", "Œ": "OE", "’": "'", "“": '"', "”": '"', "ÿ": "y", "\u202f": "\u00a0"}


def long_date(day: dt.date) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS.split()[day.month - 1]} {day.year}"


def short_month(day: dt.date) -> str:
    return SHORT.split()[day.month - 1]


def weekday(day: dt.date) -> str:
    return DAYS.split()[day.weekday()]


#: Style -> how it writes a day, and whether a reader that knows no schema can tell it is one.
DATES: dict[str, tuple[Callable[[dt.date], str], bool]] = {
    "03/09/2018": (lambda d: f"{d:%d/%m/%Y}", True),
    "3/9/18": (lambda d: f"{d.day}/{d.month}/{d:%y}", True),
    "03.09.18": (lambda d: f"{d:%d.%m.%y}", True),
    "2018-09-03": (lambda d: d.isoformat(), True),
    "2018-09-03 00:00:00": (lambda d: f"{d} 00:00:00", True),
    "2018-09-03T00:00:00.000": (lambda d: f"{d}T00:00:00.000", True),
    "2018-09-03T00:00:00+00:00": (lambda d: f"{d}T00:00:00+00:00", True),
    "03/09/2018 00:00:00": (lambda d: f"{d:%d/%m/%Y} 00:00:00", True),
    "03-sept-18": (lambda d: f"{d:%d}-{short_month(d)}-{d:%y}", True),
    "3 SEPT. 2018": (lambda d: f"{d.day} {short_month(d)} {d.year}".upper(), True),
    "3 septembre 2018": (long_date, True),
    "lundi 3 septembre 2018": (lambda d: f"{weekday(d)} {long_date(d)}", True),
    "lun. 03/09/18": (lambda d: f"{weekday(d)[:3]}. {d:%d/%m/%y}", True),
    "Lun 03-09-2018": (lambda d: f"{weekday(d)[:3].title()} {d:%d-%m-%Y}", True),
    "20180903": (lambda d: f"{d:%Y%m%d}", False),
    "43346": (lambda d: str((d - dt.date(1899, 12, 30)).days), False),
}


@dataclass(frozen=True)
class Hand:
    """How one person writes a table."""

    date: str
    thousands: str
    decimal: str
    suffix: bool
    missing: str
    encoding: str
    separator: str
    end: str
    quoting: int
    decorate: str
    clutter: frozenset[str]
    form: str


@dataclass(frozen=True)
class Sample:
    """A file, what it holds, and the headers under which it holds it."""

    raw: bytes
    form: str
    schema: str
    headers: dict[str, str]
    expected: dict[str, list[Any]]
    plain: bool


def draw_hand(rng: Random) -> Hand:
    decimal = rng.choice(",,,.")
    clutter = ("titles", "units row", "totals", "footer", "blank rows", "trailing", "repeated")
    clutter += ("extra", "row numbers", "empty column", "short rows", "comments")
    encodings = ["utf-8", "utf-8-sig", "cp1252", "cp1252", "iso8859-15", "mac_roman", "cp850"]
    return Hand(
        date=rng.choice([*DATES, "03/09/2018", "03/09/2018", "2018-09-03"]),
        thousands=rng.choice(["", "", " ", "\u00a0", "\u202f"] + ["."] * (decimal == ",")),
        decimal=decimal,
        suffix=rng.random() < 0.12,
        missing=rng.choice(["", "", "", "NC", "N/A", "n.d.", "ND", "--", "null", "#N/A"]),
        encoding=rng.choice([*encodings, "utf-16", "utf-16-le", "twice"]),
        separator=rng.choice(";;;;,\t|"),
        end=rng.choice(["\r\n", "\r\n", "\n", "\r"]),
        quoting=rng.choice([csv.QUOTE_MINIMAL] * 3 + [csv.QUOTE_ALL]),
        decorate=rng.choice(["", "", "upper", "title", "bare", "snake", "unit", "spaces", "star"]),
        clutter=frozenset(what for what in clutter if rng.random() < 0.1),
        form=rng.choice(["csv"] * 6 + ["csv.gz", "xlsx", "xlsx", "xlsx of texts"]),
    )


def draw_rows(rng: Random, schema: Schema) -> list[dict[str, Any]]:
    """Return the days of a few sites, in the columns of the schema."""
    start = dt.date(rng.randint(2012, 2026), rng.choice((1, 3, 4, 9, 10, 11)), rng.randint(1, 12))
    days = [start + dt.timedelta(days=i) for i in range(rng.randint(12, 30))]
    days = [day for day in days if day.weekday() not in (2, 5, 6)]
    sites = rng.sample(SITES, rng.randint(1, 4))
    values: dict[str, Callable[[], Any]] = {
        "waste": lambda: round(rng.uniform(0.4, 1800), rng.choice((1, 2, 2))),
        "meals": lambda: rng.randint(0, 2400),
        "planned": lambda: rng.randint(20, 2400),
        "served": lambda: rng.randint(0, 2400),
        "remark": lambda: rng.choice(REMARKS),
    }
    rows = []
    for site in sites:
        for service in rng.sample(SERVICES, 2) if "service" in schema else [None]:
            for day in days:
                row = {"site": site, "service": service, "date": day}
                for name, value in values.items():
                    row[name] = None if name != "remark" and rng.random() < 0.06 else value()
                rows.append({column.name: row[column.name] for column in schema})
    return rows


def encode(text: str, encoding: str) -> bytes:
    if encoding == "twice":  # UTF-8 taken for the encoding of Windows, and saved again
        return text.encode().decode("cp1252").encode()
    return text.encode(encoding)


def encodable(text: str, encoding: str) -> str:
    """Write as one would at a keyboard what the encoding lacks."""
    for mark, replacement in REPLACED.items():
        try:
            encode(mark, encoding)
        except UnicodeError:
            text = text.replace(mark, replacement)
    return text


def write_header(rng: Random, column: Column, hand: Hand) -> str:
    header = rng.choice(column.headers)
    bare = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode()
    unit = column.unit or {"date": "jj/mm/aaaa"}.get(column.kind, "")
    return {
        "upper": header.upper(),
        "title": header.title(),
        "bare": bare.upper(),
        "snake": bare.replace(" ", "_"),
        "unit": f"{header} ({unit})" if unit else header,
        "spaces": f"{header}  ",
        "star": f"{header} *",
    }.get(hand.decorate, header.capitalize())


def write_cell(value: Any, column: Column, hand: Hand) -> str:
    if value is None:
        return hand.missing
    if column.kind == "date":
        return DATES[hand.date][0](value)
    if column.kind == "text":
        return value
    thousands = "" if hand.thousands == "." and column.kind == "integer" else hand.thousands
    text = f"{value:,}".replace(",", "t").replace(".", hand.decimal).replace("t", thousands)
    return text + {"kg": " kg", "meals": " repas"}.get(column.unit or "", "") * hand.suffix


def add_columns(rng: Random, table: list[list[Any]], hand: Hand) -> None:
    """Add the columns that nobody asked for."""
    if "extra" in hand.clutter:
        for header, cells in (
            ("Date de saisie", ["05/01/2027"]),
            ("Température", ["12,5", "-3", ""]),
            ("Agent", ["Zoé", "M. Léo", ""]),
        ):
            at = rng.randint(0, len(table[0]))
            table[0].insert(at, header)
            for row in table[1:]:
                row.insert(at, rng.choice(cells))
    if "row numbers" in hand.clutter:
        for number, row in enumerate(table):
            row.insert(0, str(number) if number else "")
    if "empty column" in hand.clutter:
        for row in table:
            row.insert(0, "")


def add_rows(table: list[list[Any]], units: list[str], label: int, hand: Hand) -> list[list[Any]]:
    """Add the lines that are no records: titles, units, totals, what the printer wanted."""
    header, body = table[0], table[1:]
    width, middle = len(header), len(body) // 2

    def total(text: str) -> list[Any]:
        return [
            text if i == label else "9999" if unit == "(nb)" else "" for i, unit in enumerate(units)
        ]

    if "units row" in hand.clutter:
        body.insert(0, units)
    if "repeated" in hand.clutter:
        body.insert(middle, list(header))
    if "totals" in hand.clutter:
        body.insert(middle, total("Sous-total"))
        body.append(total("TOTAL GÉNÉRAL"))
    if "blank rows" in hand.clutter:
        body[middle:middle] = [[""] * width, []]
    if "short rows" in hand.clutter:
        for row in body:
            while len(row) > 2 and row[-1] == "":
                row.pop()
    if "trailing" in hand.clutter:
        for row in (header, *body[::2]):
            row.extend(["", ""])
    if "footer" in hand.clutter:
        body += [[], ["Source : direction de l'éducation, édité le 12/01/2027"]]
    above = [["# export du logiciel, version 3.2"]] * ("comments" in hand.clutter)
    if "titles" in hand.clutter:
        above += [["Restauration scolaire", "", "période : 2018"], ["Ville de Y, pesées"], []]
    return [*above, header, *body]


def write_separated(table: list[list[Any]], hand: Hand) -> bytes:
    buffer = io.StringIO()
    options = {"lineterminator": hand.end, "quoting": hand.quoting}
    csv.writer(buffer, delimiter=hand.separator, **options).writerows(table)
    raw = encode(encodable(buffer.getvalue(), hand.encoding), hand.encoding)
    return gzip.compress(raw) if hand.form == "csv.gz" else raw


def write_workbook(table: list[list[Any]], hand: Hand) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    if "comments" in hand.clutter:
        book.active.append(["À lire : une ligne par pesée"])
        book.create_sheet("Données")
        table = table[1:]
    for row in table:
        book.worksheets[-1].append([None if cell == "" else cell for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def draw_sample(rng: Random, schema_name: str) -> Sample:
    """Draw one file."""
    schema, hand = SCHEMAS[schema_name], draw_hand(rng)
    rows = draw_rows(rng, schema)
    typed = hand.form == "xlsx"
    for row in rows:
        for name, value in row.items():
            if isinstance(value, str) and "xlsx" not in hand.form:
                # A break inside a cell is quoted only where it is one of the file's own.
                row[name] = encodable(value.replace("\n", hand.end[-1]), hand.encoding)
    columns = rng.sample(schema.columns, len(schema.columns))
    headers = {column.name: write_header(rng, column, hand) for column in columns}
    table: list[list[Any]] = [list(headers.values())]
    for row in rows:
        cells = [(row[column.name], column) for column in columns]
        table.append([v if typed and v is not None else write_cell(v, c, hand) for v, c in cells])
    add_columns(rng, table, hand)
    words = {"integer": "(nb)", "number": "(kg)", "date": "(jj/mm/aaaa)", "text": ""}
    units_of = {headers[column.name]: words[column.kind] for column in columns}
    units = [units_of.get(header, "") for header in table[0]]
    label = table[0].index(headers["site"])
    table = add_rows(table, units, label, hand)
    raw = write_workbook(table, hand) if "xlsx" in hand.form else write_separated(table, hand)
    needs_schema = {"units row", "totals", "footer", "repeated"} & hand.clutter
    return Sample(
        raw,
        hand.form.split()[0],
        schema_name,
        {name: " ".join(header.split()) for name, header in headers.items()},
        {column.name: [row[column.name] for row in rows] for column in schema},
        plain=not (needs_schema or (not typed and (hand.suffix or not DATES[hand.date][1]))),
    )


def draw_samples(count: int = 48, seed: int = 20260903) -> dict[str, Sample]:
    """Draw the whole set, half of it for each schema."""
    rng = Random(seed)
    names = ("attendance", "weighing")
    return {f"hand {i:02d}": draw_sample(rng, names[i % 2]) for i in range(count)}
