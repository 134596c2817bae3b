"""From a town's pipes and flows to the report: where to look, what leaks, and the proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.i18n import _, format_date, format_integer, format_number, format_percent, ngettext
from civicai.reports import Chart, KeyFigure
from civicai.usecase import Progress, Result
from civicai.water.charts import draw_nights
from civicai.water.inputs import Inputs, prepare_inputs
from civicai.water.models import NightFlowMonitor, PipeBreakRisk
from civicai.water.night_flow import REFERENCE
from civicai.water.past_report import LeakProof, PipeProof
from civicai.water.rankings import rule_ranking
from civicai.water.schema import LENGTH, PIPE, SECTOR, TIME

#: Breaks in ten years from which a section is to be renewed rather than listened to.
RENEW = 2
_LEAKS = [SECTOR, "status", "since", "extra_flow", "low", "high", "volume", "reason"]


def water_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    **options: Any,
) -> Result:
    """Say which sector leaks and which sections to look at first; prove both on the past."""
    inputs = prepare_inputs(tables, options)
    proofs = _proofs(inputs, options, progress)
    leaks = None if inputs.flows is None else _leaks(inputs)
    sections = None if inputs.pipes is None else _sections(inputs, options, proofs[0].rule_wins)
    decision = sections if leaks is None else leaks
    more = {} if leaks is None or sections is None else {"sections": sections}
    said = [_leak_sentence(leaks)] if leaks is not None else []
    said += [_pipe_sentence(sections, inputs, options)] if sections is not None else []
    figures = _leak_figures(leaks) if leaks is not None else []
    figures += _pipe_figures(sections, inputs) if sections is not None else []
    charts = _night_charts(inputs, leaks, options) if leaks is not None else []
    labels = {} if leaks is not None else {"decision": _("Sections to look at first")}
    return Result(
        title=_("Water: what leaks, and where to look first"),
        sentence=" ".join(said),
        key_figures=(*figures, *(f for p in proofs for f in p.key_figures())),
        decision=decision,
        tables={**more, **{name: t for p in proofs for name, t in p.tables().items()}},
        charts=(*charts, *(c for p in proofs for c in p.charts())),
        warnings=(*_warnings(leaks, inputs), *(w for p in proofs for w in p.warnings())),
        problems=(*findings, *inputs.findings),
        labels=labels,
    )


def past_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    **options: Any,
) -> Result:
    """Score the ranking on the breaks that came, and the monitor on leaks put in."""
    inputs = prepare_inputs(tables, options)
    proofs = _proofs(inputs, options, progress)
    done = {name: t for p in proofs for name, t in p.tables().items()}
    first = next(iter(done), None)
    decision = done.pop(first) if first else pd.DataFrame({"rows": []})
    return Result(
        title=_("Water: rankings and alarms on your own past"),
        sentence=" ".join(p.sentence() for p in proofs),
        key_figures=tuple(f for p in proofs for f in p.key_figures()),
        decision=decision,
        tables=done,
        charts=tuple(c for p in proofs for c in p.charts()),
        warnings=tuple(w for p in proofs for w in p.warnings()),
        labels={"decision": _("What would have been found")},
        problems=(*findings, *inputs.findings),
    )


def _proofs(inputs: Inputs, options: Mapping[str, Any], progress: Progress) -> list[Any]:
    proofs: list[Any] = []
    if inputs.pipes is not None:
        progress(1, 4, _("Ranking the pipes as on a past day"))
        proofs.append(PipeProof(inputs, options))
    if inputs.flows is not None:
        progress(2, 4, _("Putting leaks into the past nights"))
        proofs.append(LeakProof(inputs, options))
    return proofs


def _leaks(inputs: Inputs) -> pd.DataFrame:
    """Return the rises of each sector, those still up first, then the unknown sectors."""
    month = inputs.flows[TIME].min() + pd.Timedelta(days=REFERENCE)
    monitor = NightFlowMonitor().fit(inputs.flows[inputs.flows[TIME] < month])
    end = (inputs.on + pd.Timedelta("1D")).tz_localize("Europe/Paris").tz_convert("UTC")
    found = monitor.detect(inputs.flows, end)
    rank = found["status"].map({"leak": 0, "unknown": 1, "ended": 2, "no_sign": 3})
    order = pd.DataFrame({"rank": rank, "flow": -found["extra_flow"].fillna(0)})
    found = found.loc[order.sort_values(["rank", "flow"], kind="stable").index]
    return found.rename(columns={"start": "since"}).reset_index(drop=True)[_LEAKS]


def _sections(inputs: Inputs, options: Mapping[str, Any], by_rule: bool) -> pd.DataFrame:
    """Return the sections within the budget of length, and what to do with each."""
    model = PipeBreakRisk(options["years"]).fit(inputs.pipes, inputs.breaks, inputs.on)
    ranked = model.predict(inputs.pipes)
    if by_rule:
        order = rule_ranking(inputs.pipes, inputs.breaks, inputs.on)[PIPE]
        ranked = ranked.set_index(PIPE).loc[order].reset_index()
        ranked["rank"] = np.arange(1, len(ranked) + 1)
        ranked["reason"] = [
            _("past breaks then age serve; {reason}").format(reason=reason)
            for reason in ranked["reason"]
        ]
    within = ranked[LENGTH].cumsum() <= options["budget"] * ranked[LENGTH].sum()
    within.iloc[0] = True
    chosen = ranked[within].copy()
    action = np.where(chosen["past_breaks"] >= RENEW, "renew", "inspect")
    chosen.insert(1, "status", action)
    return chosen.drop(columns=["coverage"]).reset_index(drop=True)


def _leak_sentence(leaks: pd.DataFrame) -> str:
    up = leaks[leaks["status"] == "leak"].drop_duplicates(SECTOR)
    blind = leaks[leaks["status"] == "unknown"]
    if len(up):
        said = _("; ").join(
            _("{sector} since {day}, +{flow} m³/h").format(
                sector=row[SECTOR],
                day=format_date(row["since"]),
                flow=format_number(row["extra_flow"], 1),
            )
            for row in up.head(4).to_dict("records")
        )
        text = _("Leaking: {said}.").format(said=said)
    elif len(blind) == len(leaks):
        text = _("No sector tells its night flow: nothing is known.")
    else:
        text = _("No sector that is known shows a leak.")
    if len(blind):
        names = ", ".join(blind[SECTOR])
        text += " " + _("Unknown: {sectors}.").format(sectors=names)
    return text


def _pipe_sentence(sections: pd.DataFrame, inputs: Inputs, options: Mapping[str, Any]) -> str:
    text = ngettext(
        "Look first at {count} section ({km} km, {budget} of the length): {breaks} breaks expected "
        "there in {years} years.",
        "Look first at {count} sections ({km} km, {budget} of the length): {breaks} breaks "
        "expected there in {years} years.",
        len(sections),
    )
    total = inputs.pipes[LENGTH].sum()
    return text.format(
        count=format_integer(len(sections)),
        km=format_number(sections[LENGTH].sum() / 1000, 1),
        budget=format_percent(sections[LENGTH].sum() / total, 0),
        breaks=format_integer(sections["expected_breaks"].sum()),
        years=options["years"],
    )


def _leak_figures(leaks: pd.DataFrame) -> list[KeyFigure]:
    up = leaks[leaks["status"] == "leak"]
    flow = float(up["extra_flow"].sum())
    up = up.drop_duplicates(SECTOR)
    blind = leaks[leaks["status"] == "unknown"]
    known = leaks[SECTOR].nunique() - len(blind)
    told = (len(up), format_integer(len(up))) if known else (None, "–")
    note = _("+{flow} m³/h in all, of {count} sectors known").format(
        flow=format_number(flow, 1), count=known
    )
    figures = [KeyFigure("sectors_leaking", _("Sectors that leak"), *told, note)]
    if len(blind):
        label = _("Sectors unknown")
        names = ", ".join(blind[SECTOR])
        figures.append(
            KeyFigure("sectors_unknown", label, len(blind), format_integer(len(blind)), names)
        )
    return figures


def _pipe_figures(sections: pd.DataFrame, inputs: Inputs) -> list[KeyFigure]:
    renew = sections[sections["status"] == "renew"]
    km = float(renew[LENGTH].sum() / 1000)
    note = _("{count} sections with two breaks or more in ten years").format(
        count=format_integer(len(renew))
    )
    text = _("{km} km").format(km=format_number(km, 1))
    return [KeyFigure("renew_km", _("To be renewed"), km, text, note)]


def _night_charts(inputs: Inputs, leaks: pd.DataFrame, options: Mapping[str, Any]) -> list[Chart]:
    told = leaks[leaks["since"].notna()]
    names = [*dict.fromkeys(told[SECTOR])][:2] or [*inputs.nights.columns[:1]]
    charts = []
    for name in names:
        night = inputs.nights[name].rename("night_flow").rename_axis("date").reset_index()
        if night["night_flow"].notna().sum() < 2:
            continue
        first = night["night_flow"].iloc[:REFERENCE].median()
        risen = np.zeros(len(night), bool)
        for row in told[told[SECTOR] == name].to_dict("records"):
            days = round(row["volume"] / max(row["extra_flow"] * 24, 1e-9))
            end = row["since"] + pd.Timedelta(days=days)
            risen |= (night["date"] >= row["since"]) & (night["date"] <= end)
        charts.append(
            Chart(
                title=_("{sector}: the night flow [m³/h]").format(sector=name),
                sentence=_(
                    "Mean of 3 to 5 o'clock, night after night. Tinted: the flow rose and stayed. "
                    "Dashed: the fixed line of today's rule."
                ),
                table=night.assign(line=(1 + options["line"]) * first, risen=risen),
                draw=draw_nights,
            )
        )
    return charts


def _warnings(leaks: pd.DataFrame | None, inputs: Inputs) -> list[str]:
    text = _("The day of this report is {day}: nothing later is used.")
    said = [text.format(day=format_date(inputs.on))]
    if leaks is not None:
        blind = leaks.loc[leaks["status"] == "unknown", SECTOR]
        if len(blind):
            text = _("Unknown is not “no leak”: {sectors} told no night lately.")
            said.append(text.format(sectors=", ".join(blind)))
    if inputs.pipes is not None:
        said.append(
            _(
                "A rank is a chance, not a verdict: a section that never broke can break tomorrow. "
                "Works in the street, water quality and hydrants are for the engineers to weigh."
            )
        )
    return said
