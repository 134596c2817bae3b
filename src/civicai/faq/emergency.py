"""Cries for help: a fixed list that goes before any model, and is never overruled by one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from civicai.i18n import N_, Text
from civicai.tables.schema import fold


@dataclass(frozen=True)
class Emergency:
    """A kind of emergency, with the words that betray it and the numbers to call.

    Parameters
    ----------
    name : str
    numbers : Text
        What to do, for the reader.
    words : str
        Regular expression over folded text (lower case, no accents, no punctuation).
    """

    name: str
    numbers: Text
    words: str


#: French numbers of 2026: 15, 17, 18, 112, 114 (by text message), 119, 3114, 3919.
EMERGENCIES = (
    Emergency(
        "suicide",
        N_("emergency: call 3114 (day and night), or 15"),
        r"\b(suicid\w*|me tuer|me foutre en l ?air|en finir avec (la|ma) vie|envie de mourir"
        r"|j ?(veux|veu|vx|v) mourir|veux mourir|vais mourir|mettre fin a mes jours"
        r"|kill myself|want to die|end my life"
        r"|quiero morir|matarme|umbringen)\b",
    ),
    Emergency(
        "fire",
        N_("emergency: call 18 or 112 at once"),
        r"\b(au feu|(y a|il y a|c est) le feu|ma (maison|cuisine|voiture) brule|un incendie"
        r"|appartement (brule|en feu)|en feu|odeur de gaz|fuite de gaz|there is a fire"
        r"|house is on fire|gas leak|hay un incendio|fuego en mi)\b",
    ),
    Emergency(
        "violence",
        N_("emergency: call 17 or 112 (114 by text message; 3919 for women, 119 for children)"),
        r"\b(me (frappe|bat|tape|viole|menace)|m a (frappee?|violee?|tapee?|menacee?)"
        r"|violences? conjugales?|(enfant|bebe|mineur) (est )?(battue?|maltraitee?|en danger)"
        r"|on m agresse|il va me tuer"
        r"|agression en cours|he hits me|is hitting me|being attacked|beating me|me pega)\b",
    ),
    Emergency(
        "medical",
        N_("emergency: call 15 or 112 at once"),
        r"\b(ne respire (plus|pas)|inconsciente?|crise cardiaque|malaise cardiaque|fait un avc"
        r"|perd (beaucoup de|son) sang|se noie|not breathing|heart attack|unconscious|au secours"
        r"|a l aide vite|no respira)\b",
    ),
)
_FORMS = tuple((kind, re.compile(kind.words)) for kind in EMERGENCIES)
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
    words = _HARMLESS.sub(" ", fold(text))
    return next((kind for kind, form in _FORMS if form.search(words)), None)
