"""The project card of the crowd use case, before a town adds its own figures."""

from __future__ import annotations

from civicai.cards import ProjectCard, aid_card
from civicai.i18n import _


def card() -> ProjectCard:
    """Return the project card, in the language in force."""
    return aid_card(
        name=_("Crowds: where there may be too many people"),
        summary=_(
            "Follows the people in each place from counts, forecasts the coming hours, and says "
            "how likely each place is to be over its capacity."
        ),
        policy_area="events",
        problem=_("A place fills faster than those who watch it can see."),
        baseline_today=_("80 % of the capacity reached; the same hour last week."),
        task="forecasting",
        method=_(
            "Rolling weekly profile, gradient boosting over it, or the rule: what errs least "
            "on a later window; entries minus exits; empirical errors."
        ),
        intended_environment=_("Places with counters at least hourly, for some weeks."),
        out_of_scope=_(
            "Images, phones, following or recognising persons; any order given without a "
            "human; the sizing of first aid."
        ),
        retrain_every_days=28,
        data={_("People counted, by place and time"): "none"},
        human_oversight=_(
            "The mayor, the prefect and the safety staff decide; nothing closes by itself."
        ),
        ai_act=_(
            "Counts without identification. Whether it is a safety component is for the "
            "town's data protection officer and lawyers to say."
        ),
        risks={
            _("A silent counter makes a crowded place look calm."): _(
                "The place is “unknown”, with no figure, and the report says so."
            ),
            _("Counters drift, and the people inside are wrong."): _(
                "Bounds grow with the passages; the upper one raises the alert."
            ),
        },
    )
