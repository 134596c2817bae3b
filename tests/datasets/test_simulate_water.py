"""The simulated network: pipes that broke break again, leaks are where they are said."""

from __future__ import annotations

import pytest

from civicai.datasets import example_path, make_water, write_water_example


@pytest.fixture(scope="module")
def town():
    return make_water(pipes=2000, random_state=3)


def test_iron_breaks_more_than_plastic(town):
    count = town["breaks"]["pipe_id"].value_counts()
    pipes = town["pipes"].assign(breaks=town["pipes"]["pipe_id"].map(count).fillna(0))
    by = pipes.groupby("material")[["breaks", "length"]].sum()
    rate = by["breaks"] / by["length"]
    assert rate["fonte grise"] > 3 * rate["PVC"]


def test_what_broke_breaks_again(town):
    half = town["breaks"]["date"] < "2014-01-01"
    early = set(town["breaks"].loc[half, "pipe_id"])
    pipes = town["pipes"]
    iron = pipes[pipes["material"] == "fonte grise"]
    later = iron["pipe_id"].isin(town["breaks"].loc[~half, "pipe_id"])
    had = iron["pipe_id"].isin(early)
    assert later[had].mean() > 1.3 * later[~had].mean()


def test_leaks_raise_the_flow(town):
    leak = town["leaks"].iloc[0]
    flows = town["flows"][town["flows"]["sector"] == leak["sector"]].set_index("time")["flow"]
    hours = flows.index.tz_convert("Europe/Paris").hour
    night = flows[(hours >= 3) & (hours < 5)]
    inside = (night.index >= leak["start"]) & (night.index < leak["end"])
    before = night.index < leak["start"]
    assert night[inside].mean() - night[before].mean() == pytest.approx(leak["size"], abs=0.8)


def test_seeds(town):
    assert make_water(2000, random_state=3)["breaks"].equals(town["breaks"])
    assert not make_water(2000, random_state=4)["breaks"].equals(town["breaks"])


def test_the_example_is_made_again_to_the_byte(tmp_path):
    for path in write_water_example(tmp_path):
        assert path.read_bytes() == example_path(path.name).read_bytes()
