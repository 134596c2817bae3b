"""The project card of the questions use case, before a town adds its own figures."""

from __future__ import annotations

from civicai.cards import ProjectCard, aid_card
from civicai.i18n import _


def card() -> ProjectCard:
    """Return the project card, in the language in force."""
    return aid_card(
        name=_("Citizens' questions: answer, offer or hand over"),
        summary=_(
            "Finds the topic of each question, answers with the town's own text where few errors "
            "are promised, and hands the others to an agent."
        ),
        policy_area="inhabitants",
        problem=_("Calls are lost, and agents answer the same questions all day."),
        baseline_today=_("The most similar question, above a fixed similarity."),
        task="text_classification",
        method=_(
            "Spelling corrected, TF-IDF, joint linear machine, temperature; threshold by an "
            "exact binomial test."
        ),
        intended_environment=_("Short written questions, in French, sorted by agents before."),
        out_of_scope=_("Writing answers, deciding on rights, emergencies."),
        retrain_every_days=90,
        data={
            _("Questions sorted by topic, masked"): "indirect",
            _("The town's answers and departments"): "none",
        },
        human_oversight=_("What is not sure goes to an agent; anyone can ask for a human."),
        ai_act=_("Limited risk: people must be told that a machine answers (art. 50)."),
        risks={
            _("A wrong answer sends someone to the wrong counter, or costs a right."): _(
                "The share of wrong answers is bounded, and measured on the past."
            ),
            _("A cry for help is taken for a question."): _(
                "A fixed list goes first, and shows the emergency numbers."
            ),
        },
    )
