"""The tables that a town supplies: questions sorted by topic, new questions, its answers."""

from __future__ import annotations

from civicai.i18n import N_
from civicai.tables import Column, Schema

QUESTION = "question"
TOPIC = "topic"
ANSWER = "answer"
DEPARTMENT = "department"

_QUESTION_HEADERS = (
    "demande",
    "question posée",
    "message",
    "texte",
    "libellé de la demande",
    "text",
)
_TOPIC_HEADERS = (
    "thème",
    "sujet",
    "catégorie",
    "rubrique",
    "motif",
    "category",
    "intent",
    "subject",
)

QUESTIONS = Schema(
    name="questions",
    title=N_("Questions sorted by topic"),
    description=N_("One row a question that an agent has sorted; the more, the better."),
    columns=(
        Column(
            QUESTION,
            "text",
            aliases=_QUESTION_HEADERS,
            description=N_("The question, in the words of who asked it"),
        ),
        Column(
            TOPIC,
            "text",
            aliases=_TOPIC_HEADERS,
            description=N_("Its topic; empty where the town has no answer to it"),
            missing=True,
        ),
    ),
)

INCOMING = Schema(
    name="incoming",
    title=N_("New questions"),
    description=N_("One row a question to be answered or handed over."),
    columns=(
        Column(
            QUESTION,
            "text",
            aliases=_QUESTION_HEADERS,
            description=N_("The question, in the words of who asked it"),
        ),
    ),
)

TOPICS = Schema(
    name="topics",
    title=N_("Answers and departments"),
    description=N_("One row a topic: what is answered, and which department takes over."),
    key=(TOPIC,),
    columns=(
        Column(TOPIC, "text", aliases=_TOPIC_HEADERS, description=N_("Name of the topic")),
        Column(
            ANSWER,
            "text",
            required=False,
            aliases=("réponse", "texte de la réponse", "reply"),
            description=N_("The answer that the town has written"),
            missing=True,
        ),
        Column(
            DEPARTMENT,
            "text",
            required=False,
            aliases=("service", "service compétent", "direction", "pôle"),
            description=N_("The department that takes over"),
            missing=True,
        ),
    ),
)
