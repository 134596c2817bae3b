"""The project card of the flood use case, before a town adds its own figures."""

from __future__ import annotations

from civicai.cards import ProjectCard, aid_card
from civicai.i18n import _


def card() -> ProjectCard:
    """Return the project card, in the language in force."""
    return aid_card(
        name=_("Floods some hours ahead"),
        summary=_(
            "Forecasts the discharge or level at each gauge of a river, up to two days ahead, and "
            "the chance of each alert threshold."
        ),
        policy_area="hazards",
        problem=_("On a small river, the alert comes when the water is already there."),
        baseline_today=_("Wait until a gauge passes its threshold."),
        task="forecasting",
        method=_("Ridge regression on log-differences of the gauges; empirical errors."),
        intended_environment=_("A river with hourly gauges and some months of readings."),
        out_of_scope=_("Rivers without gauge, dam failures, the rain to come."),
        retrain_every_days=30,
        data={_("Readings of gauges"): "none", _("Rain on the basin and alert thresholds"): "none"},
        human_oversight=_("The mayor and the prefect decide; a level is an aid to them."),
        ai_act=_("Minimal risk as shipped; high if it dispatches rescue (annex III)."),
        risks={
            _("A silent gauge is taken for a quiet river."): _(
                "Its level is unknown, never green, and the report says so."
            ),
            _("A storm falls between the gauges: no sign of it comes in time."): _(
                "The report says that the rain to come is not known to it."
            ),
        },
    )
