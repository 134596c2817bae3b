"""Why a forecast is what it is, in one line that an agent can read."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civicai.forecasting import DailyLadder, History, Query
from civicai.forecasting.boosting import LEVEL, GlobalBoosting
from civicai.i18n import N_, _, format_integer, format_percent, translate

#: An effect smaller than this is not worth a word.
WORTH_SAYING = 0.01
#: How many effects a reason names.
FACTORS = 2

_EFFECTS = {
    "recent": N_("recent trend {effect}"),
    "weekday": N_("this weekday {effect}"),
    "year_before": N_("same time last year {effect}"),
    "everywhere": N_("all sites together {effect}"),
    "calendar": N_("place in the school calendar {effect}"),
}


def explain(ladder: DailyLadder, history: History, ask: Query) -> list[str]:
    """Write the reason of each forecast, in the language in force.

    Returns
    -------
    list of str
        The recent level of the series, then for the boosting the factors that moved the
        forecast most away from a typical day.
    """
    level = history.by_series.mean(ask.series, ask.issued, LEVEL)
    if not isinstance(ladder.rung_, GlobalBoosting):
        text = _("mean of the last four same weekdays; recent level {level} meals")
        nothing = _("no meal known at this site: no forecast")
        return [nothing if x != x else text.format(level=format_integer(x)) for x in level]
    effects = pd.DataFrame(ladder.rung_.effects(history, ask))
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
                sign = "+" if effect > 0 else ""
                text = translate(_EFFECTS[effects.columns[column]])
                words.append(text.format(effect=sign + format_percent(effect, 0)))
        reasons.append(_("; ").join(words))
    return reasons
