"""What was known of each question at its issue time, as numbers that a model can learn from."""

from __future__ import annotations

import numpy as np

from civicai.forecasting.daily.history import DailyHistory, DailyQuery, Floats, weekday

#: Observations in the level of a series: about a month of school days.
LEVEL = 20

#: Columns of :func:`asof_features` by what they tell. Left out on purpose: spread, age of the
#: last observation, lead and logarithm of the level. ``ask.known`` comes after :data:`OWN`.
FEATURE_GROUPS: dict[str, list[int]] = {
    "recent": [0, 1, 12, 13, 14, 15, 19, 20],
    "weekday": [2, 3, 4, 10, 16, 17, 18],
    "year_before": [6, 7, 21, 22, 23, 24, 25],
    "size": [26, 27, 28],
}
#: Columns before those of ``ask.known``.
OWN = 29


def asof_features(history: DailyHistory, ask: DailyQuery) -> tuple[Floats, Floats]:
    """Describe each question by what was known at its issue time.

    Nothing of the other series is in it: a model can then serve a series alone, in a town
    that it never saw.

    Parameters
    ----------
    history : DailyHistory
    ask : DailyQuery
        Without ``season`` or ``exposure``, the columns that need them are NaN.

    Returns
    -------
    features : ndarray of float, shape (n, 29 + m)
        Recent levels and same-weekday means over the level of the series, its spread, what
        happened a year and two before, the age of the last observation, the lead, the
        weekday, the level over the exposure, then ``ask.known``.
    level : ndarray of float, shape (n,)
        Mean of the last :data:`LEVEL` observations known.
    """
    series, day, issued = ask.series, ask.day, ask.issued
    own, same = history.by_series, history.by_weekday
    week = weekday(day)
    slot = series * 7 + week
    # 364 days before: the same weekday at about the same place in the school year.
    before = day - 364
    level = own.mean(series, issued, LEVEL)
    level_before = own.mean(series, issued - 364, LEVEL)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = [
            own.mean(series, issued, 5) / level,
            own.mean(series, issued, 3 * LEVEL) / level,
            same.mean(slot, issued, 1) / level,
            same.mean(slot, issued, 4) / level,
            same.mean(slot, issued, 12) / level,
            own.std(series, issued, LEVEL) / level,
            own.mean_between(series, before - 10, before + 10) / level_before,
            same.mean_between(slot, before - 3, before + 3) / level_before,
            own.age(series, issued),
            ask.lead.astype(float),
            week.astype(float),
            np.log(level),
            own.mean(series, issued, 2) / level,
            own.mean(series, issued, 10) / level,
            own.mean(series, issued, 6 * LEVEL) / level,
            _since_season(history, ask) / level,
            same.mean(slot, issued, 2) / level,
            same.mean(slot, issued, 8) / level,
            same.median(slot, issued, 6) / level,
            own.median(series, issued, LEVEL) / level,
            own.median(series, issued, 3 * LEVEL) / level,
            *_seasons_before(history, ask, level),
            *_exposure(ask, level),
        ]
    features = np.column_stack([*columns, *ask.known.T])
    features[~np.isfinite(features)] = np.nan
    return features, level


def _since_season(history: DailyHistory, ask: DailyQuery) -> Floats:
    if not ask.season.size:
        return np.full(len(ask), np.nan)
    since: Floats = history.by_series.mean_between(ask.series, ask.season, ask.issued)
    since[ask.issued < ask.season] = np.nan
    return since


def _seasons_before(history: DailyHistory, ask: DailyQuery, level: Floats) -> list[Floats]:
    """Return five columns: where the last seasons stood, and where they were at this time."""
    if not ask.season.size:
        return [np.full(len(ask), np.nan)] * 5
    series, before, season = ask.series, ask.day - 364, ask.season
    between = history.by_series.mean_between
    last_season = between(series, season - 365, np.minimum(season - 1, ask.issued))
    about = between(series, before - 25, before + 25)
    slot = series * 7 + weekday(ask.day)
    two_before = between(series, before - 374, before - 354)
    return [
        last_season / level,
        about / last_season,
        between(series, before - 5, before + 5) / last_season,
        history.by_weekday.mean_between(slot, before - 24, before + 24) / about,
        two_before / between(series, season - 730, season - 366),
    ]


def _exposure(ask: DailyQuery, level: Floats) -> list[Floats]:
    if not ask.exposure.size:
        return [np.full(len(ask), np.nan)] * 3
    now, last = ask.exposure.T
    return [level / now, now / last, np.log(now)]
