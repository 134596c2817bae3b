"""Why a forecast is what it is, in one line that an agent can read."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civicai.canteen.codes import CLOSURE, STRIKE
from civicai.canteen.day_features import CALENDAR, MENU
from civicai.canteen.schema import EVENT
from civicai.forecasting import DailyHistory, DailyQuery, DailySelection
from civicai.forecasting.daily.boosting import DailyBoosting
from civicai.forecasting.daily.features import LEVEL
from civicai.forecasting.daily.weekday_mean import WeekdayMean
from civicai.i18n import N_, _, format_integer, format_percent, translate

#: An effect smaller than this is not worth a word.
WORTH_SAYING = 0.01
#: How many effects a reason names.
FACTORS = 2

_EFFECTS = {
    "recent": N_("recent trend {effect}"),
    "weekday": N_("this weekday {effect}"),
    "year_before": N_("same time last year {effect}"),
    "size": N_("pupils enrolled {effect}"),
    "calendar": N_("place in the school calendar {effect}"),
    "menu": N_("menu {effect}"),
}


def explain(selection: DailySelection, history: DailyHistory, ask: DailyQuery) -> list[str]:
    """Write the reason of each forecast, in the language in force.

    Returns
    -------
    list of str
        The recent level of the series, then for the boosting the factors that moved the
        forecast most away from a typical day.
    """
    level = history.by_series.mean(ask.series, ask.issued, LEVEL)
    if not isinstance(selection.rung_, DailyBoosting):
        text = _("mean of the last four same weekdays; recent level {level} meals")
        if not isinstance(selection.rung_, WeekdayMean):
            text = _("trend of the last weeks and this weekday; recent level {level} meals")
        nothing = _("no meal known at this site: no forecast")
        return [nothing if x != x else text.format(level=format_integer(x)) for x in level]
    known = {"calendar": CALENDAR, "menu": MENU}
    effects = pd.DataFrame(selection.rung_.effects(history, ask, known))
    order = np.argsort(-effects.abs().to_numpy(), axis=1)[:, :FACTORS]
    reasons = []
    for row, largest in enumerate(order):
        if not np.isfinite(level[row]):
            reasons.append(_("no meal known at this site: no forecast"))
            continue
        words = [_("recent level {level} meals").format(level=format_integer(level[row]))]
        for column in largest:
            effect = effects.iloc[row, column]
            if abs(effect) >= WORTH_SAYING:
                text = translate(_EFFECTS[effects.columns[column]])
                words.append(text.format(effect=_signed(effect)))
        if selection.handed_:
            words.append(_("model learned at other sites"))
        reasons.append(_("; ").join(words))
    return reasons


def explain_events(special: pd.DataFrame, usual: pd.Series) -> pd.Series:
    """Say what the forecast of special days changed; the name of other days is not repeated.

    Parameters
    ----------
    special : DataFrame
        ``event``, ``expected`` and ``reason``, after the correction.
    usual : Series
        Meals expected had the day been ordinary.

    Returns
    -------
    Series of str
        ``reason``, completed on special days.
    """
    texts = {
        STRIKE: _("strike announced {effect}"),
        CLOSURE: _("closed"),
    }
    other = _("special day given by the town {effect}")
    changes = special["expected"] / usual.clip(lower=1e-9) - 1.0
    reasons = []
    for reason, kind, change in zip(special["reason"], special[EVENT], changes, strict=True):
        effect = _signed(change) if np.isfinite(change) else ""
        why = _("; ") + texts.get(kind, other).format(effect=effect) if kind else ""
        reasons.append(reason + why)
    return pd.Series(reasons, index=special.index, dtype=object)


def _signed(effect: float) -> str:
    return ("+" if effect > 0 else "") + format_percent(effect, 0)
