"""From a town's counts to the report: which places may be over capacity, and the proof."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.clock import local_text
from civicai.crowd.charts import draw_chances, draw_place
from civicai.crowd.codes import LEVEL
from civicai.crowd.counts import values_of
from civicai.crowd.inputs import Inputs, prepare_inputs
from civicai.crowd.models import CountForecaster
from civicai.crowd.occupancy import presence_level
from civicai.crowd.past_report import PastReport
from civicai.crowd.replay import BLOCK, backtest
from civicai.crowd.schema import CAPACITY, COUNTER, PEOPLE, PLACE, TIME
from civicai.forecasting.cleaning import Notice
from civicai.forecasting.intraday.forecaster import served_horizons
from civicai.forecasting.intraday.replay import refuse_unscored
from civicai.i18n import N_, _, format_integer, format_percent, ngettext
from civicai.reports import Chart, KeyFigure
from civicai.usecase import Progress, Result

#: Leads of the forecasts; those that the counters' step does not divide are left out.
HORIZONS = ("1h", "3h", "24h")
#: Levels, the gravest first.
ORDER = [*LEVEL]

_UNSCORED = Notice(
    "G12",
    N_("no hour from {start} to {until} can be scored."),
    N_("Choose a start three weeks after the first count, or leave it out."),
)


def forecast_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    **options: Any,
) -> Result:
    """Say how many people there are and will be in each place, and score the last weeks."""
    inputs = prepare_inputs(tables, options)
    proof = PastReport(inputs, _replay(inputs, options, progress, pd.Timedelta("14D")), options)
    progress(9, 10, _("Forecasting the coming hours"))
    forecast = _forecast(inputs, options, proof)
    decision = decide(forecast, inputs, options["watch_at"])
    charts = (*_place_chart(decision, forecast, inputs), _chance_chart(decision, forecast))
    return Result(
        title=_("Crowds: where there may be too many people"),
        sentence=_sentence(decision, inputs),
        key_figures=(*_figures(decision), *proof.key_figures()),
        decision=decision,
        tables={**proof.tables(), "forecast": forecast.drop(columns="status"), **_presence(inputs)},
        charts=tuple(c for c in (*charts, *proof.charts()) if len(c.table)),
        warnings=(*_warnings(inputs), *proof.warnings()),
        problems=(*findings, *inputs.findings),
    )


def past_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    **options: Any,
) -> Result:
    """Score model, rule and last count on the town's own past, by default four weeks."""
    inputs = prepare_inputs(tables, options)
    past = _replay(inputs, options, progress, BLOCK)
    proof = PastReport(inputs, past, options)
    return Result(
        title=_("Crowds: the forecasts on your own past"),
        sentence=proof.sentence(),
        key_figures=tuple(proof.key_figures()),
        decision=proof.scores,
        tables={"backtest": past, **proof.tables()},
        charts=tuple(c for c in proof.charts() if len(c.table)),
        warnings=(*_warnings(inputs), *proof.warnings()),
        labels={"decision": _("Model, rule and last count on the same past hours")},
        problems=(*findings, *inputs.findings),
    )


def _replay(
    inputs: Inputs, options: Mapping[str, Any], progress: Progress, most: pd.Timedelta
) -> pd.DataFrame:
    until = min(options["end"] or inputs.issued_at, inputs.issued_at)
    past = backtest(
        inputs.counts,
        served_horizons(HORIZONS, inputs.step),
        options["start"] or most,
        until,
        capacity=inputs.capacity,
        watch_at=options["watch_at"],
        alert_at=options["alert_at"],
        tz=inputs.tz,
        progress=lambda done, total: progress(done, total + 1, _("Replaying the past")),
    )
    refuse_unscored(past, options["start"], until, _UNSCORED)
    return past


def _forecast(inputs: Inputs, options: Mapping[str, Any], proof: PastReport) -> pd.DataFrame:
    """Forecast each place; where the rule won on the past, the rule serves."""
    horizons = served_horizons(HORIZONS, inputs.step)
    levels = (inputs.capacity, options["watch_at"], options["alert_at"])
    model = CountForecaster(horizons, *levels, tz=inputs.tz).fit(inputs.counts)
    for lead in model.leads_:
        if proof.rule_wins(lead):
            model.serve_by_rule(lead)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # said in the report's own words
        forecast = model.predict(issued_at=inputs.issued_at)
    at = [*forecast].index("p_over")
    forecast.insert(at, CAPACITY, forecast[COUNTER].map(inputs.capacity).astype(float))
    return forecast


def level_text(code: str) -> str:
    """Write a level of alert in the language in force."""
    return _(LEVEL[code])


def decide(forecast: pd.DataFrame, inputs: Inputs, watch_at: float) -> pd.DataFrame:
    """Return one row a place: its level of alert, the people now, the riskiest lead.

    Parameters
    ----------
    forecast : DataFrame
        One row a place and lead.
    inputs : Inputs
    watch_at : float
        Share of the capacity from which today's rule watches a place.

    Returns
    -------
    DataFrame
        The gravest first. ``now_low`` and ``now_high`` bound the people followed by gates;
        where the upper bound reaches the capacity the level is an alert at least.
    """
    rows = inputs.counts.rows
    newest = rows.assign(now=values_of(rows)).drop_duplicates(COUNTER, keep="last")
    newest = newest.set_index(COUNTER)
    bounds = pd.DataFrame(columns=["low", "high"], dtype=float)
    presence = inputs.counts.presence
    if len(presence):
        followed = presence.dropna(subset=[PEOPLE]).drop_duplicates(PLACE, keep="last")
        bounds = followed.set_index(PLACE)[["low", "high"]]
    decided = []
    for place, some in forecast.groupby(COUNTER, sort=True):
        chance = some["p_over"].to_numpy(float)
        row = some.iloc[int(np.nanargmax(chance)) if np.isfinite(chance).any() else 0].to_dict()
        row["last_count"] = newest[TIME].get(place, pd.NaT)
        fresh = str(place) not in inputs.silent
        row["now"] = float(newest["now"].get(place, np.nan)) if fresh else np.nan
        row["now_low"] = float(bounds["low"].get(place, row["now"])) if fresh else np.nan
        row["now_high"] = float(bounds["high"].get(place, row["now"])) if fresh else np.nan
        capacity = inputs.capacity.get(str(place), np.nan)
        today = presence_level(row["now"], row["now_high"], capacity, watch_at)
        row["rule_level"] = "watch" if today in ("over", "alert", "watch") else today
        if row["now"] < watch_at * capacity:
            row["rule_level"] = "normal"
        row["level"] = min([*some["level"], today], key=ORDER.index)
        decided.append(row)
    table = pd.DataFrame(decided)
    for name in (TIME, "issued_at", "last_count"):
        table[name] = pd.to_datetime(table[name], utc=True)
    order = table["level"].map(ORDER.index) - table["p_over"].fillna(0.0)
    table = table.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)
    first = [COUNTER, "level", "p_over", TIME, "now", "now_low", "now_high", CAPACITY]
    first += ["rule_level", "expected", "low", "high", "last_count", "issued_at", "horizon"]
    return table[[*first, "coverage", "model", "reason"]]


def _sentence(decision: pd.DataFrame, inputs: Inputs) -> str:
    moment = local_text(inputs.issued_at)
    unknown = decision.loc[decision["level"] == "unknown", COUNTER].astype(str).tolist()
    grave = decision[decision["level"].isin(["over", "alert"])]
    if len(unknown) == len(decision):
        return _("Nothing is known at {moment}: every counter is silent.").format(moment=moment)
    if grave.empty:
        text = _("At {moment}, no place that is counted is in alert.").format(moment=moment)
    else:
        said = _("; ").join(
            _("{place} ({level}, {chance} over capacity at {time})").format(
                place=row[COUNTER],
                level=level_text(row["level"]),
                # No forecast is certain, whatever its rounding says.
                chance=format_percent(min(row["p_over"], 0.99), 0),
                time=local_text(row[TIME]),
            )
            if pd.notna(row["p_over"])
            else _("{place} ({level})").format(place=row[COUNTER], level=level_text(row["level"]))
            for _number, row in grave.head(4).iterrows()
        )
        text = ngettext(
            "At {moment}, {count} place is in alert: {which}.",
            "At {moment}, {count} places are in alert: {which}.",
            len(grave),
        ).format(moment=moment, count=len(grave), which=said)
    if unknown:
        more = _("Unknown, to be looked at on site: {places}.")
        text += " " + more.format(places=", ".join(unknown[:4]) + (", …" if unknown[4:] else ""))
    return text


def _figures(decision: pd.DataFrame) -> list[KeyFigure]:
    count = decision["level"].value_counts()
    known = len(decision) - int(count.get("unknown", 0))
    grave = int(count.get("over", 0) + count.get("alert", 0))
    note = _("out of {count} that are counted").format(count=known)
    # Where nothing is known, zero would read as "all is calm".
    value, text = (grave, format_integer(grave)) if known else (None, "–")
    figures = [KeyFigure("places_alert", _("Places in alert"), value, text, note)]
    if known < len(decision):
        names = ", ".join(decision.loc[decision["level"] == "unknown", COUNTER].astype(str).head(4))
        lost = len(decision) - known
        label = _("Places unknown")
        figures.append(KeyFigure("places_unknown", label, lost, format_integer(lost), names))
    return figures


def _place_chart(decision: pd.DataFrame, forecast: pd.DataFrame, inputs: Inputs) -> list[Chart]:
    known = decision[decision["expected"].notna()]
    if known.empty:
        return []
    place = known[COUNTER].iloc[0]
    past = inputs.counts.rows[inputs.counts.rows[COUNTER] == place]
    past = past[past[TIME] > inputs.issued_at - pd.Timedelta("48h")]
    past = past[[TIME]].assign(observed=values_of(past))
    ahead = forecast.loc[forecast[COUNTER] == place, [TIME, "expected", "low", "high"]]
    ahead = ahead.replace([np.inf, -np.inf], np.nan).dropna(subset=["expected"])
    table = pd.concat([past, ahead], ignore_index=True).sort_values(TIME, kind="stable")
    table[CAPACITY] = inputs.capacity.get(str(place), np.nan)
    wanted = [TIME, "observed", "expected", "low", "high", CAPACITY]
    return [
        Chart(
            title=_("{place}: the last two days and the coming hours").format(place=place),
            sentence=_(
                "What was counted, then one dot a forecast; nine counts in ten should fall between "
                "its two ends. The other line is the capacity."
            ),
            table=table.reindex(columns=wanted).reset_index(drop=True),
            draw=draw_place,
        )
    ]


def _chance_chart(decision: pd.DataFrame, forecast: pd.DataFrame) -> Chart:
    most = decision[COUNTER].head(12).tolist()
    shown = forecast[forecast[COUNTER].isin(most)]
    order = shown[COUNTER].map({place: i for i, place in enumerate(most)})
    shown = shown.assign(order=order).sort_values(["order", TIME], kind="stable")
    table = shown[[COUNTER, "horizon", "p_over"]].reset_index(drop=True)
    return Chart(
        title=_("The chance of being over capacity"),
        sentence=_("One bar a lead; the first place is the one most at risk."),
        table=table,
        draw=draw_chances,
    )


def _presence(inputs: Inputs) -> dict[str, pd.DataFrame]:
    """Return the last two days of the places followed by their gates."""
    presence = inputs.counts.presence
    if presence.empty:
        return {}
    since = inputs.issued_at - pd.Timedelta("48h")
    return {"presence": presence[presence[TIME] > since].reset_index(drop=True)}


def _warnings(inputs: Inputs) -> list[str]:
    said = [
        _(
            "This is an aid. It replaces neither the decisions of the mayor and the prefect, nor "
            "the first-aid plan (DPS), nor eyes on site; it closes no gate by itself."
        )
    ]
    text = _("“Now” is {moment}, the last count of the file unless another was asked for.")
    said.append(text.format(moment=local_text(inputs.issued_at)))
    if inputs.silent:
        text = _("No figure for {places}: a silent counter is unknown, never a calm place.")
        said.append(text.format(places=", ".join(inputs.silent[:6])))
    if inputs.stood_in:
        text = _(
            "No capacity was given for {places}: “over” there means unusually many, and says "
            "nothing of safety."
        )
        said.append(text.format(places=", ".join(inputs.stood_in[:6])))
    said.append(
        _("A concert or a demonstration that no past hour resembles is not foreseen a day ahead.")
    )
    return said
