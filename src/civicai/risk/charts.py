"""The charts of a flood report: the river now and soon, the chances, the floods foreseen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from civicai.clock import duration_text
from civicai.i18n import _
from civicai.reports import band_style, bar_style, label_lines, line_style, style_axes
from civicai.reports.past_charts import hour_ticks
from civicai.reports.style import BLUE, INK, MUTED, ORANGE
from civicai.risk.alert_scale import COLOURS
from civicai.risk.codes import level_word


def draw_river(ax: Any, table: pd.DataFrame) -> None:
    """Draw what a gauge has shown, what is expected with its band, and the thresholds.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``time`` (UTC), ``observed``, ``expected``, ``low``, ``high``, ``yellow``, ``orange``,
        ``red`` [m3/s or m]; a threshold that the town has not is missing.
    """
    x = (table["time"] - table["time"].min()) / pd.Timedelta("1h")
    seen, ahead = table["observed"].notna(), table["expected"].notna()
    ax.plot(x[seen], table.loc[seen, "observed"], **line_style("observed"))
    band = band_style("model")
    ax.fill_between(x[ahead], table.loc[ahead, "low"], table.loc[ahead, "high"], **band)
    style = line_style("model")
    ax.plot(x[ahead], table.loc[ahead, "expected"], marker="o", label=_("expected value"), **style)
    top = np.nanmax(table[["observed", "high"]].to_numpy(float))
    for name in COLOURS:
        at = float(table[name].max())
        if np.isfinite(at) and at <= 1.6 * top:
            ax.axhline(at, color=ORANGE, linestyle="--", linewidth=1.2)
            ax.text(0.2, at, level_word(name), va="bottom", color=ORANGE, fontsize=9)
    shown = slice(None, None, max(1, -(-len(table) // 8)))
    hour_ticks(ax, x.iloc[shown], table["time"].iloc[shown])
    ax.set_ylim(bottom=min(0, float(np.nanmin(table[["observed", "low"]].to_numpy(float)))))
    style_axes(ax)
    label_lines(ax)


def draw_chances(ax: Any, table: pd.DataFrame) -> None:
    """Draw one line a station and one dot a lead: the bigger, the likelier that yellow is passed.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``station``, ``horizon``, ``p_yellow``; missing where the gauge is silent.
    """
    stations = [*dict.fromkeys(table["station"])][::-1]
    leads = [*dict.fromkeys(table["horizon"])]
    x = table["horizon"].map({lead: i for i, lead in enumerate(leads)}).to_numpy()
    y = table["station"].map({name: i for i, name in enumerate(stations)}).to_numpy()
    chance = table["p_yellow"].to_numpy(float)
    finite = np.isfinite(chance)
    ax.scatter(x[finite], y[finite], s=6, color=MUTED)
    ax.scatter(x[finite], y[finite], s=420 * chance[finite], color=BLUE)
    for i in np.flatnonzero(finite):
        text = f"{100 * chance[i]:.0f}".rjust(2)
        ax.text(x[i] + 0.16, y[i], f"{text} %", va="center", color=INK, fontsize=9)
    for row in sorted(set(y[~finite]) - set(y[finite])):
        ax.text(-0.05, row, _("unknown: no fresh reading"), va="center", color=INK, fontsize=9)
    ax.set_yticks(range(len(stations)), stations)
    ax.set_xticks(range(len(leads)), [*map(duration_text, leads)])
    ax.set_ylim(-0.6, len(stations) - 0.4)
    ax.set_xlim(-0.4, len(leads) - 0.3)
    style_axes(ax)


def draw_onsets(ax: Any, table: pd.DataFrame) -> None:
    """Draw, by lead, the floods foreseen by the model and by the rule, and the false alarms.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``horizon``, ``onsets``, ``caught``, ``rule_caught``, ``false_starts``.
    """
    x = np.arange(len(table))
    bars = (
        ("onsets", _("floods that came"), bar_style("observed")),
        ("caught", _("foreseen"), bar_style("model")),
        ("rule_caught", _("foreseen by today's rule"), bar_style("rule")),
        ("false_starts", _("false alarms"), bar_style("naive")),
    )
    for place, (column, label, style) in enumerate(bars):
        ax.bar(x + 0.21 * (place - 1.5), table[column], 0.19, label=label, **style)
    ax.set_xticks(x, [*map(duration_text, table["horizon"])])
    ax.set_ylim(bottom=0)
    ax.legend()
    style_axes(ax)
