"""The questions use case: what the command line, the reports and the batch see."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from civicai import __version__
from civicai.cards import ProjectCard
from civicai.errors import Problem
from civicai.faq.schema import ARTICLES, INCOMING, QUESTIONS, TOPICS
from civicai.faq.sources import READERS, read_articles
from civicai.i18n import N_, _
from civicai.usecase import Format, Input, Option, Result, UseCase

PAGE = Format(
    "the export of a page of answers",
    lambda name, head: Path(name).suffix.lower() in READERS,
    read_articles,
)

OPTIONS = (
    Option(
        "max_error",
        "number",
        0.05,
        N_("Share of wrong answers that is promised not to be exceeded."),
        low=0.01,
        high=0.3,
    ),
    Option(
        "confidence",
        "number",
        0.9,
        N_("How sure the promise is, from half to nearly certain."),
        low=0.5,
        high=0.99,
    ),
    Option(
        "out_of_scope",
        "number",
        None,
        N_("Share of the questions that are out of scope; by default, as in the file."),
        low=0.0,
        high=0.9,
    ),
    Option(
        "semantic",
        "flag",
        False,
        N_("Whether to read the meaning too: more answers, more energy; needs civicai[semantic]."),
    ),
    Option(
        "retention_days",
        "integer",
        None,
        N_("Questions received longer ago are not used; by default, all are."),
        low=1,
        high=3650,
    ),
)

LABELS = {
    "decision": N_("What to do with each new question"),
    "line": N_("line of the file"),
    "question": N_("the question, masked"),
    "topic": N_("topic"),
    "status": N_("what to do"),
    "confidence": N_("how sure"),
    "alternatives": N_("topics to offer"),
    "department": N_("department"),
    "language": N_("language"),
    "scores": N_("Router, rule and naive rule on the same questions"),
    "by_topic": N_("Topic by topic"),
    "confusions": N_("Answers that were wrong, the commonest first"),
    "guess": N_("answered as"),
    "answered_share": N_("answered"),
    "error_share": N_("wrong among the answers"),
    "right_share": N_("answered rightly"),
    "wrong_share": N_("answered wrongly"),
    "offered_share": N_("topics offered"),
    "offer_hit_share": N_("right topic among those offered"),
    "handed_share": N_("handed over"),
    "accuracy": N_("best guess is right"),
    "outside_answered_share": N_("out of scope, and answered"),
    "high_share": N_("may be as high as"),
    "rows": N_("questions"),
    "model_share": N_("wrong, router"),
    "rule_share": N_("wrong, most similar question"),
    "promised_share": N_("promised"),
    "drift": N_("Are these still the questions that the promise was proved on?"),
    "measure": N_("what is compared"),
    "then_share": N_("when the promise was proved"),
    "now_share": N_("in the new questions"),
    "moved": N_("has moved"),
    "to_write": N_("The next articles to write"),
    "words": N_("words in common"),
    "example": N_("one of the questions, masked"),
    "others": N_("others, masked"),
    "labels": N_("Questions sorted under a topic that contradicts their like"),
    "titles": N_("Article by article"),
    "article": N_("article shown"),
    "found_rank": N_("rank at which its title finds it"),
    "rule_rank": N_("rank by the words they share"),
    "first_share": N_("found first"),
    "among_share": N_("found among the first three"),
}


def example() -> dict[str, Path]:
    """Return the files of the embedded example."""
    from civicai.datasets import example_path

    return {
        "questions": example_path("faq_example.csv"),
        "incoming": example_path("faq_example_incoming.csv"),
        "topics": example_path("faq_example_topics.csv"),
        "articles": example_path("faq_example_articles.csv"),
    }


def run(tables: Mapping[str, Any], findings: list[Any], progress: Any, **options: Any) -> Result:
    """Say what to do with each question; see :meth:`civicai.usecase.UseCase.run`."""
    from civicai.faq.report import routing_report

    return routing_report(tables, findings, progress, options)


def evaluate(
    tables: Mapping[str, Any], findings: list[Any], progress: Any, **options: Any
) -> Result:
    """Score the router on the past; see :meth:`civicai.usecase.UseCase.evaluate`."""
    from civicai.faq.report import past_report

    return past_report(tables, findings, progress, options)


def check(tables: Mapping[str, Any], **options: Any) -> list[Problem]:
    """Say what a run would find, before any fit; see :class:`civicai.usecase.UseCase`."""
    from civicai.faq.inputs import prepare_inputs

    return prepare_inputs(tables, options).findings


def card() -> ProjectCard:
    """Return the project card of the use case, before a town adds its own figures."""
    return ProjectCard(
        name=_("Citizens' questions: answer, offer or hand over"),
        summary=_(
            "Finds the topic of each question, answers with the town's own text where few errors "
            "are promised, and hands the others to an agent."
        ),
        status="test",
        need={
            "policy_area": "inhabitants",
            "problem": _("Calls are lost, and agents answer the same questions all day."),
            "baseline_today": _("The most similar question, above a fixed similarity."),
        },
        system={
            "type": "ml",
            "task": "text_classification",
            "method": _(
                "Spelling corrected, TF-IDF, joint linear machine, temperature; threshold by an "
                "exact binomial test."
            ),
            "library": "civicai",
            "version": __version__,
            "intended_environment": _(
                "Short written questions, in French, sorted by agents before."
            ),
            "out_of_scope": _("Writing answers, deciding on rights, emergencies."),
            "retrain_every_days": 90,
        },
        data=[
            {"name": _("Questions sorted by topic, masked"), "personal": "indirect"},
            {"name": _("The town's answers and departments"), "personal": "none"},
        ],
        cost={
            "currency": "EUR",
            "build": None,
            "run_per_year": None,
            "reason": _("To be filled in by the town."),
        },
        environment={"method": _("Measured at each run; see the carbon bill of the report.")},
        decisions={
            "individual_decision": False,
            "automation": "aid",
            "human_oversight": _("What is not sure goes to an agent; anyone can ask for a human."),
        },
        legal={
            "ai_act": _("Limited risk: people must be told that a machine answers (art. 50)."),
        },
        risks=[
            {
                "risk": _("A wrong answer sends someone to the wrong counter, or costs a right."),
                "mitigation": _("The share of wrong answers is bounded, and measured on the past."),
            },
            {
                "risk": _("A cry for help is taken for a question."),
                "mitigation": _("A fixed list goes first, and shows the emergency numbers."),
            },
        ],
    )


USECASE = UseCase(
    name="faq",
    title=N_("Citizens' questions: the right answer or department"),
    summary=N_("Which questions can be answered without a human, with few errors promised."),
    inputs=(
        Input(QUESTIONS),
        Input(INCOMING, required=False, group=("main", "page")),
        Input(TOPICS, required=False),
        Input(ARTICLES, group="page", formats=(PAGE,)),
    ),
    options=OPTIONS,
    example=example,
    run=run,
    evaluate=evaluate,
    card=card,
    check=check,
    labels=LABELS,
)
