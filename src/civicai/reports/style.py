"""How every chart looks: colours, line styles, and axes in the reader's language.

A role (what was observed, the model, the town's rule, the naive rule) has one colour *and*
one line style, marker or hatch in all reports, so that nothing hangs on colour alone
(RGAA 3.1). Each colour has a contrast of 4.5:1 at least with the page, by day and by night
(RGAA 3.2 and 3.3): the page replaces the daylight colour by a CSS variable.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

from civicai.i18n import _, format_number, format_percent, language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

Role = Literal["observed", "model", "rule", "naive"]
AxisKind = Literal["auto", "percent"]

INK, MUTED, LINE, PAPER = "#1a2530", "#51606d", "#cbd3da", "#ffffff"
BLUE, ORANGE, GREY, GREEN, PURPLE = "#0b5fa5", "#a8430a", "#66717b", "#0d6f5c", "#7f3c8d"

#: Daylight colour -> CSS variable of the page that holds it.
CSS_VARIABLES = {
    INK: "--ink",
    MUTED: "--muted",
    LINE: "--line",
    PAPER: "--paper",
    BLUE: "--blue",
    ORANGE: "--orange",
    GREY: "--grey",
    GREEN: "--green",
    PURPLE: "--purple",
}

_LINES: dict[str, dict[str, Any]] = {
    "observed": {"color": INK, "linestyle": "-", "linewidth": 1.2},
    "model": {"color": BLUE, "linestyle": "-", "linewidth": 2.4},
    "rule": {"color": ORANGE, "linestyle": "--", "linewidth": 1.9},
    "naive": {"color": GREY, "linestyle": ":", "linewidth": 2.2},
}
_HATCHES = {"observed": "", "model": "", "rule": "////", "naive": "...."}

#: Settings of matplotlib for every chart, over its defaults: what a notebook has set does not leak.
SETTINGS: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": MUTED,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.labelcolor": MUTED,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.xmargin": 0.02,
    "font.family": "DejaVu Sans",  # ships with matplotlib: same layout on every machine
    "font.size": 10.5,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "hatch.color": PAPER,
    "hatch.linewidth": 1.4,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "civicai",
    "text.color": INK,
    "text.parse_math": False,  # a site called "5$ and 6$" is not a formula
    "xtick.color": MUTED,
    "xtick.labelcolor": MUTED,
    "ytick.color": MUTED,
    "ytick.labelcolor": MUTED,
    "ytick.left": False,
}


def cycle() -> Any:
    """Return the property cycle of lines that are given no role: colour and dash together."""
    from cycler import cycler

    colours = [BLUE, ORANGE, GREEN, PURPLE]
    return cycler(color=colours) + cycler(linestyle=["-", "--", "-.", ":"])


def line_style(role: Role) -> dict[str, Any]:
    """Return the keywords of ``ax.plot`` for a role.

    Parameters
    ----------
    role : {"observed", "model", "rule", "naive"}
        ``"rule"`` is what the town does today.

    Examples
    --------
    >>> line_style("rule")["linestyle"]
    '--'
    """
    return dict(_LINES[role])


def band_style(role: Role) -> dict[str, Any]:
    """Return the keywords of ``ax.fill_between`` for the interval of a role.

    The band has an outline, as its pale tint alone would not stand out enough.
    """
    from matplotlib.colors import to_rgba

    colour = _LINES[role]["color"]
    return {"facecolor": to_rgba(colour, 0.16), "edgecolor": colour, "linewidth": 0.7}


def bar_style(role: Role) -> dict[str, Any]:
    """Return the keywords of ``ax.bar`` and ``ax.barh`` for a role.

    Examples
    --------
    >>> bar_style("rule")["hatch"]
    '////'
    """
    return {"color": _LINES[role]["color"], "hatch": _HATCHES[role], "linewidth": 0}


def label_lines(ax: Axes) -> None:
    """Write each line's label at its right end instead of a legend far from it.

    Parameters
    ----------
    ax : matplotlib Axes
        Its lines were given ``label=``; those without are left alone.
    """
    import numpy as np

    ends = []
    bottom, top = ax.get_ylim()
    for line in ax.get_lines():
        values = np.asarray(line.get_ydata(), dtype=float)
        values = values[np.isfinite(values)]
        if len(values) and not str(line.get_label()).startswith("_"):
            ends.append(((values[-1] - bottom) / ((top - bottom) or 1), line))
    ends.sort(key=lambda end: end[0])
    step = 0.075  # one line of text, as a share of the height
    ceiling = 1 - step * (len(ends) - 1)
    floor = -math.inf
    for rank, (height, line) in enumerate(ends):
        floor = max(floor + step, min(height, ceiling + step * rank))
        ax.text(
            1.01,
            floor,
            str(line.get_label()),
            transform=ax.transAxes,
            color=line.get_color(),
            va="center",
        )


def style_axes(ax: Axes, *, x: AxisKind = "auto", y: AxisKind = "auto") -> None:
    """Write the ticks in the reader's language, the vertical axis' name upright, the legend above.

    Every chart of a report gets it once drawn; a draw function calls it to ask for percentages.

    Parameters
    ----------
    ax : matplotlib Axes
    x, y : {"auto", "percent"}
        ``"auto"`` writes numbers and dates; texts and formats set by hand are left alone.
        ``"percent"`` writes shares (0 to 1) as percentages.
    """
    for axis, kind in ((ax.xaxis, x), (ax.yaxis, y)):
        _write_ticks(axis, kind)
    if ax.get_ylabel() and not ax.get_title("left"):
        ax.set_title(ax.get_ylabel(), loc="left", color=MUTED, fontsize="medium", pad=9)
        ax.set_ylabel("")
    legend = ax.get_legend()
    if legend is not None:
        figure: Any = ax.figure
        handles: Any = legend.legend_handles
        texts = [text.get_text() for text in legend.get_texts()]
        figure.legend(handles, texts, loc="outside upper left", ncols=min(len(texts), 4))
        legend.remove()


def _write_ticks(axis: Axis, kind: AxisKind) -> None:
    from matplotlib.dates import AutoDateFormatter
    from matplotlib.ticker import FuncFormatter, ScalarFormatter

    current = axis.get_major_formatter()
    if kind == "percent":
        writer = _percent_tick
    elif isinstance(current, AutoDateFormatter):
        writer = _date_tick
    elif isinstance(current, ScalarFormatter):
        writer = _number_tick
    else:
        return
    axis.set_major_formatter(FuncFormatter(lambda value, _position: writer(axis, value)))


def _tick_digits(axis: Axis) -> int:
    ticks = axis.get_majorticklocs()
    step = float(abs(ticks[1] - ticks[0])) if len(ticks) > 1 else 1.0
    # 2.5 needs one decimal more than its order of magnitude says
    digits = max(0, -math.floor(math.log10(step))) if step > 0 else 0
    return digits + 1 if abs(round(step, digits) - step) > 1e-9 * step else digits


def _number_tick(axis: Axis, value: float) -> str:
    return format_number(value + 0.0, _tick_digits(axis))


def _percent_tick(axis: Axis, value: float) -> str:
    return format_percent(value + 0.0, max(0, _tick_digits(axis) - 2))


def _date_tick(axis: Axis, value: float) -> str:
    from matplotlib.dates import num2date

    moment = num2date(value)  # type: ignore[no-untyped-call]
    months = _("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    month = months[moment.month - 1]
    ticks = axis.get_majorticklocs()
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0  # in days
    if step >= 360:
        return str(moment.year)
    if step >= 27:
        return f"{month} {moment.year}"
    day = "1er" if language() == "fr" and moment.day == 1 else str(moment.day)
    return f"{day} {month}" if step >= 1 else f"{day} {month}\n{moment:%H:%M}"
