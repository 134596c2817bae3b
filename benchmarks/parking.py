"""Car parks of Birmingham and Málaga: the default forecaster beside what needs no model.

    CIVICAI_DATA=folder python benchmarks/parking.py

Mean absolute error in % of the capacity, Brier skill of the chance of being full (95 %) against
each park's own frequency on the same rows, share of readings inside the 90 % band. One method at
its default setting; each week is forecast by a model fitted on nothing later than seven days
before it. Scored are the targets whose value, value at issue time and value a week before were
all observed. Nothing was chosen on the weeks scored: the constants of the profile (weeks, decays,
readings) were looked at on 22 November to 12 December 2016, each fit chooses its decay and fade
on its own past. Málaga's feed has no capacity: it is the 99.9th percentile of free places before
the test.
"""

import os
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from civicai.parking import backtest, brier_score, make_readings, score_table
from civicai.parking.schema import OCCUPANCY
from civicai.tables import read_table

#: Parks that are nearly always empty.
EMPTY = ["BHMBRTARC01", "NIA North"]
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


def main() -> None:
    folder = os.environ.get("CIVICAI_DATA")
    if not folder:
        sys.exit("set CIVICAI_DATA to the folder that holds parking/")
    warnings.simplefilter("ignore")
    for town, load in (("Birmingham", birmingham), ("Malaga", malaga)):
        rows, start, end, tz = load(Path(folder))
        readings = make_readings(rows)
        began = time.perf_counter()
        past = backtest(rows, start=start, end=end, tz=tz)
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
