"""The charts of a crowd report: people and capacity, and the chances of too many."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from civicai.clock import duration_text
from civicai.i18n import _
from civicai.reports import bar_style, label_lines, line_style, style_axes
from civicai.reports.past_charts import hour_ticks


def draw_place(ax: Any, table: pd.DataFrame) -> None:
    """Draw the last hours of one place, what is expected with its band, and the capacity.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``time`` (UTC), ``observed`` (NaN ahead), ``expected``, ``low``, ``high`` (NaN behind)
        [people], ``capacity``.
    """
    x = (table["time"] - table["time"].iloc[0]) / pd.Timedelta("1h")
    ahead = table["expected"].notna()
    # The leads lie apart: a line between them would promise what was not forecast.
    some = table[ahead].replace(np.inf, np.nan)
    color = line_style("model")["color"]
    spread = [some["expected"] - some["low"], (some["high"] - some["expected"]).fillna(0.0)]
    ax.plot(x, table["observed"], label=_("counted"), **line_style("observed"))
    ax.errorbar(x[ahead], some["expected"], spread, fmt="o", capsize=4, color=color)
    if ahead.any():
        said = {"textcoords": "offset points", "xytext": (-8, 0), "ha": "right", "va": "center"}
        first = (x[ahead].iloc[-1], some["expected"].iloc[-1])
        ax.annotate(_("expected"), first, color=color, **said)
    if table["capacity"].notna().any():
        ax.plot(x, table["capacity"], label=_("people allowed"), **line_style("rule"))
    # The last slots ahead lie apart: an instant is written where there is room for it.
    shown = [0, len(table) // 3, 2 * len(table) // 3, len(table) - 1]
    hour_ticks(ax, x.iloc[shown], table["time"].iloc[shown])
    ax.set_ylim(bottom=0)
    style_axes(ax)
    label_lines(ax)


def draw_chances(ax: Any, table: pd.DataFrame) -> None:
    """Draw the chance of each place to be over capacity, lead by lead.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``counter``, ``horizon``, ``p_over``; NaN where it is unknown.
    """
    leads = [*dict.fromkeys(table["horizon"])]
    places = [*dict.fromkeys(table["counter"])][::-1]
    height = 0.8 / max(len(leads), 1)
    roles = ("model", "rule", "naive", "observed")
    for number, lead in enumerate(leads):
        some = table[table["horizon"] == lead].set_index("counter")["p_over"].reindex(places)
        style: Any = bar_style(roles[number % len(roles)])  # type: ignore[arg-type]
        y = np.arange(len(places)) + 0.4 - height * (number + 0.5)
        ax.barh(y, some.fillna(0.0), height * 0.9, label=duration_text(lead), **style)
        if number == 0:
            for row in np.flatnonzero(some.isna()):
                ax.text(0.01, row, _("unknown"), va="center", fontsize=9)
    ax.set_yticks(range(len(places)), places)
    ax.set_xlim(0, 1)
    ax.legend(title=_("ahead"))
    style_axes(ax, x="percent")
