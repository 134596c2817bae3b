"""Nantes's canteens: civicai beside the agents and the rule, at the horizons of the kitchens.

    CIVICAI_DATA=folder python benchmarks/canteen.py [--single]

88 canteens; each forecast knows what was known 21, 70 or 2 days before. Models are fitted again
every 60 days with meals (fewer than three times a year), margins chosen again every ten days on
days known by then; settings were chosen on the school year 2016-17. Typing errors (more than
twice the median of the 30 days before) and zeros are left out on all sides. ``--single`` adds
each canteen alone, with and without a model fitted on the others (ten minutes more).
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from civicai.canteen import AttendanceForecaster, PreparationPlanner, backtest, waste_scores
from civicai.canteen.agents_blend import blend_with_agents
from civicai.canteen.kitchen import town_total
from civicai.canteen.replay import plan_past
from civicai.canteen.schema import ATTENDANCE, CANTEENS, ENROLMENT, EVENTS, MENUS
from civicai.canteen.scores import choice_table, over_share_at_rule_service
from civicai.canteen.sites import map_to_canteens
from civicai.canteen.special_days import is_special
from civicai.forecasting import wape
from civicai.tables import read_table

YEARS = {
    "2017-18": ("2017-09-01", "2018-07-31"),
    "autumn 2018": ("2018-09-01", "2018-12-21"),
}
VALIDATION, END = "2016-09-01", "2018-12-21"
#: Promises tried to find the one that serves as the agents do.
PROMISES = (0.005, 0.007, 0.0085, 0.01, 0.012, 0.015, 0.02)
ONE_DAY_A_YEAR = 1 / 140


def main() -> None:
    warnings.simplefilter("ignore")
    attendance, town = read_town()
    fit_and_plan(attendance, town)
    for horizon in ("21D", "70D"):
        began = time.perf_counter()
        past = replay(attendance, horizon, town, VALIDATION, END)
        print(f"\n{horizon}: two years and a term replayed in {time.perf_counter() - began:.0f} s")
        show(past, town["closures"])
    strikes(attendance, town)
    if "--single" in sys.argv:
        single(attendance, town)


def read_town() -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Read Nantes's attendance and its other tables, under the names of its canteens."""
    data = os.environ.get("CIVICAI_DATA")
    if not data:
        sys.exit("set CIVICAI_DATA to the folder that holds canteen/")
    folder = Path(data, "canteen")
    rows = read_table(folder / "nantes_frequentation_2011_2018.csv.gz", ATTENDANCE)
    names = read_table(folder / "nantes_mapping_frequentation_cantines.csv", CANTEENS)
    attendance = map_to_canteens(rows, names)[0]
    attendance = attendance[attendance["site"].isin(names["canteen"])].reset_index(drop=True)
    schools = pd.read_csv(folder / "nantes_mapping_ecoles_cantines.csv")
    enrolment = read_table(folder / "nantes_effectifs_ecoles.csv", ENROLMENT)
    canteen = enrolment["site"].map(schools.set_index("ecole")["cantine_nom"])
    enrolment = enrolment.assign(site=canteen).dropna(subset=["site"])
    menus = pd.concat(
        read_table(folder / f"nantes_menus_{years}.csv", MENUS)
        for years in ("2011_2015", "2016_2019")
    )
    events = read_table(folder / "nantes_journees_de_greve.csv", EVENTS).assign(site=None)
    events = events.drop_duplicates("date")
    return attendance, {"enrolment": enrolment, "menus": menus, "closures": events}


def replay(
    attendance: pd.DataFrame, horizon: str, town: dict[str, pd.DataFrame], start: str, end: str
) -> pd.DataFrame:
    """Return the past replayed, strike days marked."""
    past = backtest(attendance, horizon, start=start, end=end, zone="B", **town)
    return past.assign(strike=is_special(past, town["closures"]))


def fit_and_plan(attendance: pd.DataFrame, town: dict[str, pd.DataFrame]) -> None:
    """Time what a town does each week: fit on eight years, plan a month."""
    began = time.perf_counter()
    model = AttendanceForecaster("21D", zone="B").fit(attendance, **town)
    days = pd.bdate_range("2019-01-14", "2019-02-08")
    plan = model.predict(days[days.day_of_week != 2])
    seconds = time.perf_counter() - began
    print(f"fit on {len(attendance):,} rows and forecast {len(plan):,} rows: {seconds:.1f} s")


def show(past: pd.DataFrame, closures: pd.DataFrame) -> None:
    """Print error and waste at the agents' service, model alone and mixed with the agents."""
    mixed = blend_with_agents(past)
    for year, (first, last) in YEARS.items():
        for scope, strikes in (("without strike", (False,)), ("all days", (False, True))):
            kept = past["date"].between(first, last) & past["strike"].isin(strikes)
            kept &= past["rule"].notna()
            rows = past[kept]
            agents = waste_scores(rows["observed"], rows["rule"])
            line = f"  {year}, {scope}, {len(rows)} site-days: WAPE"
            line += f" agents {_share(wape(rows['observed'], rows['rule']))}"
            line += f", mean of 4 weekdays {_share(wape(rows['observed'], rows['naive']))}"
            line += f", civicai {_share(wape(rows['observed'], rows['expected']))}"
            line += f" {_interval(rows, 'expected')}"
            blend = mixed.loc[rows.index]
            print(f"{line}, with the agents {_share(wape(blend['observed'], blend['expected']))}")
            if len(strikes) == 1:
                _waste(past, mixed, kept, agents)
    kept = past["date"].between(*YEARS["2017-18"]) & ~past["strike"] & past["rule"].notna()
    _promises(past, kept)
    _kitchen(past, mixed, kept)


def _waste(past: pd.DataFrame, mixed: pd.DataFrame, kept: pd.Series, agents: object) -> None:
    for name, forecasts in (("alone", past), ("with the agents", mixed)):
        over, planned = _at_service(forecasts, kept, agents.unserved_share)
        own = waste_scores(planned["observed"], planned["prepare"])
        worst = _worst_gap(planned)
        print(
            f"    over-prepared at the agents' service ({_share(agents.unserved_share, 2)} not"
            f" served): agents {_share(agents.over_share)}, civicai {name} {_share(over, 2)}"
            f" (one margin for the year, known afterwards: {_share(_one_margin(planned), 2)});"
            f" promised 1 %: {_share(own.over_share, 2)} over, {_share(own.unserved_share, 2)}"
            f" unserved; sites worse served by over 2 points: {worst}"
        )


def _at_service(
    forecasts: pd.DataFrame, kept: pd.Series, unserved: float
) -> tuple[float, pd.DataFrame]:
    """Return the over-preparation where the plans serve as the agents do, and the 1 % plan."""
    points, one = [], forecasts
    for promise in PROMISES:
        planned = plan_past(forecasts, PreparationPlanner(promise))[kept]
        scores = waste_scores(planned["observed"], planned["prepare"])
        points.append((scores.unserved_share, scores.over_share))
        if promise == 0.01:
            one = planned
    served, wasted = np.array(sorted(points)).T
    return float(np.interp(unserved, served, wasted)), one


def _one_margin(rows: pd.DataFrame) -> float:
    """Return what one margin, chosen on the days scored, would waste: how peers are measured."""
    return over_share_at_rule_service(choice_table(rows))[0]


def _worst_gap(planned: pd.DataFrame) -> int:
    missing = (planned["observed"] - planned["prepare"]).clip(lower=0)
    theirs = (planned["observed"] - planned["rule"]).clip(lower=0)
    by_site = pd.DataFrame({"site": planned["site"], "a": missing, "b": theirs})
    sums = by_site.groupby("site").sum().div(planned.groupby("site")["observed"].sum(), axis=0)
    return int((sums["a"] - sums["b"] > 0.02).sum())


def _promises(past: pd.DataFrame, kept: pd.Series) -> None:
    parts = []
    for aim in (0.20, 0.15, 0.10, 0.05):
        planned = plan_past(past, PreparationPlanner(max_short_days=aim))[kept]
        parts.append(f"{aim:.0%} -> {_share((planned['prepare'] < planned['observed']).mean())}")
    print("  short site-days, promised and realised, 2017-18: " + ", ".join(parts))


def _kitchen(past: pd.DataFrame, mixed: pd.DataFrame, kept: pd.Series) -> None:
    days = town_total(past.assign(prepare=past["rule"])[kept])
    agents = waste_scores(days["observed"], days["rule"])
    short = int((days["rule"] < days["observed"]).sum())
    print(f"  central kitchen, {len(days)} days: agents {_share(agents.over_share)}, {short} short")
    planner = PreparationPlanner(max_short_days=ONE_DAY_A_YEAR, mode="kitchen")
    for name, forecasts in (("alone", past), ("with the agents", mixed)):
        days = town_total(plan_past(forecasts[~forecasts["strike"]], planner).loc[kept[kept].index])
        own = waste_scores(days["observed"], days["prepare"])
        short = int((days["prepare"] < days["observed"]).sum())
        print(f"    civicai {name}: {_share(own.over_share, 2)}, {short} short")


def strikes(attendance: pd.DataFrame, town: dict[str, pd.DataFrame]) -> None:
    """Print the error of strike days, the canteens that close known two days before."""
    past = replay(attendance, "2D", town, *YEARS["2017-18"])
    rows = past[past["strike"] & past["rule"].notna()]
    print(
        f"\nstrike days of 2017-18, closures known 2 days before, {len(rows)} open site-days: WAPE"
        f" agents {_share(wape(rows['observed'], rows['rule']))},"
        f" mean of 4 weekdays {_share(wape(rows['observed'], rows['naive']))},"
        f" civicai {_share(wape(rows['observed'], rows['expected']))}"
    )


def single(attendance: pd.DataFrame, town: dict[str, pd.DataFrame]) -> None:
    """Print each canteen alone with a year of its own, then started from a model of the others."""
    sites = sorted(attendance["site"].unique())
    learned = attendance[attendance["date"] <= "2017-08-11"]
    year = attendance[attendance["date"].between("2016-09-01", "2018-07-31")]
    year = year[["site", "date", "served", "planned"]]
    alone, started = [], []
    for fold in range(5):
        held = sites[fold::5]
        prior = AttendanceForecaster("21D", zone="B").fit(
            learned[~learned["site"].isin(held)], closures=town["closures"]
        )
        for site in held:
            rows = year[year["site"] == site]
            if not rows["date"].between("2017-09-01", "2018-07-31").any():
                continue
            for kept, start in ((alone, None), (started, prior.handed_over())):
                kept.append(backtest(rows, "21D", start="2017-03-01", zone="B", prior=start))
        print(f"  fold {fold + 1} of 5 done", file=sys.stderr)
    for name, parts in (("alone", alone), ("started from the others' model", started)):
        past = pd.concat(parts, ignore_index=True)
        past["strike"] = is_special(past, town["closures"])
        test = past["date"].between(*YEARS["2017-18"]) & ~past["strike"] & past["rule"].notna()
        rows = past[test]
        agents = waste_scores(rows["observed"], rows["rule"])
        over = _each_at_service(parts, town["closures"], agents.unserved_share)
        print(
            f"one canteen, three columns, a year of history, {name}: WAPE"
            f" {_share(wape(rows['observed'], rows['expected']), 2)}, over-prepared"
            f" {_share(over, 2)} as planned site by site, {_share(_one_margin(rows), 2)} with one"
            f" margin for all, at the agents' {_share(agents.unserved_share, 2)} unserved"
            f" (agents {_share(agents.over_share, 2)}); served by"
            f" {rows['model'].value_counts(normalize=True).round(2).to_dict()}"
        )


def _each_at_service(parts: list[pd.DataFrame], closures: pd.DataFrame, unserved: float) -> float:
    points = []
    for promise in PROMISES:
        planned = pd.concat(plan_past(part, PreparationPlanner(promise)) for part in parts)
        planned = planned[
            planned["date"].between(*YEARS["2017-18"]) & ~is_special(planned, closures)
        ]
        scores = waste_scores(planned["observed"], planned["prepare"])
        points.append((scores.unserved_share, scores.over_share))
    served, wasted = np.array(sorted(points)).T
    return float(np.interp(unserved, served, wasted))


def _interval(rows: pd.DataFrame, column: str, draws: int = 400) -> str:
    """Return the 95 % interval of the WAPE, whole days drawn again."""
    error = (rows[column] - rows["observed"]).abs().groupby(rows["date"]).sum().to_numpy()
    served = rows["observed"].groupby(rows["date"]).sum().to_numpy()
    rng = np.random.default_rng(0)
    drawn = rng.integers(0, len(error), (draws, len(error)))
    low, high = np.quantile(error[drawn].sum(axis=1) / served[drawn].sum(axis=1), [0.025, 0.975])
    return f"({_share(low)} to {_share(high)})"


def _share(value: float, digits: int = 1) -> str:
    return f"{100 * value:.{digits}f} %"


if __name__ == "__main__":
    main()
