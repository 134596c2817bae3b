"""The charts of a questions report: errors against answers, and what becomes of each topic."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from civicai.faq.schema import METHODS, OUT_OF_SCOPE, SCOPES, TOPIC
from civicai.i18n import _, translate
from civicai.reports import label_lines, line_style, style_axes
from civicai.reports.style import BLUE, GREY, LINE, ORANGE

#: Outcome -> its column, colour and hatch.
OUTCOMES = {
    "right": ("right_share", BLUE, ""),
    "wrong": ("wrong_share", ORANGE, "////"),
    "offered": ("offered_share", GREY, "...."),
    "handed": ("handed_share", LINE, ""),
}


def draw_risk(ax: Any, table: pd.DataFrame) -> None:
    """Draw the share of wrong answers against the share of questions answered.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``answered_share``, ``model_share``, ``rule_share``, ``promised_share``.
    """
    x = table["answered_share"]
    ax.plot(x, table["model_share"], label=_("router"), **line_style("model"))
    ax.plot(x, table["rule_share"], label=_("most similar"), **line_style("rule"))
    ax.plot(x, table["promised_share"], label=_("promised"), **line_style("naive"))
    ax.set_xlabel(_("share of the questions answered without a human"))
    ax.set_ylabel(_("wrong among the answers"))
    ax.set_ylim(bottom=0)
    style_axes(ax, x="percent", y="percent")
    label_lines(ax)


def draw_topics(ax: Any, table: pd.DataFrame) -> None:
    """Draw what becomes of the questions of each topic, in bars that add up to one.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``topic`` (missing: out of scope), ``right_share``, ``wrong_share``, ``offered_share``,
        ``handed_share``.
    """
    names = {
        "right": _("answered rightly"),
        "wrong": _("answered wrongly"),
        "offered": _("topics offered"),
        "handed": _("to an agent"),
    }
    shown = table.iloc[::-1]
    y, left = np.arange(len(shown)), np.zeros(len(shown))
    for outcome, (column, colour, hatch) in OUTCOMES.items():
        width = shown[column].to_numpy(float)
        ax.barh(y, width, 0.7, left, color=colour, hatch=hatch, label=names[outcome], linewidth=0)
        left = left + width
    outside = translate(SCOPES[OUT_OF_SCOPE])
    ax.set_yticks(y, shown[TOPIC].fillna(outside))
    ax.set_xlim(0, 1)
    ax.legend()
    style_axes(ax, x="percent")


def draw_found(ax: Any, table: pd.DataFrame) -> None:
    """Draw how many titles find their own article first, and among the first three.

    Parameters
    ----------
    ax : matplotlib Axes
    table : DataFrame
        ``method`` (a code), ``first_share``, ``among_share``.
    """
    y = np.arange(len(table))[::-1]
    among = table["among_share"] - table["first_share"]
    ax.barh(y, table["first_share"], 0.6, color=BLUE, label=_("first"))
    ax.barh(
        y, among, 0.6, table["first_share"], color=GREY, hatch="....", label=_("second or third")
    )
    ax.set_yticks(y, [translate(METHODS[method]) for method in table["method"]])
    ax.set_xlim(0, 1)
    ax.set_xlabel(_("share of the titles"))
    ax.legend()
    style_axes(ax, x="percent")
