"""The profile of medians: weekdays are told apart, odd days move nothing."""

import numpy as np

from civicai.forecasting import DailyHistory, DailyQuery, MedianProfile, WeekdayMean
from civicai.forecasting.daily.history import weekday


def counts(odd=()):
    day = np.arange(18000, 18140)
    day = day[weekday(day) < 5]
    value = np.where(weekday(day) == 4, 80.0, 100.0)
    value[list(odd)] = 5.0
    return DailyHistory(np.zeros(len(day), int), day, value)


def ask(day):
    return DailyQuery(np.array([0]), np.array([day]), np.array([day - 7]))


def test_weekdays_are_told_apart():
    friday = 18145
    assert weekday(np.array([friday]))[0] == 4
    model = MedianProfile()
    # Half of the forecast is the weekday's own median; the other half is shrunk to all days.
    assert 80.0 < model.predict(counts(), ask(friday))[0] < 84.0
    assert model.predict(counts(), ask(friday - 1)).tolist() == [100.0]


def test_an_odd_day_moves_nothing_where_it_moves_the_mean():
    odd, monday = counts(odd=[-5]), 18141
    assert weekday(odd.day[[-5]]) == weekday(np.array([monday]))
    candidates = MedianProfile(), WeekdayMean()
    said = [
        [candidate.predict(h, ask(monday))[0] for h in (odd, counts())] for candidate in candidates
    ]
    assert said[0][0] == said[0][1]
    assert said[1][0] < said[1][1]


def test_nothing_known_nothing_said():
    assert np.isnan(
        MedianProfile().predict(
            counts(), DailyQuery(np.array([5]), np.array([18200]), np.array([18190]))
        )
    )[0]
