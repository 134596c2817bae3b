"""Cries for help: a fixed list that goes before any model, and is never overruled by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from civicai.i18n import N_, Text, translate
from civicai.tables.schema import fold


@dataclass(frozen=True)
class Emergency:
    """A kind of emergency, with the words that betray it and the numbers to call.

    Parameters
    ----------
    name : str
    numbers : Text
        What to do, for who reads it.
    words : dict of str
        Language -> regular expression over folded text (lower case, no accents, no punctuation).
    """

    name: str
    numbers: Text
    words: Mapping[str, str]


#: French numbers of 2026: 15, 17, 18, 112, 114 (by text message), 119, 3114, 3919.
EMERGENCIES = (
    Emergency(
        "suicide",
        N_("emergency: call 3114 (day and night), or 15"),
        {
            "fr": r"suicid\w*|me tuer|me foutre en l ?air|en finir avec (la|ma) vie|envie de mourir"
            r"|j ?(veux|veu|vx|v) mourir|veux mourir|vais mourir|mettre fin a mes jours"
            r"|plus envie de vivre",
            "en": r"kill(ing)? myself|want to die|end my life|take my (own )?life|suicid\w*",
            "es": r"quiero morir(me)?|matarme|quitarme la vida|no quiero vivir",
            "de": r"umbringen|will sterben|mir das leben nehmen|selbstmord|nicht mehr leben",
            "it": r"voglio morire|uccidermi|togliermi la vita|farla finita",
            "pt": r"quero morrer|matar me|tirar a minha vida",
            "ar": r"اريد ان اموت|انتحار|انتحر|اقتل نفسي",
            "ru": r"хочу умереть|покончить с собой|самоубийств\w*|убить себя",
        },
    ),
    Emergency(
        "fire",
        N_("emergency: call 18 or 112 at once"),
        {
            "fr": r"au feu|(y a|il y a|c est) le feu|ma (maison|cuisine|voiture) brule|un incendie"
            r"|appartement (brule|en feu)|en feu|odeur de gaz|fuite de gaz|sent le gaz",
            "en": r"there is a fire|(house|flat|kitchen|car|building) is (on fire|burning)|gas leak"
            r"|smell of gas|smell gas",
            "es": r"hay un incendio|hay fuego|fuego en mi|se quema|escape de gas|huele a gas",
            "de": r"es brennt|feuer in|brennt meine?|gasgeruch|riecht nach gas",
            "it": r"un incendio|va a fuoco|sta bruciando|fuga di gas|odore di gas",
            "pt": r"um incendio|a arder|pegou fogo|fuga de gas|cheiro a gas",
            "ar": r"حريق|نار في|تسرب غاز|رائحه غاز|رائحة غاز",
            "ru": r"пожар|горит (дом|квартира|машина)|пахнет газом|утечка газа",
        },
    ),
    Emergency(
        "violence",
        N_("emergency: call 17 or 112 (114 by text message; 3919 for women, 119 for children)"),
        {
            "fr": r"me (frappe|bat|tape|viole|menace)|m a (frappee?|violee?|tapee?|menacee?)"
            r"|violences? conjugales?|(enfant|bebe|mineur) (est )?(battue?|maltraitee?|en danger)"
            r"|on m agresse|il va me tuer|agression en cours",
            "en": r"(he|she|husband|wife|partner|boyfriend) (hits|beats|is beating) (me|us)"
            r"|is hitting (me|us)|being attacked|beating me|raped|going to kill me",
            "es": r"me pega|me maltrata|me esta pegando|me ha violado|me va a matar|me atacan",
            "de": r"(er|sie|mein mann|meine frau) schlagt mich|schlagt mich|vergewaltigt"
            r"|bringt mich um|werde angegriffen",
            "it": r"mi picchia|mi ha (picchiat|violentat)[ao]|vuole uccidermi|mi aggredi\w+",
            "pt": r"bate me|me bate|violou me|vai matar me|estou a ser agredid[ao]",
            "ar": r"يضربني|ضربني|اغتصب\w*|يهددني|سيقتلني",
            "ru": r"(он|муж) (меня )?бьет( меня)?|изнасилов\w*|меня избив\w*|угрожает убить",
        },
    ),
    Emergency(
        "medical",
        N_("emergency: call 15 or 112 at once"),
        {
            "fr": r"ne respire (plus|pas)|inconsciente?|crise cardiaque|malaise cardiaque"
            r"|fait un avc|perd (beaucoup de|son) sang|se noie|au secours|a l aide vite",
            "en": r"not breathing|heart attack|unconscious|is drowning|bleeding a lot"
            r"|having a stroke",
            "es": r"no respira|infarto|inconsciente|se ahoga|socorro|auxilio",
            "de": r"atmet nicht( mehr)?|herzinfarkt|bewusstlos|ertrinkt|zu hilfe",
            "it": r"non respira|infarto|privo di sensi|svenut[ao]|annega|aiuto presto",
            "pt": r"nao respira|ataque cardiaco|inconsciente|afoga|socorro",
            "ar": r"لا يتنفس|نوبه قلبيه|نوبة قلبية|النجده|النجدة|فاقد الوعي",
            "ru": r"не дышит|сердечны[йи] приступ|без сознания|тонет|на помощь",
        },
    ),
)
# Without its cache: what a citizen wrote is not kept.
_fold = fold.__wrapped__
_NUMBERS = {kind.name: kind.numbers for kind in EMERGENCIES}
_FORMS = tuple(
    (kind, re.compile(rf"\b({'|'.join(kind.words.values())})\b")) for kind in EMERGENCIES
)
#: How the fire and gas of everyday questions are asked: no emergency there.
_HARMLESS = re.compile(r"\b(feux? d artifice|feux? (rouge|tricolore)s?|camion de pompiers?)\b")


def find_emergency(text: str) -> Emergency | None:
    """Return the emergency that a text cries, or None.

    Errs on the side of care: a harmless question now and then is handed to a human with an
    emergency number, which costs little.

    Examples
    --------
    >>> find_emergency("Il y a le FEU chez ma voisine !").name
    'fire'
    >>> find_emergency("À quelle heure est le feu d'artifice ?") is None
    True
    """
    words = _HARMLESS.sub(" ", _fold(text))
    return next((kind for kind, form in _FORMS if form.search(words)), None)


def emergency_numbers(name: str) -> str:
    """Return what to do in an emergency of that name, in the run's language."""
    return translate(_NUMBERS[name])
