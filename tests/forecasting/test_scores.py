import numpy as np
import pandas as pd
import pytest

from civicai.forecasting import bias, coverage, wape
from civicai.forecasting.intraday.scores import score_methods, score_series
from civicai.forecasting.scores import reliability


def test_scores_leave_missing_rows_out():
    assert wape([100, np.nan, 50], [90, 1, np.nan]) == pytest.approx(0.1)
    assert bias([100, np.nan], [80, 5]) == pytest.approx(-0.2)
    assert coverage([1, 2, np.nan], [0, 3, 0], [2, 4, 9]) == 0.5


def test_nothing_to_score_is_nan_not_zero():
    assert np.isnan(wape([], []))
    assert np.isnan(bias([0.0], [1.0]))
    assert np.isnan(coverage([np.nan], [0], [1]))


def test_chances_are_compared_with_what_came_group_by_group():
    chance = [0.05, 0.05, 1.0, 1.0, np.nan, 0.5]
    came = [0, 1, 1, 1, 1, 1]
    table = reliability(came, chance, groups=10, fewest=2)
    assert table["said_share"].tolist() == [0.05, 1.0]
    assert table["came_share"].tolist() == [0.5, 1.0]
    assert table["rows"].tolist() == [2, 2]  # too rare, or without a chance, are left out


def past():
    rows = {
        "park": ["A", "A", "B"], "horizon": pd.to_timedelta(["1h", "2h", "1h"]),
        "observed": [10.0, 10.0, 20.0], "expected": [12.0, 10.0, 20.0], "rule": [10.0, 8.0, 10.0],
        "naive": 10.0, "low": [0.0, 11.0, 0.0], "high": [10.0, 12.0, 19.0],
    }  # fmt: skip
    return pd.DataFrame(rows)


def test_methods_are_scored_horizon_by_horizon_on_the_same_rows():
    def score(some, method, column):
        return {"mae": (some[column] - some["observed"]).abs().mean()}

    table = score_methods(past(), score).set_index(["horizon", "method"])
    hour = table.loc[pd.Timedelta("1h")]
    assert hour["mae"].to_dict() == {"model": 1.0, "rule": 5.0, "naive": 5.0}
    assert hour["rows"].tolist() == [2, 2, 2]
    assert hour.loc["model", "realised_coverage"] == 0.5
    assert hour.loc[["rule", "naive"], "realised_coverage"].isna().all()


def test_series_are_scored_over_a_unit_beside_other_means():
    table = score_series(past(), "park", "_share", 10.0, mean=past()["observed"])
    assert table.to_dict("records") == [
        {"park": "A", "model_share": 0.1, "rule_share": 0.1, "naive_share": 0.0, "mean": 10.0,
         "rows": 2},
        {"park": "B", "model_share": 0.0, "rule_share": 1.0, "naive_share": 1.0, "mean": 20.0,
         "rows": 1},
    ]  # fmt: skip
