"""In which language a question is asked, from its commonest words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from civicai.i18n import _

UNKNOWN = ""
_COMMON = {
    "fr": "je tu il elle on nous vous ils le la les un une des du de et est que qui quoi ou "
    "dans pour pas sur avec mon ma mes votre vos comment quand quel quelle quels combien "
    "puis faut au aux ce cette ai suis avez peut faire bonjour merci c j l d n qu s",
    "en": "i you he she we they the a an of and is are what which where when who how do does "
    "did can my your to for with not on in it this that have has need want please hello "
    "thank much",
    "es": "yo el la los las un una de y es que qué quién dónde cuándo cómo cuánto para por con "
    "mi mis su en no puedo hay necesito quiero hola gracias donde como está",
    "de": "ich du er sie wir ihr der die das ein eine und ist was wer wo wann wie kann mein "
    "meine für mit nicht auf im zu bitte hallo danke muss",
    "it": "io il lo la gli le un una di e è che chi dove quando come per con mio mia non posso "
    "vorrei ciao grazie sono ho",
    "pt": "eu o a os as um uma de e é que quem onde quando como para com meu minha não posso "
    "preciso olá obrigado em",
}  # fmt: skip
_WORDS = {name: frozenset(words.split()) for name, words in _COMMON.items()}
_SCRIPTS = {"ARABIC": "ar", "CYRILLIC": "ru", "CJK": "zh", "HEBREW": "he", "GREEK": "el"}


def guess_language(text: str) -> str:
    """Return the code of the language that most of the common words belong to, else ``""``.

    Two words at least must speak for it, and no other language as loudly: a short question stays
    unknown, which changes nothing to its routing.

    Examples
    --------
    >>> guess_language("Where can I get a new passport?"), guess_language("passeport perdu")
    ('en', '')
    """
    for letter in text:
        if ord(letter) > 0x36F and letter.isalpha():
            script = unicodedata.name(letter, "").split(" ")[0]
            if script in _SCRIPTS:
                return _SCRIPTS[script]
    words = re.findall(r"\w+", text.lower())
    votes = {name: sum(w in known for w in words) for name, known in _WORDS.items()}
    (first, most), (_second, next_most) = Counter(votes).most_common(2)
    return first if most >= 2 and most > next_most else UNKNOWN


def main_language(languages: Iterable[str]) -> str:
    """Return the commonest of the languages that are known, else ``""``.

    Examples
    --------
    >>> main_language(["", "fr", "en", "fr"])
    'fr'
    """
    counts = Counter(filter(None, languages))
    return counts.most_common(1)[0][0] if counts else UNKNOWN


#: What is said to who must wait for a human, in the languages that are told apart.
_HUMAN = {
    "fr": "Un agent de la mairie va vous répondre.",
    "en": "Someone from the town hall will answer you.",
    "es": "Un agente del ayuntamiento le responderá.",
    "de": "Jemand aus dem Rathaus wird Ihnen antworten.",
    "it": "Un addetto del comune le risponderà.",
    "pt": "Um agente da câmara municipal vai responder-lhe.",
    "ar": "سيجيبكم أحد موظفي البلدية.",
    "ru": "Вам ответит сотрудник мэрии.",
    "zh": "市政厅的工作人员会回复您。",
}


def handover_message(language: str) -> str:
    """Return that a human will answer, in a language that is known, else in the run's.

    Examples
    --------
    >>> handover_message("en")
    'Someone from the town hall will answer you.'
    """
    return _HUMAN.get(language) or _("Someone from the town hall will answer you.")
