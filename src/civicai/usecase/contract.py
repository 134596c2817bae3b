"""The use case itself: its tables, its options, and how its work is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civicai import i18n
from civicai.errors import InputError, OptionError, Problem
from civicai.i18n import Text, _, translate
from civicai.usecase.labels import COMMON_LABELS
from civicai.usecase.option import Option, unknown_name
from civicai.usecase.result import Result

if TYPE_CHECKING:
    import pandas as pd

    from civicai.cards import ProjectCard
    from civicai.tables import Schema

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
        Whether its group needs it.
    group : str or tuple of str
        The groups of inputs it belongs to: a use case works on the groups whose required tables
        are all present; a table whose groups are not complete is told, not used.
    formats : dict, optional
        End of a file's name (``".html"``) -> what reads such a file into a DataFrame with canonical
        columns, beside the tables that every room reads.
    """

    schema: Schema
    required: bool = True
    group: str | tuple[str, ...] = "main"
    formats: Mapping[str, Callable[[Path], pd.DataFrame]] = field(default_factory=dict)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups it belongs to."""
        return (self.group,) if isinstance(self.group, str) else self.group

    def read(self, source: Any, columns: Mapping[str, str]) -> tuple[pd.DataFrame, list[Problem]]:
        """Return the table that a DataFrame or a file holds, with what was found on the way."""
        from civicai.tables import check_table, read_table_with_findings

        ending = Path(source).suffix.lower() if isinstance(source, str | Path) else ""
        if ending in self.formats:
            source = self.formats[ending](Path(source))
        if hasattr(source, "columns"):
            return check_table(source, self.schema)
        return read_table_with_findings(source, self.schema, columns=dict(columns))


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
    check : callable, optional
        ``check(tables, **options) -> list of Problem``: what a run would say of the tables before
        any work, raised as :class:`~civicai.errors.InputError` where a run would refuse them.
    labels : dict
        Names of columns and tables for the reader, beside
        those that mean the same in every use case (``usecase/labels.py``).
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
        check: Callable[..., list[Problem]] | None = None,
        labels: Mapping[str, Text] | None = None,
    ) -> None:
        self.name = name
        self.title = title
        self.summary = summary
        self.inputs = tuple(inputs)
        self.options = tuple(options)
        self.example = example
        self.card = card
        self.labels = {**COMMON_LABELS, **(labels or {})}
        self._run = run
        self._evaluate = evaluate
        self._check = check

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
            When no group of inputs is complete, a table cannot be read, or an option is refused.
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
        **options: Any,
    ) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
        """Read the tables and return them with everything found on the way.

        Takes the same tables, columns and options as :meth:`run`.

        Raises
        ------
        InputError
            With the problems of all the tables together; what a run would refuse is refused.
        """
        with i18n.use(lang):
            chosen = self._parse_options(options)
            read, findings = self._read(tables, columns)
            if self._check is not None:
                findings = [*findings, *self._check(read, **chosen)]
        return read, findings

    def _read(
        self,
        tables: Mapping[str, Any],
        columns: Mapping[str, Mapping[str, str]] | None,
    ) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
        given = {name: source for name, source in tables.items() if source is not None}
        read, findings = {}, self._idle_tables(given)
        wrong = [*self._unknown_tables(given), *self._incomplete(given)]
        for entry in self.inputs:
            name = entry.schema.name
            if name not in given:
                continue
            try:
                read[name], found = entry.read(given[name], (columns or {}).get(name, {}))
                findings += found
            except InputError as error:
                wrong += error.problems
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
            read, findings = self._read(tables, columns)
            result = work(read, findings, progress or _silent, **chosen)
        labels = {key: text for key, text in self._labels(lang).items() if key not in result.labels}
        return _with_balance(
            replace(result, lang=lang, carbon=meter.footprint, labels={**labels, **result.labels})
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
                wrong.append(unknown_name("O01", _("there is no option “{name}”."), name, known))
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
        return [unknown_name("O03", message, name, known) for name in tables if name not in known]

    def _groups(self) -> dict[str, list[str]]:
        """Return the tables that each group needs."""
        groups: dict[str, list[str]] = {}
        for entry in self.inputs:
            for group in entry.groups:
                groups.setdefault(group, [])
                if entry.required:
                    groups[group].append(entry.schema.name)
        return groups

    def _incomplete(self, given: Mapping[str, Any]) -> list[Problem]:
        groups = self._groups()
        if any(given.keys() >= set(needed) for needed in groups.values()):
            return []
        ways = _(" or ").join(" + ".join(needed) for needed in groups.values())
        return [
            Problem(
                code="O04",
                message=_("the tables given are not enough for “{name}”.").format(name=self.name),
                hint=_("Give these tables: {ways}.").format(ways=ways),
            )
        ]

    def _idle_tables(self, given: Mapping[str, Any]) -> list[Problem]:
        """Tell the tables whose group is not complete, for want of another table."""
        groups = self._groups()
        message = _("the table “{table}” is not used: it needs the table “{missing}” too.")
        return [
            Problem(
                code="O05",
                severity="warning",
                message=message.format(table=entry.schema.name, missing=missing),
                hint=_("Give it as {missing}=FILE.").format(missing=missing),
            )
            for entry in self.inputs
            if entry.schema.name in given
            and not any(given.keys() >= set(groups[group]) for group in entry.groups)
            for missing in groups[entry.groups[0]]
            if missing not in given
        ]


def _with_balance(result: Result) -> Result:
    """Add the key figure of the balance, which only the footprint of the run makes known."""
    if result.avoided is None or result.balance is None:
        return result
    from civicai.reports.net_balance import balance_figure

    with i18n.use(result.lang):
        figure = balance_figure(result.balance, result.avoided)
    return replace(result, key_figures=(*result.key_figures, figure))


def _silent(done: int, total: int, what: str) -> None:
    """Take the place of a progress bar when nobody watches."""
