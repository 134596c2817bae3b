"""The project card of the water use case, before a town adds its own figures."""

from __future__ import annotations

from civicai import __version__
from civicai.cards import ProjectCard
from civicai.i18n import _


def card() -> ProjectCard:
    """Return the project card, in the language in force."""
    return ProjectCard(
        name=_("Water leaks and pipes to renew"),
        summary=_(
            "Ranks the sections of pipe by the breaks to expect a kilometre, and tells which "
            "sector loses more by night, since when."
        ),
        status="test",
        need={
            "policy_area": "drinking_water",
            "problem": _("A fifth of the drinking water is lost, and few kilometres are renewed."),
            "baseline_today": _("Past breaks, then age; a fixed line on the night flow."),
        },
        system={
            "type": "ml",
            "task": "detection",
            "method": _("Poisson regression with length as exposure; cumulative sum of nights."),
            "library": "civicai",
            "version": __version__,
            "intended_environment": _("An inventory with breaks of some years; hourly flows."),
            "out_of_scope": _("Finding the leak in the street, water quality, pressure control."),
            "retrain_every_days": 365,
        },
        data=[
            {"name": _("Inventory of pipes and their breaks"), "personal": "none"},
            {"name": _("Flows into sectors of hundreds of homes"), "personal": "none"},
        ],
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
            "human_oversight": _("The service decides where to listen, dig and renew."),
        },
        legal={"ai_act": _("Minimal risk as shipped; high if it operates the network.")},
        risks=[
            {
                "risk": _("A silent meter is taken for a sound sector."),
                "mitigation": _("The sector is then unknown, and the report says so."),
            },
            {
                "risk": _("Pipes replaced are missing, and the worst ones look safe."),
                "mitigation": _("Breaks that fit no pipe are counted and told."),
            },
        ],
    )
