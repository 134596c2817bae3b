"""What a table must hold: columns, units, ranges, key, and the headers that towns give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from civicai.i18n import Text

Kind = Literal["text", "integer", "number", "date", "time", "flag"]

_CAMEL = re.compile(r"(?<=[a-zé])(?=[A-Z])")
_BRACKETS = re.compile(r"^(.*\S)\s*[(\[]([^)\]]*)[)\]]\s*$")
_IN_UNIT = re.compile(r"^(.*\S)\s+en\s+(\S.*?)\s*$", re.IGNORECASE)
#: A unit written after the name, where no other word can be meant: "Débit l/s".
_BARE_UNIT = re.compile(r"^(.*\S)\s+([^\W\d]+(?:[²³23]|\s?/\s?\w+)|kg|mm|km)\s*$", re.IGNORECASE)
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'"})
#: A time zone that ends a header: "Horodatage (UTC)", "date_utc", "Heure GMT+1".
ZONE = re.compile(
    r"(?:[\s_]*[(\[]|[\s_])\s*(?:utc|gmt|tu)\s*(?:(?P<sign>[+-])\s*(?P<hours>1[0-2]|0?\d)"
    r"(?::?00|h)?)?\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_DATE_PATTERN = re.compile(r"[jmadyhs:/.-]+")
_PHYSICAL = """
    mg g kg t ml cl l hl m3 m3/h m3/j m3/s l/s l/h l/j l/min mm cm m km inch m2 ha mm/h km/h m/s
    c °c k % eur wh kwh mwh w kw v bar mbar pa kpa mpa mce s min h j jours
"""
#: Units written in words, with which symbol each is.
_IN_WORDS = """
    metre=m kilometre=km centimetre=cm millimetre=mm meter=m kilometer=km centimeter=cm
    millimeter=mm pouce=inch inche=inch gramme=g gram=g kilogramme=kg kilogram=kg kilo=kg kg=kg
    tonne=t litre=l liter=l hectolitre=hl millilitre=ml hectare=ha euro=eur pourcent=%
    pourcentage=% percent=% heure=h hour=h hr=h jour=j day=j d=j minute=min seconde=s second=s
    kilowattheure=kwh wattheure=wh celsius=°c degre= lineaire= linear= carre=2 cube=3
"""
_COUNTED = """
    nb nbre nombre unites repas couverts convives enfants eleves rationnaires pers personnes
    vehicules places passages habitants meals children pupils people visitors vehicles
"""
_EMPTY = "de du des d la le les l un une nb nbr nbre nombre of the number"
_SYMBOLS = dict(pair.split("=") for pair in _IN_WORDS.split())
_POWERS = {"cubic": "cube", "square": "carre"}
#: Units that a column can be measured in: another one than the schema's is an error.
PHYSICAL_UNITS = frozenset(_PHYSICAL.split())
#: Words that stand for a count and change nothing to it.
COUNT_UNITS = frozenset(_COUNTED.split())
#: Words that change nothing to what a header means.
_EMPTY_WORDS = frozenset(_EMPTY.split())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the words of a text in lower case, without accents nor punctuation.

    Examples
    --------
    >>> fold("  École\u00a0« Jean-Macé » ")
    'ecole jean mace'
    """
    text = unicodedata.normalize("NFKD", text.translate(_LIGATURES).lower())
    text = "".join(c if c.isalnum() else " " for c in text if not unicodedata.combining(c))
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def fold_unit(unit: str) -> str:
    """Return a unit in one spelling.

    Examples
    --------
    >>> fold_unit("m³ / h"), fold_unit("m3.h-1"), fold_unit("€"), fold_unit("Mètres cubes par jour")
    ('m3/h', 'm3/h', 'eur', 'm3/j')
    """
    text = unicodedata.normalize("NFKD", unit.lower().replace("€", "eur"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"\b(cubic|square) (\w+)", lambda m: f"{m[2]} {_POWERS[m[1]]}", text)
    text = re.sub(r"\b(?:par|per)\b", "/", text.replace("pour cent", "%"))
    text = re.sub(r"[^\W\d]{2,}", lambda word: _symbol(word[0]), text)
    text = "".join(text.split())
    text = re.sub(r"[.·*]?([a-z]+)-1$", r"/\1", text)
    return re.sub("/d$", "/j", text)


def _symbol(word: str) -> str:
    one = word[:-1] if word.endswith("s") else word
    return _SYMBOLS.get(word, _SYMBOLS.get(one, word))


def split_unit(header: str) -> tuple[str, str]:
    """Separate a header from the unit it states, in one spelling.

    What stands in brackets and is no unit is part of the header, for "Effectif (prévu)" is not
    "Effectif (réel)".

    Examples
    --------
    >>> split_unit("Quantité (kg)"), split_unit("Débit en m³/h"), split_unit("Effectif (réel)")
    (('Quantité', 'kg'), ('Débit', 'm3/h'), ('Effectif (réel)', ''))
    """
    for form in (_BRACKETS, _IN_UNIT, _BARE_UNIT):
        match = form.match(header)
        if match is None:
            continue
        unit = fold_unit(match[2])
        if unit in PHYSICAL_UNITS or unit in COUNT_UNITS:
            return match[1], unit
        if _DATE_PATTERN.fullmatch(unit):
            return match[1], ""
    return header, ""


@lru_cache(maxsize=65536)
def header_key(header: str) -> str:
    """Return what is compared of a header: its meaningful words, in the singular.

    Examples
    --------
    >>> header_key("Nombre de repas servis") == header_key("repas_servi")
    True
    """
    words = fold(_CAMEL.sub(" ", header)).split()
    words = [w for w in words if w not in _EMPTY_WORDS] or words
    return "".join(w[:-1] if len(w) > 3 and w.endswith("s") else w for w in words)


@lru_cache(maxsize=65536)
def _header_keys(header: str) -> tuple[str, str]:
    """Return the key of a header, and its key without the unit or time zone that ends it."""
    return header_key(header), header_key(ZONE.sub("", split_unit(header)[0]))


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        Canonical name, in English.
    kind : {"text", "integer", "number", "date", "time", "flag"}
        ``"integer"`` and ``"number"`` become ``float64`` (NaN is a missing cell), ``"date"`` a
        naive midnight, ``"time"`` an instant in UTC, ``"flag"`` a ``bool``.
    unit : str, optional
        Unit of the values, such as ``"m3/h"``; a file that states another one is refused. What
        is no physical unit, such as ``"meals"``, names what is counted.
    low, high : float, optional
        Smallest and largest value allowed, in ``unit``.
    required : bool
        Whether the file must have the column.
    aliases : tuple of str
        Headers that mean this column, in French (the one for an empty template first) and in
        English. Case, accents, punctuation, plurals and words such as "nombre de" do not count.
    description : str or dict of str
        One sentence for the reader.
    missing : bool, optional
        Whether a cell may be empty: by default yes, except in a column of the key.
    """

    name: str
    kind: Kind
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    required: bool = True
    aliases: tuple[str, ...] = ()
    description: Text = ""
    missing: bool | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header accepted, the canonical name first."""
        return (self.name, *(alias for alias in self.aliases if alias != self.name))

    @property
    def physical_unit(self) -> str | None:
        """The unit, in one spelling, of a column that measures; None for one that counts."""
        unit = fold_unit(self.unit or "")
        return unit if unit and unit not in COUNT_UNITS else None

    def header(self, lang: str) -> str:
        """Return the header that an empty template gives this column."""
        return self.aliases[0] if lang == "fr" and self.aliases else self.name


@dataclass(frozen=True)
class Schema:
    """The columns of a table, and those that tell its rows apart.

    Parameters
    ----------
    name : str
        The name the table is given by, as in ``TABLE=FILE``.
    columns : tuple of Column
        In the order of the DataFrame.
    key : tuple of str
        Columns whose values together identify a row. One that is optional counts only
        where the file has it.
    title, description : str or dict of str
        For the reader.
    wide : str, optional
        The measure that the cells of a wide table hold (one column a site, a day or a
        weekday). Without it, wide tables are not understood.
    counts_only : bool
        Whether a column that tells persons, vehicles or devices apart is refused.
    repeats : bool
        Whether several rows may bear one key, as a feed that is polled repeats itself; the use
        case then settles which one counts.

    Raises
    ------
    ValueError
        If two columns could claim the same header, or ``key`` or ``wide`` name no column.

    Examples
    --------
    >>> schema = Schema("meals", (Column("day", "date", aliases=("jour",)),), key=("day",))
    >>> schema.match("Jour")
    'day'
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    title: Text = ""
    description: Text = ""
    wide: str | None = None
    counts_only: bool = False
    repeats: bool = False

    def __post_init__(self) -> None:
        claimed = self._claims
        if len(claimed) != len(dict(claimed)):
            keys = [key for key, _ in claimed]
            twice = sorted({key for key in keys if keys.count(key) > 1})
            raise ValueError(f"schema {self.name!r}: two columns claim the header {twice[0]!r}")
        for name in (*self.key, *filter(None, [self.wide])):
            if name not in self:
                raise ValueError(f"schema {self.name!r} has no column {name!r}")

    def __contains__(self, name: str) -> bool:
        return any(column.name == name for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def allows_missing(self, column: Column) -> bool:
        """Tell whether a cell of this column may be empty."""
        return column.name not in self.key if column.missing is None else column.missing

    def match(self, header: str) -> str | None:
        """Return the canonical name of the column that a header means, if any."""
        if not header or len(header) > 100:
            return None
        whole, bare = _header_keys(header)
        return self._headers.get(whole) or self._headers.get(bare)

    @cached_property
    def required(self) -> frozenset[str]:
        """Return the names of the columns that a file must have."""
        return frozenset(column.name for column in self.columns if column.required)

    @cached_property
    def _claims(self) -> list[tuple[str, str]]:
        claims: dict[tuple[str, str], None] = {}
        for column in self.columns:
            keys = {header_key(header) for header in column.headers}
            if column.unit:
                suffix = fold(column.unit).replace(" ", "")
                keys |= {key + suffix for key in keys}
            claims |= {(key, column.name): None for key in keys}
        return list(claims)

    @cached_property
    def _headers(self) -> dict[str, str]:
        return dict(self._claims)
