"""How Sphinx builds these pages: ``make docs``, without the network."""

from __future__ import annotations

import tomllib
from pathlib import Path
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
exclude_patterns = ["_build", "reference/messages_intro_*.md"]
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


#: Names of the fields of a problem, in the order of its section.
FIELDS = {
    "en": {"kind": "Kind", "cause": "Cause", "example": "Example", "fix": "Fix"},
    "fr": {"kind": "Sorte", "cause": "Cause", "example": "Exemple", "fix": "À faire"},
}


def write_messages(app: Sphinx, config: object) -> None:
    """Write the two pages of messages from ``messages.toml``, which holds each code once."""
    folder = Path(app.srcdir, "reference")
    groups = tomllib.loads((folder / "messages.toml").read_text("utf-8"))["groups"]
    for lang, fields in FIELDS.items():
        parts = [(folder / f"messages_intro_{lang}.md").read_text("utf-8").rstrip()]
        for group in groups:
            parts += [f"## {group[lang]}", *filter(None, [group.get(f"about_{lang}")])]
            for code, texts in group["codes"].items():
                told = texts[lang]
                lines = [f":{name}: {told[key]}" for key, name in fields.items()]
                head = f"({lang}-{code})=\n### {code} · {told['title']}"
                parts += [head, "\n".join(lines)]
        (folder / f"messages_{lang}.md").write_text("\n\n".join(parts) + "\n", "utf-8")


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
    app.connect("config-inited", write_messages)
    app.connect("html-page-context", say_language)
    app.connect("autodoc-process-docstring", keep_examples_inside, priority=400)
