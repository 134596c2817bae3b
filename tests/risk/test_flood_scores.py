"""Floods as events, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from civicai.risk import cost_loss_value, event_scores, flood_onsets, persistence_index

TIMES = pd.date_range("2024-10-01", periods=24 * 20, freq="h", tz="UTC")


def river(*floods: tuple[int, int]) -> pd.Series:
    values = pd.Series(1.0, TIMES)
    for first, last in floods:
        values.iloc[first : last + 1] = 5.0
    return values


def test_two_peaks_of_one_flood_are_one():
    found = flood_onsets(river((10, 15), (20, 25), (100, 101)), 4)
    assert len(found) == 2
    assert found["start"].tolist() == [TIMES[10], TIMES[100]]
    assert found["peak"].tolist() == [5.0, 5.0]


def test_what_persistence_says_comes_too_late():
    observed = river((50, 60), (200, 210))
    late = event_scores(observed, observed.shift(3), 4, lead="3h")
    assert (late.onsets, late.caught, late.missed, late.false_starts) == (2, 0, 2, 0)
    perfect = event_scores(observed, observed, 4, lead="3h")
    assert (perfect.caught, perfect.lead_gained) == (2, 3.0)


def test_an_alarm_for_nothing_is_false():
    said = river((50, 60), (300, 302))
    found = event_scores(river((50, 60)), said, 4, lead="1h")
    assert (found.caught, found.false_starts) == (1, 1)


def test_unknown_is_no_alarm_and_no_flood():
    observed = river((50, 60))
    unknown = pd.Series(np.nan, TIMES)
    assert event_scores(observed, unknown, 4).missed == 1
    assert event_scores(unknown, observed, 4).onsets == 0


def test_scores_against_persistence():
    assert persistence_index([1, 2], [1, 2], [0, 1]) == 1
    assert persistence_index([1, 2], [0, 1], [0, 1]) == 0
    assert np.isnan(persistence_index([1, 1], [1, 1], [1, 1]))


def test_economic_value():
    seen = np.array([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], bool)
    assert cost_loss_value(seen, seen, 0.1) == pytest.approx(1)
    assert cost_loss_value(seen, np.ones(10, bool), 0.1) == pytest.approx(0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        cost_loss_value(seen, seen, 1.5)
