"""The questions use case: its tables, options, names and codes, and where its work is."""

from __future__ import annotations

from civicai.faq.schema import (
    ARTICLES,
    INCOMING,
    MEASURES,
    METHODS,
    QUESTIONS,
    SCOPES,
    STATUSES,
    TOPICS,
)
from civicai.i18n import N_
from civicai.usecase import Input, Option, UseCase

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
    "scope": N_("scope"),
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

CODES = {"status": STATUSES, "method": METHODS, "measure": MEASURES, "scope": SCOPES}

USECASE = UseCase(
    name="faq",
    title=N_("Citizens' questions: the right answer or department"),
    summary=N_("Which questions can be answered without a human, with few errors promised."),
    inputs=(
        Input(QUESTIONS),
        Input(INCOMING, required=False, group=("main", "page")),
        Input(TOPICS, required=False),
        Input(ARTICLES, group="page", formats="civicai.faq.sources"),
    ),
    options=OPTIONS,
    example={
        "questions": "faq_example.csv",
        "incoming": "faq_example_incoming.csv",
        "topics": "faq_example_topics.csv",
        "articles": "faq_example_articles.csv",
    },
    run="civicai.faq.report:routing_report",
    evaluate="civicai.faq.report:past_report",
    check="civicai.faq.inputs:check",
    clean="civicai.faq.questions:make_questions",
    card="civicai.faq.card:card",
    labels=LABELS,
    codes=CODES,
)
