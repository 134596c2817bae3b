"""A chart as inline SVG, with text that can be selected and a title that can be read out."""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from civicai.reports.style import CSS_VARIABLES, SETTINGS, cycle, style_axes

if TYPE_CHECKING:
    from civicai.reports.figures import Chart

#: Width and height of a chart, in inches of 72 points.
SIZE = (7.8, 3.7)

_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_FONT_FAMILY = re.compile(r"font-family:[^;]*;?\s*")
_GEOMETRY = ("d", "x", "y", "transform", "width", "height")


def render_chart(chart: Chart, name: str, size: tuple[float, float] = SIZE) -> str:
    """Draw a chart as an ``<svg>`` element to put inside an HTML page.

    Parameters
    ----------
    chart : Chart
    name : str
        Prefix of every id inside, unique in the page, such as ``"chart-1"``.
    size : (float, float)
        Width and height, in inches of 72 points.

    Returns
    -------
    str
        The same bytes for the same chart, language and version of matplotlib. The element
        has ``role="img"`` and is named by its ``<title>``.
    """
    drawn = _NOT_XML.sub("", _draw(chart, size))
    root = ElementTree.fromstring(drawn)  # noqa: S314 - matplotlib has just written it
    _strip(root)
    _own_ids(root, name)
    for element in root.iter():
        _simplify(element)
    return ElementTree.tostring(_named(root, chart, name), encoding="unicode")


def _draw(chart: Chart, size: tuple[float, float]) -> str:
    from matplotlib import style
    from matplotlib.figure import Figure

    buffer = io.StringIO()
    settings = {**SETTINGS, "axes.prop_cycle": cycle()}
    with warnings.catch_warnings(), style.context(settings, after_reset=True):
        # The browser draws the text: a letter that matplotlib's own font lacks is no fault.
        warnings.filterwarnings("ignore", message=".*Glyph.*missing from.*font")
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.add_subplot()
        chart.draw(axes, chart.table)
        style_axes(axes)
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    return buffer.getvalue()


def _strip(root: ElementTree.Element) -> None:
    """Remove namespaces, metadata and the style sheet, which would reach the whole page."""
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for key in [key for key in element.attrib if key.startswith("{")]:
            element.attrib[key.rpartition("}")[2]] = element.attrib.pop(key)
        element.tail = None
        if element.tag not in ("text", "tspan"):
            element.text = None
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in ("metadata", "style"):
                parent.remove(child)


def _own_ids(root: ElementTree.Element, name: str) -> None:
    """Keep the ids that something refers to, under a prefix of this chart's own."""
    used: list[str] = []
    for element in root.iter():
        for key, value in element.attrib.items():
            used += [value.removeprefix("#")] if key == "href" else _REFERENCE.findall(value)
    numbers = {old: f"{name}-{rank}" for rank, old in enumerate(dict.fromkeys(used), 1)}

    def renamed(match: re.Match[str]) -> str:
        return f"url(#{numbers[match[1]]})"

    for element in root.iter():
        identity = element.attrib.pop("id", None)
        for key, value in element.attrib.items():
            if key == "href":
                element.attrib[key] = "#" + numbers[value.removeprefix("#")]
            else:
                element.attrib[key] = _REFERENCE.sub(renamed, value)
        if identity in numbers:
            element.attrib["id"] = numbers[identity]


def _simplify(element: ElementTree.Element) -> None:
    """Round coordinates, leave the font to the page, and let it choose day or night colours."""
    for key in _GEOMETRY:
        if key in element.attrib:
            text = _LONG_NUMBER.sub(lambda m: f"{float(m[0]):.2f}", element.attrib[key])
            element.attrib[key] = " ".join(text.split())
    style = _FONT_FAMILY.sub("", element.attrib.pop("style", ""))
    for key in ("fill", "stroke"):  # a hatch says them as attributes, where var() is not allowed
        if element.attrib.get(key) in CSS_VARIABLES:
            style += f";{key}:{element.attrib.pop(key)}"
    if style:
        for colour, variable in CSS_VARIABLES.items():
            style = style.replace(colour, f"var({variable},{colour})")
        element.attrib["style"] = style


def _named(root: ElementTree.Element, chart: Chart, name: str) -> ElementTree.Element:
    attributes: dict[str, Any] = {
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-labelledby": f"{name}-title",
        "stroke-linejoin": "round",
    }
    named = ElementTree.Element("svg", attributes)
    ElementTree.SubElement(named, "title", {"id": f"{name}-title"}).text = _NOT_XML.sub(
        "", chart.title
    )
    named.extend(list(root))
    return named
