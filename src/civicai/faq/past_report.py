"""What the router did with past questions that it had never seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.faq.charts import OUTCOMES, draw_risk, draw_topics
from civicai.faq.inputs import Inputs
from civicai.faq.schema import OUT_OF_SCOPE, SCOPE, TOPIC
from civicai.faq.scores import risk_coverage, routing_scores, topic_scores
from civicai.i18n import _, format_integer, format_percent
from civicai.reports import Chart, KeyFigure


class PastReport:
    """Scores of router, rule and naive rule on the same questions, all splits together."""

    def __init__(self, rows: pd.DataFrame, inputs: Inputs, options: Mapping[str, Any]) -> None:
        self.rows, self.inputs, self.options = rows, inputs, options
        self.scores = routing_scores(rows)
        by_method = self.scores.set_index("method").T.to_dict()
        self.model, self.rule = by_method["model"], by_method["rule"]
        topics = topic_scores(rows, options["confidence"])
        order = topics["right_share"].mask(topics[SCOPE] == OUT_OF_SCOPE, -1)
        self.topics = topics.iloc[np.argsort(-order, kind="stable")].reset_index(drop=True)

    def sentence(self) -> str:
        """Return the answer in one sentence."""
        model, rule = self.model, self.rule
        if not model["answered_share"]:
            return _(
                "The questions are too few, or too alike across topics, to answer any by itself."
            )
        text = _(
            "On questions never seen, {answered} are answered without a human and {wrong} of "
            "these answers are wrong; the most similar question (cosine above 0.5) answers "
            "{rule_answered} and is wrong {rule_wrong} of the time."
        )
        return text.format(
            answered=format_percent(model["answered_share"], 0),
            wrong=format_percent(model["error_share"]),
            rule_answered=format_percent(rule["answered_share"], 0),
            rule_wrong=format_percent(rule["error_share"]),
        )

    def key_figures(self) -> list[KeyFigure]:
        """Return errors, answers and best guesses, beside those of today's rule."""
        model, rule = self.model, self.rule
        promised = _("{promised} promised; today's rule: {rule}").format(
            promised=format_percent(self.options["max_error"], 0),
            rule=format_percent(rule["error_share"]),
        )
        today = _("today's rule: {rule}")
        figures = [
            ("error_share", _("Wrong among the answers"), promised),
            ("answered_share", _("Answered, on past questions"), None),
            ("accuracy", _("Best guess is right"), None),
            ("outside_answered_share", _("Out of scope, and answered"), None),
        ]
        return [
            KeyFigure(
                name,
                label,
                None if np.isnan(model[name]) else float(model[name]),
                "–" if np.isnan(model[name]) else format_percent(model[name]),
                note or today.format(rule=format_percent(rule[name])),
            )
            for name, label, note in figures
        ]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the scores, the topics and the worst confusions; no question is copied."""
        wrong = self.rows[(self.rows["action"] == "answer")]
        wrong = wrong[wrong["guess"] != wrong["topic"]]
        scope = np.where(wrong["topic"].isna(), OUT_OF_SCOPE, "in_scope")
        pairs = wrong.assign(scope=scope).groupby(["topic", SCOPE, "guess"], dropna=False).size()
        counts = pairs.sort_values(ascending=False, kind="stable").head(20)
        confusions = counts.rename("rows").reset_index()
        tables = {"scores": self.scores, "by_topic": self.topics, "confusions": confusions}
        return {name: table for name, table in tables.items() if len(table)}

    def charts(self) -> list[Chart]:
        """Return the curve of errors against answers, and what becomes of each topic."""
        curve = risk_coverage(self.rows).assign(promised_share=self.options["max_error"])
        shares = [column for column, _colour, _hatch in OUTCOMES.values()]
        return [
            Chart(
                title=_("The more is answered, the more is wrong"),
                sentence=_(
                    "Share of wrong answers, were the surest questions answered first. The router "
                    "stops where its curve meets what is promised."
                ),
                table=curve,
                draw=draw_risk,
            ),
            Chart(
                title=_("What becomes of the questions of each topic"),
                sentence=_(
                    "Past questions, by topic. Those out of scope should all be handed over: an "
                    "answer to them is wrong."
                ),
                table=self.topics[[TOPIC, *shares]],
                draw=draw_topics,
            ),
        ]

    def topics_decision(self) -> pd.DataFrame:
        """Return which topics may be answered without a human, and why."""
        known = self.topics[self.topics["error_share"].notna() | (self.topics["right_share"] >= 0)]
        known = known[known[SCOPE] != OUT_OF_SCOPE]
        fine = known["error_share"] <= self.options["max_error"]
        answered = known["right_share"] + known["wrong_share"]
        status = np.where(fine, "answer_when_sure", "hand_over")
        reasons = [
            _("{answered} answered; {wrong} of these answers wrong").format(
                answered=format_percent(share, 0),
                wrong=format_percent(0.0 if np.isnan(error) else error),
            )
            for share, error in zip(answered, known["error_share"], strict=True)
        ]
        department = [self.inputs.departments.get(topic, "") for topic in known[TOPIC]]
        table = known.assign(status=status, department=department, reason=reasons)
        first = [TOPIC, "status", "department", "error_share", "high_share", "rows", "reason"]
        return table[first].reset_index(drop=True)

    def warnings(self) -> list[str]:
        """Say where the promise failed on the past, and which topics fail."""
        said = []
        kept = self.rows.groupby("split")["calibrated"].first()
        if not kept.all():
            text = _(
                "In {count} splits of {total}, the questions left to calibrate on were too few: "
                "nothing was answered there."
            )
            said.append(text.format(count=int((~kept).sum()), total=len(kept)))
        if self.model["error_share"] > self.options["max_error"]:
            text = _(
                "On past questions, {wrong} of the answers are wrong, more than the {promised} "
                "promised."
            )
            said.append(
                text.format(
                    wrong=format_percent(self.model["error_share"]),
                    promised=format_percent(self.options["max_error"], 0),
                )
            )
        failing = self.topics[self.topics["error_share"] > 2 * self.options["max_error"]]
        if len(failing):
            text = _(
                "The answers that name these topics are wrong more than twice too often: {topics}."
            )
            said.append(text.format(topics=", ".join(failing[TOPIC].head(6))))
        said.append(
            _(
                "Scored on {rows} questions in {splits} splits; a question learned is never scored."
            ).format(rows=format_integer(len(self.rows)), splits=self.rows["split"].nunique())
        )
        return said
