"""Scores of routed questions: what was answered, how often wrongly, and what was handed over."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civicai.faq.answer_thresholds import error_bound
from civicai.faq.schema import OUT_OF_SCOPE, SCOPE

#: Method -> columns of its topic and of its action.
METHODS = {
    "model": ("guess", "action"),
    "rule": ("rule", "rule_action"),
    "naive": ("naive", "naive_action"),
}


def routing_scores(rows: pd.DataFrame) -> pd.DataFrame:
    """Score router, rule and naive rule on the same questions.

    Parameters
    ----------
    rows : DataFrame
        As :func:`~civicai.faq.evaluate_router` gives it: ``topic`` (missing when out of scope),
        and for each method its guess and its action.

    Returns
    -------
    DataFrame
        One row a method: ``method``, ``answered_share``, ``error_share`` (wrong among the
        answers), ``right_share`` (of all questions, answered and rightly), ``offered_share``,
        ``offer_hit_share`` (the right topic is among those offered), ``handed_share``,
        ``accuracy`` (best guess, in scope only), ``outside_answered_share`` (of those out of
        scope), ``rows``.
    """
    return pd.DataFrame([{"method": name, **_scores(rows, *c)} for name, c in METHODS.items()])


def _scores(rows: pd.DataFrame, guess: str, action: str) -> dict[str, float]:
    inside = rows["topic"].notna()
    right = inside & (rows[guess] == rows["topic"])
    answered, offered = rows[action] == "answer", rows[action] == "offer"
    return {
        "answered_share": float(answered.mean()),
        "error_share": _mean(~right[answered]),
        "right_share": float((answered & right).mean()),
        "offered_share": float(offered.mean()),
        "offer_hit_share": _mean(rows["among_offered"][offered]),
        "handed_share": float((rows[action] == "hand_over").mean()),
        "accuracy": _mean(right[inside]),
        "outside_answered_share": _mean(answered[~inside]),
        "rows": len(rows),
    }


def _mean(values: pd.Series) -> float:
    return float(values.mean()) if len(values) else np.nan


def topic_scores(rows: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Score the router topic by topic, and on the questions that are out of scope.

    Returns
    -------
    DataFrame
        One row a topic that the questions have: ``topic`` (missing: out of scope), ``scope`` (a
        code), ``right_share``, ``wrong_share``, ``offered_share``, ``handed_share`` (they add up
        to 1), ``error_share`` (wrong among the answers that name this topic), ``high_share`` (what
        that error may be, at the confidence asked for), ``rows``.
    """
    right = rows["guess"] == rows["topic"]
    outcome = np.select([rows["action"] != "answer", right], [rows["action"], "right"], "wrong")
    names = rows["topic"].fillna("")
    shares = pd.crosstab(names, outcome, normalize="index")
    shares = shares.reindex(columns=["right", "wrong", "offer", "hand_over"], fill_value=0.0)
    shares.columns = ["right_share", "wrong_share", "offered_share", "handed_share"]
    shares["rows"] = names.value_counts()
    answered = rows[rows["action"] == "answer"]
    wrong = (answered["guess"] != answered["topic"]).groupby(answered["guess"])
    errors = wrong.agg(["sum", "count"]).reindex(shares.index, fill_value=0)
    shares["error_share"] = errors["sum"] / errors["count"].replace(0, np.nan)
    shares["high_share"] = [
        error_bound(int(e), int(n), confidence) if n else np.nan
        for e, n in zip(errors["sum"], errors["count"], strict=True)
    ]
    shares.loc[shares.index == "", ["error_share", "high_share"]] = np.nan
    table = shares.rename_axis("topic").reset_index()
    outside = table["topic"] == ""
    table[SCOPE] = np.where(outside, OUT_OF_SCOPE, "in_scope")
    table["topic"] = table["topic"].mask(outside)
    first = ["topic", SCOPE, "right_share", "wrong_share", "offered_share", "handed_share"]
    return table[[*first, "error_share", "high_share", "rows"]]


def risk_coverage(rows: pd.DataFrame, points: int = 60) -> pd.DataFrame:
    """Return the share of wrong answers for each share of questions answered.

    The thresholds are read from the very questions scored: the curve says what a method could
    do at best, not what it promises.

    Returns
    -------
    DataFrame
        ``answered_share``, ``model_share`` and ``rule_share`` (wrong among the answers).
    """
    inside = rows["topic"].notna()
    curve = {}
    for method, guess, score in (("model", "guess", "score"), ("rule", "rule", "rule_score")):
        order = np.argsort(-rows[score].to_numpy(float), kind="stable")
        wrong = ~(inside & (rows[guess] == rows["topic"])).to_numpy()[order]
        curve[f"{method}_share"] = np.cumsum(wrong) / np.arange(1, len(rows) + 1)
    place = np.unique(np.linspace(0.05, 1, points) * len(rows)).astype(int) - 1
    table = pd.DataFrame(curve).iloc[place[place >= 0]]
    table.insert(0, "answered_share", (table.index + 1) / len(rows))
    return table.reset_index(drop=True)
