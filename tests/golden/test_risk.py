"""The flood model on the embedded example must not change unless somebody means it to."""

import json
from pathlib import Path

import pytest

from civicai.datasets import example_path
from civicai.risk import backtest, score_table
from civicai.risk.alert_thresholds import as_scales
from civicai.risk.schema import OBSERVATIONS, THRESHOLDS
from civicai.tables import read_table

MASTER = Path(__file__).with_name("risk.json")
#: How far a score may move: linear algebra differs in its last digits, nothing else may.
BANDS = {"persistence_index": 2e-3, "realised_coverage": 0.005, "unknown_share": 0, "rows": 0}


@pytest.fixture(scope="module")
def scores():
    rows = read_table(example_path("risk_example.csv"), OBSERVATIONS)
    scales = as_scales(read_table(example_path("risk_example_thresholds.csv"), THRESHOLDS))
    table = score_table(backtest(rows, scales=scales), scales)
    hours = (table["horizon"].dt.total_seconds() / 3600).astype(int).astype(str)
    named = table.set_index(table["station"] + " " + hours + " h")
    return {f"{name}, {c}": float(named.loc[name, c]) for name in named.index for c in BANDS}


@pytest.fixture(scope="module")
def master(scores, overwrite):
    if overwrite:
        kept = {name: round(value, 6) for name, value in scores.items()}
        MASTER.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return json.loads(MASTER.read_text(encoding="utf-8"))


def test_every_score_stays_in_its_band(scores, master):
    assert list(scores) == list(master)
    moved = {
        name: (value, master[name])
        for name, value in scores.items()
        if abs(value - master[name]) > BANDS[name.split(", ")[1]] + 1e-6
    }
    assert moved == {}


def test_the_master_itself_is_good_news(master):
    for lead in ("1 h", "3 h", "6 h"):
        assert master[f"Pont-Vieux {lead}, persistence_index"] > 0.15
