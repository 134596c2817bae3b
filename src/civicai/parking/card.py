"""The project card of the parking use case, before a town adds its own figures."""

from __future__ import annotations

from civicai import __version__
from civicai.cards import ProjectCard
from civicai.i18n import _


def card() -> ProjectCard:
    """Return the project card, in the language in force."""
    return ProjectCard(
        name=_("Car parks likely to be full"),
        summary=_(
            "Forecasts the places taken in each car park, from half an hour to a week ahead, and "
            "says how likely each is to be full."
        ),
        status="test",
        need={
            "policy_area": "car_parks",
            "problem": _("Drivers circle around full car parks while others have places."),
            "baseline_today": _("The same time last week, or the last reading."),
        },
        system={
            "type": "ml",
            "task": "forecasting",
            "method": _(
                "Rolling weekly profile, gradient boosting over it, or the rule: what errs least "
                "on a later window; empirical errors."
            ),
            "library": "civicai",
            "version": __version__,
            "intended_environment": _("Car parks with counts at least hourly, for some weeks."),
            "out_of_scope": _("The demand beyond a full car park, and any tracking of vehicles."),
            "retrain_every_days": 7,
        },
        data=[{"name": _("Places taken or free, by car park and time"), "personal": "none"}],
        cost={
            "currency": "EUR",
            "build": None,
            "run_per_year": None,
            "reason": _("To be filled in by the town."),
        },
        environment={"method": _("Measured at each run; see the carbon bill of the report.")},
        decisions={
            "individual_decision": False,
            "automation": "aid",
            "human_oversight": _("The agents see each forecast with its reason, and decide."),
        },
        legal={"ai_act": _("Minimal risk: counts of cars, no data about a driver.")},
        risks=[
            {
                "risk": _("A frozen or late feed makes a full car park look free."),
                "mitigation": _("Such a car park gets no forecast, and the report says so."),
            }
        ],
    )
