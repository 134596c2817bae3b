"""What every forecaster of ours keeps: it never sees its future, and it is an estimator like any.

A room that brings a forecaster adds one entry to :data:`FORECASTERS`; nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from civicai.canteen import AttendanceForecaster, backtest
from civicai.datasets import make_canteen
from civicai.errors import InputError


@dataclass(frozen=True)
class Forecaster:
    """A forecaster of a use case, on observations small enough to fit it many times.

    ``model()`` is unfitted; ``observations()`` is a table; ``backtest(table, start, end)``
    returns the past replayed at ``horizon``. ``value`` is what is observed, ``time`` when.
    """

    model: Callable[[], Any]
    observations: Callable[[], pd.DataFrame]
    backtest: Callable[..., pd.DataFrame]
    horizon: pd.Timedelta
    time: str
    value: str
    keys: list[str]
    #: An instant well inside the observations, after which everything may change.
    cut: pd.Timestamp
    #: What serves, so that every rung of a ladder is put to these tests.
    rung: str
    #: A parameter and another value for it.
    other: tuple[str, Any]
    decision: list[str] = field(default_factory=list)


def canteen(sites: int, start: str, rung: str) -> Forecaster:
    return Forecaster(
        model=lambda: AttendanceForecaster("14D", zone="B"),
        observations=lambda: make_canteen(sites, start, "2024-07-05", random_state=4)["attendance"],
        backtest=lambda rows, start, end: backtest(rows, "14D", start, end, zone="B"),
        horizon=pd.Timedelta("14D"),
        time="date",
        value="served",
        keys=["site"],
        cut=pd.Timestamp("2024-05-17"),
        rung=rung,
        other=("coverage", 0.5),
        decision=["prepare"],
    )


FORECASTERS = {
    "canteen, simple rule": canteen(3, "2023-09-01", "weekday_mean"),
    "canteen, boosting": canteen(4, "2022-09-01", "boosting"),
}


@pytest.fixture(scope="session", params=FORECASTERS.values(), ids=FORECASTERS)
def case(request: pytest.FixtureRequest) -> Forecaster:
    return request.param


@pytest.fixture(scope="session")
def rows(case: Forecaster) -> pd.DataFrame:
    return case.observations()


@pytest.fixture(scope="session")
def known(case: Forecaster, rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows[case.time] <= case.cut]


@pytest.fixture(scope="session")
def fitted(case: Forecaster, known: pd.DataFrame) -> Any:
    return case.model().fit(known)


@pytest.fixture(scope="session")
def targets(case: Forecaster, rows: pd.DataFrame) -> list[pd.Timestamp]:
    """Instants that can be forecast from the cut, among those observed later."""
    later = rows.loc[rows[case.time] >= case.cut + case.horizon, case.time]
    return sorted(later.unique())[:3]


def changed_after(case: Forecaster, rows: pd.DataFrame) -> pd.DataFrame:
    """Another future: the values after the cut, up to a fifth more or less."""
    rng = np.random.default_rng(0)
    factor = rng.uniform(0.8, 1.2, len(rows)).round(2)
    later = rows[case.time] > case.cut
    return rows.assign(
        **{case.value: rows[case.value].where(~later, (rows[case.value] * factor).round())}
    )


def test_the_rung_that_is_meant_serves(case, rows, fitted, targets):
    assert set(fitted.predict(targets)["model"]) == {case.rung}
    past = case.backtest(rows, case.cut - 2 * case.horizon, case.cut)
    assert set(past["model"]) == {case.rung}


@pytest.mark.parametrize("horizons", [-2, 1])
def test_no_forecast_moves_when_the_future_changes(case, rows, horizons):
    """Replay the past twice: what was issued before the cut must be the same to the last bit.

    The first target comes well before the cut, then just one horizon after it: its decision
    may know of no outcome of the days between.
    """
    start = case.cut + horizons * case.horizon
    once = case.backtest(rows, start, None)
    again = case.backtest(changed_after(case, rows), start, None)
    keys = [*case.keys, case.time, "issued_at"]
    both = once.merge(again, on=keys, suffixes=("", "_again"))
    before = both[both["issued_at"] <= case.cut]
    # Targets in the future that changed, one a series at least.
    assert (before[case.time] > case.cut).sum() >= rows.groupby(case.keys).ngroups
    for name in ["expected", "low", "high", *case.decision]:
        np.testing.assert_array_equal(before[name], before[f"{name}_again"], err_msg=name)
    after = both[both["issued_at"] > case.cut + case.horizon]
    assert (after["expected"] != after["expected_again"]).any()  # so that this test can fail


def test_a_later_observation_is_refused(case, rows, known, fitted, targets):
    later = rows[rows[case.time] > case.cut].head(20)
    with pytest.raises(InputError):
        fitted.predict(targets[-1:], history=later, issued_at=case.cut)
    with pytest.raises(InputError):
        fitted.predict(targets[-1:], issued_at=known[case.time].max() - pd.Timedelta("1D"))


def test_a_forecast_says_when_it_was_issued(case, known, fitted, targets):
    forecast = fitted.predict(targets)
    assert (forecast["issued_at"] == known[case.time].max()).all()
    assert (forecast[case.time] - forecast["issued_at"] == forecast["horizon"]).all()
    assert (forecast["horizon"] >= case.horizon).all()
    series = known.groupby(case.keys).ngroups
    assert len(forecast) == series * len(targets)
    wanted = [*case.keys, case.time, "issued_at", "horizon", "expected", "low", "high"]
    assert forecast.columns.tolist() == [*wanted, "coverage", "model", "reason"]
    assert forecast["reason"].str.len().min() > 0


def test_bands_hold_their_middle(case, fitted, targets):
    forecast = fitted.predict(targets)
    assert forecast[["expected", "low", "high"]].notna().all(axis=None)
    assert (forecast["low"] <= forecast["expected"]).all()
    assert (forecast["expected"] <= forecast["high"]).all()
    assert (forecast["low"] < forecast["high"]).any()
    assert forecast["coverage"].between(0, 1, inclusive="neither").all()


def test_the_last_observation_is_the_default_issue_time(case, known, fitted, targets):
    explicit = fitted.predict(targets, issued_at=known[case.time].max())
    pd.testing.assert_frame_equal(fitted.predict(targets), explicit)


def test_history_may_be_given_whole_in_part_or_shuffled(case, rows, fitted):
    until = case.cut + case.horizon
    since = rows[(rows[case.time] > case.cut) & (rows[case.time] <= until)]
    target = [rows[case.time].max() + case.horizon]
    once = fitted.predict(target, history=since)
    month = pd.Timedelta("30D")
    overlapping = rows[(rows[case.time] > case.cut - month) & (rows[case.time] <= until)]
    whole = rows[rows[case.time] <= until].sample(frac=1, random_state=0)
    for history in (overlapping, whole):
        pd.testing.assert_frame_equal(fitted.predict(target, history=history), once)
    assert (once["expected"] != fitted.predict(target)["expected"]).any()


def test_feeding_what_is_known_already_changes_nothing(case, known, fitted, targets):
    once = fitted.predict(targets)
    pd.testing.assert_frame_equal(fitted.predict(targets, history=known), once)
    empty = known.head(0)
    pd.testing.assert_frame_equal(fitted.predict(targets, history=empty), once)


def test_a_prediction_leaves_the_model_as_it_was(case, rows, fitted, targets):
    before = fitted.predict(targets)
    since = rows[(rows[case.time] > case.cut) & (rows[case.time] < targets[0])]
    fitted.predict([rows[case.time].max() + case.horizon], history=since)
    pd.testing.assert_frame_equal(fitted.predict(targets), before)


def test_a_replayed_block_is_what_the_model_said_then(case, rows):
    target = rows.loc[rows[case.time] >= case.cut, case.time].min()
    replayed = case.backtest(rows, target, target)
    model = case.model().fit(rows[rows[case.time] <= target - case.horizon])
    then = model.predict([target], issued_at=target - case.horizon)
    names = ["issued_at", "horizon", "expected", "low", "high", "coverage", "model"]
    wanted = then.set_index(case.keys).loc[replayed.set_index(case.keys).index, names]
    pd.testing.assert_frame_equal(replayed.set_index(case.keys)[names], wanted)


def test_a_backtest_has_the_columns_of_every_room(case, rows):
    past = case.backtest(rows, case.cut, None)
    contract = [*case.keys, case.time, "issued_at", "horizon", "observed", "rule"]
    contract += ["expected", "low", "high", "coverage", *case.decision]
    assert [name for name in past.columns if name not in ("naive", "model")] == contract
    assert {"naive", "model"} <= set(past.columns)
    assert past[contract[:-1]].notna().all(axis=None)
    assert (past["horizon"] == case.horizon).all()
    assert (past[case.time] - past["issued_at"] == case.horizon).all()
    assert not past.duplicated([*case.keys, case.time]).any()
    assert past[case.time].min() >= case.cut


def test_nothing_is_computed_before_the_fit(case, targets):
    model = case.model()
    assert set(vars(model)) == set(model.get_params())
    with pytest.raises(NotFittedError):
        model.predict(targets)


def test_what_is_learned_ends_with_an_underscore(case, fitted):
    learned = set(vars(fitted)) - set(fitted.get_params())
    assert learned
    assert [name for name in learned if not name.endswith("_") or name.startswith("_")] == []


def test_parameters_are_read_set_and_cloned(case, fitted, targets):
    name, value = case.other
    model = case.model()
    assert model.get_params() == clone(fitted).get_params()
    assert model.set_params(**{name: value}) is model
    assert clone(model).get_params()[name] == value
    assert case.model().get_params()[name] != value
    with pytest.raises(ValueError, match="nonsense"):
        model.set_params(nonsense=1)
    with pytest.raises(NotFittedError):
        clone(fitted).predict(targets)


def test_repr_tells_the_parameters_that_were_chosen(case):
    name, value = case.other
    text = repr(case.model().set_params(**{name: value}))
    assert text.startswith(type(case.model()).__name__)
    assert f"{name}={value!r}" in text


def test_fit_returns_itself_and_leaves_its_input(case, known):
    given = known.copy()
    model = case.model()
    assert model.fit(given) is model
    pd.testing.assert_frame_equal(given, known)


def test_predict_leaves_its_input(case, rows, fitted):
    since = rows[(rows[case.time] > case.cut) & (rows[case.time] <= case.cut + case.horizon)]
    given = since.copy()
    fitted.predict([rows[case.time].max() + case.horizon], history=given)
    pd.testing.assert_frame_equal(given, since)


def test_the_same_seed_gives_the_same_forecast(case, known, fitted, targets):
    np.random.seed(0)  # noqa: NPY002 - a global state must not matter
    again = case.model().fit(known)
    pd.testing.assert_frame_equal(again.predict(targets), fitted.predict(targets))


def test_the_order_of_the_rows_does_not_matter(case, known, fitted, targets):
    shuffled = known.sample(frac=1, random_state=1)
    forecast = case.model().fit(shuffled).predict(targets)
    pd.testing.assert_frame_equal(forecast, fitted.predict(targets))
