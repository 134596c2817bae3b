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

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
