"""The card of an aid that decides nothing alone, before a town adds its own figures."""

from __future__ import annotations

from collections.abc import Mapping

from civicai import __version__
from civicai.cards.card import ProjectCard
from civicai.i18n import _


def aid_card(
    *,
    name: str,
    summary: str,
    policy_area: str,
    problem: str,
    baseline_today: str,
    task: str,
    method: str,
    intended_environment: str,
    out_of_scope: str,
    retrain_every_days: int,
    data: Mapping[str, str],
    human_oversight: str,
    ai_act: str,
    risks: Mapping[str, str],
) -> ProjectCard:
    """Return the project card of a use case before a town adds its own figures.

    Parameters
    ----------
    name, summary, policy_area, problem, baseline_today, task, method, intended_environment, \
    out_of_scope, retrain_every_days, human_oversight, ai_act
        As in :class:`ProjectCard`, in the language in force.
    data : dict of str to str
        Each data set, and how personal it is.
    risks : dict of str to str
        Each risk, and what is done against it.
    """
    return ProjectCard(
        name=name,
        summary=summary,
        status="test",
        need={"policy_area": policy_area, "problem": problem, "baseline_today": baseline_today},
        system={
            "type": "ml",
            "task": task,
            "method": method,
            "library": "civicai",
            "version": __version__,
            "intended_environment": intended_environment,
            "out_of_scope": out_of_scope,
            "retrain_every_days": retrain_every_days,
        },
        data=[{"name": name, "personal": personal} for name, personal in data.items()],
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
            "human_oversight": human_oversight,
        },
        legal={"ai_act": ai_act},
        risks=[{"risk": risk, "mitigation": done} for risk, done in risks.items()],
    )
