"""The contract of a use case: what the command line, the reports and the plug-ins see.

A use case is one :class:`UseCase` object, found through the entry-point group
``civicai.usecases``; the built-in ones come through the same door as a plug-in's.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from civicai import i18n
from civicai.errors import InputError, OptionError, Problem
from civicai.i18n import Text, _, translate

if TYPE_CHECKING:
    import pandas as pd

    from civicai.carbon import Footprint
    from civicai.cards import ProjectCard
    from civicai.reports import Chart, KeyFigure
    from civicai.tables import Schema

GROUP = "civicai.usecases"
RESULT_SCHEMA = "civicai.result/1"

#: ``progress(done, total, what)``, called from long work; ``what`` is a sentence for the reader.
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Input:
    """A table that a use case takes.

    Parameters
    ----------
    schema : Schema
        Its columns; ``schema.name`` is the name the table is given by.
    required : bool
        Whether its door needs it.
    door : str
        The door it belongs to: a use case with several doors opens those whose
        required tables are all present.
    """

    schema: Schema
    required: bool = True
    door: str = "main"


@dataclass(frozen=True)
class Option:
    """A choice that the user may make, with its default.

    Parameters
    ----------
    name : str
        Python name, as in ``run(tables, name=value)`` and ``--set name=value``.
    kind : {"text", "number", "integer", "date", "flag", "choice"}
    default : object
        Value when the user says nothing.
    help : str or dict of str
        One sentence for the user.
    choices : tuple of str
        Allowed values of a ``"choice"``.
    low, high : float, optional
        Allowed range of a number.
    """

    name: str
    kind: Literal["text", "number", "integer", "date", "flag", "choice"]
    default: Any
    help: Text
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    def parse(self, value: Any) -> Any:
        """Turn what the user wrote into the option's type.

        Raises
        ------
        OptionError
            If the value is not one of the option's kind, or out of its range.
        """
        if value is None or (isinstance(value, str) and value == "" and self.default is None):
            return None
        try:
            parsed = _PARSERS[self.kind](value)
        except (ValueError, TypeError):
            parsed = _REFUSED
        if self.choices and parsed not in self.choices:
            parsed = _REFUSED
        if isinstance(parsed, (int, float)) and not isinstance(parsed, bool):
            too_low = self.low is not None and parsed < self.low
            too_high = self.high is not None and parsed > self.high
            if too_low or too_high or parsed != parsed:
                parsed = _REFUSED
        if parsed is _REFUSED:
            raise OptionError(self._refusal(value))
        return parsed

    def _refusal(self, value: Any) -> Problem:
        if self.choices:
            hint = _("Write one of: {choices}.").format(choices=", ".join(self.choices))
        elif self.kind in ("number", "integer") and None not in (self.low, self.high):
            hint = _("Write a number from {low} to {high}.").format(low=self.low, high=self.high)
        else:
            hint = translate(_EXPECTED[self.kind])
        message = _("the option “{name}” cannot be “{value}”.")
        return Problem(
            code="O02",
            message=message.format(name=self.name, value=value),
            hint=hint,
            column=self.name,
            value=str(value),
        )


_REFUSED = object()


def _parse_flag(value: Any) -> bool:
    words = {"1": True, "true": True, "yes": True, "oui": True, "vrai": True}
    words |= {"0": False, "false": False, "no": False, "non": False, "faux": False}
    if isinstance(value, bool):
        return value
    if str(value).lower() not in words:
        raise ValueError(value)
    return words[str(value).lower()]


def _parse_date(value: Any) -> pd.Timestamp:
    import pandas as pd

    if isinstance(value, str):
        form = "%d/%m/%Y" if "/" in value else "%Y-%m-%d"
        return pd.to_datetime(value.strip(), format=form)
    return pd.Timestamp(value).normalize()


_PARSERS: dict[str, Callable[[Any], Any]] = {
    "text": str,
    "choice": str,
    "number": lambda value: float(str(value).replace(",", ".")),
    "integer": lambda value: int(str(value)),
    "flag": _parse_flag,
    "date": _parse_date,
}
_EXPECTED = {
    "text": i18n.N_("Write a text."),
    "choice": i18n.N_("Write one of the choices."),
    "number": i18n.N_("Write a number, such as 0.01."),
    "integer": i18n.N_("Write a whole number."),
    "flag": i18n.N_("Write yes or no."),
    "date": i18n.N_("Write a date such as 2018-09-01 or 01/09/2018."),
}


@dataclass(frozen=True)
class Result:
    """What a use case gives back: a decision, its proof and its carbon bill.

    Parameters
    ----------
    usecase : str
        Name of the use case.
    lang : {"fr", "en"}
        Language of every text in it.
    title, sentence : str
        Title of the report, and the answer in one sentence.
    key_figures : tuple of KeyFigure
    decision : DataFrame
        One row a decision, with its ``reason``.
    tables : dict of str to DataFrame
        The proof: scores, findings, what was set aside.
    charts : tuple of Chart
    warnings : tuple of str
        What the reader must know before using the decision.
    problems : tuple of Problem
        What was repaired or set aside in the data, and what looks odd.
    carbon : Footprint or None
        Energy and emissions of this very run.
    card : ProjectCard or None
    labels : dict of str to str
        Names of the columns and tables for the reader.
    """

    usecase: str
    lang: str
    title: str
    sentence: str
    key_figures: tuple[KeyFigure, ...]
    decision: pd.DataFrame
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    charts: tuple[Chart, ...] = ()
    warnings: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    carbon: Footprint | None = None
    card: ProjectCard | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def to_html(self, path: str | Path | None = None) -> str:
        """Return the report as one self-contained HTML page; write it when a path is given."""
        from civicai.reports import render_html

        with i18n.use(self.lang):
            page = render_html(self)
        if path is not None:
            Path(path).write_text(page, encoding="utf-8")
        return page

    def _repr_html_(self) -> str:
        from civicai.reports import render_fragment

        with i18n.use(self.lang):
            return render_fragment(self)

    def to_csv(self, folder: str | Path) -> list[Path]:
        """Write the decision and each table to ``folder`` as safe CSV files.

        Returns
        -------
        list of Path
            The files written; no cell of theirs can become a formula.
        """
        from civicai.tables import write_csv

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        with i18n.use(self.lang):
            for name, frame in {"decision": self.decision, **self.tables}.items():
                paths.append(write_csv(frame, folder / f"{name}.csv"))
        return paths

    def to_json(self, path: str | Path | None = None) -> str:
        """Return the result as JSON (schema :data:`RESULT_SCHEMA`); write it when a path is given.

        Instants and dates are ISO 8601 text, missing numbers are ``null``.
        """
        content = {
            "schema": RESULT_SCHEMA,
            "usecase": self.usecase,
            "lang": self.lang,
            "title": self.title,
            "sentence": self.sentence,
            "key_figures": [figure.to_dict() for figure in self.key_figures],
            "decision": _records(self.decision),
            "tables": {name: _records(frame) for name, frame in self.tables.items()},
            "charts": [{"title": c.title, "sentence": c.sentence} for c in self.charts],
            "warnings": list(self.warnings),
            "problems": [problem.to_dict() for problem in self.problems],
            "carbon": self.carbon.to_dict() if self.carbon else None,
            "card": self.card.to_dict() if self.card else None,
        }
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)
        if path is not None:
            Path(path).write_text(text, encoding="utf-8")
        return text


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    text = frame.to_json(orient="records", date_format="iso", date_unit="s", double_precision=6)
    records: list[dict[str, Any]] = json.loads(text)
    return records


class UseCase:
    """A municipal use case, ready for the command line, the reports and the batch.

    Parameters
    ----------
    name : str
        The word typed after ``civicai run``.
    title, summary : str or dict of str
        For the reader; see :data:`civicai.i18n.Text`.
    inputs : sequence of Input
        The main table first.
    options : sequence of Option
    example : callable
        ``example() -> {table name: path}``, the embedded example.
    run, evaluate : callable
        ``run(tables, findings, progress, **options) -> Result``: ``tables`` maps names to typed
        DataFrames, ``findings`` is a list of problems to which the run adds its own.
    card : callable
        ``card() -> ProjectCard``.
    labels : dict
        Names of columns and tables for the reader.
    """

    def __init__(
        self,
        *,
        name: str,
        title: Text,
        summary: Text,
        inputs: Sequence[Input],
        options: Sequence[Option],
        example: Callable[[], Mapping[str, Path]],
        run: Callable[..., Result],
        evaluate: Callable[..., Result],
        card: Callable[[], ProjectCard],
        labels: Mapping[str, Text] | None = None,
    ) -> None:
        self.name = name
        self.title = title
        self.summary = summary
        self.inputs = tuple(inputs)
        self.options = tuple(options)
        self.example = example
        self.card = card
        self.labels = labels or {}
        self._run = run
        self._evaluate = evaluate

    def __repr__(self) -> str:
        return f"UseCase({self.name!r})"

    def run(
        self,
        tables: Mapping[str, Any],
        lang: str = "fr",
        *,
        progress: Progress | None = None,
        columns: Mapping[str, Mapping[str, str]] | None = None,
        **options: Any,
    ) -> Result:
        """Turn the town's tables into a decision.

        Parameters
        ----------
        tables : dict
            For each table, a DataFrame with canonical columns or the path of a file.
        lang : {"fr", "en"}
            Language of the result.
        progress : callable, optional
            ``progress(done, total, what)``.
        columns : dict, optional
            For each table, the file's header of each canonical column.
        **options
            The use case's own options.

        Raises
        ------
        InputError
            When no door opens, a table cannot be read, or an option is refused.
        """
        return self._measured(self._run, "run", tables, lang, progress, columns, options)

    def evaluate(
        self,
        tables: Mapping[str, Any],
        lang: str = "fr",
        *,
        progress: Progress | None = None,
        columns: Mapping[str, Mapping[str, str]] | None = None,
        **options: Any,
    ) -> Result:
        """Score the model, the town's rule and the naive rule on the town's own past.

        Takes the same arguments as :meth:`run`.
        """
        return self._measured(self._evaluate, "evaluate", tables, lang, progress, columns, options)

    def check(
        self,
        tables: Mapping[str, Any],
        lang: str = "fr",
        columns: Mapping[str, Mapping[str, str]] | None = None,
    ) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
        """Read the tables and return them with everything found on the way.

        Raises
        ------
        InputError
            With the problems of all the tables together.
        """
        from civicai.tables import check_table, read_table_with_findings

        read, findings, wrong = {}, [], self._unknown_tables(tables)
        with i18n.use(lang):
            for entry in self.inputs:
                name = entry.schema.name
                source = tables.get(name)
                if source is None:
                    continue
                named = dict((columns or {}).get(name, {}))
                try:
                    if hasattr(source, "columns"):
                        read[name], found = check_table(source, entry.schema)
                    else:
                        read[name], found = read_table_with_findings(
                            source, entry.schema, columns=named
                        )
                    findings += found
                except InputError as error:
                    wrong += error.problems
            if not wrong:
                wrong = self._closed_doors(read)
            if wrong:
                raise InputError(wrong)
        return read, findings

    def _measured(
        self,
        work: Callable[..., Result],
        what: str,
        tables: Mapping[str, Any],
        lang: str,
        progress: Progress | None,
        columns: Mapping[str, Mapping[str, str]] | None,
        options: Mapping[str, Any],
    ) -> Result:
        from civicai import carbon

        with i18n.use(lang), carbon.measure(f"{self.name} {what}") as meter:
            chosen = self._parse_options(options)
            read, findings = self.check(tables, lang, columns)
            result = work(read, findings, progress or _silent, **chosen)
        labels = {key: text for key, text in self._labels(lang).items() if key not in result.labels}
        return replace(
            result, lang=lang, carbon=meter.footprint, labels={**labels, **result.labels}
        )

    def _labels(self, lang: str) -> dict[str, str]:
        with i18n.use(lang):
            return {key: translate(text) for key, text in self.labels.items()}

    def _parse_options(self, given: Mapping[str, Any]) -> dict[str, Any]:
        known = {option.name: option for option in self.options}
        chosen = {name: option.default for name, option in known.items()}
        wrong = []
        for name, value in given.items():
            if name not in known:
                wrong.append(_unknown("O01", _("there is no option “{name}”."), name, known))
                continue
            try:
                chosen[name] = known[name].parse(value)
            except OptionError as error:
                wrong += error.problems
        if wrong:
            raise OptionError(wrong)
        return chosen

    def _unknown_tables(self, tables: Mapping[str, Any]) -> list[Problem]:
        known = [entry.schema.name for entry in self.inputs]
        message = _("there is no table “{name}” in this use case.")
        return [_unknown("O03", message, name, known) for name in tables if name not in known]

    def _closed_doors(self, read: Mapping[str, pd.DataFrame]) -> list[Problem]:
        doors: dict[str, list[str]] = {}
        for entry in self.inputs:
            if entry.required:
                doors.setdefault(entry.door, []).append(entry.schema.name)
        if any(all(name in read for name in needed) for needed in doors.values()):
            return []
        ways = _(" or ").join(" + ".join(needed) for needed in doors.values())
        return [
            Problem(
                code="O04",
                message=_("the tables given are not enough for “{name}”.").format(name=self.name),
                hint=_("Give these tables: {ways}.").format(ways=ways),
            )
        ]


def _unknown(code: str, message: str, name: str, known: Any) -> Problem:
    close = difflib.get_close_matches(name, list(known), n=1)
    if close:
        hint = _("Did you mean “{close}”?").format(close=close[0])
    else:
        hint = _("Known: {known}.").format(known=", ".join(known))
    return Problem(code=code, message=message.format(name=name), hint=hint, value=name)


def _silent(done: int, total: int, what: str) -> None:
    """Take the place of a progress bar when nobody watches."""


@dataclass(frozen=True)
class Plugin:
    """An entry in the group ``civicai.usecases``: where a use case comes from, and its state."""

    name: str
    package: str
    version: str
    target: str
    error: str = ""


def find_plugins() -> list[Plugin]:
    """List every registered use case without importing any; clashes of names are reported."""
    entries = sorted(metadata.entry_points(group=GROUP), key=lambda e: (e.name, e.value))
    names = [entry.name for entry in entries]
    found = []
    for entry in entries:
        package = entry.dist.name if entry.dist else "?"
        version = entry.dist.version if entry.dist else "?"
        clash = names.count(entry.name) > 1
        error = _("several packages give this name") if clash else ""
        found.append(Plugin(entry.name, package, version, entry.value, error))
    return found


class _Found(dict[str, UseCase]):
    """Use cases by name; one that is broken raises only when it is asked for."""

    def __init__(self, cases: Mapping[str, UseCase], broken: Mapping[str, str]) -> None:
        super().__init__(cases)
        self.broken = dict(broken)

    def __missing__(self, name: str) -> UseCase:
        if name in self.broken:
            message = _("the use case “{name}” cannot be loaded: {why}")
            raise InputError(
                Problem(
                    code="P01",
                    message=message.format(name=name, why=self.broken[name]),
                    hint=_("Type “civicai plugins” to see which package brings it."),
                )
            )
        raise InputError(_unknown("P02", _("there is no use case “{name}”."), name, self))


def find_usecases() -> dict[str, UseCase]:
    """Load every use case that is installed, built-in or from a plug-in.

    Returns
    -------
    dict of str to UseCase
        Those that load. Asking it for a broken one, or for a name that two packages
        claim, raises :class:`~civicai.errors.InputError`; nothing else does. Its attribute
        ``broken`` maps those names to the reason.
    """
    cases: dict[str, UseCase] = {}
    broken: dict[str, str] = {}
    for entry in metadata.entry_points(group=GROUP):
        if entry.name in cases or entry.name in broken:
            cases.pop(entry.name, None)
            broken[entry.name] = _("several packages give this name")
            continue
        try:
            case = entry.load()
            if not isinstance(case, UseCase):
                raise TypeError(f"{entry.value} is not a UseCase")
            cases[entry.name] = case
        except Exception as error:  # a stranger's code: anything can happen, and stops nothing else
            broken[entry.name] = f"{type(error).__name__}: {error}"
    return _Found(dict(sorted(cases.items())), broken)
