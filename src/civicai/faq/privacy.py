"""Personal data in a question, masked before it is stored, learned from or shown."""

from __future__ import annotations

import re

_WORD = r"[^\W\d_][\w’'-]*"
_NAME = r"[A-ZÀ-Ý][\w’'-]+(?:[ -](?:d[eu]s? |la |le |van |von )?[A-ZÀ-Ý][\w’'-]+){0,3}"
#: Words that end a name written in small letters: "je m'appelle zoé le goff et je veux…".
_NO_NAME = (
    r"(?:et|je|j|pour|mon|ma|mes|car|mais|qui|que|and|i|ai|suis|habite|voudrais|veux|bonjour)"
)
_STREET = (
    r"rue|avenue|av\.?|bd|boulevard|place|chemin|all[ée]e|impasse|route|quai|square|r[ée]sidence|"
    r"lotissement|cours|passage"
)
_LINK = r"(?:des?|du|la|les?|au|aux|saint|ste?|sainte|g[ée]n[ée]ral|docteur|pr[ée]sident)"
#: In this order: a longer form first, lest a phone number eat half an IBAN.
_MASKS = (
    ("[e-mail]", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "[IBAN]",
        re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b", re.IGNORECASE),
    ),
    (
        "[NIR]",
        re.compile(
            r"\b[1278][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[AB])"
            r"[ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?\b",
            re.IGNORECASE,
        ),
    ),
    ("[carte]", re.compile(r"\b(?:\d{4}[ -]?){3}\d{4}\b")),
    (
        "[téléphone]",
        re.compile(r"(?<!\d)(?:(?:\+|00)\d{2,3}[ .-]?(?:\(0\))?|0)[1-9](?:[ .-]?\d{2}){4}(?!\d)"),
    ),
    (
        "[plaque]",
        re.compile(
            r"\b[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}\b|\b\d{2,4} [A-Z]{2,3} \d{2}\b"
            r"|\b[a-z]{2}(-?)\d{3}\1[a-z]{2}\b"
        ),
    ),
    (
        "[adresse]",
        re.compile(
            rf"\b\d{{1,4}}(?: ?(?:bis|ter))?,? (?:{_STREET})\b(?: {_LINK}\b)* "
            rf"(?:[ld]['’] ?)?{_WORD}"
            rf"(?:(?: {_LINK}\b)+ {_WORD}|(?-i:[ -][A-ZÀ-Ý][\w’'-]+)){{0,3}}"
            rf"(?:,? \d{{5}}(?: {_WORD})?)?",
            re.IGNORECASE,
        ),
    ),
    (
        "[nom]",
        re.compile(
            r"(?P<cue>\b(?:je m[’' ]?appelle|mon nom est|my name is)\s+)"
            rf"{_WORD}(?: (?!{_NO_NAME}\b){_WORD}){{0,3}}",
            re.IGNORECASE,
        ),
    ),
    (
        "[nom]",
        re.compile(
            r"(?P<cue>(?i:\bje suis (?:m\.|mme|monsieur|madame)|\bau nom de|"
            rf"\bm(?:onsieur|adame|me|lle)\.?|\bi am mrs?\.?)\s+){_NAME}"
        ),
    ),
)


def mask_personal_data(text: str) -> str:
    """Replace phone numbers, e-mails, NIR, IBAN, plates, addresses and stated names by their kind.

    What follows "je m'appelle" or "mon nom est" is taken for a name, in small letters too; after
    "Madame" and the like only in capitals. A name that nothing announces stays: a mask lowers the
    risk, it does not make a text anonymous (CNIL).

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> mask_personal_data("Je m'appelle Zoé Le Goff, 06 12 34 56 78, 12 rue des Lilas")
    "Je m'appelle [nom], [téléphone], [adresse]"
    """
    for mask, form in _MASKS:
        cue = r"\g<cue>" if "cue" in form.groupindex else ""
        text = form.sub(cue + mask, text)
    return text
