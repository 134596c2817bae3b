"""Citizens' questions: answer, offer two or three departments, or hand over to a human.

A town brings questions that its agents have sorted by topic. It gets back, for each new
question, the topic and what to do with it, and a stated share of wrong answers that is kept:
beside the rule of a fixed similarity, on questions that neither has seen.

Examples
--------
>>> from civicai.datasets import make_faq
>>> from civicai.faq import QuestionRouter
>>> logs = make_faq(random_state=1)["questions"]
>>> old, recent = logs[::2], logs[1::2]
>>> router = QuestionRouter().fit(old["question"], old["topic"])
>>> router = router.calibrate(recent["question"], recent["topic"], max_error=0.1)
>>> routed = router.route(["quel jour passe le tri ?", "au secours, il y a le feu"])
>>> routed.loc[0, ["topic", "action"]].tolist()
['Déchets et déchèterie', 'answer']
>>> routed.loc[1, "action"], "112" in routed.loc[1, "reason"]
('hand_over', True)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicai.faq.drift import drift_report as drift_report
    from civicai.faq.models import QuestionRouter as QuestionRouter
    from civicai.faq.nearest import NearestQuestion as NearestQuestion
    from civicai.faq.privacy import mask_personal_data as mask_personal_data
    from civicai.faq.replay import evaluate_router as evaluate_router
    from civicai.faq.review import suggest_topics as suggest_topics
    from civicai.faq.review import suspect_labels as suspect_labels
    from civicai.faq.scores import risk_coverage as risk_coverage
    from civicai.faq.scores import routing_scores as routing_scores
    from civicai.faq.search import ArticleSearch as ArticleSearch
    from civicai.faq.sources import read_articles as read_articles
    from civicai.faq.usecase import USECASE as USECASE

_HOME = {
    "QuestionRouter": "models",
    "NearestQuestion": "nearest",
    "ArticleSearch": "search",
    "evaluate_router": "replay",
    "routing_scores": "scores",
    "risk_coverage": "scores",
    "drift_report": "drift",
    "suggest_topics": "review",
    "suspect_labels": "review",
    "mask_personal_data": "privacy",
    "read_articles": "sources",
    "USECASE": "usecase",
}
__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
