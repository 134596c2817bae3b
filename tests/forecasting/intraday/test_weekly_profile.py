"""The weekly profile of a panel of instants: what it learns, and that it never sees its future."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai.forecasting import IntradayHistory, IntradayPanel, IntradayQuery, WeeklyProfile
from civicai.forecasting.intraday.history import DAYS
from civicai.forecasting.intraday.weekly_profile import Answer

STEP = pd.Timedelta("1h")
WEEK = 7 * 24


def simulated(weeks: int = 10, series: int = 4, seed: int = 0) -> IntradayPanel:
    """A weekly shape, and a disturbance that fades by a tenth an hour."""
    rng = np.random.default_rng(seed)
    hours = np.arange(weeks * WEEK)
    shape = 0.4 + 0.3 * np.sin(2 * np.pi * hours / 24) * np.where(hours % WEEK < 120, 1, 0.2)
    disturbance = np.zeros((series, len(hours)))
    for i in range(1, len(hours)):
        disturbance[:, i] = 0.9 * disturbance[:, i - 1] + rng.normal(0, 0.02, series)
    start = pd.Timestamp("2024-01-08", tz="UTC")
    return IntradayPanel(pd.Index([*"ABCD"[:series]]), start, STEP, shape + disturbance, "UTC")


def fitted(panel: IntradayPanel, *leads: int) -> WeeklyProfile:
    history = IntradayHistory(panel)
    asks = [
        IntradayQuery.every(len(panel.series), np.arange(len(panel) - lead), lead) for lead in leads
    ]
    ask = IntradayQuery(*(np.concatenate(part) for part in zip(*asks, strict=True)))
    return WeeklyProfile().fit(history, ask, history.reading(ask.series, ask.target))


def said(model: WeeklyProfile, panel: IntradayPanel, at: np.ndarray, steps: int) -> Answer:
    return model.predict(IntradayHistory(panel), IntradayQuery.every(len(panel.series), at, steps))


def cut(panel: IntradayPanel, column: int) -> IntradayPanel:
    return panel.until(panel.times[column])


def test_it_beats_the_last_value_and_the_week_before():
    panel, learned = simulated(), 8 * WEEK
    model = fitted(cut(panel, learned), 1, 24)
    at = np.arange(learned + 1, 10 * WEEK - 24)
    for steps in (1, 24):
        observed = panel.take(at + steps)
        error = np.abs(said(model, panel, at, steps).expected - observed.ravel()).mean()
        last = np.abs(panel.take(at) - observed).mean()
        before = np.abs(panel.take(panel.days_before(at + steps, 7)) - observed).mean()
        assert error < 0.95 * min(last, before)


def test_the_disturbance_fades_with_the_lead():
    model = fitted(simulated(), 1, 48)
    assert model.models_[1].coefficients[0] == pytest.approx(0.9, abs=0.12)
    assert abs(model.models_[48].coefficients[0]) < 0.2


@pytest.mark.parametrize("steps", [1, 24, WEEK])
def test_no_forecast_moves_when_the_future_changes(steps):
    panel, origin = simulated(), 9 * WEEK
    model = fitted(cut(panel, 8 * WEEK), steps)
    changed = panel.values.copy()
    changed[:, origin + 1 :] = np.nan
    other = IntradayPanel(panel.series, panel.start, STEP, changed, "UTC")
    at = np.arange(origin - 30, origin + 1)
    once, again = (said(model, p, at, steps) for p in (panel, other))
    np.testing.assert_array_equal(once.expected, again.expected)
    later = said(model, other, np.array([origin + 5]), steps).expected
    assert not np.array_equal(later, said(model, panel, np.array([origin + 5]), steps).expected)


def test_a_series_never_observed_gets_no_forecast():
    panel = simulated()
    values = np.vstack([panel.values, np.full((1, panel.values.shape[1]), np.nan)])
    wider = IntradayPanel(pd.Index([*"ABCDE"]), panel.start, STEP, values, "UTC")
    expected = said(fitted(wider, 1), wider, np.array([9 * WEEK]), 1).expected
    assert np.isnan(expected[-1])
    assert np.isfinite(expected[:-1]).all()


def test_a_short_history_falls_back_on_the_days_before():
    panel = cut(simulated(), 5 * 24)
    answer = said(fitted(panel, 1), panel, np.array([5 * 24 - 1]), 1)
    assert np.isfinite(answer.expected).all()
    assert (answer.told == DAYS).all()


@pytest.mark.parametrize(
    ("instant", "before"),
    [
        ("2024-04-01 08:00", "2024-03-25 08:00"),  # summer time began between the two
        ("2024-10-28 08:00", "2024-10-21 08:00"),  # and ended
        ("2024-04-07 02:30", "2024-03-31 03:00"),  # an hour that did not exist
    ],
)
def test_a_week_before_is_the_same_local_time(instant, before):
    start = pd.Timestamp("2024-01-01", tz="Europe/Paris").tz_convert("UTC")
    panel = IntradayPanel(pd.Index(["A"]), start, pd.Timedelta("30min"), np.zeros((1, 18_000)))
    column = panel.column([pd.Timestamp(instant, tz="Europe/Paris")])
    found = panel.instants(panel.days_before(column, 7)).tz_convert("Europe/Paris")
    assert str(found[0].tz_localize(None))[:16] == before


def test_the_latest_reading_of_a_slot_stands_for_it():
    times = pd.to_datetime(["2024-01-08 07:58", "2024-01-08 08:04", "2024-01-08 09:00"], utc=True)
    rows = pd.DataFrame({"park": "A", "time": times, "cars": [1.0, 2.0, 3.0]})
    panel = IntradayPanel.from_table(rows, "park", "cars", pd.Timedelta("30min"))
    np.testing.assert_array_equal(panel.values, [[2.0, np.nan, 3.0]])
