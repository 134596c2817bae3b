"""The proof: plan, rule and naive rule scored on the same past days, from the backtest alone."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from civicai.canteen.codes import ALL_DAYS, MIXED, PLAN, STRIKE_DAYS, WEEKDAY_MEAN, WITHOUT_STRIKE
from civicai.canteen.inputs import Inputs
from civicai.canteen.planner import PreparationPlanner, preparation_curve
from civicai.canteen.replay import plan_past
from civicai.canteen.schema import DATE, series_keys
from civicai.canteen.waste import waste_scores
from civicai.forecasting import bias, coverage, wape

Verdict = Literal["wins", "serves_less", "loses"]


#: A site is served much worse than by the rule when it misses so much more of what it asks for.
MUCH_WORSE = 0.02


def score_table(
    past: pd.DataFrame, inputs: Inputs, mixed: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Score plan, rule and naive rule, strike days apart where they are known.

    Parameters
    ----------
    past : DataFrame
        As :func:`~civicai.canteen.backtest` returns it.
    inputs : Inputs
    mixed : DataFrame, optional
        The same days with the agents' own forecast mixed in.

    Returns
    -------
    DataFrame
        ``scope`` and ``method`` (codes), ``wape`` and ``bias`` of the forecast, ``over_share``,
        ``unserved_share`` and ``short_days_share`` of the preparation, ``realised_coverage``,
        ``rows``. All methods on the same site-days; the preparation of ``mixed`` is scored on
        those of them that it plans: its first ten days choose its first margin.
    """
    struck = inputs.struck(past).to_numpy(bool)
    scopes = {ALL_DAYS: np.ones(len(past), bool)}
    if struck.any():
        scopes = {WITHOUT_STRIKE: ~struck, STRIKE_DAYS: struck, **scopes}
    rows = []
    for scope, kept in scopes.items():
        part = past[kept].dropna(subset=["expected", "rule", "naive", "prepare"])
        if part.empty:
            continue
        methods = {
            PLAN: (part, "expected", "prepare"),
            inputs.rule: (part, "rule", "rule"),
        }
        if mixed is not None:
            keys = [*series_keys(part), DATE]
            same = part[keys].merge(mixed, on=keys, how="left")
            methods[MIXED] = (same, "expected", "prepare")
        if inputs.has_agents:
            methods[WEEKDAY_MEAN] = (part, "naive", "naive")
        for method, (rows_of, forecast, prepared) in methods.items():
            scores = _scores(rows_of, forecast, prepared)
            rows.append({"scope": scope, "method": method, **scores})
    return pd.DataFrame(rows)


def _scores(part: pd.DataFrame, forecast: str, prepared: str) -> dict[str, float]:
    waste = waste_scores(part["observed"], np.ceil(part[prepared]))
    own_band = prepared == "prepare"
    return {
        "wape": wape(part["observed"], part[forecast]),
        "bias": bias(part["observed"], part[forecast]),
        "over_share": waste.over_share,
        "unserved_share": waste.unserved_share,
        "short_days_share": waste.short_days_share,
        "realised_coverage": coverage(part["observed"], part["low"], part["high"])
        if own_band
        else np.nan,
        "rows": len(part),
    }


def site_table(past: pd.DataFrame) -> pd.DataFrame:
    """Score each series apart, the most over-prepared first: a town's total hides short sites.

    Returns
    -------
    DataFrame
        The series' keys, ``rows``, ``wape``, ``rule_wape``, ``over_share``,
        ``rule_over_share``, ``unserved_share``, ``rule_unserved_share``.
    """
    part = past.dropna(subset=["expected", "rule", "prepare"])
    rows = []
    keys = series_keys(part)
    for names, group in part.groupby(keys):
        plan = waste_scores(group["observed"], group["prepare"])
        rule = waste_scores(group["observed"], np.ceil(group["rule"]))
        rows.append(
            {
                **dict(zip(keys, names, strict=True)),
                "rows": len(group),
                "wape": wape(group["observed"], group["expected"]),
                "rule_wape": wape(group["observed"], group["rule"]),
                "over_share": plan.over_share,
                "rule_over_share": rule.over_share,
                "unserved_share": plan.unserved_share,
                "rule_unserved_share": rule.unserved_share,
            }
        )
    table = pd.DataFrame(rows)
    return table if table.empty else table.sort_values("over_share", ascending=False)


def worse_served(by_site: pd.DataFrame) -> pd.DataFrame:
    """Return the sites that the plan leaves much shorter of meals than the rule does.

    Parameters
    ----------
    by_site : DataFrame
        As :func:`site_table` returns it.

    Returns
    -------
    DataFrame
        Its rows whose unserved share is over the rule's by more than 2 points, worst first.
    """
    if by_site.empty:
        return by_site
    gap = by_site["unserved_share"] - by_site["rule_unserved_share"]
    worst_first = gap.sort_values(ascending=False)
    return by_site.loc[worst_first.index[worst_first > MUCH_WORSE]]


def promise_table(past: pd.DataFrame) -> pd.DataFrame:
    """Say how often sites would have run short, for several promises on short days.

    Parameters
    ----------
    past : DataFrame
        As :func:`~civicai.canteen.backtest` returns it. Margins are chosen on days known
        before each plan, as ever.

    Returns
    -------
    DataFrame
        ``aim`` (share of site-days that may be short), ``realised``, ``over_share``,
        ``unserved_share``, ``rows``.
    """
    rows = []
    for aim in (0.20, 0.15, 0.10, 0.05):
        planned = plan_past(past, PreparationPlanner(max_short_days=aim)).dropna(
            subset=["observed", "prepare"]
        )
        if planned.empty:
            continue
        waste = waste_scores(planned["observed"], planned["prepare"])
        rows.append(
            {
                "aim": aim,
                "realised": waste.short_days_share,
                "over_share": waste.over_share,
                "unserved_share": waste.unserved_share,
                "rows": waste.rows,
            }
        )
    return pd.DataFrame(rows)


def daily_table(past: pd.DataFrame) -> pd.DataFrame:
    """Add up all sites day by day.

    Returns
    -------
    DataFrame
        ``date``, ``served``, ``prepare``, ``rule`` [meals], and the surplus of the plan and of
        the rule: meals prepared for nobody, site by site, over the meals served.
    """
    part = past.dropna(subset=["rule", "prepare"])
    part = part.assign(rule=np.ceil(part["rule"]))
    part = part.assign(
        plan_surplus=(part["prepare"] - part["observed"]).clip(lower=0),
        rule_surplus=(part["rule"] - part["observed"]).clip(lower=0),
    )
    summed = ["observed", "prepare", "rule", "plan_surplus", "rule_surplus"]
    daily = part.groupby(DATE)[summed].sum().reset_index()
    daily["plan_surplus_share"] = daily.pop("plan_surplus") / daily["observed"]
    daily["rule_surplus_share"] = daily.pop("rule_surplus") / daily["observed"]
    return daily.rename(columns={"observed": "served"})


def choice_table(past: pd.DataFrame) -> pd.DataFrame:
    """Return the plan's curve of waste against service, and the point where the rule stands.

    Returns
    -------
    DataFrame
        ``method`` (``"plan"``, many margins; ``"rule"``, one row), ``margin``,
        ``over_share``, ``unserved_share``, ``short_days_share``.
    """
    part = past.dropna(subset=["expected", "low", "high", "rule"])
    curve = preparation_curve(part).assign(method="plan")
    rule = waste_scores(part["observed"], np.ceil(part["rule"]))
    point = {
        "method": "rule",
        "margin": np.nan,
        "over_share": rule.over_share,
        "unserved_share": rule.unserved_share,
        "short_days_share": rule.short_days_share,
    }
    return pd.concat([curve, pd.DataFrame([point])], ignore_index=True)


def over_share_at_rule_service(choice: pd.DataFrame) -> tuple[float, float]:
    """Compare at equal service: waste of the plan where it leaves unserved what the rule does.

    Parameters
    ----------
    choice : DataFrame
        As :func:`choice_table` returns it.

    Returns
    -------
    plan, rule : float
        Over-preparation shares.
    """
    # Several margins may leave the same share unserved: the least wasteful of them counts.
    curve = choice[choice["method"] == "plan"].groupby("unserved_share")["over_share"].min()
    rule = choice[choice["method"] == "rule"].iloc[0]
    plan = np.interp(rule["unserved_share"], curve.index, curve) if len(curve) else np.nan
    return float(plan), float(rule["over_share"])


def judge(past: pd.DataFrame, max_unserved: float) -> Verdict:
    """Say whether the plan may take the place of the rule, from the days scored.

    Parameters
    ----------
    past : DataFrame
        As :func:`~civicai.canteen.backtest` returns it.
    max_unserved : float
        Share of the meals asked for that the town accepts to see missing.

    Returns
    -------
    {"wins", "serves_less", "loses"}
        ``"wins"``: at the rule's own service the plan wastes less. ``"serves_less"``: it does
        not, but it kept the promised service and wasted less than the rule did.
    """
    plan, rule = over_share_at_rule_service(choice_table(past))
    if not rule < plan:
        return "wins"
    rows = past.dropna(subset=["rule", "prepare"])
    ours = waste_scores(rows["observed"], rows["prepare"])
    theirs = waste_scores(rows["observed"], np.ceil(rows["rule"]))
    kept = ours.unserved_share <= max_unserved and ours.over_share < theirs.over_share
    return "serves_less" if kept else "loses"
