"""The report of a town that has a page of answers, and no sorted questions yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicai.faq import incoming
from civicai.faq.charts import draw_found
from civicai.faq.inputs import Inputs
from civicai.faq.schema import TEXT, TITLE
from civicai.faq.search import ArticleSearch
from civicai.faq.usecase import USECASE
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
    router, _refusal, routed, extra = incoming.route_incoming(inputs, options)
    scores = _scores(titles)
    return Result(
        usecase=USECASE.name,
        lang="",
        title=_("Citizens' questions: what your page of answers can do alone"),
        sentence=_sentence(scores)
        if routed is None
        else incoming.incoming_sentence(routed, options, router),
        key_figures=(
            *([] if routed is None else incoming.incoming_figures(routed)),
            *_figures(titles, scores),
        ),
        decision=_hard_first(titles) if routed is None else routed,
        tables={**extra, "scores": scores, **({} if routed is None else {"titles": titles})},
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
        warnings=tuple(incoming.incoming_warnings(router, routed)),
        problems=(*findings, *inputs.findings),
        card=USECASE.card(),
        labels={"scores": _("Does each title find its own article?")}
        | ({} if routed is not None else {"decision": _("Articles, the hardest to find first")}),
        model=router,
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
        _("search"): titles["found_rank"],
        _("words in common"): titles["rule_rank"],
        _("page read from the top"): pd.Series(range(1, len(titles) + 1)),
    }
    return pd.DataFrame(
        {
            "method": list(ranks),
            "first_share": [float((rank == 1).mean()) for rank in ranks.values()],
            "among_share": [float((rank <= LOOKED_AT).mean()) for rank in ranks.values()],
        }
    )


def _sentence(scores: pd.DataFrame) -> str:
    search, rule = scores.iloc[0], scores.iloc[1]
    text = _(
        "Searched in the texts, {found} of the titles find their own article first, against {rule} "
        "by the words they share: topics can be offered, nothing is answered by itself yet."
    )
    return text.format(
        found=format_percent(search["first_share"], 0), rule=format_percent(rule["first_share"], 0)
    )


def _figures(titles: pd.DataFrame, scores: pd.DataFrame) -> list[KeyFigure]:
    search, rule = scores.iloc[0], scores.iloc[1]
    today = _("by the words they share: {rule}")
    figures = [
        KeyFigure("articles", _("Articles"), len(titles), format_integer(len(titles)), ""),
    ]
    for name, label in (
        ("first_share", _("Titles that find their article first")),
        ("among_share", _("Among the first three")),
    ):
        note = today.format(rule=format_percent(rule[name], 0))
        value = float(search[name])
        figures.append(KeyFigure(name, label, value, format_percent(value, 0), note))
    return figures


def _hard_first(titles: pd.DataFrame) -> pd.DataFrame:
    table = titles.sort_values("found_rank", ascending=False, kind="stable").reset_index(drop=True)
    fine = table["found_rank"] == 1
    table["status"] = np.where(fine, _("fine"), _("to be reworded"))
    hard = _("its text lacks the words of its title, or another article says them more")
    table["reason"] = np.where(fine, _("found first by its own title"), hard)
    return table
