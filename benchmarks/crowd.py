"""Passers-by in Auckland, hour by hour: learned to June 2023, scored July 2023 to June 2024.

Reads ``CIVICAI_DATA``. The model is fitted again every four weeks on nothing later than the first
issue time of the block; the last four weeks before it choose what serves and measure the errors.
Nothing was chosen on the test. The file's day goes from 6:00 to 5:59: hours 0 to 5 are moved to
the day they belong to. Before February 2022 the streets were not themselves.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from civicai.crowd import backtest

SENSORS = ["45 Queen Street", "107 Quay Street", "210 Queen Street", "Te Ara Tahuhu Walkway"]
LEADS = ("1h", "3h", "24h")
FROM, START, END = "2022-02-01", "2023-07-01", "2024-06-30 23:00"
#: Error asked for, as a share of the best naive one, at the first lead.
ASKED = 0.70


def read(folder: Path) -> pd.DataFrame:
    """Return the counts as the use case takes them; the wall clock stands for UTC."""
    table = pd.read_csv(folder / "auckland_hourly_2019_2024.csv.gz")
    hour = table["hour"].str.split(":").str[0].astype(int)
    day = pd.to_datetime(table["date"]) + pd.to_timedelta((hour < 6).astype(int), unit="D")
    table["time"] = (day + pd.to_timedelta(hour, unit="h")).dt.tz_localize("UTC")
    rows = table.melt("time", SENSORS, "counter", "count").dropna()
    rows = rows.drop_duplicates(["counter", "time"])
    return rows[rows["time"] >= pd.Timestamp(FROM, tz="UTC")]


def utc(text: str) -> pd.Timestamp:
    """Return an instant of the wall clock."""
    return pd.Timestamp(text, tz="UTC")


def main(folder: Path) -> None:
    """Print the errors beside those of the naive rules, the bands, and the chances."""
    rows = read(folder)
    start = time.process_time()
    # The highest 1 % before the test stands for a capacity, which no file gives.
    limit = rows[rows["time"] < utc(START)].groupby("counter")["count"].quantile(0.99).to_dict()
    past = backtest(rows, LEADS, utc(START), utc(END), capacity=limit, tz="UTC")
    print(
        f"{len(past):,} forecasts, fit included: {time.process_time() - start:.0f} s of processor"
    )
    naive = past.assign(day=_shift(past, rows, "1D"))
    print("lead  counter                   model  last week  yesterday  last count  / best naive"
          "   in the band")  # fmt: skip
    for (lead, counter), some in naive.groupby(["horizon", "counter"]):
        errors = {
            name: (some[name] - some["observed"]).abs().mean()
            for name in ("expected", "rule", "day", "naive")
        }
        best = min(errors[name] for name in ("rule", "day", "naive"))
        inside = some["observed"].between(some["low"], some["high"]).mean()
        hours = lead / pd.Timedelta("1h")
        asked = f" (asked {ASKED:.2f})" if hours == 1 else ""
        print(f"{hours:3.0f} h  {counter:24}{errors['expected']:7.1f}{errors['rule']:11.1f}"
              f"{errors['day']:11.1f}{errors['naive']:12.1f}{errors['expected'] / best:14.2f}"
              f"{asked}{inside:10.1%}")  # fmt: skip
    chances(past, limit)


def _shift(past: pd.DataFrame, rows: pd.DataFrame, back: str) -> np.ndarray:
    """Return the count of the same hour, the last whole day before the issue."""
    known = rows.set_index(["counter", "time"])["count"]
    days = np.maximum(1, np.ceil(past["horizon"] / pd.Timedelta(back)).astype(int))
    when = past["time"] - pd.to_timedelta(days, unit="D")
    return known.reindex(pd.MultiIndex.from_arrays([past["counter"], when])).to_numpy()


def chances(past: pd.DataFrame, limits: dict[str, float]) -> None:
    """Print the Brier score of passing the limit, beside each counter's own frequency before."""
    limit = past["counter"].map(limits)
    over = past["observed"] >= limit
    for lead, some in past.assign(over=over).groupby("horizon"):
        brier = ((some["p_over"] - some["over"]) ** 2).mean()
        usual = ((0.01 - some["over"]) ** 2).mean()
        last = (((some["rule"] >= limit[some.index]).astype(float) - some["over"]) ** 2).mean()
        print(f"{lead / pd.Timedelta('1h'):3.0f} h  over the highest 1 %: Brier {brier:.4f}, "
              f"climatology {usual:.4f}, last week {last:.4f}, {int(some['over'].sum())} hours"
              )  # fmt: skip


if __name__ == "__main__":
    if not os.environ.get("CIVICAI_DATA"):
        sys.exit("Set CIVICAI_DATA to the folder of the real data.")
    main(Path(os.environ["CIVICAI_DATA"], "crowd"))
