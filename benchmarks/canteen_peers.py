"""Nantes, 2017-18, 21 days ahead: civicai beside mlforecast with LightGBM and skforecast.

    CIVICAI_DATA=folder python benchmarks/canteen_peers.py

All are fitted at the same dates on the same days (strikes and typing errors left out), know the
same calendar, menus and pupils, and are scored on the same site-days. The peers see days as
ranks of open days, as their documentation advises for series with holes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from harness.environments import BENCHMARKS, PeerMissingError, python_of
from harness.workers import ONE_THREAD

from canteen import YEARS, read_town
from civicai.canteen import AttendanceForecaster
from civicai.canteen.day_features import DayFeatures
from civicai.canteen.demand import Demand, clean_demand
from civicai.forecasting import DailyPanel, blocks, wape
from civicai.forecasting.daily.history import to_days

LEAD = pd.Timedelta("21D")


def main() -> None:
    warnings.simplefilter("ignore")
    attendance, town = read_town()
    demand = clean_demand(attendance).beside(town["enrolment"], town["menus"], town["closures"])
    ordinary = demand.ordinary.reset_index(drop=True)
    days = pd.DatetimeIndex(ordinary["date"].unique()).sort_values()
    test = days[(days >= YEARS["2017-18"][0]) & (days <= YEARS["2017-18"][1])]
    cuts = list(blocks(test, LEAD, 60))
    ours, seconds = civicai(demand, cuts)
    answers = {"civicai": (ours, seconds)}
    with tempfile.TemporaryDirectory() as name:
        write_job(Path(name), demand, cuts)
        for peer in ("mlforecast", "skforecast"):
            try:
                answers[peer] = run_peer(peer, Path(name))
            except (PeerMissingError, subprocess.CalledProcessError) as error:
                print(f"{peer}: {error}", file=sys.stderr)
    show(ordinary, answers)


def civicai(demand: Demand, cuts: list) -> tuple[pd.DataFrame, float]:
    """Forecast the days of the test; seconds of fits and forecasts."""
    began, parts = time.perf_counter(), []
    ordinary = demand.ordinary
    panel = DailyPanel(ordinary, ["site"], "served")
    for learn_until, begin, until in cuts:
        model = AttendanceForecaster("21D", zone="B").fit(demand.until(learn_until))
        rows = ordinary[ordinary["date"].between(begin, until)]
        rows = rows.assign(issued_at=rows["date"] - LEAD)
        parts.append(model.predict_rows(panel, rows))
    table = pd.concat(parts)
    table = table.assign(unique_id=table["site"], day=to_days(table["date"]))
    return table[["unique_id", "day", "expected"]], time.perf_counter() - began


def write_job(folder: Path, demand: Demand, cuts: list) -> None:
    """Write the table that the peers read: what civicai knows of a day, as plain columns."""
    rows = demand.ordinary.sort_values(["site", "date"])
    rows = rows.assign(issued_at=rows["date"] - LEAD)
    panel = DailyPanel(rows, ["site"], "served")
    features = DayFeatures("B", False, demand.pupils, demand.menus)
    ask = features.describe(panel.query(rows), rows)
    known = [f"known_{i}" for i in range(ask.known.shape[1])] + ["pupils", "pupils_before", "week"]
    table = pd.DataFrame(
        np.column_stack([ask.known, ask.exposure, rows["date"].dt.day_of_week]), columns=known
    )
    table = table.fillna(-1.0)
    table.insert(0, "unique_id", rows["site"].to_numpy())
    table.insert(1, "ds", rows.groupby("site").cumcount().to_numpy())
    table.insert(2, "y", rows["served"].to_numpy())
    table.insert(3, "day", to_days(rows["date"]))
    table.to_csv(folder / "table.csv.gz", index=False)
    spans = [[int(to_days([d])[0]) for d in cut] for cut in cuts]
    (folder / "job.json").write_text(json.dumps({"cuts": spans, "known": known}))


def run_peer(peer: str, folder: Path) -> tuple[pd.DataFrame, float]:
    """Run a peer in its own environment."""
    command = [str(python_of("forecasters")), "-m", "harness.forecast_peers", peer, str(folder)]
    done = subprocess.run(
        command,
        cwd=BENCHMARKS,
        env=os.environ | ONE_THREAD,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    seconds = json.loads(done.stdout.strip().splitlines()[-1])["seconds"]
    return pd.read_csv(folder / f"{peer}.csv"), seconds


def show(ordinary: pd.DataFrame, answers: dict[str, tuple[pd.DataFrame, float]]) -> None:
    """Print errors on the site-days that all forecast, and times over ours."""
    observed = ordinary.assign(unique_id=ordinary["site"], day=to_days(ordinary["date"]))
    together = observed[["unique_id", "day", "served", "planned"]].dropna()
    for name, (table, _seconds) in answers.items():
        column = table.rename(columns={"expected": name}).drop_duplicates(["unique_id", "day"])
        together = together.merge(column, on=["unique_id", "day"]).dropna()
    base = answers["civicai"][1]
    print(f"{len(together):,} site-days that all forecast, agents {error(together, 'planned')}")
    for name, (_table, seconds) in answers.items():
        print(
            f"{name}: WAPE {error(together, name)}, {seconds:.0f} s, {seconds / base:.2f} of ours"
        )


def error(rows: pd.DataFrame, name: str) -> str:
    """Return a WAPE as a percentage."""
    return f"{100 * wape(rows['served'], rows[name]):.2f} %"


if __name__ == "__main__":
    main()
