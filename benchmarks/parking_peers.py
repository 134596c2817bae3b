"""Simulated car parks: civicai beside statsforecast, mlforecast with LightGBM and skforecast.

    python benchmarks/parking_peers.py [PARKS]

Ninety days of half-hours; all learn from the same rows and forecast the 24 hours after them, every
half-hour, from one issue time. Seconds are of one fit and forecast in one thread, memory is the
peak of the process. civicai also gives bands and chances of being full, which the peers do not;
MSTL is left out above 100 parks, where it takes minutes. The parks are our own simulator's: no
model here knows how it makes them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
from harness.environments import BENCHMARKS, PeerMissingError, python_of
from harness.workers import ONE_THREAD

from civicai.datasets import make_parking

PEERS = {
    "SeasonalNaive": "statsforecast",
    "MSTL": "statsforecast",
    "mlforecast": "forecasters",
    "skforecast": "forecasters",
}
#: Parks above which MSTL takes minutes.
FEW = 100

OURS = """
import json, resource, sys, time
import pandas as pd
from civicai.parking import OccupancyForecaster
folder = sys.argv[1]
rows = pd.read_csv(folder + "/table.csv.gz", parse_dates=["ds"])
rows = pd.DataFrame({"park": rows["unique_id"], "time": rows["ds"].dt.tz_localize("UTC"),
                     "occupied": rows["y"], "capacity": rows["capacity"].astype(float)})
began = time.perf_counter()
leads = [f"{30 * n}min" for n in range(1, 49)]
said = OccupancyForecaster(leads).fit(rows).predict()
seconds = time.perf_counter() - began
said = said.assign(unique_id=said["park"], ds=said["time"].dt.tz_localize(None))
said[["unique_id", "ds", "expected"]].to_csv(folder + "/civicai.csv", index=False)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
print(json.dumps({"seconds": seconds, "peak": peak}))
"""


def simulated(parks: int) -> pd.DataFrame:
    """Return the half-hours of some parks, each of a town of its own seed."""
    towns = []
    for seed in range(-(-parks // 12)):
        rows = make_parking(12, 91, all_day=True, random_state=seed)["occupancy"]
        towns.append(rows.assign(unique_id=f"{seed:02d} " + rows["park"]))
    table = pd.concat(towns, ignore_index=True)
    table = table[table["unique_id"].isin(table["unique_id"].unique()[:parks])]
    table = table.assign(ds=table["time"].dt.tz_localize(None), y=table["occupied"])
    return table[["unique_id", "ds", "y", "capacity"]].reset_index(drop=True)


def run(command: list[str]) -> dict[str, float]:
    """Run a method in a process of its own."""
    done = subprocess.run(
        command, cwd=BENCHMARKS, env=os.environ | ONE_THREAD, check=True, capture_output=True,
        text=True,
    )  # fmt: skip
    told: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def main() -> None:
    parks = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    table = simulated(parks)
    cut = table["ds"].max() - pd.Timedelta("1D")
    truth = table[table["ds"] > cut]
    bills = {}
    with tempfile.TemporaryDirectory() as folder:
        known = table.loc[table["ds"] <= cut, ["unique_id", "ds", "y", "capacity"]]
        known.to_csv(Path(folder, "table.csv.gz"), index=False)
        bills["civicai"] = run([sys.executable, "-c", OURS, folder])
        known[["unique_id", "ds", "y"]].to_csv(Path(folder, "table.csv.gz"), index=False)
        for peer, environment in PEERS.items():
            if peer == "MSTL" and parks > FEW:
                continue
            try:
                python = str(python_of(environment))
                bills[peer] = run([python, "-m", "harness.slot_peers", peer, folder])
            except (PeerMissingError, subprocess.CalledProcessError) as error:
                print(f"{peer}: {error}", file=sys.stderr)
        rows = []
        for method, bill in bills.items():
            said = pd.read_csv(Path(folder, f"{method}.csv"), parse_dates=["ds"])
            both = truth.merge(said, on=["unique_id", "ds"])
            error = ((both["expected"] - both["y"]).abs() / both["capacity"]).mean()
            rows.append({"method": method, "MAE": 100 * error, "targets": len(both), **bill})
    result = pd.DataFrame(rows).set_index("method")
    result["time over ours"] = result["seconds"] / result.loc["civicai", "seconds"]
    result["error over ours"] = result["MAE"] / result.loc["civicai", "MAE"]
    print(f"{parks} parks, {len(known):,} half-hours; MAE in % of the capacity, peak in GB")
    print(result.round(2).to_string())


if __name__ == "__main__":
    main()
