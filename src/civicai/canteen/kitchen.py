"""A kitchen's own rules: one reserve for all sites, the morning's dispatch, trays and portions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civicai.canteen.schema import (
    BATCH,
    DATE,
    MAXIMUM,
    MINIMUM,
    PORTION,
    SITE,
    VEGETARIAN_SHARE,
    series_keys,
)

#: Name of all sites together, in a table of sites.
ALL_SITES = ""


def central_total(rows: pd.DataFrame) -> pd.DataFrame:
    """Add up the sites of each day, as a central kitchen sees them.

    Parameters
    ----------
    rows : DataFrame
        ``date``, ``expected``, ``low``, ``high``, and ``observed`` or ``prepare`` [meals].

    Returns
    -------
    DataFrame
        One row a date: ``site`` (empty), ``date``, the sums, and ``low`` and ``high`` from
        nothing to twice as much, so that a margin in half-widths is a share of the total: the
        sites' own bands say little of it, as their errors make up for each other.
    """
    known = rows.dropna(subset=["expected", "low", "high"])
    sums = [name for name in ("observed", "expected", "prepare") if name in rows.columns]
    total = known.groupby(DATE)[sums].sum(min_count=1).reset_index()
    return total.assign(**{SITE: ALL_SITES}, low=0.0, high=2 * total["expected"])


def town_total(past: pd.DataFrame) -> pd.DataFrame:
    """Add up a replayed past day by day, in the shape of one site: what a central kitchen sees.

    Rows without a forecast, a rule or a plan are left out on both sides.

    Parameters
    ----------
    past : DataFrame
        As :func:`~civicai.canteen.backtest` returns it.
    """
    rows = past.dropna(subset=["observed", "rule", "naive", "expected", "prepare"])
    sums = ["observed", "rule", "naive", "expected", "low", "high", "prepare"]
    kept = ["issued_at", "horizon", "coverage", "model"]
    daily = rows.groupby(DATE).agg({**dict.fromkeys(sums, "sum"), **dict.fromkeys(kept, "first")})
    daily = daily.reset_index()
    daily.insert(0, SITE, ALL_SITES)
    return daily


def dispatch(plan: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Send a central kitchen's meals where the morning's register says they are asked for.

    Parameters
    ----------
    plan : DataFrame
        The series' keys, ``date``, ``prepare`` [meals], from a planner in kitchen mode.
    register : DataFrame
        The series' keys, ``date``, ``registered`` [meals]: children registered that morning.

    Returns
    -------
    DataFrame
        The plan with ``sent`` [meals]: what each site is sent. When all are enough, each gets
        what it registered and the rest stays in the kitchen; when not, each gets the same
        share of it. A site without a register keeps its own part of the plan.
    """
    keys = [*series_keys(plan), DATE]
    sent = plan.merge(register[[*keys, "registered"]], on=keys, how="left")
    wanted = sent.pop("registered").fillna(sent["prepare"])
    made = sent.groupby(DATE)["prepare"].transform("sum")
    asked = wanted.groupby(sent[DATE]).transform("sum")
    enough = np.minimum(1.0, made / asked.clip(lower=1e-9))
    return sent.assign(sent=np.floor(wanted * enough + 1e-9))


def apply_rules(plan: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Fit a plan into what the kitchen can make.

    Parameters
    ----------
    plan : DataFrame
        The series' keys, ``prepare`` [meals].
    rules : DataFrame
        ``site``, ``service`` if both have it, and any of ``minimum``, ``maximum``, ``batch``
        [meals], ``portion`` [child portions], ``vegetarian_share``; missing: no such rule.

    Returns
    -------
    DataFrame
        ``prepare`` rounded up to whole trays, then not under the minimum nor over the maximum
        (a maximum is never exceeded, even by a tray); ``portions`` (meals times the size of a
        portion) and ``vegetarian`` (meals, rounded up) where a rule tells them.
    """
    keys = [key for key in series_keys(plan) if key in rules.columns]
    own = plan[keys].merge(rules.drop_duplicates(keys), on=keys, how="left")
    own.index = plan.index
    rule = {
        name: own[name] if name in own.columns else pd.Series(np.nan, plan.index)
        for name in (MINIMUM, MAXIMUM, BATCH, PORTION, VEGETARIAN_SHARE)
    }
    batch = rule[BATCH].fillna(1).clip(lower=1)
    most = rule[MAXIMUM].fillna(np.inf)
    meals = plan["prepare"].clip(lower=rule[MINIMUM].fillna(0))
    trays = np.ceil(meals / batch) * batch
    # A closed site cooks nothing, whatever its minimum.
    prepare = np.minimum(trays, most).where(plan["expected"] != 0, 0.0)
    fitted = plan.assign(prepare=prepare.where(plan["prepare"].notna()))
    if rule[PORTION].notna().any():
        fitted["portions"] = (fitted["prepare"] * rule[PORTION].fillna(1.0)).round(1)
    if rule[VEGETARIAN_SHARE].notna().any():
        share = fitted["prepare"] * rule[VEGETARIAN_SHARE]
        fitted["vegetarian"] = np.ceil(share - 1e-9)
    return fitted
