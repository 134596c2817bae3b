"""Personal data in a question, masked before it is stored, learned from or shown."""

from __future__ import annotations

import re

_NAME = r"[A-ZÀ-Ý][\w’'-]+(?:[ -](?:d[eu]s? |la |le |van |von )?[A-ZÀ-Ý][\w’'-]+){0,3}"
#: In this order: a longer form first, lest a phone number eat half an IBAN.
_MASKS = (
    ("[e-mail]", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("[IBAN]", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")),
    (
        "[NIR]",
        re.compile(r"\b[1278][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[AB])"
                   r"[ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?\b"),
    ),
    ("[carte]", re.compile(r"\b(?:\d{4}[ -]?){3}\d{4}\b")),
    (
        "[téléphone]",
        re.compile(
            r"(?<!\d)(?:(?:\+|00)\d{2,3}[ .-]?(?:\(0\))?|0)[1-9](?:[ .-]?\d{2}){4}(?!\d)"
        ),
    ),
    ("[plaque]", re.compile(r"\b[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}\b|\b\d{2,4} [A-Z]{2,3} \d{2}\b")),
    (
        "[adresse]",
        re.compile(
            r"\b\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.?|bd|boulevard|place|chemin|all[ée]e|"
            r"impasse|route|quai|square|r[ée]sidence|lotissement|cours|passage)\b[^,.;!?\n]{0,60}"
            r"(?:,? \d{5} [A-ZÀ-Ý][\w’'-]+)?",
            re.IGNORECASE,
        ),
    ),
    (
        "[nom]",
        re.compile(
            rf"(?P<cue>(?i:\bje m[’' ]?appelle|\bje suis (?:m\.|mme|monsieur|madame)|\bmon nom est|"
            rf"\bau nom de|\bm(?:onsieur|adame|me|lle)\.?|\bmy name is|\bi am mrs?\.?)\s+){_NAME}"
        ),
    ),
)  # fmt: skip


def mask_personal_data(text: str) -> str:
    """Replace phone numbers, e-mails, NIR, IBAN, plates, addresses and stated names by their kind.

    What follows "je m'appelle", "Madame", "mon nom est" and the like is taken for a name; a name
    that nothing announces stays: a mask lowers the risk, it does not make a text anonymous (CNIL).

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> mask_personal_data("Je m'appelle Zoé Le Goff, 06 12 34 56 78, 12 rue des Lilas")
    "Je m'appelle [nom], [téléphone], [adresse]"
    """
    for mask, form in _MASKS:
        text = form.sub(
            lambda found, mask=mask: (found.groupdict().get("cue") or "") + mask,  # type: ignore[misc]
            text,
        )
    return text
