"""The tables that a town supplies: questions sorted by topic, new questions, its answers."""

from __future__ import annotations

from civicai.i18n import N_
from civicai.tables import Column, Schema

QUESTION = "question"
TOPIC = "topic"
ANSWER = "answer"
DEPARTMENT = "department"
ARTICLE = "article_id"
TITLE = "title"
TEXT = "text"
SOURCE = "source"
DATE = "date"

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

_ASKED = Column(
    QUESTION,
    "text",
    aliases=_QUESTION_HEADERS,
    description=N_("The question, in the words of who asked it"),
)
_DEPARTMENT = Column(
    DEPARTMENT,
    "text",
    required=False,
    aliases=("service", "service compétent", "direction", "pôle"),
    description=N_("The department that takes over"),
    missing=True,
)
_RECEIVED = Column(
    DATE,
    "date",
    required=False,
    aliases=("date de la demande", "reçue le", "reçu le", "date de réception", "received"),
    description=N_("When it was received"),
    missing=True,
)

QUESTIONS = Schema(
    name="questions",
    title=N_("Questions sorted by topic"),
    description=N_("One row a question that an agent has sorted; the more, the better."),
    columns=(
        _ASKED,
        Column(
            TOPIC,
            "text",
            aliases=_TOPIC_HEADERS,
            description=N_("Its topic; empty where the town has no answer to it"),
            missing=True,
        ),
        _RECEIVED,
    ),
)

INCOMING = Schema(
    name="incoming",
    title=N_("New questions"),
    description=N_("One row a question to be answered or handed over."),
    columns=(
        _ASKED,
        _RECEIVED,
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
        _DEPARTMENT,
    ),
)

ARTICLES = Schema(
    name="articles",
    title=N_("The town's page of answers"),
    description=N_(
        "One row an answer that the town has published: shown as it is, never rewritten."
    ),
    columns=(
        Column(
            ARTICLE,
            "text",
            required=False,
            aliases=("identifiant", "référence", "id", "numéro"),
            description=N_("Its reference; by default its line"),
        ),
        Column(
            TITLE,
            "text",
            aliases=("titre", "question", "intitulé", "libellé"),
            description=N_("The question that it answers, or its title"),
        ),
        Column(
            TEXT,
            "text",
            aliases=("texte", "réponse", "contenu", "answer", "content"),
            description=N_("The answer, as the town has written it"),
        ),
        Column(
            TOPIC,
            "text",
            required=False,
            aliases=_TOPIC_HEADERS,
            description=N_("Its topic; by default its title"),
            missing=True,
        ),
        _DEPARTMENT,
        Column(
            SOURCE,
            "text",
            required=False,
            aliases=("provenance", "url", "lien", "adresse de la page"),
            description=N_("Where it is published"),
            missing=True,
        ),
        Column(
            DATE,
            "text",
            required=False,
            aliases=("date de mise à jour", "mise à jour", "date de publication", "updated"),
            description=N_("When it was last checked"),
            missing=True,
        ),
    ),
)

#: Whether a topic fits a question, in the tables of a report: codes, and their words.
SCOPE, OUT_OF_SCOPE = "scope", "out_of_scope"
SCOPES = {"in_scope": N_("in scope"), OUT_OF_SCOPE: N_("(out of scope)")}
#: What to do with a question, a topic or an article: codes, and their words for the reader.
STATUSES = {
    "emergency": N_("emergency"),
    "answer": N_("answer"),
    "offer": N_("offer"),
    "hand_over": N_("hand over"),
    "answer_when_sure": N_("answer when sure"),
    "fine": N_("fine"),
    "to_reword": N_("to be reworded"),
}
#: What is scored: codes, and their words.
METHODS = {
    "model": N_("router"),
    "rule": N_("most similar question"),
    "naive": N_("one topic"),
    "search": N_("search"),
    "shared_words": N_("words in common"),
    "page_order": N_("page read from the top"),
}
#: What is compared between two logs: codes, and their words.
MEASURES = {
    "handed_over": N_("handed over"),
    "unknown_words": N_("unknown words"),
    "topic": N_("topic"),
}
