"""Key figures, charts and tables, turned into one HTML file that needs nothing else.

The page has no JavaScript, no external resource and no colour that carries meaning alone;
it reads with a keyboard, with a screen reader, on a phone and on A4 paper. A room that
wants a chart writes one plain function that draws on one matplotlib ``Axes``:

>>> import pandas as pd
>>> from civicai import i18n, reports
>>> def draw(ax, table):
...     ax.bar(table["day"], table["meals"], **reports.bar_style("model"))
>>> chart = reports.Chart(
...     title="Meals to prepare",
...     sentence="Thursday is the strongest day.",
...     table=pd.DataFrame({"day": ["Monday", "Thursday"], "meals": [310, 342]}),
...     draw=draw,
... )
>>> with i18n.use("en"):
...     "<title" in reports.render_chart(chart, "meals")
True

Axes are written in the reader's language (decimal comma, month names) without a word from
the room; :func:`style_axes` says the rest, such as a percentage.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicai.reports.charts import render_chart as render_chart
    from civicai.reports.figures import Chart as Chart
    from civicai.reports.figures import KeyFigure as KeyFigure
    from civicai.reports.html import render_fragment as render_fragment
    from civicai.reports.html import render_html as render_html
    from civicai.reports.html import render_table as render_table
    from civicai.reports.style import band_style as band_style
    from civicai.reports.style import bar_style as bar_style
    from civicai.reports.style import label_lines as label_lines
    from civicai.reports.style import line_style as line_style
    from civicai.reports.style import style_axes as style_axes

_HOMES = {
    "Chart": "figures",
    "KeyFigure": "figures",
    "band_style": "style",
    "bar_style": "style",
    "label_lines": "style",
    "line_style": "style",
    "render_chart": "charts",
    "render_fragment": "html",
    "render_html": "html",
    "render_table": "html",
    "style_axes": "style",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Load a public name the first time it is used (PEP 562)."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
