"""The charts of every replayed past: how wrong, how long before, and whether chances keep word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.clock import duration_text, town_zone
from civicai.i18n import _, language
from civicai.reports.style import Role, bar_style, label_lines, line_style, style_axes

#: The most instants that are written under a chart.
SHOWN = 9


def draw_errors(ax: Any, table: pd.DataFrame, methods: Mapping[str, str]) -> None:
    """Draw the mean error of model, rule and naive rule, horizon by horizon.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``horizon``, ``model_share``, ``rule_share``, ``naive_share``.
    methods : dict of str to str
        Words, marked for translation, of ``"model"``, ``"rule"`` and ``"naive"``.
    """
    x = np.arange(len(table))
    roles: tuple[Role, ...] = ("model", "rule", "naive")
    for place, role in enumerate(roles):
        bars, label = table[f"{role}_share"], _(methods[role])
        ax.bar(x + 0.27 * (place - 1), bars, 0.25, label=label, **bar_style(role))
    ax.set_xticks(x, table["horizon"].map(duration_text))
    ax.legend()
    style_axes(ax, y="percent")


def draw_reliability(ax: Any, table: pd.DataFrame, came: str, said: str, happened: str) -> None:
    """Draw how often something came against the chance that was said.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``said_share``, the column ``came``, ``rows``.
    came : str
        Column of how often it came.
    said, happened : str
        Names of the two axes, marked for translation.
    """
    ax.plot([0, 1], [0, 1], label=_("perfect"), **line_style("naive"))
    style = line_style("model")
    ax.plot(table["said_share"], table[came], marker="o", label=_("said"), **style)
    ax.set_xlabel(_(said))
    ax.set_ylabel(_(happened))
    ax.set_xlim(-0.02, 1.02)
    ax.set_ylim(-0.02, 1.02)
    style_axes(ax, x="percent", y="percent")
    label_lines(ax)


def hour_ticks(ax: Any, places: Iterable[float], moments: Iterable[pd.Timestamp]) -> None:
    """Write instants under a chart, by the town's clock: the day, and the hour below it."""
    labels = []
    for moment in moments:
        local = pd.Timestamp(moment).tz_convert(town_zone())
        day = f"{local:%d/%m}" if language() == "fr" else f"{local:%m-%d}"
        labels.append(f"{day}\n{local:%H:%M}")
    ax.set_xticks([*places], labels)


def slot_ticks(ax: Any, moments: pd.Series[Any]) -> None:
    """Write some of the instants of a chart whose x is their rank."""
    shown = range(0, len(moments), max(1, -(-len(moments) // SHOWN)))
    hour_ticks(ax, shown, [moments.iloc[i] for i in shown])
