"""The charts of a water report: nights of each sector, breaks captured, leaks that would show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from civicai.i18n import _, format_number, language
from civicai.reports import label_lines, line_style, style_axes
from civicai.reports.style import ORANGE


def draw_nights(ax: Any, table: pd.DataFrame) -> None:
    """Draw the night flow of one sector, its reference, and when it rose.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``date``, ``night_flow``, ``line`` (today's rule) [m3/h], ``risen`` (a leak is told).
    """
    x = np.arange(len(table))
    ax.plot(x, table["night_flow"], label=_("night flow"), **line_style("observed"))
    ax.plot(x, table["line"], label=_("fixed line"), **line_style("rule"))
    risen = table["risen"].to_numpy(bool)
    top = float(np.nanmax(table["night_flow"].to_numpy(float)))
    ax.fill_between(x, 0, 1.05 * top, where=risen, color=ORANGE, alpha=0.16, linewidth=0)
    shown = range(0, len(table), max(1, -(-len(table) // 8)))
    form = "%d/%m" if language() == "fr" else "%m-%d"
    ax.set_xticks(list(shown), [f"{table['date'].iloc[i]:{form}}" for i in shown])
    ax.set_ylim(0, 1.05 * top)
    style_axes(ax)
    label_lines(ax)


def draw_capture(ax: Any, table: pd.DataFrame) -> None:
    """Draw the share of breaks that a share of the length holds, for model, rule and age.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``length_share``, ``model_share``, ``rule_share``, ``naive_share``.
    """
    names = {"model": _("model"), "rule": _("past breaks"), "naive": _("oldest")}
    for role, label in names.items():
        style: Any = line_style(role)  # type: ignore[arg-type]
        ax.plot(table["length_share"], table[f"{role}_share"], label=label, **style)
    ax.set_xlabel(_("share of the length looked at"))
    ax.set_ylabel(_("share of the breaks that came"))
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1.02)
    style_axes(ax, x="percent", y="percent")
    label_lines(ax)


def draw_injected(ax: Any, table: pd.DataFrame) -> None:
    """Draw the share of injected leaks found in two weeks, by size, for model and rule.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``size`` [m3/h], ``found_share``, ``rule_share``.
    """
    x = np.arange(len(table))
    ax.plot(x, table["found_share"], marker="o", label=_("cumulative sum"), **line_style("model"))
    ax.plot(x, table["rule_share"], marker="s", label=_("fixed line"), **line_style("rule"))
    ax.set_xticks(x, [format_number(s, 0 if s == int(s) else 1) for s in table["size"]])
    ax.set_xlabel(_("size of the leak [m³/h]"))
    ax.set_ylabel(_("found within two weeks"))
    ax.set_ylim(-0.02, 1.02)
    style_axes(ax, y="percent")
    label_lines(ax)
