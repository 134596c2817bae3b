"""A table written in any mixture of hands is read right, or refused, or doubted aloud."""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import math
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from civicai import i18n
from civicai.errors import TableError
from civicai.tables import Column, Schema, read_table_with_findings, write_csv

_FILE = Path(__file__).parents[1] / "tables" / "variants.py"
_SPEC = importlib.util.spec_from_file_location("table_variants", _FILE)
variants = sys.modules[_SPEC.name] = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(variants)

SCHEMA = Schema(
    "attendance",
    (
        Column("site", "text", aliases=("école", "site_nom", "établissement", "cantine")),
        Column("date", "date", aliases=("jour", "date du repas")),
        Column(
            "planned", "integer", required=False, aliases=("prévus", "prévision", "repas commandés")
        ),
        Column("served", "integer", low=0, aliases=("servis", "réel", "repas servis")),
    ),
    key=("site", "date"),
    wide="served",
)
#: Hands that a reader cannot always follow: it must then refuse, or say what it took them for.
variants.DATES.update(
    {
        "mm/dd/yyyy": lambda d: f"{d:%m/%d/%Y}",
        "mm/dd/yy": lambda d: f"{d:%m/%d/%y}",
        "yy-mm-dd": lambda d: f"{d:%y-%m-%d}",
        "evening": lambda d: f"{d:%d/%m/%Y} 19:30",
        "utc evening": lambda d: f"{d}T19:30:00Z",
    }
)
variants.NUMBERS.update(
    {
        "points": lambda n: f"{n:,}".replace(",", "."),
        "commas": lambda n: f"{n:,}",
        "three decimals": lambda n: f"{n},000",
        "three decimals, point": lambda n: f"{n}.000",
        "letter": lambda n: str(n).replace("0", "O"),
        "kilos": lambda n: f"{n} kg",
    }
)
QUICK = settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)

names = st.text("ABEéÉèàçôœ '-;,|/\"0189", min_size=1, max_size=12).map(
    lambda text: " ".join(f"Ecole{text}".split())
)
days = st.dates(dt.date(2011, 1, 1), dt.date(2024, 12, 31))
counts = st.none() | st.integers(0, 2500)


WORDS = ["Jean", "Macé", "Évry", "l'école", "forêt", "ÉCOLE", "CÔTE", "d'Or", "(annexe)", "n°", "2"]
real_names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(
    lambda words: " ".join(["Ecole", *words])
)


@st.composite
def tables(draw, names=names):
    sites = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    dates = draw(st.lists(days, min_size=1, max_size=6, unique=True))
    return [variants.Record(s, d, draw(counts), draw(counts)) for s in sites for d in dates]


dialects = st.builds(
    variants.Dialect,
    headers=st.sampled_from(list(variants.HEADERS)),
    dates=st.sampled_from(list(variants.DATES)),
    numbers=st.sampled_from(list(variants.NUMBERS)),
    encoding=st.sampled_from(["utf-8", *variants.ENCODINGS]),
    separator=st.sampled_from(";,\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    missing=st.sampled_from(["", "NC", "-", "n.d.", "NA", "–"]),
    order=st.permutations([0, 1, 2, 3]).map(tuple),
    quoting=st.sampled_from([0, 1]),
    titles=st.sampled_from([(), ("Titre",), variants.TITLES]),
    trailing=st.sampled_from([0, 0, 2]),
    extra=st.booleans(),
    blank_lines=st.booleans(),
    total=st.sampled_from(["", "TOTAL", "Total général"]),
    repeat_header=st.booleans(),
    declared=st.booleans(),
    final_end=st.booleans(),
    form=st.sampled_from(["csv", "csv", "csv", "csv.gz", "xlsx"]),
    wide=st.sampled_from(["", "", "", "site", "day"]),
)


def read(raw: bytes | Path, schema: Schema = SCHEMA):
    """Read a file: a frame and its findings, or None and its errors, all of them with a hint."""
    with i18n.use("en"):
        try:
            return read_table_with_findings(
                raw if isinstance(raw, Path) else io.BytesIO(raw), schema
            )
        except TableError as error:
            return None, error.problems


def found(frame: pd.DataFrame) -> list[tuple]:
    served = [None if math.isnan(value) else value for value in frame["served"]]
    planned = [None] * len(frame)
    if "planned" in frame:
        planned = [None if math.isnan(value) else value for value in frame["planned"]]
    iso = frame["date"].dt.strftime("%Y-%m-%d")
    return sorted(zip(frame["site"], iso, planned, served, strict=True), key=str)


def written(records, dialect) -> bytes:
    try:
        return variants.write(records, dialect)
    except UnicodeEncodeError:
        assume(False)
        raise


@QUICK
@given(records=tables(), dialect=dialects)
def test_right_or_refused_or_doubted(records, dialect):
    frame, problems = read(written(records, dialect))
    if frame is None:
        assert problems
        assert all(problem.hint for problem in problems)
        return
    truth = [(r.site, f"{r.date}", None if dialect.wide else r.planned, r.served) for r in records]
    if found(frame) != sorted(truth, key=str):
        assert [problem for problem in problems if problem.severity == "warning"], found(frame)


PLAIN_NUMBERS = ("plain", "space", "nbsp", "comma zero", "padded")
PLAIN_DATES = ("dd/mm/yyyy", "d/m/yyyy", "dd-mm-yyyy", "iso", "weekday words", "midnight")


@QUICK
@given(
    records=tables(real_names),
    dialect=dialects,
    date=st.sampled_from(PLAIN_DATES),
    number=st.sampled_from(PLAIN_NUMBERS),
)
def test_usual_hands_are_always_read_right(records, dialect, date, number):
    assume(len(records) > 1)
    dialect = replace(dialect, dates=date, numbers=number, wide="", encoding="cp1252")
    frame, problems = read(written(records, dialect))
    assert frame is not None, problems
    truth = [(r.site, f"{r.date}", r.planned, r.served) for r in records]
    assert found(frame) == sorted(truth, key=str)


SPOILS = {
    "letter": lambda cells: [*cells[:-1], cells[-1] + "O"],
    "no such day": lambda cells: [cells[0], "31/02/2018", *cells[2:]],
    "negative": lambda cells: [*cells[:-1], "-5"],
    "half a meal": lambda cells: [*cells[:-1], "12,5"],
    "no site": lambda cells: ["", *cells[1:]],
    "too long": lambda cells: [*cells, "7"],
    "weight": lambda cells: [*cells[:-1], "12 kg"],
}


@QUICK
@given(records=tables(), spoil=st.sampled_from(list(SPOILS)), data=st.data())
def test_one_wrong_cell_is_refused_at_its_line(records, spoil, data):
    assume(all(";" not in r.site and '"' not in r.site for r in records))
    rows = variants.rows(records, variants.Dialect())
    i = data.draw(st.integers(1, len(rows) - 1), label="row")
    assume(rows[i][-1] and (spoil != "half a meal" or len(rows) > 2))
    rows[i] = SPOILS[spoil](rows[i])
    raw = "\n".join(";".join(row) for row in rows).encode()
    frame, problems = read(raw)
    assert frame is None
    assert i + 1 in [problem.row for problem in problems]


@QUICK
@given(
    records=tables(),
    dialect=dialects,
    cuts=st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=4)), min_size=1, max_size=4),
)
def test_damaged_files_never_crash(records, dialect, cuts):
    raw = bytearray(written(records, dialect))
    for place, noise in cuts:
        place %= len(raw) + 1
        raw[place : place + len(noise)] = noise
    frame, problems = read(bytes(raw))
    assert frame is not None or problems


@QUICK
@given(
    raw=st.binary(max_size=300), start=st.sampled_from([b"", b"site;date;served\n", b"PK\x03\x04"])
)
def test_noise_never_crashes(raw, start):
    frame, problems = read(start + raw)
    assert frame is not None or problems


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
    lambda text: text == text.strip() and "\ufffd" not in text and len(text) > 6
)
floats = st.floats(allow_nan=True, allow_infinity=False)


@QUICK
@given(
    rows=st.lists(st.tuples(texts, floats, st.booleans()), min_size=1, max_size=8),
    lang=st.sampled_from(["fr", "en"]),
)
def test_what_is_written_is_read_back(tmp_path_factory, rows, lang):
    schema = Schema("x", (Column("name", "text"), Column("n", "number"), Column("flag", "flag")))
    frame = pd.DataFrame(rows, columns=["name", "n", "flag"])
    with i18n.use(lang):
        path = write_csv(frame, tmp_path_factory.mktemp("export") / "x.csv")
    back, problems = read(path, schema)
    codes = {problem.code for problem in problems}
    if back is None:
        assert codes == {"N05"}
        return
    assert back["name"].tolist() == frame["name"].tolist()
    assert back["flag"].tolist() == frame["flag"].tolist()
    same = back["n"].to_numpy() == frame["n"].to_numpy()
    assert (same | frame["n"].isna().to_numpy()).all() or "N06" in codes
