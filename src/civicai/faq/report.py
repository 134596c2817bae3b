"""From a town's questions to the report: what may be answered without a human, and the proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from civicai.faq import incoming
from civicai.faq.inputs import Inputs, prepare_inputs
from civicai.faq.page_report import page_report
from civicai.faq.past_report import PastReport
from civicai.faq.questions import Questions
from civicai.faq.replay import evaluate_router
from civicai.faq.review import suspect_labels
from civicai.faq.usecase import USECASE
from civicai.i18n import _
from civicai.usecase import Progress, Result

#: Splits of an evaluation, and of the shorter proof that comes with a run.
SPLITS, RUN_SPLITS = 8, 3
#: Questions under a doubtful topic that are named.
SUSPECTS = 20


def routing_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    options: Mapping[str, Any],
) -> Result:
    """Route the new questions; without any, say which topics may be answered."""
    inputs = prepare_inputs(tables, options)
    if inputs.questions is None:
        return page_report(inputs, findings, progress, options)
    proof = _prove(inputs, inputs.questions, options, progress, RUN_SPLITS)
    progress(RUN_SPLITS, RUN_SPLITS + 1, _("Routing the new questions"))
    router, refusal, routed, extra = incoming.route_incoming(inputs, options)
    figures = [] if routed is None else incoming.incoming_figures(routed)
    return Result(
        usecase=USECASE.name,
        lang="",
        title=_("Citizens' questions: answer, offer or hand over"),
        sentence=proof.sentence()
        if routed is None
        else incoming.incoming_sentence(routed, options, router),
        key_figures=(*figures, *proof.key_figures()),
        decision=proof.topics_decision() if routed is None else routed,
        tables={**extra, **proof.tables(), **_suspects(inputs.questions)},
        charts=tuple(proof.charts()),
        warnings=(
            *incoming.drift_warnings(extra),
            *incoming.incoming_warnings(router, routed),
            *proof.warnings(),
        ),
        problems=(*findings, *inputs.findings, *refusal),
        card=USECASE.card(),
        labels={} if routed is not None else {"decision": _("Topic by topic")},
        model=router,
    )


def past_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    options: Mapping[str, Any],
) -> Result:
    """Score router, rule and naive rule on the town's own questions, split anew each time."""
    inputs = prepare_inputs(tables, options)
    if inputs.questions is None:
        return page_report(inputs, findings, progress, options)
    proof = _prove(inputs, inputs.questions, options, progress, SPLITS)
    rest = {name: table for name, table in proof.tables().items() if name != "scores"}
    return Result(
        usecase=USECASE.name,
        lang="",
        title=_("Citizens' questions: the router on your own past"),
        sentence=proof.sentence(),
        key_figures=tuple(proof.key_figures()),
        decision=proof.scores,
        tables={**rest, **_suspects(inputs.questions)},
        charts=tuple(proof.charts()),
        warnings=tuple(proof.warnings()),
        problems=(*findings, *inputs.findings),
        card=USECASE.card(),
        labels={"decision": _("Router, rule and naive rule on the same questions")},
    )


def _prove(
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
        out_of_scope_share=incoming.outside_share(options),
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
