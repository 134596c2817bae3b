"""Documents for a town to complete: plain French, short, with blanks."""

from __future__ import annotations

from importlib import resources

#: Name of each document's file, without ``.md``.
NAMES = (
    "charte_ethique",
    "note_elus",
    "notice_habitants",
    "convention_donnees",
    "liste_cyber",
)


def town_documents() -> dict[str, str]:
    """Return the documents that a town can complete: Markdown, in French, by name.

    Returns
    -------
    dict of str to str
        Ethics charter, briefing for elected officials, notice to inhabitants, agreement to share
        data between communes, cybersecurity list. What is to fill in stands between ``[ ]``.

    Examples
    --------
    >>> sorted(town_documents())
    ['charte_ethique', 'convention_donnees', 'liste_cyber', 'note_elus', 'notice_habitants']
    """
    folder = resources.files("civicai.cards").joinpath("templates")
    return {name: folder.joinpath(f"{name}.md").read_text(encoding="utf-8") for name in NAMES}
