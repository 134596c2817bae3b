"""The project card of the water use case, before a town adds its own figures."""

from __future__ import annotations

from civicai.cards import ProjectCard, aid_card
from civicai.i18n import _


def card() -> ProjectCard:
    """Return the project card, in the language in force."""
    return aid_card(
        name=_("Water leaks and pipes to renew"),
        summary=_(
            "Ranks the sections of pipe by the breaks to expect a kilometre, and tells which "
            "sector loses more by night, since when."
        ),
        policy_area="drinking_water",
        problem=_("A fifth of the drinking water is lost, and few kilometres are renewed."),
        baseline_today=_("Past breaks, then age; a fixed line on the night flow."),
        task="detection",
        method=_("Poisson regression with length as exposure; cumulative sum of nights."),
        intended_environment=_("An inventory with breaks of some years; hourly flows."),
        out_of_scope=_("Finding the leak in the street, water quality, pressure control."),
        retrain_every_days=365,
        data={
            _("Inventory of pipes and their breaks"): "none",
            _("Flows into sectors of hundreds of homes"): "none",
        },
        human_oversight=_("The service decides where to listen, dig and renew."),
        ai_act=_("Minimal risk as shipped; high if it operates the network."),
        risks={
            _("A silent meter is taken for a sound sector."): _(
                "The sector is then unknown, and the report says so."
            ),
            _("Pipes replaced are missing, and the worst ones look safe."): _(
                "Breaks that fit no pipe are counted and told."
            ),
        },
    )
