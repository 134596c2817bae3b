"""What a use case gives back, and the files it is written to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civicai import clock, i18n
from civicai.clock import DEFAULT_TZ
from civicai.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

    from civicai.carbon import Claim, Footprint, NetBalance
    from civicai.cards import ProjectCard
    from civicai.reports import Chart, KeyFigure

RESULT_SCHEMA = "civicai.result/1"


@dataclass(frozen=True)
class Result:
    """What a use case gives back: a decision, its proof and its carbon bill.

    A use case gives what it found; :class:`UseCase` adds who speaks: ``usecase``, ``lang``,
    ``tz``, ``card``, ``carbon``, and the labels and codes that the use case declares.

    Parameters
    ----------
    title, sentence : str
        Title of the report, and the answer in one sentence.
    key_figures : tuple of KeyFigure
    decision : DataFrame
        One row a decision, with its ``reason``. Columns of codes hold codes, here and in
        ``tables`` and in the tables of charts, whatever the language.
    tables : dict of str to DataFrame
        The proof: scores, findings, what was set aside.
    charts : tuple of Chart
    warnings : tuple of str
        What the reader must know before using the decision.
    problems : tuple of Problem
        What was repaired or set aside in the data, and what looks odd.
    avoided : Claim or None
        What a year of such runs is said to avoid; None where nothing is counted.
    labels : dict of str to str
        Names of the columns and tables for the reader.
    codes : dict of dict
        For each column of codes, the word of each code for the reader.
    model : estimator or None
        What was fitted, where it can be saved and used again: see :func:`civicai.persist.save`.
    usecase : str
        Name of the use case.
    lang : {"fr", "en"}
        Language of every text in it.
    tz : str
        Time zone of the town: that of every instant shown.
    card : ProjectCard or None
    carbon : Footprint or None
        Energy and emissions of this very run.
    """

    title: str
    sentence: str
    key_figures: tuple[KeyFigure, ...]
    decision: pd.DataFrame
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    charts: tuple[Chart, ...] = ()
    warnings: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    avoided: Claim | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    model: Any = None
    usecase: str = ""
    lang: str = ""
    tz: str = DEFAULT_TZ
    card: ProjectCard | None = None
    carbon: Footprint | None = None

    @property
    def balance(self) -> NetBalance | None:
        """What a year of such runs avoids less what it emits; None where either is not known."""
        if self.avoided is None or self.carbon is None or self.carbon.below_resolution:
            return None
        return self.avoided.balance(self.carbon)

    def to_html(self, path: str | Path | None = None) -> str:
        """Return the report as one self-contained HTML page; write it when a path is given."""
        from civicai.reports import render_html

        page = render_html(self)
        if path is not None:
            Path(path).write_text(page, encoding="utf-8")
        return page

    def _repr_html_(self) -> str:
        from civicai.reports import render_fragment

        return render_fragment(self)

    def to_csv(self, folder: str | Path) -> list[Path]:
        """Write the decision, each table and the data of each chart as safe CSV files.

        Codes are put in words, in the language of the result.

        Returns
        -------
        list of Path
            The files written; no cell of theirs can become a formula.
        """
        from civicai.reports.cells import in_words
        from civicai.tables import write_csv

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        with i18n.use(self.lang), clock.use(self.tz):
            charts = {f"chart_{n}": chart.table for n, chart in enumerate(self.charts, 1)}
            for name, frame in {"decision": self.decision, **self.tables, **charts}.items():
                said = in_words(frame, self.codes, self.labels)
                paths.append(write_csv(said, folder / f"{name}.csv"))
        return paths

    def to_json(self, path: str | Path | None = None) -> str:
        """Return the result as JSON (schema :data:`RESULT_SCHEMA`); write it when a path is given.

        Instants and dates are ISO 8601 text, missing numbers are ``null``.
        """
        content = {
            "schema": RESULT_SCHEMA,
            "usecase": self.usecase,
            "lang": self.lang,
            "tz": self.tz,
            "title": self.title,
            "sentence": self.sentence,
            "key_figures": [figure.to_dict() for figure in self.key_figures],
            "decision": _records(self.decision),
            "tables": {name: _records(frame) for name, frame in self.tables.items()},
            "charts": [{"title": c.title, "sentence": c.sentence} for c in self.charts],
            "warnings": list(self.warnings),
            "problems": [problem.to_dict() for problem in self.problems],
            "carbon": self.carbon.to_dict() if self.carbon else None,
            "balance": self._balance_record(),
            "card": self.card.to_dict() if self.card else None,
        }
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)
        if path is not None:
            Path(path).write_text(text, encoding="utf-8")
        return text

    def _balance_record(self) -> dict[str, Any] | None:
        if self.avoided is None or self.balance is None:
            return None
        claim = {name: getattr(self.avoided, name) for name in ("unit", "basis", "runs_per_year")}
        return {**self.balance.to_dict(), **claim}


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    text = frame.to_json(orient="records", date_format="iso", date_unit="s", double_precision=6)
    records: list[dict[str, Any]] = json.loads(text)
    return records
