"""Birmingham's car parks, 13 to 19 December 2016: the weekly profile beside what needs no model.

    CIVICAI_DATA=folder python benchmarks/parking.py

Mean absolute error, in % of the capacity, of the 28 parks with data; fitted on what is before the
test week, at one setting for all leads. Each method is scored on the same targets: those whose
value, value at issue time and value a week before were all observed. Decays and fades are chosen
by the fit itself, on weeks before the test.
"""

import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from civicai.forecasting import SlotPanel, WeeklyProfile

LEADS = {"30 min": 1, "1 h": 2, "4 h": 8, "24 h": 48, "7 d": 336}
START, END = "2016-12-13", "2016-12-20"
#: Parks that are nearly always empty.
EMPTY = ["BHMBRTARC01", "NIA North"]
TZ = "Europe/London"


def birmingham(folder: Path) -> SlotPanel:
    rows = pd.read_csv(folder / "parking" / "birmingham_parking_uci482.csv.gz").drop_duplicates()
    rows.columns = pd.Index(["park", "capacity", "occupied", "time"])
    rows["time"] = pd.to_datetime(rows["time"]).dt.tz_localize(TZ).dt.tz_convert("UTC")
    rows["share"] = (rows["occupied"] / rows["capacity"]).clip(0, 1)
    rows = rows[~rows["park"].isin(EMPTY)]
    return SlotPanel.from_table(rows, "park", "share", pd.Timedelta("30min"), tz=TZ)


def main() -> None:
    folder = os.environ.get("CIVICAI_DATA")
    if not folder:
        sys.exit("set CIVICAI_DATA to the folder that holds parking/")
    panel = birmingham(Path(folder))
    first, end = (int(panel.column([pd.Timestamp(day, tz=TZ)])[0]) for day in (START, END))
    targets = np.arange(first, min(end, len(panel.times)))
    observed, before = panel.take(targets), panel.take(panel.days_before(targets, 7))
    model = WeeklyProfile([*LEADS.values()]).fit(panel.until(panel.times[first - 1]))
    scores = {}
    for lead, steps in LEADS.items():
        last = panel.take(targets - steps)
        expected = np.clip(model.predict(panel, targets - steps, steps).expected, 0, 1)
        seen = np.isfinite(observed) & np.isfinite(last) & np.isfinite(before)
        said = {"last value": last, "same slot last week": before, "weekly profile": expected}
        scores[lead] = {
            name: 100 * np.abs(value - observed)[seen].mean() for name, value in said.items()
        }
    print(f"{len(panel.series)} parks, {START} to {END}, MAE in % of capacity")
    print(pd.DataFrame(scores).round(2).to_string())


if __name__ == "__main__":
    main()
