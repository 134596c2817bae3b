"""The charts of a parking report: when parks fill, how sure that is, and how wrong it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from civicai.i18n import _, language
from civicai.reports import band_style, bar_style, label_lines, line_style, style_axes
from civicai.reports.style import BLUE, INK, MUTED

TZ = "Europe/Paris"


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
    shown = range(0, len(times), max(1, -(-len(times) // 9)))
    ax.set_xticks(list(shown), [_hour(times[i]) for i in shown])
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
    shown = range(0, len(table), max(1, -(-len(table) // 9)))
    ax.set_xticks(list(shown), [_hour(table["time"].iloc[i]) for i in shown])
    ax.set_ylim(bottom=0)
    style_axes(ax)
    label_lines(ax)


def draw_errors(ax: Any, table: pd.DataFrame) -> None:
    """Draw the mean error of model, rule and last reading, horizon by horizon.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``horizon`` (as text), ``model_share``, ``rule_share``, ``naive_share``.
    """
    x = np.arange(len(table))
    names = {"model": _("model"), "rule": _("today's rule"), "naive": _("last reading")}
    for place, (role, label) in enumerate(names.items()):
        style: Any = bar_style(role)  # type: ignore[arg-type]
        ax.bar(x + 0.27 * (place - 1), table[f"{role}_share"], 0.25, label=label, **style)
    ax.set_xticks(x, table["horizon"])
    ax.legend()
    style_axes(ax, y="percent")


def draw_reliability(ax: Any, table: pd.DataFrame) -> None:
    """Draw how often parks were full against the chance that was said.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``said_share``, ``full_share``, ``rows``.
    """
    ax.plot([0, 1], [0, 1], label=_("perfect"), **line_style("naive"))
    style = line_style("model")
    ax.plot(table["said_share"], table["full_share"], marker="o", label=_("said"), **style)
    ax.set_xlabel(_("chance of being full that was said"))
    ax.set_ylabel(_("how often it was full"))
    ax.set_xlim(-0.02, 1.02)
    ax.set_ylim(-0.02, 1.02)
    style_axes(ax, x="percent", y="percent")
    label_lines(ax)


def draw_daytime(ax: Any, table: pd.DataFrame) -> None:
    """Draw the share of the places taken hour by hour, one line a season.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``season`` (as text), ``hour``, ``taken_share``.
    """
    roles: Any = ("model", "rule", "observed", "naive")
    for role, (season, some) in zip(roles, table.groupby("season", sort=False), strict=False):
        ax.plot(some["hour"], some["taken_share"], label=season, **line_style(role))
    hours = sorted(table["hour"].unique())
    ax.set_xticks(hours, [f"{hour}:00" for hour in hours])
    ax.set_ylim(bottom=0)
    style_axes(ax, y="percent")
    label_lines(ax)


def _hour(moment: pd.Timestamp) -> str:
    local = pd.Timestamp(moment).tz_convert(TZ)
    day = f"{local:%d/%m}" if language() == "fr" else f"{local:%m-%d}"
    return f"{day}\n{local:%H:%M}"


def horizon_text(horizon: pd.Timedelta) -> str:
    """Write a lead in the reader's language: ``"30 min"``, ``"4 h"``, ``"7 j"``."""
    minutes = round(horizon / pd.Timedelta("1min"))
    if minutes % 1440 == 0 and minutes > 1440:
        return _("{count} d").format(count=minutes // 1440)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"
