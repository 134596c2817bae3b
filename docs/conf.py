"""How Sphinx builds these pages: ``make docs``, without the network."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

import civicai

project = "civicai"
author = "the civicai contributors"
copyright = "the civicai contributors"
release = version = civicai.__version__

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
]
exclude_patterns = ["_build"]
templates_path = ["_templates"]

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

# Types stand in the docstrings, in words: "array-like of float, shape (n,)".
autodoc_typehints = "none"
autodoc_default_options = {"members": True}
autosummary_generate = True
numpydoc_show_class_members = False
# Every reference must lead somewhere, but no inventory of other projects is fetched at build.
nitpick_ignore_regex = [("py:.*", r"(?!civicai).*")]

html_theme = "pydata_sphinx_theme"
html_static_path = ["_static"]
html_css_files = ["civicai.css"]
html_title = "civicai"
html_show_sourcelink = False
html_copy_source = False
html_theme_options: dict[str, Any] = {
    "navbar_end": ["theme-switcher"],
    "show_prev_next": False,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "navigation_with_keys": False,
}


def say_language(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Tell browsers and screen readers that a page is in French, where its first lines say so."""
    context["language"] = (context.get("meta") or {}).get("lang", "en")


def keep_examples_inside(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Make the examples of a room no section: every room would have one of the same name."""
    if what == "module" and "Examples" in lines:
        at = lines.index("Examples")
        lines[at : at + 2] = [".. rubric:: Examples", ""]


def setup(app: Sphinx) -> None:
    """Connect what this file adds to the build."""
    app.connect("html-page-context", say_language)
    app.connect("autodoc-process-docstring", keep_examples_inside, priority=400)
