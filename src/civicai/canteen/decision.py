"""The decision: forecast of the coming days, and the meals to prepare, as the past allows."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.canteen.agents_blend import AgentsBlend, blend_with_agents
from civicai.canteen.inputs import Inputs, next_open_days
from civicai.canteen.kitchen import town_total
from civicai.canteen.models import AttendanceForecaster
from civicai.canteen.planner import FEWEST_DAYS, PreparationPlanner
from civicai.canteen.replay import backtest, plan_past
from civicai.canteen.schema import DATE, EVENT, PLANNED, SERVED, series_keys
from civicai.canteen.scores import Verdict, judge
from civicai.canteen.special_days import is_special
from civicai.i18n import _, format_percent
from civicai.usecase import Progress


def planner_of(inputs: Inputs, options: Mapping[str, Any]) -> PreparationPlanner:
    """Return the planner that the town asked for, not yet fitted."""
    return PreparationPlanner(
        options["max_unserved"], options["max_short_days"], options["mode"], inputs.rules
    )


def replay(
    inputs: Inputs, options: Mapping[str, Any], progress: Progress, until: pd.Timestamp, scored: int
) -> pd.DataFrame:
    """Return the past replayed, up to a day, in the town's own settings."""
    return backtest(
        inputs.demand.until(until).without(inputs.closures),
        horizon=f"{options['horizon_days']}D",
        start=options["start"],
        end=until,
        scored=scored,
        planner=planner_of(inputs, options),
        prior=options["prior"],
        zone=inputs.zone,
        alsace_moselle=inputs.alsace_moselle,
        progress=lambda done, total: progress(done, total + 1, _("Replaying the past")),
    )


def with_agents(past: pd.DataFrame, inputs: Inputs, options: Mapping[str, Any]) -> pd.DataFrame:
    """Return the past as it would have been with the agents' own forecast mixed in."""
    return plan_past(blend_with_agents(past), planner_of(inputs, options))


def as_decided(past: pd.DataFrame, options: Mapping[str, Any]) -> pd.DataFrame:
    """Return the past at the level at which the decision is judged: sites, or the whole kitchen."""
    return town_total(past) if options["mode"] == "kitchen" else past


def can_choose(past: pd.DataFrame) -> bool:
    """Say whether there are enough past forecasts with a band to choose a margin."""
    return past.dropna(subset=["expected", "low", "high"])[DATE].nunique() >= FEWEST_DAYS


def agents_ahead(inputs: Inputs, days: Any, options: Mapping[str, Any]) -> bool:
    """Say whether the file has the agents' forecast of coming days, to be mixed in."""
    if options["agents"] == "no" or not inputs.has_agents:
        return False
    coming = inputs.demand.table[inputs.demand.table[DATE].isin(days)]
    # A day already served is a past replayed: nobody says when its forecast was written.
    return bool((coming[PLANNED].notna() & coming[SERVED].isna()).any())


def coming_days(
    inputs: Inputs, options: Mapping[str, Any], issued: pd.Timestamp
) -> pd.DatetimeIndex:
    """Return the open days to plan, from the horizon on."""
    first = issued + pd.Timedelta(days=options["horizon_days"])
    return next_open_days(inputs, first, options["plan_days"])


def forecast_ahead(
    inputs: Inputs, options: Mapping[str, Any], issued: pd.Timestamp, days: pd.DatetimeIndex
) -> pd.DataFrame:
    """Forecast the coming days from all that is known on the issue day."""
    model = AttendanceForecaster(
        horizon=f"{options['horizon_days']}D",
        prior=options["prior"],
        zone=inputs.zone,
        alsace_moselle=inputs.alsace_moselle,
    )
    model.fit(inputs.demand.until(issued))
    ahead = inputs.special_days[inputs.special_days[DATE] > issued]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        forecast = model.predict(days, issued_at=issued, known_events=ahead if len(ahead) else None)
    inputs.warnings.extend(str(warning.message) for warning in caught)
    return forecast[~is_special(forecast, inputs.closures)].reset_index(drop=True)


def decide(
    inputs: Inputs, past: pd.DataFrame, forecast: pd.DataFrame, options: Mapping[str, Any]
) -> tuple[pd.DataFrame, Verdict, pd.DataFrame]:
    """Plan the forecast; where the model loses to the rule, the rule is used.

    Parameters
    ----------
    inputs : Inputs
    past : DataFrame
        The past replayed.
    forecast : DataFrame
        Of the coming days.
    options : dict

    Returns
    -------
    decision : DataFrame
    verdict : {"wins", "serves_less", "loses"}
    past : DataFrame
        As the decision was made: with the agents' forecast where it was mixed in.
    """
    keys = series_keys(forecast)
    planned, known = forecast, can_choose(past)
    if inputs.has_agents:
        agents = inputs.demand.table.dropna(subset=[PLANNED])[[*keys, DATE, PLANNED]]
        planned = forecast.merge(agents, on=[*keys, DATE], how="left")
        if known and agents_ahead(inputs, forecast[DATE], options):
            planned, past = _mixed(planned, past), with_agents(past, inputs, options)
    if known:
        planned = planner_of(inputs, options).fit(past).plan(planned)
    else:
        # Too few past days to choose a margin: the upper end of the band is the safe side.
        planned = planned.assign(prepare=np.ceil(planned["high"]))
        planned["reserve"] = planned["prepare"] - planned["expected"].round()
    # Without agents the rule is the simple mean, which the model's own selection has met already.
    verdict: Verdict = "wins"
    if inputs.has_agents:
        verdict = judge(as_decided(past, options), options["max_unserved"])
    if verdict == "loses":
        kept = planned[PLANNED]
        reserve = kept - planned["expected"].round()
        planned = planned.assign(prepare=kept, reserve=reserve, model="rule")
        planned["reason"] = _("today's rule wastes less on your past days: keep it")
    return _in_order(planned), verdict, past


def _in_order(planned: pd.DataFrame) -> pd.DataFrame:
    first = [*series_keys(planned), DATE, "prepare", "expected", "low", "high", "reserve"]
    rest = [name for name in planned.columns if name not in (*first, "reason")]
    if EVENT in rest and (planned[EVENT] == "").all():
        rest.remove(EVENT)
    return planned[[*first, *rest, "reason"]]


def _mixed(planned: pd.DataFrame, past: pd.DataFrame) -> pd.DataFrame:
    """Mix the agents' forecast in, and say so in the reasons."""
    blend = AgentsBlend().fit(past)
    mixed = blend.apply(planned.rename(columns={PLANNED: "rule"}))
    mixed = mixed.rename(columns={"rule": PLANNED})
    text = _("agents' own forecast mixed in, weight {weight}").format(
        weight=format_percent(blend.weight_, 0)
    )
    there = mixed[PLANNED].notna()
    mixed.loc[there, "reason"] += _("; ") + text
    return mixed
