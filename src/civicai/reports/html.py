"""A result as one HTML page, or as a fragment for a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

import civicai
from civicai import clock, i18n
from civicai.errors import Problem
from civicai.i18n import _, format_percent
from civicai.reports.bill import view_bill
from civicai.reports.cells import TableView, fold_constants, in_words, view_table
from civicai.reports.charts import render_chart
from civicai.reports.findings import count_findings, view_findings

if TYPE_CHECKING:
    import jinja2
    import pandas as pd

    from civicai.carbon import Claim, Footprint
    from civicai.reports.figures import Chart, KeyFigure

#: Rows of the decision shown in a notebook.
FRAGMENT_ROWS = 10


class Card(Protocol):
    """A project card, as far as a report is concerned: the cards themselves live above."""

    def to_html(self) -> str:
        """Return the card as HTML, every text escaped, headings from ``<h3>`` down."""


class Report(Protocol):
    """What a page shows; :class:`civicai.usecase.Result` is one."""

    @property
    def lang(self) -> str: ...  # noqa: D102
    @property
    def tz(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def sentence(self) -> str: ...  # noqa: D102
    @property
    def key_figures(self) -> Sequence[KeyFigure]: ...  # noqa: D102
    @property
    def decision(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def tables(self) -> Mapping[str, pd.DataFrame]: ...  # noqa: D102
    @property
    def charts(self) -> Sequence[Chart]: ...  # noqa: D102
    @property
    def warnings(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def problems(self) -> Sequence[Problem]: ...  # noqa: D102
    @property
    def carbon(self) -> Footprint | None: ...  # noqa: D102
    @property
    def avoided(self) -> Claim | None: ...  # noqa: D102
    @property
    def card(self) -> Card | None: ...  # noqa: D102
    @property
    def labels(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def codes(self) -> Mapping[str, Mapping[str, str]]: ...  # noqa: D102


def render_html(result: Report) -> str:
    """Write a result as one self-contained page.

    Parameters
    ----------
    result : Result
        See :class:`civicai.usecase.Result`.

    Returns
    -------
    str
        HTML with no script and no external resource, in ``result.lang``. The same result
        gives the same bytes.
    """
    with i18n.use(result.lang), clock.use(result.tz):
        return _environment().get_template("report.html.j2").render(_page(result))


def render_fragment(result: Report) -> str:
    """Write the key figures and the head of the decision, for a notebook's cell.

    Parameters
    ----------
    result : Result
        See :class:`civicai.usecase.Result`.

    Returns
    -------
    str
        One ``<div>`` whose style reaches nothing else in the notebook.
    """
    with i18n.use(result.lang), clock.use(result.tz):
        said = in_words(result.decision, result.codes, result.labels)
        frame, constants = fold_constants(said, result.labels)
        caption = _caption(result.labels)
        decision = view_table(frame, caption, result.labels, limit=FRAGMENT_ROWS)
        template = _environment().get_template("fragment.html.j2")
        return template.render(result=result, decision=decision, constants=constants)


def render_table(frame: pd.DataFrame, caption: str, labels: Mapping[str, str]) -> str:
    """Write the first rows of a table as HTML, with its caption, in the language in force.

    Parameters
    ----------
    frame : DataFrame
    caption : str
    labels : dict of str to str
        Names of the columns for the reader.
    """
    macros: Any = _environment().get_template("macros.html.j2").module
    return str(macros.table(view_table(frame, caption, labels)))


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("civicai.reports"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _page(result: Report) -> dict[str, Any]:
    labels = result.labels
    decision, constants = fold_constants(in_words(result.decision, result.codes, labels), labels)
    content = {
        "warnings": result.warnings,
        "figures": result.key_figures,
        "decision": view_table(decision, _caption(labels), labels, file="decision.csv"),
        "charts": [_chart(chart, rank, result) for rank, chart in enumerate(result.charts, 1)],
        "proofs": [
            _table(frame, labels.get(name, name), result, file=f"{name}.csv")
            for name, frame in result.tables.items()
        ],
        "findings": view_findings(result.problems),
        "bill": view_bill(result.carbon, result.avoided, result.title) if result.carbon else None,
        "card": result.card.to_html() if result.card else "",
        "reading": _reading(result),
    }
    return {
        **content,
        "result": result,
        "constants": constants,
        "sections": [name for name, there in content.items() if there],
        "words": _words(),
        "findings_count": count_findings(result.problems),
        "style": resources.files(__package__).joinpath("templates/style.css").read_text("utf-8"),
        "version": civicai.__version__,
    }


def _caption(labels: Mapping[str, str]) -> str:
    return labels.get("decision", _("The decision"))


def _words() -> dict[str, str]:
    return {
        "skip": _("Skip to the content"),
        "contents": _("In this report"),
        "warnings": _("Before you use this decision"),
        "figures": _("Key figures"),
        "decision": _("The decision"),
        "charts": _("Charts"),
        "chart_data": _("The data of this chart"),
        "proofs": _("The proof"),
        "findings": _("What was found in the data"),
        "bill": _("The carbon bill of this run"),
        "bill_how": _("How this was measured"),
        "bill_year": _("Over a year"),
        "bill_tender": _("A paragraph for a public tender"),
        "card": _("The project card"),
        "reading": _("How to read this report"),
        "software": _("Written by civicai {version}.").format(version=civicai.__version__),
    }


def _table(
    frame: pd.DataFrame,
    caption: str,
    result: Report,
    *,
    labels: Mapping[str, str] | None = None,
    file: str = "",
) -> TableView:
    labels = {**result.labels, **(labels or {})}
    return view_table(in_words(frame, result.codes, labels), caption, labels, file=file)


def _chart(chart: Chart, rank: int, result: Report) -> dict[str, Any]:
    caption = _("Data: {title}").format(title=chart.title)
    svg = render_chart(chart, f"chart-{rank}") if len(chart.table) else ""
    table = _table(chart.table, caption, result, labels=chart.labels)
    return {"chart": chart, "svg": svg, "table": table}


def _reading(result: Report) -> list[str]:
    text = [
        _(
            "This report is a decision aid: it proposes, and the agent decides. The agent who "
            "knows something that the data does not say corrects the figures."
        )
    ]
    columns = result.decision.columns
    if {"low", "high", "coverage"} <= set(columns) and len(result.decision):
        names = {key: result.labels.get(key, key) for key in ("low", "high")}
        share = format_percent(float(result.decision["coverage"].median()), 0)
        text.append(
            _(
                "Each forecast comes with an interval: what happens should fall between "
                "“{low}” and “{high}” {share} of the time, and outside it the rest of the time."
            ).format(share=share, **names)
        )
    text.append(
        _(
            "The rule that the town uses today always stands beside the model. Where the model "
            "does not beat it on the town's own past, the rule is used, and the report says so."
        )
    )
    text.append(_("A dash (–) means that the value is not known; it is not a zero."))
    return text
