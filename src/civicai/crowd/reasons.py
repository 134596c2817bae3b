"""Why a forecast of counts is what it is, in one line that an agent can read."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from civicai.crowd.counts import ALIVE, FROZEN, NEVER_SEEN
from civicai.crowd.features import last_week
from civicai.crowd.schema import COUNTER
from civicai.forecasting import SlotPanel
from civicai.i18n import _, format_integer, format_percent


def count_reasons(
    table: pd.DataFrame, panel: SlotPanel, now: int, limits: Mapping[str, float]
) -> list[str]:
    """Return one sentence a row: the last count against its usual, and the limit."""
    usual = last_week(panel, np.array([now]), 1)[:, 0]
    last = panel.take(np.array([now]))[:, 0]
    place = {name: i for i, name in enumerate(panel.series)}
    said = []
    for row in table.to_dict("records"):
        i = place[row[COUNTER]]
        if row["status"] != ALIVE:
            said.append(_silence(row["status"]))
            continue
        words = []
        if np.isfinite(last[i]) and np.isfinite(usual[i]) and usual[i] > 0:
            change = last[i] / usual[i] - 1
            sign = "+" if change >= 0 else "−"
            text = _("now {count}, {change} against last week at this hour")
            share = sign + format_percent(abs(change), 0)
            words.append(text.format(count=format_integer(last[i]), change=share))
        words.append(_("limit {limit}").format(limit=format_integer(limits[row[COUNTER]])))
        if row["model"] == "same_hour_last_week":
            words.append(_("same hour last week serves"))
        said.append(_("; ").join(words))
    return said


def _silence(status: str) -> str:
    if status == FROZEN:
        return _("this counter has repeated one count for too long: unknown")
    if status == NEVER_SEEN:
        return _("no count of this counter: unknown")
    return _("this counter is silent: unknown")
