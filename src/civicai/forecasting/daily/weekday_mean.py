"""The rule that most kitchens know: the mean of the last same weekdays."""

from __future__ import annotations

from civicai.forecasting.daily.history import DailyHistory, DailyQuery, Floats, weekday


class WeekdayMean:
    """Mean of the last ``k`` observed same weekdays, known at issue time.

    Where a series has no such weekday yet, the mean of its last ``5 * k`` observed days;
    where it has none at all, NaN: nothing is invented.

    Parameters
    ----------
    k : int
        Number of same weekdays; 1 is the seasonal naive rule.
    """

    name = "weekday_mean"

    def __init__(self, k: int = 4) -> None:
        self.k = k

    def fit(self, history: DailyHistory, ask: DailyQuery, value: Floats) -> WeekdayMean:
        """Do nothing: the rule has nothing to learn."""
        return self

    def predict(self, history: DailyHistory, ask: DailyQuery) -> Floats:
        """Return one forecast for each row of ``ask``, shape (n,)."""
        same = history.by_weekday.mean(ask.series * 7 + weekday(ask.day), ask.issued, self.k)
        recent = history.by_series.mean(ask.series, ask.issued, 5 * self.k)
        same[same != same] = recent[same != same]
        return same
