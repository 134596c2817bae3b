"""The models on the embedded example must not change unless somebody means it to."""

import json
from pathlib import Path

import pandas as pd
import pytest

from civicai.datasets import example_path
from civicai.tables import read_table
from civicai.water import NightFlowMonitor, PipeBreakRisk
from civicai.water.schema import BREAKS, FLOWS, PIPES

MASTER = Path(__file__).with_name("water.json")


@pytest.fixture(scope="module")
def scores():
    pipes = read_table(example_path("water_example_pipes.csv"), PIPES)
    breaks = read_table(example_path("water_example_breaks.csv"), BREAKS)
    flows = read_table(example_path("water_example_flows.csv"), FLOWS)
    model = PipeBreakRisk(5).fit(pipes, breaks)
    said = {f"coefficient, {name}": float(x) for name, x in model.coefficients_.items()}
    month = flows["time"].min() + pd.Timedelta("28D")
    found = NightFlowMonitor().fit(flows[flows["time"] < month]).detect(flows)
    for row in found.dropna(subset=["start"]).itertuples():
        said[f"rise, {row.sector} {row.start:%Y-%m-%d}"] = float(row.extra_flow)
    return said


@pytest.fixture(scope="module")
def master(scores, overwrite):
    if overwrite:
        kept = {name: round(value, 4) for name, value in scores.items()}
        MASTER.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return json.loads(MASTER.read_text(encoding="utf-8"))


def test_coefficients_and_rises_stay(scores, master):
    assert list(scores) == list(master)
    assert scores == pytest.approx(master, abs=0.02)


def test_the_master_itself_is_good_news(master):
    assert master["coefficient, past"] > 0
    assert master["rise, Plateau 2023-12-12"] == pytest.approx(2.4, abs=0.3)
