"""Pipes of Kitchener, leaks of BattLeDIM: beside the rules that towns use.

Reads ``CIVICAI_DATA``. The columns of the pipe model were chosen on rankings of 2005 to 2008 (no
break of 2013 or later). The cumulative sum has the textbook's slack and limit; its window of 3 to
5 o'clock is one of three that are printed, so that the reader sees how much hangs on it.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from civicai.water import NightFlowMonitor, evaluate_ranking
from civicai.water.night_flow import REFERENCE, night_flows

#: Days after its start within which a leak counts as found, once.
IN_TIME = 14


def kitchener(folder: Path) -> None:
    """Rank the mains as of two days, and look at the breaks of the five years after."""
    mains = pd.read_csv(folder / "kitchener_mains.csv.gz")
    told = pd.read_csv(folder / "kitchener_breaks_to_2017.csv.gz")
    pipes = pd.DataFrame(
        {
            "pipe_id": mains["WATMAINID"].astype(str),
            "length": mains["Shape__Length"],
            "material": mains["MATERIAL"],
            "laid": pd.to_datetime(mains["INSTALLATION_DATE"]).dt.year.astype(float),
            "diameter": mains["PIPE_SIZE"].astype(float),
        }
    ).drop_duplicates("pipe_id")
    main = told[told["BREAK_TYPE"] == "MAIN"]
    breaks = pd.DataFrame(
        {
            "pipe_id": main["ASSETID"].astype("Int64").astype(str),
            "date": pd.to_datetime(main["INCIDENT_DATE"]).dt.normalize(),
        }
    )
    breaks = breaks[breaks["date"] >= "1997"]
    for day in ("2010-01-01", "2013-01-01"):
        start = time.process_time()
        found = evaluate_ranking(pipes, breaks, day)
        spent = time.process_time() - start
        print(f"Kitchener as of {day}, {found['breaks']} breaks in five years, {spent:.1f} s; "
              f"pipes inside their band {found['inside']:.1%}")  # fmt: skip
        print("  share of the length      " + "".join(f"{s:8.0%}" for s in _shares(found)))
        names = {"model": "model", "rule": "past breaks, age", "naive": "oldest first"}
        for name, label in names.items():
            captured = found["scores"][name]
            print(f"  {label:24}" + "".join(f"{x:8.1%}" for x in captured))


def _shares(found: dict) -> list[float]:
    return found["scores"]["length_share"].tolist()


def battledim(folder: Path) -> None:
    """Leaks of the first half of 2019, found within two weeks, each once."""
    table = pd.read_csv(folder / "battledim_2019H1_flows_5min.csv.gz", parse_dates=["timestamp"])
    times = table["timestamp"].dt.tz_localize("Europe/Paris", ambiguous=True, nonexistent="NaT")
    flows = pd.DataFrame(
        {
            "sector": "L-Town",
            "time": times.dt.tz_convert("UTC"),
            "flow": table["p227"] + table["p235"],
            "storage": table["T1"] * np.pi * 8**2,
        }
    ).dropna()
    leaks = pd.read_csv(folder / "battledim_2019H1_leaks.csv", parse_dates=["start"])
    starts = leaks.loc[leaks["start"] >= "2019", "start"].dt.normalize().tolist()
    month = flows["time"].min() + pd.Timedelta(days=REFERENCE)
    print("BattLeDIM, 10 leaks begun in the first half of 2019 (asked: 7 found, 1 false at most)")
    for hours in ((3, 5), (2, 5), (1, 5)):
        for corrected in (True, False):
            rows = flows if corrected else flows.drop(columns="storage")
            monitor = NightFlowMonitor(hours).fit(rows[rows["time"] < month])
            alarms = monitor.detect(rows)["detected"].dropna().tolist()
            _print_alarms(f"cumulative sum, {hours[0]}-{hours[1]} h", corrected, alarms, starts)
    nights = night_flows(flows)["L-Town"]
    for share in (0.1, 0.2, 0.3):
        line = (1 + share) * nights.iloc[:REFERENCE].median()
        over = nights > line
        alarms = nights.index[over & ~over.shift(fill_value=False)].tolist()
        _print_alarms(f"fixed line, +{share:.0%}", True, alarms, starts)


def _print_alarms(name: str, corrected: bool, alarms: list, starts: list) -> None:
    left, days, false = [*starts], [], 0
    for alarm in alarms:
        late = [(alarm - start).days for start in left]
        fits = [(day, i) for i, day in enumerate(late) if 0 <= day <= IN_TIME]
        if fits:
            day, place = min(fits)
            days.append(day)
            left.pop(place)
        else:
            false += 1
    how = "net of the tank" if corrected else "raw"
    median = f"{np.median(days):.1f}" if days else "-"
    print(f"  {name:26} {how:16} found {len(days):2}  false {false:3}  median days {median}")


if __name__ == "__main__":
    if not os.environ.get("CIVICAI_DATA"):
        sys.exit("Set CIVICAI_DATA to the folder of the real data.")
    here = Path(os.environ["CIVICAI_DATA"], "water")
    kitchener(here)
    battledim(here)
