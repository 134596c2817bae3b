import numpy as np

from civicai.forecasting import DailyHistory, DailyQuery, WeekdayMean


def ask(day, issued):
    return DailyQuery(np.array([0]), np.array([day]), np.array([issued]))


def test_mean_of_the_last_same_weekdays_known():
    days = 18000 + 7 * np.arange(6)
    history = DailyHistory(np.zeros(6, int), days, np.array([10.0, 20.0, 30.0, 40.0, 50.0, 60.0]))
    rule = WeekdayMean(k=2)
    assert rule.predict(history, ask(18042, 18035))[0] == 55.0
    assert rule.predict(history, ask(18042, 18034))[0] == 45.0


def test_another_weekday_falls_back_on_recent_days_and_nothing_on_nothing():
    history = DailyHistory(np.zeros(2, int), np.array([18000, 18001]), np.array([10.0, 30.0]))
    rule = WeekdayMean(k=4)
    assert rule.predict(history, ask(18012, 18002))[0] == 20.0
    assert np.isnan(rule.predict(history, ask(18012, 17000))[0])
