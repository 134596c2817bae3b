"""The charts of a parking report: when parks fill, how sure that is, how full they are by day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from civicai.i18n import _
from civicai.parking.codes import SEASON
from civicai.reports import band_style, label_lines, line_style, style_axes
from civicai.reports.past_charts import slot_ticks
from civicai.reports.style import BLUE, INK, MUTED


def draw_filling(ax: Any, table: pd.DataFrame) -> None:
    """Draw one line a park and one dot a forecast: the bigger, the likelier that it is full.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``park``, ``time`` (UTC), ``p_full``; a park without forecast has missing chances.
    """
    parks = [*dict.fromkeys(table["park"])][::-1]
    times = [*sorted(table["time"].unique())]
    x = table["time"].map({moment: i for i, moment in enumerate(times)}).to_numpy()
    y = table["park"].map({park: i for i, park in enumerate(parks)}).to_numpy()
    chance = table["p_full"].to_numpy(float)
    known = np.isfinite(chance)
    ax.scatter(x[known], y[known], s=4, color=MUTED)
    ax.scatter(x[known], y[known], s=190 * chance[known], color=BLUE)
    for park in sorted(set(y[~known]) - set(y[known])):
        ax.text(0, park, _("no forecast"), va="center", color=INK, fontsize=9)
    ax.set_yticks(range(len(parks)), parks)
    ax.set_ylim(-0.6, len(parks) - 0.4)
    slot_ticks(ax, pd.Series(times))
    ax.set_xlim(-0.8, len(times) - 0.2)
    style_axes(ax)


def draw_park(ax: Any, table: pd.DataFrame) -> None:
    """Draw the places taken that are expected in one park, their band and the capacity.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``time`` (UTC), ``expected``, ``low``, ``high``, ``capacity`` [places].
    """
    x = np.arange(len(table))
    ax.fill_between(x, table["low"], table["high"], **band_style("model"))
    ax.plot(x, table["expected"], label=_("expected"), **line_style("model"))
    ax.plot(x, table["capacity"], label=_("capacity"), **line_style("observed"))
    slot_ticks(ax, table["time"])
    ax.set_ylim(bottom=0)
    style_axes(ax)
    label_lines(ax)


def draw_daytime(ax: Any, table: pd.DataFrame) -> None:
    """Draw the share of the places taken hour by hour, one line a season.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``season``, a code, ``hour``, ``taken_share``.
    """
    roles: Any = ("model", "rule", "observed", "naive")
    for role, (season, some) in zip(roles, table.groupby("season", sort=False), strict=False):
        ax.plot(some["hour"], some["taken_share"], label=_(SEASON[str(season)]), **line_style(role))
    hours = sorted(table["hour"].unique())
    ax.set_xticks(hours, [f"{hour}:00" for hour in hours])
    ax.set_ylim(bottom=0)
    style_axes(ax, y="percent")
    label_lines(ax)
