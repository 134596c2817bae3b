"""The language of the command line, click's own words included."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from civicai import i18n


def own_words(words: Sequence[str]) -> list[str]:
    """Return the words that are civicai's own: what follows ``--`` is another command's.

    Examples
    --------
    >>> own_words(["carbon", "--lang", "en", "--", "train", "--lang", "fr"])
    ['carbon', '--lang', 'en']
    """
    return list(words[: words.index("--")] if "--" in words else words)


def asked(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language that the user asks for.

    ``--lang`` anywhere in the words comes first, then ``LC_ALL``, ``LC_MESSAGES`` and
    ``LANG``; French where they say nothing, or name a language that civicai does not speak.

    Examples
    --------
    >>> asked(["list", "--lang", "en"], {"LANG": "fr_FR.UTF-8"})
    'en'
    >>> asked(["list"], {"LANG": "C.UTF-8"})
    'fr'
    """
    wish = ""
    words = own_words(words)
    for word, following in zip(words, [*words, ""][1:], strict=True):
        name, equals, value = word.partition("=")
        if name == "--lang":
            wish = value if equals else following
    if wish in i18n.LANGUAGES:
        return wish
    settings = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((setting for setting in settings if setting), "")
    return "en" if locale.lower().startswith("en") else "fr"


def speak(lang: str) -> None:
    """Set the language of the process, and make click speak it.

    click asks the standard library for its words: the catalogue of the current domain, in the
    language that the environment names.
    """
    i18n.set_language(lang)
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain("click", Path(i18n.__file__).with_name("locale"))
    gettext.textdomain("click")
