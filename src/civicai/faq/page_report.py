"""The report of a town that has a page of answers, and no sorted questions yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.faq.charts import draw_found
from civicai.faq.incoming import IncomingReport
from civicai.faq.inputs import Inputs
from civicai.faq.schema import TEXT, TITLE
from civicai.faq.search import ArticleSearch
from civicai.i18n import _, format_integer, format_percent
from civicai.reports import Chart, KeyFigure
from civicai.tables.schema import fold
from civicai.usecase import Progress, Result

#: Rank up to which an article is found: a reader looks at three.
LOOKED_AT = 3


def page_report(
    inputs: Inputs, findings: list[Any], progress: Progress, options: Mapping[str, Any]
) -> Result:
    """Offer articles to the new questions; say which articles are hard to find."""
    page = inputs.articles
    assert page is not None, "prepare_inputs refuses a town without questions or page"  # noqa: S101
    progress(0, 2, _("Looking for each title"))
    titles = _found_titles(page, semantic=options["semantic"])
    progress(1, 2, _("Routing the new questions"))
    new = IncomingReport(inputs, options)
    scores = _scores(titles)
    labels = {"scores": _("Does each title find its own article?")}
    if new.decision is None:
        labels["decision"] = _("Articles, the hardest to find first")
    return Result(
        title=_("Citizens' questions: what your page of answers can do alone"),
        sentence=_sentence(scores) if new.decision is None else new.sentence(),
        key_figures=(*new.key_figures(), *_figures(titles, scores)),
        decision=_hard_first(titles) if new.decision is None else new.decision,
        tables={
            **new.tables(),
            "scores": scores,
            **({} if new.decision is None else {"titles": titles}),
        },
        charts=(
            Chart(
                title=_("Does each title find its own article?"),
                sentence=_(
                    "Each title is searched in the texts alone. A title is kinder than a citizen: "
                    "this is the most to hope for."
                ),
                table=scores,
                draw=draw_found,
            ),
        ),
        warnings=tuple(new.warnings()),
        problems=(*findings, *inputs.findings),
        labels=labels,
        model=new.router,
    )


def _found_titles(page: pd.DataFrame, *, semantic: bool) -> pd.DataFrame:
    """Return at which rank each title finds its own text, by search and by shared words."""
    from sklearn.feature_extraction.text import CountVectorizer

    found = ArticleSearch(semantic=semantic).fit(page[[TEXT]].assign(**{TITLE: ""}))
    words = CountVectorizer(binary=True, analyzer=_words)
    held = words.fit_transform(page[TEXT])
    shared = (words.transform(page[TITLE]) @ held.T).toarray()
    # Texts that share as many words stand in the order of the page.
    order = np.argsort(-shared, axis=1, kind="stable")
    rule = (order == np.arange(len(page))[:, None]).argmax(axis=1) + 1
    return pd.DataFrame(
        {
            "article": page[TITLE].to_numpy(),
            "found_rank": found.ranks(page[TITLE]),
            "rule_rank": rule,
        }
    )


def _words(text: str) -> list[str]:
    return fold(text).split()


def _scores(titles: pd.DataFrame) -> pd.DataFrame:
    ranks = {
        "search": titles["found_rank"],
        "shared_words": titles["rule_rank"],
        "page_order": pd.Series(range(1, len(titles) + 1)),
    }
    return pd.DataFrame(
        {
            "method": list(ranks),
            "first_share": [float((rank == 1).mean()) for rank in ranks.values()],
            "among_share": [float((rank <= LOOKED_AT).mean()) for rank in ranks.values()],
        }
    )


def _sentence(scores: pd.DataFrame) -> str:
    first = scores.set_index("method")["first_share"]
    text = _(
        "Searched in the texts, {found} of the titles find their own article first, against {rule} "
        "by the words they share: topics can be offered, nothing is answered by itself yet."
    )
    return text.format(
        found=format_percent(first["search"], 0), rule=format_percent(first["shared_words"], 0)
    )


def _figures(titles: pd.DataFrame, scores: pd.DataFrame) -> list[KeyFigure]:
    by_method = scores.set_index("method")
    today = _("by the words they share: {rule}")
    figures = [
        KeyFigure("articles", _("Articles"), len(titles), format_integer(len(titles)), ""),
    ]
    for name, label in (
        ("first_share", _("Titles that find their article first")),
        ("among_share", _("Among the first three")),
    ):
        note = today.format(rule=format_percent(by_method[name]["shared_words"], 0))
        value = float(by_method[name]["search"])
        figures.append(KeyFigure(name, label, value, format_percent(value, 0), note))
    return figures


def _hard_first(titles: pd.DataFrame) -> pd.DataFrame:
    table = titles.sort_values("found_rank", ascending=False, kind="stable").reset_index(drop=True)
    fine = table["found_rank"] == 1
    table["status"] = np.where(fine, "fine", "to_reword")
    hard = _("its text lacks the words of its title, or another article says them more")
    table["reason"] = np.where(fine, _("found first by its own title"), hard)
    return table
