"""From a town's readings to the report: which parks fill in the coming hours, and the proof."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.clock import local_text
from civicai.forecasting.cleaning import Notice
from civicai.forecasting.intraday.forecaster import served_horizons
from civicai.forecasting.intraday.replay import refuse_unscored
from civicai.i18n import N_, _, format_integer, format_percent, ngettext
from civicai.parking.canopies import daytime_occupancy
from civicai.parking.charts import draw_daytime, draw_filling, draw_park
from civicai.parking.codes import STATUS
from civicai.parking.guidance import best_by_hour, first_stretch
from civicai.parking.inputs import Inputs, prepare_inputs
from civicai.parking.models import OccupancyForecaster
from civicai.parking.past_report import PastReport
from civicai.parking.replay import backtest
from civicai.parking.schema import CAPACITY, PARK, TIME
from civicai.reports import Chart, KeyFigure
from civicai.usecase import Progress, Result

#: Leads scored on the past; those shorter than the feed's own step are left out.
HORIZONS = ("30min", "1h", "4h", "24h", "7D")
#: Days that an evaluation scores, and a run.
PAST_DAYS, SCORED_DAYS = pd.Timedelta("28D"), pd.Timedelta("14D")
#: A chance below which nothing is announced.
POSSIBLE = 0.2

_UNSCORED = Notice(
    "S16",
    N_("no reading from {start} to {until} can be scored."),
    N_("Choose a start two weeks after the first reading, or leave it out."),
)


def forecast_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    **options: Any,
) -> Result:
    """Forecast the coming hours of each park, and score the last two weeks."""
    inputs = prepare_inputs(tables, options)
    proof = PastReport(inputs, _replay(inputs, options, progress, SCORED_DAYS), options["full_at"])
    progress(9, 10, _("Forecasting the coming hours"))
    forecast = _forecast(inputs, options, proof)
    decision = decide(forecast, inputs, options["alert_at"])
    charts = (_filling_chart(decision, forecast), *_park_chart(decision, forecast))
    return Result(
        title=_("Car parks: which will be full"),
        sentence=_sentence(decision, inputs, options),
        key_figures=(*_figures(decision, options), *proof.key_figures()),
        decision=decision,
        tables={"guidance": best_by_hour(forecast), **proof.tables(), "forecast": forecast},
        charts=tuple(c for c in (*charts, *proof.charts()) if len(c.table)),
        warnings=(*_warnings(inputs, decision), *proof.warnings()),
        problems=(*findings, *inputs.findings),
    )


def past_report(
    tables: Mapping[str, pd.DataFrame],
    findings: list[Any],
    progress: Progress,
    **options: Any,
) -> Result:
    """Score model, rule and last reading on the town's own past, by default four weeks."""
    inputs = prepare_inputs(tables, options)
    past = _replay(inputs, options, progress, PAST_DAYS)
    proof = PastReport(inputs, past, options["full_at"])
    daytime = daytime_occupancy(inputs.readings, inputs.tz)
    return Result(
        title=_("Car parks: the forecasts on your own past"),
        sentence=proof.sentence(),
        key_figures=tuple(proof.key_figures()),
        decision=proof.scores,
        tables={"backtest": past, **proof.tables(), "daytime": daytime},
        charts=tuple(c for c in (*proof.charts(), _daytime_chart(daytime)) if len(c.table)),
        warnings=tuple(proof.warnings()),
        labels={"decision": _("Model, rule and last reading on the same past readings")},
        problems=(*findings, *inputs.findings),
    )


def _replay(
    inputs: Inputs, options: Mapping[str, Any], progress: Progress, most: pd.Timedelta
) -> pd.DataFrame:
    until = min(options["end"] or inputs.issued_at, inputs.issued_at)
    past = backtest(
        inputs.readings,
        served_horizons(HORIZONS, inputs.step),
        options["start"] or most,
        until,
        full_at=options["full_at"],
        tz=inputs.tz,
        progress=lambda done, total: progress(done, total + 1, _("Replaying the past")),
    )
    refuse_unscored(past, options["start"], until, _UNSCORED)
    return past


def _forecast(inputs: Inputs, options: Mapping[str, Any], proof: PastReport) -> pd.DataFrame:
    """Forecast each hour ahead; where the rule won on the past, the rule serves."""
    hour = max(inputs.step, pd.Timedelta("1h"))
    leads = [n * hour for n in range(1, int(pd.Timedelta(hours=options["hours"]) / hour) + 1)]
    leads = ([inputs.step] if inputs.step < hour else []) + leads
    horizons = [str(lead) for lead in leads]
    model = OccupancyForecaster(horizons, full_at=options["full_at"], tz=inputs.tz)
    model.fit(inputs.readings)
    for lead in model.leads_:
        if proof.rule_wins(lead):
            model.serve_by_rule(lead)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # said in the report's own words
        forecast = model.predict(issued_at=inputs.issued_at)
    last = inputs.readings.rows.groupby(PARK)[TIME].max()
    forecast.insert(2, "last_reading", forecast[PARK].map(last))
    in_force = forecast["expected"] + forecast["free_expected"]
    places = in_force.fillna(forecast[PARK].map(inputs.capacity))
    forecast.insert([*forecast].index("free_expected") + 1, CAPACITY, places)
    return forecast


def decide(forecast: pd.DataFrame, inputs: Inputs, alert_at: float) -> pd.DataFrame:
    """Return one row a park: whether it will likely be full, when, how sure; the fullest first.

    Parameters
    ----------
    forecast : DataFrame
        One row a park and lead.
    inputs : Inputs
    alert_at : float
        Chance from which a park is announced as likely full.
    """
    rows = []
    for _park, some in forecast.groupby(PARK, sort=False):
        chance = some["p_full"].to_numpy(float)
        if not np.isfinite(chance).any():
            row = some.iloc[0].to_dict()
            rows.append({**row, TIME: pd.NaT, "horizon": pd.NaT, "full_until": pd.NaT})
            continue
        likely = first_stretch(chance, alert_at)
        peak = int(likely[0]) if len(likely) else int(np.nanargmax(chance))
        row = some.iloc[peak].to_dict()
        row["full_until"] = some[TIME].iloc[likely[-1]] if len(likely) else pd.NaT
        row["status"] = _verdict(float(chance[peak]), alert_at)
        rows.append(row)
    table = pd.DataFrame(rows, columns=[*forecast.columns, "full_until"])
    for name in (TIME, "full_until"):
        table[name] = pd.to_datetime(table[name], utc=True)
    table["horizon"] = pd.to_timedelta(table["horizon"].astype(object))
    order = table["p_full"].rank(ascending=False, na_option="bottom", method="first")
    table = table.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)
    first = [PARK, "status", "p_full", TIME, "full_until", "expected", "low", "high", CAPACITY]
    first += ["free_expected", "last_reading", "issued_at", "horizon", "coverage"]
    return table[[*first, "model", "reason"]]


def _verdict(chance: float, alert_at: float) -> str:
    if chance >= alert_at:
        return "likely_full"
    return "may_fill" if chance >= min(POSSIBLE, alert_at) else "places_expected"


def _sentence(decision: pd.DataFrame, inputs: Inputs, options: Mapping[str, Any]) -> str:
    hours = options["hours"]
    known = decision["p_full"].notna()
    full = decision[decision["full_until"].notna()]
    if not known.any():
        text = _("No forecast: no car park has a fresh reading at {moment}.")
        return text.format(moment=local_text(inputs.issued_at))
    if full.empty:
        text = _(
            "In the {hours} hours after {moment}, no car park is likely to be full ({known} "
            "forecast, {unknown} unknown)."
        )
        return text.format(
            hours=hours,
            moment=local_text(inputs.issued_at),
            known=int(known.sum()),
            unknown=int((~known).sum()),
        )
    said = _("; ").join(
        _("{park} from {start} ({chance})").format(
            park=row[PARK],
            start=local_text(row[TIME]),
            # No forecast is certain, whatever its rounding says.
            chance=format_percent(min(row["p_full"], 0.99), 0),
        )
        for _number, row in full.sort_values(TIME).head(4).iterrows()
    )
    text = ngettext(
        "In the {hours} hours after {moment}, {count} car park is likely to be full: {which}.",
        "In the {hours} hours after {moment}, {count} car parks are likely to be full: {which}.",
        len(full),
    )
    more = "" if len(full) <= 4 else _("; …")
    return text.format(
        hours=hours, moment=local_text(inputs.issued_at), count=len(full), which=said + more
    )


def _figures(decision: pd.DataFrame, options: Mapping[str, Any]) -> list[KeyFigure]:
    known = decision["p_full"].notna()
    likely = int(decision["full_until"].notna().sum())
    unknown = int((~known).sum())
    note = _("chance of {chance} at least, out of {count} forecast").format(
        chance=format_percent(options["alert_at"], 0), count=int(known.sum())
    )
    # Where nothing is known, zero would read as "all are free".
    value, text = (likely, format_integer(likely)) if known.any() else (None, "–")
    figures = [KeyFigure("parks_full", _("Car parks likely full"), value, text, note)]
    if unknown:
        names = ", ".join(decision.loc[~known, PARK].astype(str).head(4))
        figures.append(
            KeyFigure(
                "parks_unknown",
                _("Car parks without forecast"),
                unknown,
                format_integer(unknown),
                names,
            )
        )
    return figures


def _filling_chart(decision: pd.DataFrame, forecast: pd.DataFrame) -> Chart:
    most = decision[PARK].head(12).tolist()
    shown = forecast[forecast[PARK].isin(most)]
    order = shown[PARK].map({park: i for i, park in enumerate(most)})
    shown = shown.assign(order=order).sort_values(["order", TIME])
    # Hours at which nothing is ever counted say nothing.
    counted = shown.groupby(TIME)["p_full"].transform("count") > 0
    shown = shown[counted]
    return Chart(
        title=_("When each car park may be full"),
        sentence=_(
            "One dot an hour: the bigger, the likelier that the car park is full. The first line "
            "is the car park most at risk."
        ),
        table=shown[[PARK, TIME, "p_full"]].reset_index(drop=True),
        draw=draw_filling,
    )


def _park_chart(decision: pd.DataFrame, forecast: pd.DataFrame) -> list[Chart]:
    if not decision["p_full"].notna().any():
        return []
    park = decision[PARK].iloc[0]
    columns = [TIME, "expected", "low", "high", CAPACITY]
    some = forecast.loc[forecast[PARK] == park, columns].dropna()
    return [
        Chart(
            title=_("{park}: places taken in the coming hours").format(park=park),
            sentence=_(
                "The line is what is expected; nine readings in ten should fall in the band, "
                "which ends at the capacity."
            ),
            table=some.reset_index(drop=True),
            draw=draw_park,
        )
    ]


def _daytime_chart(daytime: pd.DataFrame) -> Chart:
    """Draw all the car parks together: what canopies over them would shade."""
    places = (daytime["cars"] / daytime["taken_share"]).where(daytime["taken_share"] > 0, 0.0)
    together = daytime.assign(places=places).groupby(["season", "hour"], as_index=False)
    table = together[["cars", "places"]].sum()
    table = table.assign(taken_share=table["cars"] / table["places"])
    return Chart(
        title=_("By day, how full the car parks are: what canopies would shade"),
        sentence=_(
            "Share of the places taken from 9:00 to 17:00, all car parks together, season by "
            "season. It says how many cars solar canopies would shade, not which car parks have "
            "sun or may bear them: underground ones are counted too."
        ),
        table=table[["season", "hour", "taken_share", "cars"]],
        draw=draw_daytime,
    )


def _warnings(inputs: Inputs, decision: pd.DataFrame) -> list[str]:
    text = _("“Now” is {moment}, the last reading of the file unless another was asked for.")
    said = [text.format(moment=local_text(inputs.issued_at))]
    unknown = decision[decision["p_full"].isna()]
    if len(unknown):
        text = _("No forecast for {parks}: unknown is not free.")
        names = ", ".join(
            f"{row[PARK]} ({_(STATUS[row['status']])})"
            for _number, row in unknown.head(6).iterrows()
        )
        said.append(text.format(parks=names))
    said.append(
        _(
            "A count stops at the capacity: how many drivers will look for a place in a full car "
            "park is not known. This is an aid: an event, a strike or works are not foreseen."
        )
    )
    return said
