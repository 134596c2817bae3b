"""The project card of the parking use case, before a town adds its own figures."""

from __future__ import annotations

from civicai.cards import ProjectCard, aid_card
from civicai.i18n import _


def card() -> ProjectCard:
    """Return the project card, in the language in force."""
    return aid_card(
        name=_("Car parks likely to be full"),
        summary=_(
            "Forecasts the places taken in each car park, from half an hour to a week ahead, and "
            "says how likely each is to be full."
        ),
        policy_area="car_parks",
        problem=_("Drivers circle around full car parks while others have places."),
        baseline_today=_("The same time last week, or the last reading."),
        task="forecasting",
        method=_(
            "Rolling weekly profile, gradient boosting over it, or the rule: what errs least "
            "on a later window; empirical errors."
        ),
        intended_environment=_("Car parks with counts at least hourly, for some weeks."),
        out_of_scope=_("The demand beyond a full car park, and any tracking of vehicles."),
        retrain_every_days=7,
        data={_("Places taken or free, by car park and time"): "none"},
        human_oversight=_("The agents see each forecast with its reason, and decide."),
        ai_act=_("Minimal risk: counts of cars, no data about a driver."),
        risks={
            _("A frozen or late feed makes a full car park look free."): _(
                "Such a car park gets no forecast, and the report says so."
            ),
        },
    )
