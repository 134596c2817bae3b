"""What every forecaster of ours keeps: it never sees its future, and it is an estimator like any.

A room that brings a forecaster adds one entry to :data:`FORECASTERS`; nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from civicai import crowd, parking, risk
from civicai.canteen import AttendanceForecaster, backtest
from civicai.datasets import make_canteen, make_crowd, make_parking, make_risk
from civicai.errors import InputError
from civicai.forecasting import (
    DailyBoosting,
    DailySelection,
    IntradaySelection,
    MedianProfile,
    PooledRidge,
    WeekdayMean,
)


@dataclass(frozen=True)
class Forecaster:
    """A forecaster of a use case, on observations small enough to fit it many times.

    ``model()`` is unfitted; ``observations()`` is a table, with some time after ``cut`` and the
    longest of ``horizons``; ``predict(model, history, issued_at)`` forecasts from an issue time,
    the last observation where it is None; ``backtest(table, start, end)`` replays the past.
    ``value`` is what is observed, ``time`` when.
    """

    model: Callable[[], Any]
    observations: Callable[[], pd.DataFrame]
    predict: Callable[[Any, pd.DataFrame | None, Any], pd.DataFrame]
    backtest: Callable[..., pd.DataFrame]
    horizons: list[pd.Timedelta]
    time: str
    value: str
    keys: list[str]
    #: An instant well inside the observations, after which everything may change.
    cut: pd.Timestamp
    #: What serves, so that every candidate of a selection is put to these tests.
    candidate: str
    #: A parameter and another value for it.
    other: tuple[str, Any]
    #: Rows of a forecast for each series.
    targets: int
    decision: list[str] = field(default_factory=list)
    #: Decimals of the observations.
    digits: int = 0
    #: The candidate that a selection is left with: its class, or its name where it is intraday.
    only: Any = None

    @property
    def longest(self) -> pd.Timedelta:
        return max(self.horizons)


def canteen(sites: int, start: str, candidate: Any) -> Forecaster:
    lead = pd.Timedelta("14D")

    def predict(model, history, issued_at):
        known = [] if history is None else [*history["date"]]
        issued = issued_at or max([getattr(model, "last_observed_", pd.Timestamp(0)), *known])
        days = pd.bdate_range(issued + lead, periods=3)
        return model.predict(days, history=history, issued_at=issued_at)

    return Forecaster(
        model=lambda: AttendanceForecaster("14D", zone="B"),
        observations=lambda: make_canteen(sites, start, "2024-07-05", random_state=4)["attendance"],
        predict=predict,
        backtest=lambda rows, start, end: backtest(rows, "14D", start, end, zone="B"),
        horizons=[lead],
        time="date",
        value="served",
        keys=["site"],
        cut=pd.Timestamp("2024-05-17"),
        candidate=candidate.name,
        only=candidate,
        other=("coverage", 0.5),
        targets=3,
        decision=["prepare"],
    )


def car_parks(days: int, candidate: str, horizons: tuple[str, ...]) -> Forecaster:
    """Three car parks; ``candidate`` is what serves, whatever would win."""
    end = "2024-06-14 18:00"
    last = pd.Timestamp(end, tz="Europe/Paris").tz_convert("UTC")

    def observations():
        town = make_parking(3, days, end, all_day=True, random_state=4)
        return town["occupancy"]

    return Forecaster(
        model=lambda: parking.OccupancyForecaster(horizons),
        observations=observations,
        predict=lambda model, history, issued: model.predict(history, issued),
        backtest=lambda rows, start, end: parking.backtest(rows, horizons, start, end),
        horizons=[pd.Timedelta(h) for h in horizons],
        time="time",
        value="occupied",
        keys=["park"],
        cut=last - 3 * max(pd.Timedelta(h) for h in horizons) + pd.Timedelta("1h"),
        candidate=candidate,
        only=candidate,
        other=("full_at", 0.9),
        targets=len(horizons),
        decision=["p_full"],
    )


def gauges(leads: tuple[str, ...], candidate: str) -> Forecaster:
    def observations():
        rows = make_risk(days=80, flaws=False, random_state=4)["observations"]
        return rows[rows["station"] == "Pont-Vieux"].reset_index(drop=True)

    return Forecaster(
        model=lambda: risk.FloodForecaster(leads),
        observations=observations,
        predict=lambda model, history, issued: model.predict(history, issued),
        backtest=lambda rows, start, end: risk.backtest(rows, leads, start, end),
        horizons=[pd.Timedelta(lead) for lead in leads],
        time="time",
        value="discharge",
        keys=["station"],
        cut=pd.Timestamp("2023-11-06 12:00", tz="UTC"),
        candidate=candidate,
        other=("alert_at", 0.4),
        targets=len(leads),
        decision=["p_yellow", "p_orange", "p_red", "level"],
        digits=2,
    )


def streets(leads: tuple[str, ...], candidate: str) -> Forecaster:
    """Two streets; ``candidate`` is what serves, whatever would win."""

    def observations():
        rows = make_crowd(days=42, random_state=4)["counts"]
        passages = rows.loc[rows["count"].notna(), ["counter", "time", "count"]]
        twice = [passages, passages.assign(counter="Passage Bas", count=passages["count"] // 2)]
        return pd.concat(twice, ignore_index=True)

    return Forecaster(
        model=lambda: crowd.CountForecaster(leads, capacity=1200),
        observations=observations,
        predict=lambda model, history, issued: model.predict(history, issued),
        backtest=lambda rows, start, end: crowd.backtest(rows, leads, start, end, capacity=1200),
        horizons=[pd.Timedelta(lead) for lead in leads],
        time="time",
        value="count",
        keys=["counter"],
        cut=pd.Timestamp("2024-12-05 12:00", tz="UTC"),
        candidate=candidate,
        only=candidate,
        other=("coverage", 0.5),
        targets=len(leads),
        decision=["p_over", "level"],
    )


FORECASTERS = {
    "crowd, boosting": streets(("1h", "3h"), "boosting"),
    "canteen, simple rule": canteen(3, "2023-09-01", WeekdayMean),
    "canteen, medians": canteen(3, "2023-09-01", MedianProfile),
    "canteen, ridge": canteen(3, "2023-09-01", PooledRidge),
    "canteen, boosting": canteen(4, "2022-09-01", DailyBoosting),
    "risk, ridge on its own gauge": gauges(("1h", "3h"), "own_gauge"),
    "parking, weekly profile": car_parks(49, "weekly_profile", ("30min", "4h", "24h")),
    "parking, boosting": car_parks(30, "boosting", ("30min", "24h")),
    "parking, blend": car_parks(30, "blend", ("30min", "24h")),
}


@pytest.fixture(scope="module", params=FORECASTERS.values(), ids=FORECASTERS)
def case(request: pytest.FixtureRequest) -> Iterator[Forecaster]:
    chosen = request.param
    with pytest.MonkeyPatch.context() as patch:
        # Whichever candidate would win: every one of them is put to these tests.
        if isinstance(chosen.only, str):
            patch.setattr(IntradaySelection, "_choose", choose_only(chosen.only))
        elif chosen.only is not None:
            patch.setattr(DailySelection, "_candidates", lambda *_: [chosen.only()])
        yield chosen


def choose_only(candidate: str) -> Callable[..., None]:
    choose = IntradaySelection._choose

    def chosen(selection: IntradaySelection, *known: Any) -> None:
        choose(selection, *known)
        for positions in selection.chosen_.values():
            positions[:] = selection.candidates_.index(candidate)

    return chosen


@pytest.fixture(scope="module")
def rows(case: Forecaster) -> pd.DataFrame:
    return case.observations()


@pytest.fixture(scope="module")
def known(case: Forecaster, rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows[case.time] <= case.cut]


@pytest.fixture(scope="module")
def fitted(case: Forecaster, known: pd.DataFrame) -> Any:
    return case.model().fit(known)


#: Longest horizons from the cut to where a replay begins: well before, then with a first target
#: issued at the cut itself.
BEFORE, AFTER = -2, 1


@pytest.fixture(scope="module")
def replay(case: Forecaster, rows: pd.DataFrame) -> Callable[[int], pd.DataFrame]:
    """Replay from some longest horizons after the cut on, once for all the tests that look."""

    @cache
    def past(horizons: int) -> pd.DataFrame:
        return case.backtest(rows, case.cut + horizons * case.longest, None)

    return past


def changed_after(case: Forecaster, rows: pd.DataFrame) -> pd.DataFrame:
    """Another future: the values after the cut, up to a third less."""
    rng = np.random.default_rng(0)
    factor = rng.uniform(0.67, 1.0, len(rows)).round(2)
    later = rows[case.time] > case.cut
    changed = (rows[case.value] * factor).round(case.digits)
    return rows.assign(**{case.value: rows[case.value].where(~later, changed)})


def since(case: Forecaster, rows: pd.DataFrame) -> pd.DataFrame:
    """Return what was observed in one longest horizon after the cut."""
    return rows[(rows[case.time] > case.cut) & (rows[case.time] <= case.cut + case.longest)]


def test_the_rung_that_is_meant_serves(case, fitted, replay):
    assert set(case.predict(fitted, None, None)["model"]) == {case.candidate}
    past = replay(BEFORE)
    assert set(past.loc[past[case.time] <= case.cut, "model"]) == {case.candidate}


@pytest.mark.parametrize("horizons", [BEFORE, AFTER])
def test_no_forecast_moves_when_the_future_changes(case, rows, replay, horizons):
    """Replay the past twice: what was issued before the cut must be the same to the last bit.

    The first target comes well before the cut, then just one horizon after it: its decision
    may know of no outcome of the days between.
    """
    start = case.cut + horizons * case.longest
    # Nor does a replay that ends sooner say anything else.
    end = None if horizons == BEFORE else case.cut + 2.5 * case.longest
    once = replay(horizons)
    again = case.backtest(changed_after(case, rows), start, end)
    assert end is None or again[case.time].max() <= end < once[case.time].max()
    keys = [*case.keys, case.time, "issued_at"]
    both = once.merge(again, on=keys, suffixes=("", "_again"))
    before = both[both["issued_at"] <= case.cut]
    # Targets in the future that changed, about one a series: some have none that day.
    assert (before[case.time] > case.cut).sum() >= 0.8 * rows.groupby(case.keys).ngroups
    for name in ["expected", "low", "high", *case.decision]:
        np.testing.assert_array_equal(before[name], before[f"{name}_again"], err_msg=name)
    after = both[both["issued_at"] > case.cut + case.longest]
    assert (after["expected"] != after["expected_again"]).any()  # so that this test can fail


def test_a_later_observation_is_refused(case, rows, known, fitted):
    later = rows[rows[case.time] > case.cut].sort_values(case.time).head(20)
    with pytest.raises(InputError):
        case.predict(fitted, later, case.cut)
    with pytest.raises(InputError):
        case.predict(fitted, None, np.sort(known[case.time].unique())[-2])


def test_a_forecast_says_when_it_was_issued(case, known, fitted):
    forecast = case.predict(fitted, None, None)
    assert (forecast["issued_at"] == known[case.time].max()).all()
    assert (forecast[case.time] - forecast["issued_at"] == forecast["horizon"]).all()
    assert (forecast["horizon"] >= min(case.horizons)).all()
    assert len(forecast) == known.groupby(case.keys).ngroups * case.targets
    wanted = [*case.keys, case.time, "issued_at", "horizon", "expected", "low", "high", "coverage"]
    wanted += [*case.decision] if set(case.decision) <= set(forecast.columns) else []
    assert [c for c in forecast.columns if c in wanted] == wanted
    assert forecast.columns.tolist()[-2:] == ["model", "reason"]
    assert forecast["reason"].str.len().min() > 0


def test_bands_hold_their_middle(case, fitted):
    forecast = case.predict(fitted, None, None)
    assert forecast[["expected", "low", "high"]].notna().all(axis=None)
    assert (forecast["low"] <= forecast["expected"]).all()
    assert (forecast["expected"] <= forecast["high"]).all()
    assert (forecast["low"] < forecast["high"]).any()
    assert forecast["coverage"].between(0, 1, inclusive="neither").all()


def test_the_last_observation_is_the_default_issue_time(case, known, fitted):
    explicit = case.predict(fitted, None, known[case.time].max())
    pd.testing.assert_frame_equal(case.predict(fitted, None, None), explicit)


def test_history_may_be_given_whole_in_part_or_shuffled(case, rows, fitted):
    recent = since(case, rows)
    once = case.predict(fitted, recent, None)
    until = recent[case.time].max()
    month = pd.Timedelta("30D")
    overlapping = rows[(rows[case.time] > case.cut - month) & (rows[case.time] <= until)]
    whole = rows[rows[case.time] <= until].sample(frac=1, random_state=0)
    for history in (overlapping, whole):
        pd.testing.assert_frame_equal(case.predict(fitted, history, None), once)
    assert (once["issued_at"] == until).all()


def test_feeding_what_is_known_already_changes_nothing(case, known, fitted):
    once = case.predict(fitted, None, None)
    pd.testing.assert_frame_equal(case.predict(fitted, known, None), once)
    empty = known.head(0)
    pd.testing.assert_frame_equal(case.predict(fitted, empty, None), once)


def test_a_prediction_leaves_the_model_as_it_was(case, rows, fitted):
    before = case.predict(fitted, None, None)
    case.predict(fitted, since(case, rows), None)
    pd.testing.assert_frame_equal(case.predict(fitted, None, None), before)


def test_a_replayed_block_is_what_the_model_said_then(case, rows, known, fitted, replay):
    """The first target of a replay: its model may know nothing after the first issue time."""
    past = replay(AFTER)
    first = past[case.time].min()
    assert first == rows.loc[rows[case.time] >= case.cut + case.longest, case.time].min()
    replayed = past[past[case.time] == first].set_index([*case.keys, "horizon"])
    assert set(replayed.index.get_level_values("horizon")) == set(case.horizons)
    assert rows.loc[rows[case.time] <= first - case.longest].equals(known)  # what was fitted on
    names = [case.time, "issued_at", "expected", "low", "high", "coverage", "model"]
    for horizon in case.horizons:
        history = rows[rows[case.time] <= first - horizon]
        then = case.predict(fitted, history, first - horizon)
        then = then[then[case.time] == first].set_index([*case.keys, "horizon"])
        met = replayed.loc[replayed.index.get_level_values("horizon") == horizon, names]
        pd.testing.assert_frame_equal(met, then.loc[met.index, names])


def test_a_backtest_has_the_columns_of_every_room(case, replay):
    past = replay(BEFORE)
    contract = [*case.keys, case.time, "issued_at", "horizon", "observed", "rule"]
    contract += ["expected", "low", "high", "coverage", *case.decision]
    assert [name for name in past.columns if name not in ("naive", "model")] == contract
    assert {"naive", "model"} <= set(past.columns)
    sure = [name for name in contract if name not in case.decision]
    assert past[sure].notna().all(axis=None)
    assert past["horizon"].isin(case.horizons).all()
    assert (past[case.time] - past["issued_at"] == past["horizon"]).all()
    assert not past.duplicated([*case.keys, case.time, "horizon"]).any()
    assert past[case.time].min() >= case.cut + BEFORE * case.longest


def test_nothing_is_computed_before_the_fit(case, known):
    model = case.model()
    assert set(vars(model)) == set(model.get_params())
    with pytest.raises(NotFittedError):
        case.predict(model, known, None)


def test_what_is_learned_ends_with_an_underscore(case, fitted):
    learned = set(vars(fitted)) - set(fitted.get_params())
    assert learned
    assert [name for name in learned if not name.endswith("_") or name.startswith("_")] == []


def test_parameters_are_read_set_and_cloned(case, fitted, known):
    name, value = case.other
    model = case.model()
    assert model.get_params() == clone(fitted).get_params()
    assert model.set_params(**{name: value}) is model
    assert clone(model).get_params()[name] == value
    assert case.model().get_params()[name] != value
    with pytest.raises(ValueError, match="nonsense"):
        model.set_params(nonsense=1)
    with pytest.raises(NotFittedError):
        case.predict(clone(fitted), known, None)


def test_repr_tells_the_parameters_that_were_chosen(case):
    name, value = case.other
    text = repr(case.model().set_params(**{name: value}))
    assert text.startswith(type(case.model()).__name__)
    assert f"{name}={value!r}" in text


def test_predict_leaves_its_input(case, rows, fitted):
    recent = since(case, rows)
    given = recent.copy()
    case.predict(fitted, given, None)
    pd.testing.assert_frame_equal(given, recent)


def test_a_fit_hangs_on_its_rows_alone(case, known, fitted):
    """Neither their order nor a global random state matters, and the fit leaves them alone."""
    np.random.seed(0)  # noqa: NPY002 - a global state must not matter
    shuffled = known.sample(frac=1, random_state=1)
    given = shuffled.copy()
    model = case.model()
    assert model.fit(given) is model
    pd.testing.assert_frame_equal(given, shuffled)
    forecast = case.predict(fitted, None, None)
    pd.testing.assert_frame_equal(case.predict(model, None, None), forecast)
