"""A robust rule for short histories: recent level, this weekday, and no odd day in either."""

from __future__ import annotations

from civicai.forecasting.daily.history import DailyHistory, DailyQuery, Floats, weekday
from civicai.forecasting.daily.weekday_mean import WeekdayMean

#: Observations in the medians: of the same weekday lately, of the level (short and long), of the
#: weekday over the level.
LATELY, SHORT, LONG, WEEKDAY, ALL = 6, 15, 60, 30, 120
#: Same weekdays that say as much as the belief that all weekdays are alike.
BELIEF = 6


class MedianProfile:
    """Mean of two robust forecasts: the last same weekdays, and the level times the weekday.

    Medians throughout: a strike or a class outing that nobody wrote down moves nothing. It
    needs nothing else than the counts of one series.

    Notes
    -----
    The numbers of observations were chosen on single canteens of Nantes; see the benchmark.
    """

    name = "median_profile"

    def fit(self, history: DailyHistory, ask: DailyQuery, value: Floats) -> MedianProfile:
        """Do nothing: the rule has nothing to learn."""
        return self

    def predict(self, history: DailyHistory, ask: DailyQuery) -> Floats:
        """Return one forecast for each row of ``ask``, shape (n,)."""
        own, same = history.by_series, history.by_weekday
        slot = ask.series * 7 + weekday(ask.day)
        short, long = (own.median(ask.series, ask.issued, k) for k in (SHORT, LONG))
        met = same.count(slot, ask.issued).clip(max=WEEKDAY)
        factor = same.median(slot, ask.issued, WEEKDAY) / own.median(ask.series, ask.issued, ALL)
        profile = 0.5 * (short + long) * (1 + (factor - 1) * met / (met + BELIEF))
        expected: Floats = 0.5 * (same.median(slot, ask.issued, LATELY) + profile)
        # A weekday never met: the rule that needs none.
        unknown = expected != expected
        expected[unknown] = WeekdayMean().predict(history, ask[unknown])
        return expected
