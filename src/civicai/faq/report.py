"""From a town's questions to the report: what may be answered without a human, and how well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from civicai.faq.incoming import IncomingReport, outside_share
from civicai.faq.inputs import Inputs, prepare_inputs
from civicai.faq.page_report import page_report
from civicai.faq.past_report import PastReport
from civicai.faq.questions import Questions
from civicai.faq.replay import evaluate_router
from civicai.faq.review import suspect_labels
from civicai.i18n import _
from civicai.usecase import Progress, Result

#: Splits of an evaluation, and of the shorter one that comes with a run.
SPLITS, RUN_SPLITS = 8, 3
#: Questions under a doubtful topic that are named.
SUSPECTS = 20


def routing_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    **options: Any,
) -> Result:
    """Route the new questions; without any, say which topics may be answered."""
    inputs = prepare_inputs(tables, options)
    if inputs.questions is None:
        return page_report(inputs, findings, progress, options)
    past = _score_past(inputs, inputs.questions, options, progress, RUN_SPLITS)
    progress(RUN_SPLITS, RUN_SPLITS + 1, _("Routing the new questions"))
    new = IncomingReport(inputs, options)
    return Result(
        title=_("Citizens' questions: answer, offer or hand over"),
        sentence=past.sentence() if new.decision is None else new.sentence(),
        key_figures=(*new.key_figures(), *past.key_figures()),
        decision=past.topics_decision() if new.decision is None else new.decision,
        tables={**new.tables(), **past.tables(), **_suspects(inputs.questions)},
        charts=tuple(past.charts()),
        warnings=(*new.warnings(), *past.warnings()),
        problems=(*findings, *inputs.findings, *new.refusal),
        labels={} if new.decision is not None else {"decision": _("Topic by topic")},
        model=new.router,
    )


def past_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    **options: Any,
) -> Result:
    """Score router, rule and naive rule on the town's own questions, split anew each time."""
    inputs = prepare_inputs(tables, options)
    if inputs.questions is None:
        return page_report(inputs, findings, progress, options)
    past = _score_past(inputs, inputs.questions, options, progress, SPLITS)
    rest = {name: table for name, table in past.tables().items() if name != "scores"}
    return Result(
        title=_("Citizens' questions: the router on your own past"),
        sentence=past.sentence(),
        key_figures=tuple(past.key_figures()),
        decision=past.scores,
        tables={**rest, **_suspects(inputs.questions)},
        charts=tuple(past.charts()),
        warnings=tuple(past.warnings()),
        problems=(*findings, *inputs.findings),
        labels={"decision": _("Router, rule and naive rule on the same questions")},
    )


def _score_past(
    inputs: Inputs,
    questions: Questions,
    options: Mapping[str, Any],
    progress: Progress,
    splits: int,
) -> PastReport:
    rows = evaluate_router(
        questions,
        splits=splits,
        max_error=options["max_error"],
        confidence=options["confidence"],
        out_of_scope_share=outside_share(options),
        semantic=options["semantic"],
        progress=lambda done, total: progress(done, total + 1, _("Scoring on the past")),
    )
    return PastReport(rows, inputs, options)


def _suspects(questions: Questions) -> dict[str, pd.DataFrame]:
    found = suspect_labels(questions).head(SUSPECTS)
    if found.empty:
        return {}
    found.insert(0, "line", questions.rows.index[found["place"]])
    return {"labels": found.drop(columns="place")}
