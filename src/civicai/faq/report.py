"""From a town's questions to the report: what may be answered without a human, and the proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.errors import InputError, Problem
from civicai.faq.emergency import find_emergency
from civicai.faq.evaluation import evaluate_router
from civicai.faq.models import QuestionRouter
from civicai.faq.proof import Proof
from civicai.faq.schema import QUESTION, TOPIC
from civicai.faq.town import Town, make_ready
from civicai.faq.usecase import USECASE
from civicai.i18n import _, format_integer, format_percent, ngettext
from civicai.reports import KeyFigure
from civicai.usecase import Progress, Result

#: Splits of an evaluation, and of the shorter proof that comes with a run.
SPLITS, RUN_SPLITS = 8, 3
#: Part of the questions that a run keeps to calibrate on.
CALIBRATED = 0.4


def routing_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    options: Mapping[str, Any],
) -> Result:
    """Route the new questions; without any, say which topics may be answered."""
    town = make_ready(tables, options)
    proof = _prove(town, options, progress, RUN_SPLITS)
    progress(RUN_SPLITS, RUN_SPLITS + 1, _("Routing the new questions"))
    router, refusal = _fit(town, options)
    incoming = town.incoming
    routed = None if incoming is None else _route(router, town, incoming)
    decision = proof.topics_decision() if routed is None else routed
    return Result(
        usecase=USECASE.name,
        lang="",
        title=_("Citizens' questions: answer, offer or hand over"),
        sentence=proof.sentence() if routed is None else _sentence(routed, options, router),
        key_figures=(*([] if routed is None else _figures(routed)), *proof.key_figures()),
        decision=decision,
        tables=proof.tables(),
        charts=tuple(proof.charts()),
        warnings=(*_warnings(router, routed), *proof.warnings()),
        problems=(*findings, *town.findings, *refusal),
        card=USECASE.card(),
        labels={} if routed is not None else {"decision": _("Topic by topic")},
    )


def past_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    options: Mapping[str, Any],
) -> Result:
    """Score router, rule and naive rule on the town's own questions, split anew each time."""
    town = make_ready(tables, options)
    proof = _prove(town, options, progress, SPLITS)
    return Result(
        usecase=USECASE.name,
        lang="",
        title=_("Citizens' questions: the router on your own past"),
        sentence=proof.sentence(),
        key_figures=tuple(proof.key_figures()),
        decision=proof.scores,
        tables={k: v for k, v in proof.tables().items() if k != "scores"},
        charts=tuple(proof.charts()),
        warnings=tuple(proof.warnings()),
        problems=(*findings, *town.findings),
        card=USECASE.card(),
        labels={"decision": _("Router, rule and naive rule on the same questions")},
    )


def _prove(town: Town, options: Mapping[str, Any], progress: Progress, splits: int) -> Proof:
    rows = evaluate_router(
        town.questions[QUESTION],
        town.questions[TOPIC],
        splits=splits,
        max_error=options["max_error"],
        confidence=options["confidence"],
        out_of_scope_share=_outside(options),
        progress=lambda done, total: progress(done, total + 1, _("Scoring on the past")),
    )
    return Proof(rows, town, options)


def _outside(options: Mapping[str, Any]) -> float | None:
    share = options["out_of_scope"]
    return None if share is None else float(share)


def _fit(town: Town, options: Mapping[str, Any]) -> tuple[QuestionRouter, list[Problem]]:
    """Fit on a part, calibrate on the other; without a promise, nothing is answered."""
    rows = town.questions
    same, _known = pd.factorize(rows[QUESTION].str.lower().str.strip())
    seen = (np.random.default_rng(0).random(same.max() + 1) < CALIBRATED)[same]
    router = QuestionRouter().fit(rows.loc[~seen, QUESTION], rows.loc[~seen, TOPIC])
    try:
        router.calibrate(
            rows.loc[seen, QUESTION],
            rows.loc[seen, TOPIC],
            max_error=options["max_error"],
            confidence=options["confidence"],
            out_of_scope_share=_outside(options),
        )
    except InputError as error:
        told = [
            Problem(**{**problem.to_dict(), "severity": "warning"}) for problem in error.problems
        ]
        return router, told
    return router, []


def _route(router: QuestionRouter, town: Town, incoming: pd.DataFrame) -> pd.DataFrame:
    texts = incoming[QUESTION]
    table = router.route(texts)
    words = {"answer": _("answer"), "offer": _("offer"), "hand_over": _("hand over")}
    urgent = texts.map(lambda text: find_emergency(text) is not None).to_numpy(bool)
    table.insert(0, "line", texts.index)
    table.insert(1, QUESTION, texts.str[:200].to_numpy())
    table["status"] = table["action"].map(words).where(~urgent, _("emergency"))
    # A topic guessed for a cry for help, or for nothing said, would be read as an answer to it.
    apart = np.isneginf(table["score"].to_numpy())
    table.loc[apart, ["topic", "alternatives"]] = ""
    table.loc[apart, "confidence"] = np.nan
    table["alternatives"] = table["alternatives"].where(table["action"] == "offer", "")
    table["department"] = [town.departments.get(topic, "") for topic in table["topic"]]
    rank = table["action"].map({"answer": 3, "offer": 2, "hand_over": 1}).mask(urgent, 0)
    columns = ["line", QUESTION, "status", "topic", "confidence", "alternatives", "department"]
    columns += ["language", "reason"]
    if not (table["action"] == "offer").any():
        columns.remove("alternatives")
    return table.iloc[np.argsort(rank, kind="stable")][columns].reset_index(drop=True)


def _counts(routed: pd.DataFrame) -> dict[str, int]:
    words = {
        "answered": _("answer"),
        "offered": _("offer"),
        "handed": _("hand over"),
        "urgent": _("emergency"),
    }
    return {name: int((routed["status"] == word).sum()) for name, word in words.items()}


def _sentence(routed: pd.DataFrame, options: Mapping[str, Any], router: QuestionRouter) -> str:
    counts = _counts(routed)
    text = _(
        "Of {total} new questions, {answered} can be answered without a human, {offered} get a "
        "choice of topics, {handed} go to an agent."
    )
    said = text.format(total=len(routed), **counts)
    if counts["urgent"]:
        urgent = ngettext(
            "{count} is a cry for help: see it first.",
            "{count} are cries for help: see them first.",
            counts["urgent"],
        )
        said += " " + urgent.format(count=counts["urgent"])
    if np.isfinite(router.answer_from_.score):
        promise = _("At most {error} of the answers should be wrong.")
        said += " " + promise.format(error=format_percent(options["max_error"], 0))
    return said


def _figures(routed: pd.DataFrame) -> list[KeyFigure]:
    counts, total = _counts(routed), len(routed)
    labels = {
        "urgent": _("Cries for help"),
        "answered": _("Answered without a human"),
        "offered": _("A choice of topics"),
        "handed": _("Handed over"),
    }
    return [
        KeyFigure(
            f"new_{name}",
            label,
            counts[name],
            format_integer(counts[name]),
            _("of {total} new questions").format(total=format_integer(total)),
        )
        for name, label in labels.items()
        if name != "urgent" or counts[name]
    ]


def _warnings(router: QuestionRouter, routed: pd.DataFrame | None) -> list[str]:
    said = []
    if not np.isfinite(router.answer_from_.score):
        said.append(
            _("The promise cannot be kept with these questions: nothing is answered by itself.")
        )
    if routed is not None and _counts(routed)["urgent"]:
        said.append(
            _(
                "Cries for help are found by a fixed list of words. It misses some: the emergency "
                "numbers must stand on the page, whatever is asked."
            )
        )
    said.append(
        _(
            "Nothing is written by a machine: an answer is the text that the town wrote. People "
            "must be told that a machine sorts their questions, and how to reach a human."
        )
    )
    return said
