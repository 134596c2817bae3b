"""Floods of the Cance (Ardèche): learned on 2006-2011, scored on 2012 to October 2014.

Reads ``CIVICAI_DATA``. The yellow threshold is the 99th percentile of the years learned; the
chance from which an alarm is given (0.2) is the default and was not chosen on these floods.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pandas as pd

from civicai.clock import duration_text
from civicai.risk import AlertScale, backtest, event_scores, persistence_index

STATION, LEADS = "V3524010", ("1h", "3h", "6h")
ASKED = {"1h": 0.50, "3h": 0.43, "6h": 0.33}
START = pd.Timestamp("2012-01-01", tz="UTC")


def readings(folder: Path) -> pd.DataFrame:
    """Return the gauges of the basin as the use case takes them."""
    table = pd.read_csv(folder / "cance_hourly_2006_201410.csv.gz", parse_dates=["time"])
    gauges = [name for name in table if name.startswith("Q_")]
    rows = table.melt("time", gauges, "station", "discharge")
    rows["station"] = rows["station"].str.removeprefix("Q_")
    rows["time"] = rows["time"].dt.tz_localize("UTC").dt.as_unit("ns")
    return rows


def main(folder: Path) -> None:
    """Print the index against persistence, the bands, and the starts of floods."""
    rows = readings(folder)
    mine = rows[rows["station"] == STATION]
    learned = mine.loc[mine["time"] < START, "discharge"].dropna()
    scale = AlertScale.from_quantiles(learned)
    start = time.process_time()
    past = backtest(rows, LEADS, START, stations=[STATION], scales={STATION: scale})
    spent = time.process_time() - start
    print(f"Cance, fit and {len(past):,} past forecasts in {spent:.1f} s of processor; "
          f"yellow at {scale.yellow:.1f} m3/s")  # fmt: skip
    print("lead   persistence index (asked)   in the band   in flood | floods   model "
          "(false)   expected value (false)   rule (false)")  # fmt: skip
    for lead in LEADS:
        some = past[past["horizon"] == pd.Timedelta(lead)].set_index("time")
        index = persistence_index(some["observed"], some["expected"], some["naive"])
        inside = some["observed"].between(some["low"], some["high"])
        flood = some["observed"] >= scale.yellow
        alarms = {
            "model": some["level"].isin(["yellow", "orange", "red"]),
            "expected": some["expected"] >= scale.yellow,
            "rule": some["rule"] >= scale.yellow,
        }
        found = {
            name: event_scores(some["observed"], alarm, scale.yellow, lead=lead)
            for name, alarm in alarms.items()
        }
        said = "   ".join(f"{s.caught:>5} ({s.false_starts})" for s in found.values())
        print(f"{duration_text(pd.Timedelta(lead)):5}  {index:8.3f} ({ASKED[lead]:.2f})"
              f"{inside.mean():21.1%}{inside[flood].mean():12.1%} | "
              f"{found['model'].onsets:6}   {said}")  # fmt: skip


if __name__ == "__main__":
    if not os.environ.get("CIVICAI_DATA"):
        sys.exit("Set CIVICAI_DATA to the folder of the real data.")
    main(Path(os.environ["CIVICAI_DATA"], "natural_risk"))
