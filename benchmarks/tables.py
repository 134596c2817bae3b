"""Messy tables of French towns: civicai's reader beside those that one would use instead.

    python benchmarks/tables.py

Every file is given to every reader in turn, each in a process and an environment of its own and
on one thread; times are of the processor. So the ratios hold on any machine, a busy one too. A
column counts when all of its cells are right: texts with their accents, numbers as numbers, days
as days, missing as missing.

What the peers cannot know: the schema, hence which line holds the header, which lines are totals,
titles or units, that an integer is a day, that "204 repas" is a number. The files that need none
of that are counted apart ("plain"). civicai reads tables that it has a schema for, and no others.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import math
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from harness.environments import PeerMissingError, python_of
from harness.files import TableFile, write_held_out, write_large, write_variants
from harness.readers import READERS
from harness.workers import Worker

OURS, ANCHOR = "civicai", "csv-detective"
PARIS = ZoneInfo("Europe/Paris")
PARTS = ("structure", "text", "number", "date")


@dataclass(frozen=True)
class Verdict:
    """What a reader made of one file.

    ``outcome`` is "right"; "refused" when it raised; "as text" when all is there but numbers or
    days were left as text for the user to convert; else "wrong", for nothing said that the table
    has other rows, columns, values or accents than the file.
    """

    outcome: str
    parts: frozenset[str]
    seconds: float
    error: str = ""


@dataclass
class Score:
    """The verdicts on a reader, file by file."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)

    def count(self, outcome: str, names: set[str] | None = None) -> int:
        chosen = [v for name, v in self.verdicts.items() if names is None or name in names]
        return sum(v.outcome == outcome for v in chosen)

    def count_part(self, part: str) -> int:
        return sum(part in v.parts for v in self.verdicts.values())


def same_day(found: str, day: str) -> bool:
    moment = dt.datetime.fromisoformat(found)
    local = moment.astimezone(PARIS) if moment.tzinfo else moment
    return local.date().isoformat() == day


def same_cell(found: Any, wanted: Any, kind: str) -> bool:
    if kind == "text":  # an empty text and none are the same; breaks are written in many ways
        return " ".join((found or "").split()) == " ".join((wanted or "").split())
    if found is None or wanted is None:
        return found is wanted
    if kind == "date":
        return same_day(found, wanted)
    return math.isclose(found, wanted, rel_tol=1e-9)


def normal(header: str) -> str:
    return " ".join(header.split())


def by_site_and_day(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Sort the rows: a wide table has no order of its own once it is long."""
    order = sorted(
        range(len(columns["site"])), key=lambda i: (columns["site"][i], columns["date"][i])
    )
    return {name: [cells[i] for i in order] for name, cells in columns.items()}


def drop_blank(columns: list[Any]) -> list[Any]:
    """Leave out the rows that are blank: they deceive nobody."""
    rows = zip(*(cells for _name, _kind, cells in columns), strict=True)
    kept = [any(cell is not None for cell in row) for row in rows]
    return [(name, kind, list(itertools.compress(cells, kept))) for name, kind, cells in columns]


def judge(file: TableFile, answer: dict[str, Any], canonical: bool) -> Verdict:
    """Compare what came out with what the file holds.

    ``canonical``: the reader gives the schema's own names to the columns; others keep the header.
    """
    if answer["error"] is not None:
        return Verdict("refused", frozenset(), answer["seconds"], answer["error"])
    columns = {normal(name): (kind, cells) for name, kind, cells in drop_blank(answer["columns"])}
    names = {name: name if canonical else normal(file.headers[name]) for name in file.headers}
    found = {name: columns[label] for name, label in names.items() if label in columns}
    wanted = {name: file.expected[name] for name in file.headers}
    rows = len(wanted["site"])
    structure = len(found) == len(wanted) and all(len(c) == rows for _, c in found.values())
    if structure and file.wide:
        found_cells = by_site_and_day({name: cells for name, (_, cells) in found.items()})
        found = {name: (found[name][0], found_cells[name]) for name in found}
        wanted = by_site_and_day(wanted)
    parts, outcomes = {"structure"} if structure else set(), set()
    for kind in PARTS[1:]:
        each = [
            judge_column(found.get(name), wanted[name], kind)
            for name in wanted
            if file.kinds[name] == kind
        ]
        parts |= {kind} if all(outcome == "right" for outcome in each) else set()
        outcomes |= set(each)
    worst = next((o for o in ("wrong", "as text") if o in outcomes), "right")
    return Verdict(worst if structure else "wrong", frozenset(parts), answer["seconds"])


def judge_column(found: tuple[str, list[Any]] | None, wanted: list[Any], kind: str) -> str:
    if found is None or len(found[1]) != len(wanted):
        return "wrong"
    got, cells = found
    # A column of missing cells only, or of texts that are all numbers, is of no kind by itself.
    if kind == "text" or got == kind or all(cell is None for cell in cells):
        pairs = zip(cells, wanted, strict=True)
        right = all(same_cell(str(f) if kind == "text" and f else f, w, kind) for f, w in pairs)
        return "right" if right else "wrong"
    return "as text" if got == "text" else "wrong"


def run(workers: dict[str, Worker], files: list[TableFile]) -> dict[str, Score]:
    """Give each file to each reader in turn."""
    scores = {reader: Score() for reader in workers}
    for number, file in enumerate(files, start=1):
        progress(f"{number}/{len(files)} {file.name}")
        for reader, worker in workers.items():
            answer = worker.ask(path=str(file.path), schema=file.schema, dates=file.date_headers)
            scores[reader].verdicts[file.name] = judge(file, answer, reader == OURS)
    progress("")
    return scores


def progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def print_scores(title: str, files: list[TableFile], scores: dict[str, Score]) -> None:
    plain = {file.name for file in files if file.plain}
    print(f"\n{title}: {len(files)} files, of which {len(plain)} plain")
    print(
        f"  {'':24}{'right':>6}{'(plain)':>8}{'refused':>8}{'as text':>8}{'wrong':>6}  |"
        + "".join(f"{part:>10}" for part in PARTS)
        + f"  |{'ms a file':>10}"
    )
    for reader, score in scores.items():
        median = statistics.median(v.seconds for v in score.verdicts.values())
        print(
            f"  {reader:24}{score.count('right'):6}{score.count('right', plain):8}"
            f"{score.count('refused'):8}{score.count('as text'):8}{score.count('wrong'):6}  |"
            + "".join(f"{score.count_part(part):10}" for part in PARTS)
            + f"  |{median * 1000:10.1f}"
        )
    for name, verdict in scores[OURS].verdicts.items():
        if verdict.outcome != "right":
            error, *_ = verdict.error.split("\n")
            print(f"    {OURS}, {name}: {verdict.outcome} {error}")


def print_ratio(scores: dict[str, Score]) -> None:
    if ANCHOR not in scores:
        return
    pairs = [
        mine.seconds / scores[ANCHOR].verdicts[name].seconds
        for name, mine in scores[OURS].verdicts.items()
        if "refused" not in (mine.outcome, scores[ANCHOR].verdicts[name].outcome)
    ]
    ratio = statistics.median(pairs)
    print(f"  time of {OURS} / {ANCHOR}: median 1/{1 / ratio:.0f}, worst 1/{1 / max(pairs):.0f}")
    print("  (same file, both read it; target 1/20)")


def print_large(files: list[TableFile], scores: dict[str, Score], starts: dict[str, float]) -> None:
    print("\n100,000 rows of 5 columns (target of civicai: under 1 s), and what starting costs")
    heads = "".join(f"{f'{file.name} file':>22}" for file in files)
    print(f"  {'':24}{heads}{'import s':>12}")
    for reader, score in scores.items():
        cells = [f"{v.outcome} {v.seconds:.2f} s" for v in score.verdicts.values()]
        print(f"  {reader:24}" + "".join(f"{c:>22}" for c in cells) + f"{starts[reader]:12.2f}")


def start_workers(stack: contextlib.ExitStack) -> dict[str, Worker]:
    workers, missing = {}, set()
    for reader, (peer, _module, _read) in READERS.items():
        if peer in missing:
            continue
        try:
            python = python_of(peer) if peer else Path(sys.executable)
            workers[reader] = stack.enter_context(Worker(python, reader))
        except PeerMissingError as error:
            print(f"{peer or reader} left out: {error}", file=sys.stderr)
            missing.add(peer)
    return workers


def main() -> None:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        variants, held_out = write_variants(folder), write_held_out(folder)
        large = write_large(folder)
        workers = start_workers(stack)
        run(workers, variants[:1])  # the first file pays for what is loaded late
        for title, files in (("Messy variants", variants), ("Held-out hands", held_out)):
            scores = run(workers, files)
            print_scores(title, files, scores)
            print_ratio(scores)
        starts = {reader: worker.import_seconds for reader, worker in workers.items()}
        print_large(large, run(workers, large), starts)


if __name__ == "__main__":
    main()
