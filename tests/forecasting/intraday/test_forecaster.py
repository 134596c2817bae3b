"""The front that every intraday forecaster has, on the smallest use case there can be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest

from civicai.errors import InputError
from civicai.forecasting import IntradayPanel
from civicai.forecasting.cleaning import Notice
from civicai.forecasting.intraday.forecaster import OK, IntradayForecaster, served_horizons
from civicai.forecasting.intraday.grid import Grid
from civicai.forecasting.intraday.observations import IntradayObservations
from civicai.forecasting.intraday.replay import refuse_unscored, replay_past


@dataclass(frozen=True)
class Tides(IntradayObservations):
    key: ClassVar[str] = "port"
    fewest_days: ClassVar[int] = 8
    too_early: ClassVar[Notice] = Notice("X01", "nothing at {moment}", "first: {first}")
    in_the_future: ClassVar[Notice] = Notice("X02", "{count} later than {moment}")
    too_short: ClassVar[Notice] = Notice("X03", "{days} of {least} days")


def clean(table):
    if isinstance(table, Tides):
        return table
    believed = table["height"] >= 0
    rows = table[believed].sort_values(["port", "time"], ignore_index=True)
    return Tides(rows, table[~believed].assign(why="negative"), [], sorted(table["port"].unique()))


class SilentPortWarning(UserWarning):
    pass


class TideForecaster(IntradayForecaster):
    observations = Tides
    later_days = 14
    decided = ("p_flood",)
    alarm = SilentPortWarning
    alarm_text = "silent: {names}"

    def __init__(self, horizons=("1h", "6h"), coverage=0.9, tz="UTC", random_state=0):
        self.horizons, self.coverage, self.tz = horizons, coverage, tz
        self.random_state = random_state

    def _observe(self, table):
        return clean(table)

    def _references(self, observed):
        return observed.rows.groupby("port")["height"].max().reindex(observed.names)

    def _lay_out(self, rows, until, fitted):
        unit = self.reference_.fillna(1.0)
        shares = rows.assign(share=rows["height"] / rows["port"].map(unit))
        panel = IntradayPanel.from_table(
            shares, "port", "share", self.step_, tz=self.tz, series=unit.index, until=until
        )
        return Grid(panel, unit.to_numpy(float), 0.9)

    def _status(self, grid, origins, ceiling):
        recent = np.stack([grid.panel.take(origins - back) for back in range(2)])
        return np.where(np.isfinite(recent).any(axis=0), OK, "silent")

    def _decide(self, grid, said):
        law = self.laws_[int(said.ask.steps[0])]
        return {"p_flood": law.chance_above(np.full(len(said.size), 0.9), said.expected, said.size)}

    def _explain(self, grid, said):
        return [f"served by {name}" for name in said.model]


@pytest.fixture
def heights():
    """Two ports over five weeks; the second is five times the first."""
    times = pd.date_range("2024-01-01", periods=35 * 24, freq="h", tz="UTC")
    wave = 10 + 5 * np.sin(np.arange(len(times)) * 2 * np.pi / 24)
    noise = np.random.default_rng(0).normal(0, 0.5, len(times))
    ports = [
        pd.DataFrame({"port": name, "time": times, "height": size * (wave + noise)})
        for name, size in (("Brest", 1.0), ("Sète", 5.0))
    ]
    return pd.concat(ports, ignore_index=True)


@pytest.fixture
def model(heights):
    return TideForecaster().fit(heights)


def test_what_is_cleaned_is_not_cleaned_again(heights, model, monkeypatch):
    once = clean(heights)
    monkeypatch.setattr(TideForecaster, "_observe", lambda _self, table: clean_only_once(table))
    again = TideForecaster().fit(once)
    assert again.observed_ is once
    pd.testing.assert_frame_equal(again.predict(), model.predict())


def clean_only_once(table):
    assert isinstance(table, Tides), "cleaned again"
    return table


def test_columns_and_units(model, heights):
    forecast = model.predict()
    assert forecast.columns.tolist() == [
        "port", "time", "issued_at", "horizon", "expected", "low", "high", "coverage", "p_flood",
        "status", "model", "reason",
    ]  # fmt: skip
    means = forecast.groupby("port")["expected"].mean()
    assert means["Sète"] == pytest.approx(5 * means["Brest"], rel=0.1)
    assert forecast["reason"].str.startswith("served by").all()


def test_a_series_of_which_nothing_is_believed_is_unknown_and_never_left_out(heights):
    lost = heights.assign(height=heights["height"].where(heights["port"] == "Brest", -1.0))
    with pytest.warns(SilentPortWarning, match="silent: Sète"):
        forecast = TideForecaster().fit(lost).predict().set_index("port")
    assert set(forecast.loc["Sète", "status"]) == {"silent"}
    assert set(forecast.loc["Sète", "model"]) == {"none"}
    assert forecast.loc["Sète", ["expected", "low", "high", "p_flood"]].isna().all(axis=None)
    assert forecast.loc["Brest", "expected"].notna().all()


def test_history_may_be_cleaned_already(heights, model):
    cut = heights["time"].max() - pd.Timedelta("2D")
    early = TideForecaster().fit(heights[heights["time"] <= cut])
    later = heights[heights["time"] > cut]
    told = early.predict(history=clean(later))
    pd.testing.assert_frame_equal(told, early.predict(history=later))
    assert (told["issued_at"] == heights["time"].max()).all()


def test_of_one_time_the_later_row_counts(heights):
    once = clean(heights)
    corrected = once.rows.tail(1).assign(height=77.0)
    together = once.then(Tides(corrected, corrected.head(0), [], ["Le Havre"]))
    assert len(together.rows) == len(once.rows)
    assert together.rows["height"].iloc[-1] == 77.0
    assert together.lost == ["Le Havre"]


def test_the_future_is_refused(heights, model):
    with pytest.raises(InputError) as caught:
        model.predict(issued_at=heights["time"].max() - pd.Timedelta("1h"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.count, problem.column) == ("X02", 2, "time")


def test_an_issue_time_before_all_and_a_short_past_are_refused(heights):
    known_at = partial(Tides.known_at, heights, tz="UTC", clean=clean)
    first = heights["time"].min()
    for moment, code in ((first - pd.Timedelta("1h"), "X01"), (first + pd.Timedelta("3D"), "X03")):
        with pytest.raises(InputError) as caught:
            known_at(issued_at=moment)
        assert [problem.code for problem in caught.value.problems] == [code]
    moment = first + pd.Timedelta("20D")
    assert known_at(issued_at=moment).last == moment


def test_days_are_those_of_the_town(heights):
    """From 23:00 to 23:00 in UTC are eight days; in Paris, where they start at midnight, seven."""
    whole = heights[heights["port"] == "Brest"]
    start = pd.Timestamp("2024-01-01 23:00", tz="UTC")
    some = clean(whole[whole["time"].between(start, start + pd.Timedelta("167h"))])
    some.refuse_short("UTC")
    with pytest.raises(InputError):
        some.refuse_short("Europe/Paris")


def test_silent_series_are_told_with_their_last_time(heights):
    last = heights["time"].max()
    quiet = heights[(heights["port"] == "Sète") | (heights["time"] < last - pd.Timedelta("5h"))]
    assert clean(quiet).silent(last, pd.Timedelta("3h")).to_dict() == {
        "Brest": last - pd.Timedelta("6h")
    }


@pytest.mark.parametrize(
    ("parameters", "match"),
    [({"coverage": 1.0}, "coverage"), ({"horizons": ("90min",)}, "90min")],
)
def test_parameters_that_mean_nothing_are_refused(heights, parameters, match):
    with pytest.raises(ValueError, match=match):
        TideForecaster(**parameters).fit(heights)


def test_the_rule_serves_where_it_is_told_to(heights, model):
    day = model.serve_by_rule("6h").predict().set_index(["port", "horizon"])
    served = day.loc[("Brest", pd.Timedelta("6h"))]
    rows = heights.set_index(["port", "time"])["height"]
    assert served["model"] == "rule"
    week_before = rows["Brest", served["time"] - pd.Timedelta("7D")]
    assert served["expected"] == pytest.approx(week_before)


def test_a_replay_fits_on_what_was_known_and_scores_the_end_by_default(heights):
    learned = []

    class Watched(TideForecaster):
        def fit(self, observed):
            learned.append(observed.last)
            return super().fit(observed)

    past = replay_past(Watched, clean(heights), every=pd.Timedelta("7D"))
    assert past.columns.tolist() == [
        "port", "time", "issued_at", "horizon", "observed", "rule", "naive", "expected", "low",
        "high", "coverage", "p_flood", "model",
    ]  # fmt: skip
    last = heights["time"].max()
    assert past["time"].min() == last - pd.Timedelta("14D")
    assert past["time"].max() == last
    starts = [past["time"].min() + week * pd.Timedelta("7D") for week in range(2)]
    assert learned == [start - pd.Timedelta("6h") for start in starts]
    assert (past["issued_at"] == past["time"] - past["horizon"]).all()


def test_leads_beyond_a_day_are_learned_apart(heights):
    learned = []

    class Watched(TideForecaster):
        def fit(self, observed):
            learned.append(observed.last)
            return super().fit(observed)

    start = pd.Timestamp("2024-02-01", tz="UTC")
    replay_past(lambda: Watched(("1h", "2D")), clean(heights), start, every=pd.Timedelta("30D"))
    assert learned == [start - pd.Timedelta("1h"), start - pd.Timedelta("2D")]


def test_a_start_that_leaves_nothing_is_refused_only_where_it_was_asked_for(heights):
    empty = replay_past(TideForecaster, clean(heights.head(24)), every=pd.Timedelta("7D"))
    notice = Notice("X04", "nothing from {start} to {until}")
    moment = heights["time"].max()
    refuse_unscored(empty, None, moment, notice)
    with pytest.raises(InputError) as caught:
        refuse_unscored(empty, moment, moment, notice)
    assert [problem.code for problem in caught.value.problems] == ["X04"]


def test_horizons_that_the_step_does_not_divide_are_left_out():
    assert served_horizons(("30min", "1h", "3h"), pd.Timedelta("1h")) == ["1h", "3h"]
    assert served_horizons(("1h",), pd.Timedelta("2h")) == ["0 days 02:00:00"]
