"""The project card of the canteen use case, before a town adds its own figures."""

from __future__ import annotations

from civicai.cards import ProjectCard, aid_card
from civicai.i18n import _


def card() -> ProjectCard:
    """Return the project card, in the language in force."""
    return aid_card(
        name=_("Canteen meals to prepare"),
        summary=_(
            "Forecasts the meals asked for at each canteen and says how many to prepare, at a "
            "service level that the town chooses."
        ),
        policy_area="food",
        problem=_("Meals are ordered weeks ahead, and the surplus is thrown away."),
        baseline_today=_("The agents' own forecast, or the mean of the last same weekdays."),
        task="forecasting",
        method=_("Gradient boosting on past attendance and the school calendar."),
        intended_environment=_("School canteens with some months of daily counts."),
        out_of_scope=_("Strike days, and any decision about a child."),
        retrain_every_days=120,
        data={_("Meals served by site and day"): "none"},
        human_oversight=_("The agents see each number with its reason, and decide."),
        ai_act=_("Minimal risk: counts of meals, no data about a child."),
        risks={
            _("Too few meals on a day unlike others (strike, outing)."): _(
                "Give such days in the table of events and keep a reserve."
            ),
        },
    )
