"""The use case itself: its tables, its options, and how its work is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civicai import clock, i18n
from civicai.clock import DEFAULT_TZ, check_zone
from civicai.errors import InputError, OptionError, Problem
from civicai.i18n import Text, _, translate
from civicai.usecase.inputs import Input
from civicai.usecase.labels import COMMON_CODES, COMMON_LABELS
from civicai.usecase.option import Option, unknown_name
from civicai.usecase.result import Result
from civicai.usecase.targets import Target, load

if TYPE_CHECKING:
    import pandas as pd

    from civicai.cards import ProjectCard

#: ``progress(done, total, what)``, called from long work; ``what`` is a sentence for the reader.
Progress = Callable[[int, int, str], None]


class UseCase:
    """A municipal use case, ready for the command line, the reports and the batch.

    Its functions are given as they are, or as where they are (``"package.module:function"``):
    nothing of those is imported before its first use.

    Parameters
    ----------
    name : str
        The word typed after ``civicai run``.
    title, summary : str or dict of str
        For the reader; see :data:`civicai.i18n.Text`.
    inputs : sequence of Input
        The main table first.
    options : sequence of Option
        Its own; every function gets them by name, with ``tz``, the town's time zone.
    example : dict of str to Path or str, or callable
        For each table of the embedded example, its file: a path, or the name of one that ships
        with civicai (:func:`civicai.datasets.example_path`); or what returns such a dict.
    run, evaluate : callable or str
        ``run(tables, findings, progress, **options) -> Result``: ``tables`` maps names to typed
        DataFrames, ``findings`` is a list of problems to which the run adds its own.
    card : callable or str
        ``card() -> ProjectCard``.
    check : callable or str, optional
        ``check(tables, **options) -> list of Problem``: what a run would say of the tables before
        any work, raised as :class:`~civicai.errors.InputError` where a run would refuse them.
    clean : callable or str, optional
        ``clean(table, ...)``: the one function that cleans the main table, into an object with
        ``.rows``.
    labels : dict
        Names of columns and tables for the reader, beside those that mean the same in every use
        case (``usecase/labels.py``).
    codes : dict of dict
        For each column that holds codes, the word of each code for the reader. A code without
        a word there has the label of that name. Decisions, tables and JSON hold the codes,
        whatever the language; pages and CSV files the words.
    """

    def __init__(
        self,
        *,
        name: str,
        title: Text,
        summary: Text,
        inputs: Sequence[Input],
        options: Sequence[Option],
        example: Mapping[str, Path | str] | Target,
        run: Target,
        evaluate: Target,
        card: Target,
        check: Target | None = None,
        clean: Target | None = None,
        labels: Mapping[str, Text] | None = None,
        codes: Mapping[str, Mapping[str, Text]] | None = None,
    ) -> None:
        self.name = name
        self.title = title
        self.summary = summary
        self.inputs = tuple(inputs)
        self.options = tuple(options)
        self.labels = {**COMMON_LABELS, **(labels or {})}
        own = codes or {}
        self.codes = {
            column: {**COMMON_CODES.get(column, {}), **own.get(column, {})}
            for column in (*COMMON_CODES, *own)
        }
        self._example = example
        self._run = run
        self._evaluate = evaluate
        self._card = card
        self._check = check
        self._clean = clean

    def __repr__(self) -> str:
        return f"UseCase({self.name!r})"

    def example(self) -> dict[str, Path]:
        """Return the files of the embedded example, by the name of their table."""
        from civicai.datasets import example_path

        given = self._example if isinstance(self._example, Mapping) else load(self._example)()
        return {
            table: example_path(file) if isinstance(file, str) else file
            for table, file in given.items()
        }

    def card(self) -> ProjectCard:
        """Return the project card, before a town adds its own figures."""
        card: ProjectCard = load(self._card)()
        return card

    @property
    def clean(self) -> Callable[..., Any] | None:
        """The function that cleans the main table; None where nothing is cleaned."""
        return None if self._clean is None else load(self._clean)

    def run(
        self,
        tables: Mapping[str, Any],
        lang: str = "fr",
        *,
        progress: Progress | None = None,
        columns: Mapping[str, Mapping[str, str]] | None = None,
        tz: str = DEFAULT_TZ,
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
        tz : str
            The town's time zone: that of every instant that states none, of what is shown and
            of local days.
        **options
            The use case's own options.

        Raises
        ------
        InputError
            When no group of inputs is complete, a table cannot be read, or an option is refused.
        """
        return self._measured("run", self._run, tables, lang, progress, columns, tz, options)

    def evaluate(
        self,
        tables: Mapping[str, Any],
        lang: str = "fr",
        *,
        progress: Progress | None = None,
        columns: Mapping[str, Mapping[str, str]] | None = None,
        tz: str = DEFAULT_TZ,
        **options: Any,
    ) -> Result:
        """Score the model, the town's rule and the naive rule on the town's own past.

        Takes the same arguments as :meth:`run`.
        """
        return self._measured(
            "evaluate", self._evaluate, tables, lang, progress, columns, tz, options
        )

    def check(
        self,
        tables: Mapping[str, Any],
        lang: str = "fr",
        columns: Mapping[str, Mapping[str, str]] | None = None,
        tz: str = DEFAULT_TZ,
        **options: Any,
    ) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
        """Read the tables and return them with everything found on the way.

        Takes the same tables, columns, time zone and options as :meth:`run`.

        Raises
        ------
        InputError
            With the problems of all the tables together; what a run would refuse is refused.
        """
        with i18n.use(lang):
            chosen = self._parse_options(options, tz)
            with clock.use(tz):
                read, findings = self._read(tables, columns, tz)
                if self._check is not None:
                    findings = [*findings, *load(self._check)(read, **chosen)]
        return read, findings

    def _read(
        self,
        tables: Mapping[str, Any],
        columns: Mapping[str, Mapping[str, str]] | None,
        tz: str,
    ) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
        given = {name: source for name, source in tables.items() if source is not None}
        read, findings = {}, self._idle_tables(given)
        wrong = [*self._unknown_tables(given), *self._incomplete(given)]
        for entry in self.inputs:
            name = entry.schema.name
            if name not in given:
                continue
            try:
                read[name], found = entry.read(given[name], (columns or {}).get(name, {}), tz)
                findings += found
            except InputError as error:
                wrong += error.problems
        if wrong:
            raise InputError(wrong)
        return read, findings

    def _measured(
        self,
        what: str,
        work: Target,
        tables: Mapping[str, Any],
        lang: str,
        progress: Progress | None,
        columns: Mapping[str, Mapping[str, str]] | None,
        tz: str,
        options: Mapping[str, Any],
    ) -> Result:
        from civicai import carbon

        with i18n.use(lang), carbon.measure(f"{self.name} {what}") as meter:
            chosen = self._parse_options(options, tz)
            with clock.use(tz):
                read, findings = self._read(tables, columns, tz)
                result: Result = load(work)(read, findings, progress or _silent, **chosen)
        with i18n.use(lang):
            return _with_balance(
                replace(
                    result,
                    usecase=self.name,
                    lang=lang,
                    tz=tz,
                    card=self.card(),
                    carbon=meter.footprint,
                    labels={**_translated(self.labels), **result.labels},
                    codes={
                        name: {
                            **_translated(self.codes.get(name, {})),
                            **result.codes.get(name, {}),
                        }
                        for name in (*self.codes, *result.codes)
                    },
                )
            )

    def _parse_options(self, given: Mapping[str, Any], tz: str) -> dict[str, Any]:
        known = {option.name: option for option in self.options}
        chosen = {name: option.default for name, option in known.items()}
        wrong = []
        try:
            chosen["tz"] = check_zone(tz)
        except OptionError as error:
            wrong += error.problems
            tz = DEFAULT_TZ
        for name, value in given.items():
            if name not in known:
                wrong.append(unknown_name("O01", _("there is no option “{name}”."), name, known))
                continue
            try:
                chosen[name] = known[name].parse(value, tz)
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


def _translated(words: Mapping[str, Text]) -> dict[str, str]:
    return {key: translate(text) for key, text in words.items()}


def _with_balance(result: Result) -> Result:
    """Add the key figure of the balance, which only the footprint of the run makes known."""
    if result.avoided is None or result.balance is None:
        return result
    from civicai.reports.net_balance import balance_figure

    figure = balance_figure(result.balance, result.avoided)
    return replace(result, key_figures=(*result.key_figures, figure))


def _silent(done: int, total: int, what: str) -> None:
    """Take the place of a progress bar when nobody watches."""
