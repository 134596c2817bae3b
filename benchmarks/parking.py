"""Car parks of Birmingham and Málaga: the default forecaster beside what needs no model.

    CIVICAI_DATA=folder python benchmarks/parking.py [--weeks | --short | --speed]

Mean absolute error in % of the capacity, share of readings inside the 90 % band, and Brier skill
of the chance of being full (95 %), twice: against how often each park was full before the weeks
scored, on targets of the same lead (as the published figures are), and against its frequency on
the very rows scored, which no forecast can know. One method at its default setting; each week is
forecast by a model fitted on nothing later than the issue time of its first forecast (a day
before for the leads up to a day, a week for the longest). Scored are the targets whose value,
value at issue time and value a week before were all observed. The constants of the selection
(trees, leaves, decays, shrinkage) were looked at on the three weeks before each test, the test
weeks only to read the result; each fit chooses its candidates on its own past. Málaga's feed has
no capacity: it is the 99.9th percentile of free places before the test.

``--weeks`` replays the last five weeks and gives the share inside the band week by week;
``--short`` fits on two weeks cut from Málaga and scores the week after; ``--speed`` times 1,000
simulated parks of 90 days.
"""

import os
import resource
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from civicai.datasets import make_parking
from civicai.forecasting.intraday.replay import replay
from civicai.parking import (
    OccupancyForecaster,
    backtest,
    brier_score,
    make_readings,
    score_table,
)
from civicai.parking.schema import OCCUPANCY
from civicai.tables import read_table

#: Parks that are nearly always empty.
EMPTY = ["BHMBRTARC01", "NIA North"]
WEEK = pd.Timedelta("7D")
LEADS = ["30 min", "1 h", "4 h", "24 h", "7 d"]
ASKED = {
    "Birmingham, MAE": [1.5, 2.3, 4.9, 4.8, 5.2],
    "Birmingham, MAE, deep": [1.40, 2.14, 4.50, 4.60, 4.95],
    "Birmingham, Brier skill, deep": [83, 76, 50, 51, 47],
    "Malaga, MAE, deep": [2.25, 3.35, 6.3, 7.5, 7.9],
}


def birmingham(folder: Path) -> tuple[pd.DataFrame, str, str, str]:
    path = folder / "parking" / "birmingham_parking_uci482.csv.gz"
    rows = read_table(path, OCCUPANCY, tz="Europe/London")
    return rows[~rows["park"].isin(EMPTY)], "2016-12-13", "2016-12-19 23:59", "Europe/London"


def malaga(folder: Path) -> tuple[pd.DataFrame, str, str, str]:
    raw = pd.read_csv(folder / "parking" / "malaga_2024H1_raw.csv.gz")
    local = pd.to_datetime(raw["timestamp_local"]).dt.tz_localize(
        "Europe/Madrid", ambiguous=True, nonexistent="shift_forward"
    )
    rows = pd.DataFrame({"park": raw["id"], "time": local.dt.tz_convert("UTC")})
    start = "2024-06-03"
    learned = rows["time"] < pd.Timestamp(start, tz="Europe/Madrid")
    capacity = raw["libres"][learned].groupby(rows["park"]).quantile(0.999)
    capacity = rows["park"].map(capacity).round()
    rows = rows.assign(free=raw["libres"].clip(upper=capacity).astype(float), capacity=capacity)
    return rows, start, "2024-06-30 23:59", "Europe/Madrid"


TOWNS = {"Birmingham": birmingham, "Malaga": malaga}


def past_skill(past: pd.DataFrame, rows: pd.DataFrame, start: str, tz: str) -> np.ndarray:
    """Skill of the chances against how often each park was full before the weeks scored.

    Counted, as the reference counts, on past targets whose issue time was observed too.
    """
    capacity = rows.groupby("park")["capacity"].last()
    slots = rows.assign(time=rows["time"].dt.round("30min")).drop_duplicates(
        ["park", "time"], keep="last"
    )
    before = slots[slots["time"] < pd.Timestamp(start, tz=tz)]
    seen = before.set_index(["park", "time"])["occupied"]
    skills = []
    for horizon, some in past.groupby("horizon"):
        origin = pd.MultiIndex.from_arrays([before["park"], before["time"] - horizon])
        asked = before[origin.isin(seen.index)]
        full = asked["occupied"] >= 0.95 * asked["park"].map(capacity) - 1e-9
        base = some["park"].map(full.groupby(asked["park"]).mean())
        happened = some["observed"] >= 0.95 * some["park"].map(capacity) - 1e-9
        skills.append(1 - brier_score(happened, some["p_full"]) / brier_score(happened, base))
    return np.array(skills)


def five_weeks(folder: Path) -> None:
    for town, load in TOWNS.items():
        rows, _start, end, tz = load(folder)
        begin = pd.Timestamp(end).normalize() - pd.Timedelta("34D")
        past = backtest(rows, start=begin, end=end, tz=tz)
        held = (past["low"] - 1e-9 <= past["observed"]) & (past["observed"] <= past["high"] + 1e-9)
        week = (past["time"] - past["time"].min()).dt.days // 7 + 1
        told = pd.DataFrame({"week": week, "horizon": past["horizon"], "held": held.astype(float)})
        table = told.pivot_table("held", index="week", columns="horizon")
        table.loc["all weeks"] = held.groupby(past["horizon"]).mean()
        print(f"\n{town}, inside the 90 % band; all leads together {100 * held.mean():.1f} %")
        print((100 * table.set_axis(LEADS, axis=1)).round(1).to_string())


def two_weeks(folder: Path) -> None:
    rows, _start, _end, tz = malaga(folder)
    capacity = make_readings(rows).rows.groupby("park")["capacity"].last()
    worse = 0
    print("\nMalaga, two weeks of history, the week after: model / better of rule and last value")
    for day in ("2024-02-01", "2024-03-04", "2024-04-08", "2024-05-13", "2024-06-10"):
        issued = pd.Timestamp(day, tz=tz)
        cut = (rows["time"] >= issued - pd.Timedelta("14D")) & (rows["time"] < issued + WEEK)
        readings = make_readings(rows[cut])
        model = OccupancyForecaster(tz=tz).fit(readings.until(issued - pd.Timedelta("1ns")))
        begin = issued.tz_convert("UTC")
        past = replay(model, readings.rows, begin, begin + WEEK, [*model.leads_])
        scores = score_table(past, capacity, 0.95)
        errors = 100 * scores.pivot_table("mae_share", index="method", columns="horizon")
        best = errors.loc[["rule", "naive"]].min()
        worse += int((errors.loc["model"] > best + 0.005).sum())
        cells = zip(errors.loc["model"], best, strict=True)
        print(day, "  ".join(f"{said:5.2f} /{naive:6.2f}" for said, naive in cells))
    print(f"worse in {worse} of 25")


def speed() -> None:
    towns = []
    for seed in range(84):
        rows = make_parking(12, 90, all_day=True, random_state=seed)["occupancy"]
        towns.append(rows.assign(park=f"{seed:02d} " + rows["park"]))
    rows = pd.concat(towns, ignore_index=True)
    rows = rows[rows["park"].isin(rows["park"].unique()[:1000])].reset_index(drop=True)
    began = time.perf_counter()
    model = OccupancyForecaster().fit(rows)
    fitted = time.perf_counter()
    forecast = model.predict()
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"\n{rows['park'].nunique()} parks, {len(rows):,} readings, peak {peak:.1f} GB")
    print(f"fit {fitted - began:.1f} s, forecast of {len(forecast):,} rows {done - fitted:.1f} s")


def main() -> None:
    if "--speed" in sys.argv:
        speed()
        return
    folder = os.environ.get("CIVICAI_DATA")
    if not folder:
        sys.exit("set CIVICAI_DATA to the folder that holds parking/")
    warnings.simplefilter("ignore")
    for flag, show in (("--weeks", five_weeks), ("--short", two_weeks)):
        if flag in sys.argv:
            show(Path(folder))
            return
    scores_of_towns(Path(folder))


def scores_of_towns(folder: Path) -> None:
    for town, load in TOWNS.items():
        rows, start, end, tz = load(folder)
        readings = make_readings(rows)
        began = time.perf_counter()
        past = backtest(readings, start=start, end=end, tz=tz)
        seconds = time.perf_counter() - began
        scores = score_table(past, readings.rows.groupby("park")["capacity"].last(), 0.95)
        model = scores[scores["method"] == "model"]
        errors = scores.pivot_table("mae_share", index="method", columns="horizon")
        table = {f"{town}, MAE, {method}": 100 * errors.loc[method].to_numpy()
                 for method in ("model", "rule", "naive")}  # fmt: skip
        table[f"{town}, Brier skill, past base"] = 100 * past_skill(past, readings.rows, start, tz)
        table[f"{town}, Brier skill, same rows"] = 100 * model["brier_skill"].to_numpy()
        table[f"{town}, inside the band"] = 100 * model["realised_coverage"].to_numpy()
        table |= {f"asked: {what}": row for what, row in ASKED.items() if what.startswith(town)}
        print(f"\n{past['park'].nunique()} parks, {start} to {end}, {seconds:.1f} s")
        print(pd.DataFrame(table, index=LEADS).T.round(2).to_string())


if __name__ == "__main__":
    main()
