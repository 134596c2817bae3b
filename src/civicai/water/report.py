"""From a town's pipes and flows to the report: where to look, what leaks, and how well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from civicai.i18n import _, format_date
from civicai.usecase import Progress, Result
from civicai.water.inputs import Inputs, prepare_inputs
from civicai.water.leaks import LeaksReport
from civicai.water.past_report import PastLeaks, PastRanking
from civicai.water.sections import SectionsReport


def water_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    **options: Any,
) -> Result:
    """Say which sector leaks and which sections to look at first; score both on the past."""
    inputs = prepare_inputs(tables, options)
    ranking, injected = _past(inputs, options, progress)
    parts: dict[str, LeaksReport | SectionsReport] = {}
    charts = []
    if inputs.meters is not None:
        parts["leaks"] = leaks = LeaksReport(inputs.meters, inputs.on, options)
        charts = leaks.charts()
    if inputs.network is not None and ranking is not None:
        by_rule = ranking.rule_wins
        parts["sections"] = SectionsReport(inputs.network, inputs.on, options, by_rule=by_rule)
    past = [part for part in (ranking, injected) if part is not None]
    first, *others = parts
    text = _("The day of this report is {day}: nothing later is used.")
    every = [*parts.values(), *past]
    return Result(
        title=_("Water: what leaks, and where to look first"),
        sentence=" ".join(part.sentence() for part in parts.values()),
        key_figures=tuple(figure for part in every for figure in part.key_figures()),
        decision=parts[first].decision,
        tables={name: parts[name].decision for name in others}
        | {name: table for part in past for name, table in part.tables().items()},
        charts=(*charts, *(chart for part in past for chart in part.charts())),
        warnings=(
            text.format(day=format_date(inputs.on)),
            *(said for part in every for said in part.warnings()),
        ),
        problems=(*findings, *inputs.findings),
        labels={} if first == "leaks" else {"decision": _("Sections to look at first")},
    )


def past_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    **options: Any,
) -> Result:
    """Score the ranking on the breaks that came, and the monitor on leaks put in."""
    inputs = prepare_inputs(tables, options)
    past = [part for part in _past(inputs, options, progress) if part is not None]
    scored = {name: table for part in past for name, table in part.tables().items()}
    decision = next((name for name in ("capture", "injected") if name in scored), None)
    return Result(
        title=_("Water: rankings and alarms on your own past"),
        sentence=" ".join(part.sentence() for part in past),
        key_figures=tuple(figure for part in past for figure in part.key_figures()),
        decision=scored.pop(decision) if decision else pd.DataFrame({"rows": []}),
        tables=scored,
        charts=tuple(chart for part in past for chart in part.charts()),
        warnings=tuple(said for part in past for said in part.warnings()),
        labels={"decision": _("What would have been found")},
        problems=(*findings, *inputs.findings),
    )


def _past(
    inputs: Inputs, options: Mapping[str, Any], progress: Progress
) -> tuple[PastRanking | None, PastLeaks | None]:
    ranking, leaks = None, None
    if inputs.network is not None:
        progress(1, 4, _("Ranking the pipes as on a past day"))
        ranking = PastRanking(inputs.network, inputs.on, options)
    if inputs.meters is not None:
        progress(2, 4, _("Putting leaks into the past nights"))
        leaks = PastLeaks(inputs.meters, options)
    return ranking, leaks
