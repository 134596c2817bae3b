"""Pipes ranked: better than past breaks then age, from nothing later than the day."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from civicai.datasets import make_water
from civicai.errors import InputError
from civicai.water import PipeBreakRisk, capture_curve, evaluate_ranking
from civicai.water.breaks import count_breaks, make_breaks, pipe_covariates
from civicai.water.rankings import age_ranking, rule_ranking
from civicai.water.replay import capture_at

DAY = "2019-01-01"


@pytest.fixture(scope="module")
def town():
    return make_water(pipes=1500, random_state=2)


@pytest.fixture(scope="module")
def model(town):
    return PipeBreakRisk(5).fit(town["pipes"], town["breaks"], DAY)


def test_a_model_of_many_towns_beats_the_rule():
    gains = []
    for seed in range(6):
        town = make_water(random_state=seed)
        scores = evaluate_ranking(town["pipes"], town["breaks"], DAY)["scores"]
        at = scores.set_index("length_share").loc[0.1]
        gains.append((at["model"] - at["rule"], at["model"] - at["naive"]))
    assert np.mean(gains, axis=0)[0] > 0.01
    assert np.mean(gains, axis=0)[1] > 0.05


def test_the_future_moves_no_rank(town, model):
    later = town["breaks"][town["breaks"]["date"] >= DAY]
    changed = pd.concat([town["breaks"], later, later])
    other = PipeBreakRisk(5).fit(town["pipes"], changed, DAY)
    assert other.predict(town["pipes"]).equals(model.predict(town["pipes"]))


def test_breaks_expected_add_up_to_those_that_came(town, model):
    came = (town["breaks"]["date"] >= DAY).sum()
    expected = model.predict(town["pipes"])["expected_breaks"].sum()
    assert expected == pytest.approx(came, rel=0.35)


def test_ranks_bands_and_rates(town, model):
    table = model.predict(town["pipes"])
    assert table["rank"].tolist() == list(range(1, len(table) + 1))
    assert (table["rate"].diff().dropna() <= 0).all()
    assert (table["low"] <= table["high"]).all()
    km = table["length"] / 1000
    assert (table["rate"] * km * 5).to_numpy() == pytest.approx(table["expected_breaks"])


def test_a_pipe_that_broke_ranks_above_its_twin(model):
    twins = pd.DataFrame(
        {
            "pipe_id": ["never", model.breaks_["pipe_id"].value_counts().index[0]],
            "length": 80.0,
            "material": "fonte grise",
            "laid": 1960.0,
            "diameter": 100.0,
        }
    )
    assert model.predict(twins)["pipe_id"].tolist()[1] == "never"


def test_unknown_years_and_materials_are_ranked_all_the_same(model):
    odd = pd.DataFrame(
        {
            "pipe_id": ["a", "b"],
            "length": [50.0, 20.0],
            "material": [None, "bambou"],
            "laid": [np.nan, np.nan],
            "diameter": [np.nan, np.nan],
        }
    )
    table = model.predict(odd)
    assert np.isfinite(table["rate"]).all()
    assert table["reason"].str.len().min() > 0


def test_pipes_laid_after_the_day_are_not_ranked(town, model):
    ranked = model.predict(town["pipes"])
    laid = town["pipes"].set_index("pipe_id")["laid"]
    assert not (laid[ranked["pipe_id"]] > 2019).any()


def test_too_few_breaks(town):
    with pytest.raises(InputError) as caught:
        PipeBreakRisk().fit(town["pipes"], town["breaks"].head(20))
    assert [problem.code for problem in caught.value.problems] == ["W01"]


def test_habits_of_an_estimator(model):
    copy = clone(model)
    assert copy.get_params() == {"years": 5, "coverage": 0.9}
    assert not hasattr(copy, "coefficients_")


def test_breaks_that_fit_no_pipe_are_counted():
    pipes = pd.DataFrame({"pipe_id": ["a"], "length": [1.0], "material": ["x"], "laid": [2000.0]})
    days = pd.to_datetime(["1995-01-01", "2005-01-01", "2006-01-01"])
    breaks = pd.DataFrame({"pipe_id": ["a", "a", "lost"], "date": days})
    cleaned = make_breaks(breaks, pipes)
    assert cleaned.rows["date"].tolist() == [days[1]]
    assert cleaned.aside["why"].tolist() == ["before_laying", "unknown_pipe"]
    assert [problem.code for problem in cleaned.findings] == ["W04", "W05"]
    assert make_breaks(cleaned, pipes) is cleaned
    assert cleaned.until(days[0]).rows.empty


def test_what_is_known_on_a_day():
    pipes = pd.DataFrame({"pipe_id": ["a"], "length": [1.0], "material": ["x"], "laid": [2000.0]})
    days = pd.to_datetime(["2004-06-01", "2012-01-01", "2012-12-31", "2013-01-01"])
    breaks = pd.DataFrame({"pipe_id": "a", "date": days})
    known = pipe_covariates(pipes, breaks, pd.Timestamp("2013-01-01"), days[0])
    assert known[["age", "past", "recent"]].to_numpy().tolist() == [[13, 3, 2]]
    assert count_breaks(pipes, breaks, days[3], days[3] + pd.Timedelta("1D")).tolist() == [1]


def test_rules():
    pipes = pd.DataFrame(
        {
            "pipe_id": ["new", "old", "broke"],
            "length": [1.0, 1.0, 1.0],
            "material": "x",
            "laid": [2010.0, 1950.0, 1990.0],
        }
    )
    breaks = pd.DataFrame({"pipe_id": ["broke"], "date": [pd.Timestamp("2012-01-01")]})
    assert rule_ranking(pipes, breaks, "2013-01-01")["pipe_id"].tolist() == ["broke", "old", "new"]
    assert age_ranking(pipes, "2013-01-01")["pipe_id"].tolist() == ["old", "broke", "new"]


def test_kitchener_as_promised():
    data = os.environ.get("CIVICAI_DATA")
    if not data:
        pytest.skip("CIVICAI_DATA is not set: the real data are not here")
    mains = pd.read_csv(Path(data, "water", "kitchener_mains.csv.gz"))
    breaks = pd.read_csv(Path(data, "water", "kitchener_breaks_to_2017.csv.gz"))
    pipes = pd.DataFrame(
        {
            "pipe_id": mains["WATMAINID"].astype(str),
            "length": mains["Shape__Length"],
            "material": mains["MATERIAL"],
            "laid": pd.to_datetime(mains["INSTALLATION_DATE"]).dt.year.astype(float),
            "diameter": mains["PIPE_SIZE"].astype(float),
        }
    ).drop_duplicates("pipe_id")
    main = breaks[breaks["BREAK_TYPE"] == "MAIN"]
    table = pd.DataFrame(
        {
            "pipe_id": main["ASSETID"].astype("Int64").astype(str),
            "date": pd.to_datetime(main["INCIDENT_DATE"]).dt.normalize(),
        }
    )
    table = table[table["date"] >= "1997"]
    scores = evaluate_ranking(pipes, table, "2013-01-01")["scores"].set_index("length_share")
    for share in (0.1, 0.2, 0.3):
        assert scores.loc[share, "model"] > scores.loc[share, "rule"]


def test_a_curve_by_hand():
    ranking = pd.DataFrame({"pipe_id": ["a", "b"], "length": [10.0, 30.0]})
    curve = capture_curve(ranking, pd.DataFrame({"pipe_id": ["a", "b", "b"]}))
    assert capture_at(curve, 0.25) == pytest.approx(1 / 3)
    assert capture_at(curve, 0.625) == pytest.approx(2 / 3)
    assert capture_at(curve, 1) == 1


def test_breaks_that_were_cleaned_teach_the_same(town, model):
    cleaned = make_breaks(town["breaks"], town["pipes"])
    other = PipeBreakRisk(5).fit(town["pipes"], cleaned, DAY)
    assert other.predict(town["pipes"]).equals(model.predict(town["pipes"]))
    given = evaluate_ranking(town["pipes"], town["breaks"], DAY)["scores"]
    assert evaluate_ranking(town["pipes"], cleaned, DAY)["scores"].equals(given)


def test_without_a_day_that_after_the_last_break_counts(town):
    cleaned = make_breaks(town["breaks"], town["pipes"])
    last = cleaned.rows["date"].max()
    assert PipeBreakRisk().fit(town["pipes"], cleaned).as_of_ == last + pd.Timedelta("1D")
    with pytest.raises(InputError) as caught:
        PipeBreakRisk().fit(town["pipes"], town["breaks"].head(0))
    assert [problem.code for problem in caught.value.problems] == ["W01"]
