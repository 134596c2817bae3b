"""From a town's gauges to the report: the colour of each, some hours ahead, and the past."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.clock import duration_text, local_text
from civicai.errors import InputError, Problem
from civicai.i18n import _, format_integer, format_percent, ngettext
from civicai.reports import Chart, KeyFigure
from civicai.risk.alert_scale import COLOURS, LEVELS, UNKNOWN, highest
from civicai.risk.charts import draw_chances, draw_river
from civicai.risk.codes import level_word
from civicai.risk.inputs import Inputs, prepare_inputs
from civicai.risk.models import FloodForecaster
from civicai.risk.past_report import PastReport
from civicai.risk.replay import backtest
from civicai.risk.schema import STATION, TIME
from civicai.usecase import Progress, Result

#: Leads looked at, as far as the town asks [h].
LEADS = (1, 3, 6, 12, 24)
#: Hours of the past that the chart of a river shows.
SHOWN = 36


def forecast_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    **options: Any,
) -> Result:
    """Give each gauge its level some hours ahead, and score the past."""
    inputs = prepare_inputs(tables, options)
    past = PastReport(inputs, _replay(inputs, options, progress))
    progress(9, 10, _("Forecasting the coming hours"))
    forecast = _forecast(inputs, options)
    worst = forecast.groupby(STATION)["level"].agg(highest)
    charts = [_chances_chart(forecast), *_river_chart(forecast, inputs)]
    return Result(
        title=_("Floods: the level of each gauge in the coming hours"),
        sentence=_sentence(forecast, worst, inputs),
        key_figures=(*_figures(worst), *past.key_figures()),
        decision=_decision(forecast, worst, inputs),
        tables=past.tables(),
        charts=(*charts, *past.charts()),
        warnings=(*_warnings(forecast, inputs), *past.warnings()),
        problems=(*findings, *inputs.findings),
    )


def past_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    **options: Any,
) -> Result:
    """Score the levels announced on the town's own floods, beside today's rule."""
    inputs = prepare_inputs(tables, options)
    past = PastReport(inputs, _replay(inputs, options, progress))
    tables = past.tables()
    return Result(
        title=_("Floods: the forecasts on your own past"),
        sentence=past.sentence(),
        key_figures=tuple(past.key_figures()),
        decision=tables.pop("floods"),
        tables={"backtest": past.past, **tables},
        charts=tuple(past.charts()),
        warnings=tuple(past.warnings()),
        labels={"decision": _("Starts of floods, foreseen and missed")},
        problems=(*findings, *inputs.findings),
    )


def _lead_times(inputs: Inputs, options: Mapping[str, Any]) -> list[str]:
    step = max(gauge.step for gauge in inputs.gauges.values())
    hours = sorted({lead for lead in LEADS if lead < options["hours"]} | {options["hours"]})
    leads = [f"{h}h" for h in hours if pd.Timedelta(hours=h).value >= step]
    if not leads:
        message = _("the readings come every {step}: too far apart for {hours} h ahead.")
        raise InputError(
            Problem(
                code="H13",
                value=str(options["hours"]),
                message=message.format(
                    step=duration_text(pd.Timedelta(step, "ns")), hours=options["hours"]
                ),
                hint=_("Ask for a longer lead (hours), or give readings that are closer."),
            )
        )
    return leads


def _replay(inputs: Inputs, options: Mapping[str, Any], progress: Progress) -> pd.DataFrame:
    past = backtest(
        inputs.readings,
        _lead_times(inputs, options),
        options["start"],
        min(options["end"] or inputs.issued_at, inputs.issued_at),
        rain=inputs.rain,
        scales=inputs.scales,
        alert_at=options["alert_at"],
        tz=inputs.tz,
        progress=lambda done, total: progress(done, total + 1, _("Replaying the past")),
    )
    if past.empty:
        message = _("no reading can be scored in the time asked for.")
        raise InputError(
            Problem(
                code="H15",
                value=str(options["start"]),
                message=message,
                hint=_("Choose a start after two weeks of readings, or leave it out."),
            )
        )
    return past


def _forecast(inputs: Inputs, options: Mapping[str, Any]) -> pd.DataFrame:
    model = FloodForecaster(
        _lead_times(inputs, options),
        inputs.scales,
        alert_at=options["alert_at"],
        tz=inputs.tz,
    )
    model.fit(inputs.readings, inputs.rain)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # said in the report's own words
        return model.predict(issued_at=inputs.issued_at)


def _decision(forecast: pd.DataFrame, worst: pd.Series[str], inputs: Inputs) -> pd.DataFrame:
    """Return one row a gauge and lead, the most dangerous gauges first, the unknown ones next."""
    danger = worst.map({**{c: -i for i, c in enumerate(LEVELS)}, UNKNOWN: -0.5})
    chance = forecast.groupby(STATION)["p_yellow"].max().fillna(0)
    order = pd.DataFrame({"danger": danger, "chance": -chance}).sort_values(["danger", "chance"])
    place = forecast[STATION].map({name: i for i, name in enumerate(order.index)})
    table = forecast.assign(place=place).sort_values(["place", "horizon"])
    last = inputs.readings.rows.groupby(STATION)[TIME].max()
    table["status"] = table["level"]
    table["last_reading"] = table[STATION].map(last)
    names = [STATION, "horizon", "status", "p_yellow", "p_orange", "p_red", "expected", "low"]
    names += ["high", TIME, "last_reading", "issued_at", "coverage", "model", "reason"]
    return table[names].reset_index(drop=True)


def _sentence(forecast: pd.DataFrame, worst: pd.Series[str], inputs: Inputs) -> str:
    alert = [n for n in worst.index if worst[n] in COLOURS]
    blind = [n for n in worst.index if worst[n] == UNKNOWN]
    longest = duration_text(forecast["horizon"].max())
    parts = []
    for name in sorted(alert, key=lambda n: -LEVELS.index(worst[n])):
        rows = forecast[(forecast[STATION] == name) & (forecast["level"] == worst[name])]
        text = _("{station} {level} within {lead} (chance of yellow: {chance})")
        parts.append(
            text.format(
                station=name,
                level=level_word(worst[name]),
                lead=duration_text(rows["horizon"].min()),
                chance=format_percent(min(rows["p_yellow"].max(), 0.99), 0),
            )
        )
    if parts:
        head = _("After {moment}: {said}.").format(
            moment=local_text(inputs.issued_at), said=_("; ").join(parts)
        )
    elif len(blind) == len(worst):
        head = _("No level is known at {moment}.").format(moment=local_text(inputs.issued_at))
    else:
        head = _("In the {lead} after {moment}, no gauge with a fresh reading is in alert.").format(
            lead=longest, moment=local_text(inputs.issued_at)
        )
    if blind:
        head += " " + _("Unknown: {stations}.").format(stations=", ".join(blind))
    return head


def _figures(worst: pd.Series[str]) -> list[KeyFigure]:
    alert = int(worst.isin(COLOURS).sum())
    blind = int((worst == UNKNOWN).sum())
    fresh = len(worst) - blind
    note = ngettext("out of {count} with a forecast", "out of {count} with a forecast", fresh)
    value, text = (alert, format_integer(alert)) if fresh else (None, "–")
    label = _("Gauges in alert")
    figures = [KeyFigure("gauges_in_alert", label, value, text, note.format(count=fresh))]
    if blind:
        names = ", ".join(worst.index[worst == UNKNOWN][:4])
        label = _("Gauges whose level is unknown")
        figures.append(KeyFigure("gauges_unknown", label, blind, format_integer(blind), names))
    return figures


def _chances_chart(forecast: pd.DataFrame) -> Chart:
    chance = forecast.groupby(STATION)["p_yellow"].max().fillna(-1).sort_values(ascending=False)
    most = chance.index[:12]
    order = {name: i for i, name in enumerate(most)}
    shown = forecast[forecast[STATION].isin(most)]
    shown = shown.assign(order=shown[STATION].map(order)).sort_values(["order", "horizon"])
    table = shown[[STATION, "horizon", "p_yellow"]].reset_index(drop=True)
    return Chart(
        title=_("Chance of passing the yellow threshold"),
        sentence=_("One dot a lead: the bigger, the likelier. An unknown gauge has none."),
        table=table,
        draw=draw_chances,
    )


def _river_chart(forecast: pd.DataFrame, inputs: Inputs) -> list[Chart]:
    chance = forecast.groupby(STATION)["p_yellow"].max()
    if not np.isfinite(chance).any():
        return []
    station = str(chance.idxmax())
    since = inputs.issued_at - pd.Timedelta(hours=SHOWN)
    rows = inputs.readings.rows
    seen = rows[(rows[STATION] == station) & (rows[TIME] >= since)]
    seen = seen.rename(columns={inputs.readings.quantity: "observed"})[[TIME, "observed"]]
    ahead = forecast.loc[forecast[STATION] == station, [TIME, "expected", "low", "high"]]
    table = pd.concat([seen, ahead], ignore_index=True)
    scale = inputs.scales[station]
    limits = dict(zip(("yellow", "orange", "red"), scale.thresholds, strict=True))
    return [
        Chart(
            title=_("{station}: the river now, and what is expected [{unit}]").format(
                station=station, unit=inputs.unit
            ),
            sentence=_(
                "What the gauge has shown, then what is expected: eight readings in ten should "
                "fall in the band. Dashed lines are the thresholds."
            ),
            table=table.assign(**limits),
            draw=draw_river,
        )
    ]


def _warnings(forecast: pd.DataFrame, inputs: Inputs) -> list[str]:
    text = _("“Now” is {moment}, the last reading of the file unless another was asked for.")
    cautions = [text.format(moment=local_text(inputs.issued_at))]
    blind = forecast.loc[forecast["level"] == UNKNOWN, STATION].drop_duplicates()
    if len(blind):
        text = _("Unknown is not green: nothing is known of {stations}. Look at the river.")
        cautions.append(text.format(stations=", ".join(blind)))
    if set(inputs.scales) - inputs.given:
        cautions.append(
            _(
                "Some thresholds come from the past of the gauges: they say “rare”, not "
                "“dangerous”. Only those of the town's own plan say that."
            )
        )
    cautions.append(
        _(
            "The rain to come is not known to this forecast. It does not replace Vigicrues, nor "
            "the decisions of the prefect and of the mayor: it is one aid among others."
        )
    )
    return cautions
