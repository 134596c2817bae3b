"""Pages of questions and answers, as towns and the State publish them -> articles.

One file a form: the FAQ page of a town's site saved from a browser, lists in JSON (that of the Code
du travail numérique), the XML of service-public.fr (DILA, "Vos droits et démarches", open data
under Licence Ouverte 2.0) alone or in an archive. A table needs none.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from civicai.faq.schema import ARTICLES
from civicai.usecase import Input
from civicai.usecase.targets import load


def read_articles(path: str | Path) -> pd.DataFrame:
    """Read a page of questions and answers, whatever its form.

    Parameters
    ----------
    path : str or Path
        ``.json``: a list of objects with a question and an answer, in text or HTML. ``.xml`` or
        ``.zip``: sheets of service-public.fr as DILA publishes them. ``.html``: a page saved from
        a browser, whose answers stand in ``<details>``, in ``<dl>``, in schema.org's ``FAQPage``
        or under headings. Anything else: a table with a title and a text. A file whose name does
        not say it is told by how it begins.

    Returns
    -------
    DataFrame
        ``article_id``, ``title``, ``text`` (no tags left), ``source``, ``date`` (ISO, ``""`` where
        the page does not say it), and ``topic`` where it is known.

    Raises
    ------
    InputError
        Q03 if the file is too large, is not what its name says, holds no question with its
        answer, or an entry lacks one of the two.
    """
    form = Input(ARTICLES, formats=__name__).format_of(path)
    if form is None:
        from civicai.tables import read_table

        return read_table(path, ARTICLES)
    articles: pd.DataFrame = load(form.read)(Path(path))
    return articles
