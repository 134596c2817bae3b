"""The charts of a canteen report: next day, plan, past, the choice between waste and risk."""

from __future__ import annotations

from typing import Any

import pandas as pd

from civicai.canteen.codes import DISH
from civicai.i18n import _, format_percent, translate
from civicai.reports import band_style, label_lines, line_style, style_axes


def draw_next(ax: Any, table: pd.DataFrame) -> None:
    """Draw one day site by site: the band of the meals asked for, and the meals to prepare.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``site`` (and ``service``), ``prepare``, ``low``, ``high`` [meals], largest first.
    """
    names = table["site"].astype(str)
    if "service" in table.columns:
        names = names + " " + table["service"].astype(str)
    _draw_bars(ax, table, "prepare", [name[:28] for name in names])
    ax.set_xlabel(_("meals"))
    ax.set_xlim(left=0)
    style_axes(ax)


def draw_effects(ax: Any, table: pd.DataFrame) -> None:
    """Draw how attendance went with each kind of dish, with its interval.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``dish`` (a code), ``effect``, ``low``, ``high`` [share of attendance].
    """
    _draw_bars(ax, table, "effect", [translate(DISH[code]) for code in table["dish"]])
    ax.axvline(0.0, **line_style("rule"))
    style_axes(ax, x="percent")


def draw_plan(ax: Any, table: pd.DataFrame) -> None:
    """Draw expected meals with their band, and the meals to prepare, all sites together.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``date``, ``expected``, ``low``, ``high``, ``prepare`` [meals].
    """
    position = range(len(table))
    ax.fill_between(position, table["low"], table["high"], **band_style("model"))
    ax.plot(position, table["expected"], label=_("expected"), **line_style("observed"))
    ax.plot(position, table["prepare"], marker="o", label=_("to prepare"), **line_style("model"))
    shown = range(0, len(table), max(1, len(table) // 7))
    ax.set_xticks(list(shown), [f"{table['date'].iloc[i]:%d/%m}" for i in shown])
    style_axes(ax)
    label_lines(ax)


def draw_past(ax: Any, table: pd.DataFrame) -> None:
    """Draw, day by day, the surplus in share of the meals served: the plan's and the rule's.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``date``, ``plan_surplus_share``, ``rule_surplus_share``: over-prepared meals of all
        sites over the meals served.
    """
    table = table.reset_index(drop=True)
    ax.plot(table.index, table["rule_surplus_share"], label=_("today's rule"), **line_style("rule"))
    ax.plot(table.index, table["plan_surplus_share"], label=_("plan"), **line_style("model"))
    shown = range(0, len(table), max(1, len(table) // 7))
    ax.set_xticks(list(shown), [f"{table['date'].iloc[i]:%d/%m/%y}" for i in shown])
    ax.set_ylim(bottom=0)
    style_axes(ax, y="percent")
    label_lines(ax)


def draw_choice(ax: Any, table: pd.DataFrame) -> None:
    """Draw what each margin wastes against what it leaves unserved, and where the rule stands.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``method`` (``"plan"`` or ``"rule"``), ``over_share``, ``unserved_share``.
    """
    plan = table[table["method"] == "plan"]
    rule = table[table["method"] == "rule"]
    ax.plot(plan["unserved_share"], plan["over_share"], label=_("plan"), **line_style("model"))
    ax.plot(
        rule["unserved_share"],
        rule["over_share"],
        marker="D",
        markersize=9,
        **{**line_style("rule"), "linestyle": "none"},
    )
    for x, y in zip(rule["unserved_share"], rule["over_share"], strict=True):
        text = _("today: {over} wasted, {unserved} unserved").format(
            over=format_percent(y), unserved=format_percent(x)
        )
        ax.annotate(text, (x, y), textcoords="offset points", xytext=(10, 8))
    ax.set_xlabel(_("meals asked for and missing"))
    ax.set_ylabel(_("meals prepared for nobody"))
    style_axes(ax, x="percent", y="percent")


def _draw_bars(ax: Any, table: pd.DataFrame, dot: str, names: list[str]) -> None:
    """Draw one line a row, from the top: its band from ``low`` to ``high``, and a dot on it."""
    place = list(range(len(table) - 1, -1, -1))
    band = {"linewidth": 5, "alpha": 0.45, "color": line_style("model")["color"]}
    ax.hlines(place, table["low"], table["high"], **band)
    ax.plot(table[dot], place, **{**line_style("model"), "linestyle": "none", "marker": "o"})
    ax.set_yticks(place, names)
