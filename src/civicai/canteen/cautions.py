"""What the reader of a plan must know before using it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from civicai import calendars
from civicai.canteen.decision import can_choose
from civicai.canteen.inputs import Inputs
from civicai.canteen.kitchen import ALL_SITES
from civicai.canteen.past_report import PastReport
from civicai.canteen.schema import DATE, EVENT, SITE
from civicai.canteen.scores import Verdict, over_share_at_rule_service, worse_served
from civicai.errors import InputError
from civicai.i18n import _, format_date, format_percent, ngettext

#: Days on each side of the same date of an earlier year that count as its precedent.
ABOUT = pd.Timedelta("15D")
#: Sites and days that a sentence names.
NAMED = 5


def plan_cautions(
    inputs: Inputs,
    options: Mapping[str, Any],
    issued: pd.Timestamp,
    verdict: Verdict,
    report: PastReport,
    decision: pd.DataFrame,
) -> list[str]:
    """Return the sentences that stand before a plan."""
    text = _("“Today” is {day}: the plan starts {horizon} days later.")
    said = [text.format(day=format_date(issued, weekday=True), horizon=options["horizon_days"])]
    said += _verdict(verdict, report, options)
    if not can_choose(report.past):
        said.append(
            _(
                "Too few past days to choose a margin: the meals to prepare are the upper end of "
                "each band."
            )
        )
    if verdict != "loses":
        said += [*service_kept(report, options), *named_sites(report)]
    if options["mode"] == "kitchen":
        said.append(
            _(
                "The reserve is one for all sites: cook the day's total, and send each site what "
                "its register of the morning asks for."
            )
        )
    return [
        *said,
        *_announced_strikes(inputs, decision),
        *_without_precedent(inputs, decision),
        *inputs.warnings,
        law_reminder(),
    ]


def law_reminder() -> str:
    """Return what the law asks of a canteen about food waste, in one sentence."""
    return _(
        "The law: a diagnosis and a plan against food waste in every canteen (EGalim, ordonnance "
        "2019-1069), half the waste of 2015 by 2025 and no edible food made unfit (AGEC); above "
        "3,000 meals a day, an agreement to give is proposed to an association."
    )


def _verdict(verdict: Verdict, report: PastReport, options: Mapping[str, Any]) -> list[str]:
    if verdict == "serves_less":
        plan, rule = over_share_at_rule_service(report.choice)
        text = _(
            "The plan wastes less than today's rule because it leaves more unserved, within the "
            "{promised} you accept. At the rule's own service it would prepare {plan} for nobody, "
            "against {rule}."
        )
        promised = format_percent(options["max_unserved"])
        shares = {"plan": format_percent(plan), "rule": format_percent(rule)}
        return [text.format(promised=promised, **shares)]
    if verdict == "loses":
        return [
            _(
                "At the same service, today's rule wasted less than the model on the days scored: "
                "the model is not used. Its expected meals are shown for comparison only."
            )
        ]
    return []


def service_kept(report: PastReport, options: Mapping[str, Any]) -> list[str]:
    """Say where the plan broke its promise, or prepares more because it serves more."""
    pair = report.plan_and_rule()
    if pair is None:
        return []
    plan, rule = pair
    given, promised = plan["unserved_share"], options["max_unserved"]
    if options["max_short_days"] is not None:
        given, promised = plan["short_days_share"], options["max_short_days"]
        if given > promised:
            text = _(
                "On the days scored the plan ran short on {given} of site-days, more than the "
                "{promised} promised: choose a smaller share if that is too much."
            )
            shares = format_percent(given), format_percent(promised)
            return [text.format(given=shares[0], promised=shares[1])]
        return []
    if given > promised:
        text = _(
            "On the days scored the plan left {unserved} of the meals asked for unserved, more "
            "than the {promised} promised: choose a smaller share if that is too much."
        )
        shares = format_percent(given, 2), format_percent(promised, 2)
        return [text.format(unserved=shares[0], promised=shares[1])]
    if plan["over_share"] > rule["over_share"] and plan["unserved_share"] < rule["unserved_share"]:
        text = _(
            "The plan prepares more than today's rule because it leaves fewer meals missing: "
            "{plan} against {rule}."
        )
        ours, theirs = (format_percent(row["unserved_share"], 2) for row in (plan, rule))
        return [text.format(plan=ours, rule=theirs)]
    return []


def named_sites(report: PastReport) -> list[str]:
    """Name the sites that the plan serves much worse than today's rule does."""
    worse = worse_served(report.by_site)
    if worse.empty:
        return []
    shown = [
        _("{site} ({plan} of meals missing, against {rule})").format(
            site=row[SITE] if row[SITE] != ALL_SITES else _("all sites together"),
            plan=format_percent(row["unserved_share"]),
            rule=format_percent(row["rule_unserved_share"]),
        )
        for row in worse.head(NAMED).to_dict("records")
    ]
    text = ngettext(
        "{count} site would be served much worse than today: {sites}. Add to its reserve.",
        "{count} sites would be served much worse than today: {sites}. Add to their reserve.",
        len(worse),
    )
    return [text.format(count=len(worse), sites=_(", ").join(shown))]


def _announced_strikes(inputs: Inputs, decision: pd.DataFrame) -> list[str]:
    struck = decision.loc[inputs.struck(decision), DATE].drop_duplicates()
    if struck.empty:
        return []
    text = _("A strike is announced on {days}: the plan is that of an ordinary day.")
    if EVENT in decision.columns and decision["reason"].str.len().gt(0).any():
        text = _(
            "A strike is announced on {days}: the meals expected are fewer, as on past strikes. "
            "Give the canteens that will close as closures: the others then count on that."
        )
    return [text.format(days=", ".join(format_date(day) for day in struck))]


def _without_precedent(inputs: Inputs, decision: pd.DataFrame) -> list[str]:
    """Name the days planned of whose like the file has none."""
    planned = pd.DatetimeIndex(decision[DATE].unique()).sort_values()
    if not len(planned):
        return []
    said = []
    weekdays = set(inputs.days.day_of_week)
    new = [day for day in planned if day.day_of_week not in weekdays]
    if new:
        text = _("No meal was ever served on such a weekday: {days}.")
        said.append(text.format(days=_some_days(new)))
    season = [day for day in planned if not _met_before(day, inputs.days)]
    if season:
        text = _(
            "The file has no meal of the same time of an earlier year for {days}: holidays, "
            "start and end of term are then little known."
        )
        said.append(text.format(days=_some_days(season)))
    bridges = _bridges(planned, inputs)
    if bridges and not _bridges(inputs.days, inputs):
        text = _(
            "The file has no bridge day, between a public holiday and a weekend, such as {days}."
        )
        said.append(text.format(days=_some_days(bridges)))
    return said


def _met_before(day: pd.Timestamp, days: pd.DatetimeIndex) -> bool:
    for years in range(1, 6):
        same = day - pd.DateOffset(years=years)
        if ((days >= same - ABOUT) & (days <= same + ABOUT)).any():
            return True
    return False


def _bridges(days: pd.DatetimeIndex, inputs: Inputs) -> list[pd.Timestamp]:
    try:
        about = calendars.describe_days(days, inputs.zone, inputs.alsace_moselle)
    except InputError:
        return []  # beyond the calendar: told elsewhere
    return list(about.index[about["bridge"]])


def _some_days(days: list[pd.Timestamp]) -> str:
    text = _(", ").join(format_date(day) for day in days[:NAMED])
    return text + (" …" if len(days) > NAMED else "")
