"""What the forms share: articles from titles and texts, plain text from HTML, and refusals."""

from __future__ import annotations

import gzip
import html
import re
import zlib
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pandas as pd

from civicai.errors import InputError, Problem
from civicai.i18n import _

#: Largest file read [bytes].
MAX_BYTES = 50_000_000
_GZIP = b"\x1f\x8b"
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<(?:br|/p|/li|/h\d|/tr)\b[^>]*>", re.IGNORECASE)


def read_bytes(path: Path) -> bytes:
    """Return what a file holds, out of its compression where it is gzipped.

    Raises
    ------
    InputError
        Q03 if it is too large, or its compression is damaged.
    """
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if content.startswith(_GZIP):
        try:
            with gzip.open(BytesIO(content)) as unpacked:
                content = unpacked.read(MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(refusal(path, _("the archive is damaged."))) from error
    if len(content) > MAX_BYTES:
        raise InputError(refusal(path, _("the file is too large.")))
    return content


def as_articles(path: Path, found: Iterable[dict[str, str]]) -> pd.DataFrame:
    """Return articles, numbered and with their file as source where they do not say them.

    Raises
    ------
    InputError
        Q03 if there are none.
    """
    rows = list(found)
    for number, article in enumerate(rows, 1):
        article.setdefault("article_id", str(number))
        article.setdefault("source", path.name)
        article.setdefault("date", "")
    if not rows:
        raise InputError(refusal(path, _("no question with its answer was found.")))
    return pd.DataFrame(rows)


def plain_text(markup: str) -> str:
    r"""Return a text without its tags, each paragraph on its line.

    Examples
    --------
    >>> plain_text("<p>Apportez&nbsp;:</p><ul><li>un justificatif</li></ul>").split(chr(10))
    ['Apportez\xa0:', 'un justificatif']
    """
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", markup)))
    return "\n".join(line.strip(" \t") for line in text.splitlines() if line.strip())


def refusal(path: Path, message: str, row: int | None = None) -> Problem:
    """Return why a file, or an entry of it, is no page of answers."""
    return Problem(
        code="Q03",
        file=path.name,
        row=row,
        message=message,
        hint=_("Give a page of questions, each with its answer: see the how-to page."),
    )
