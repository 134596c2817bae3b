"""Spelling put right before a question is read: typing errors and telephone spelling.

A word that was never seen is replaced by the likeliest near one that was, given its neighbours: a
noisy channel [1]_ over the town's own words, found through deletions [2]_. Words that were seen
are never touched, nor is anything that no known word is near to.

References
----------
.. [1] Kernighan, Church and Gale, "A spelling correction program based on a noisy channel model",
   COLING 1990.
.. [2] Garbe, "Symmetric delete spelling correction algorithm (SymSpell)", 2012.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any

#: A word, of one letter too: "l", "d" and "j" are split from theirs.
WORD = re.compile(r"\w+")
#: Letters of a word from which one error in it is thought of, then two.
ONE_ERROR, TWO_ERRORS = 3, 6
#: Longest word that is looked at.
LONGEST = 25
#: What an error costs, in natural logarithm of its chance; a known short form costs half of it.
COST = 5.0
#: Candidates kept for a word, and readings kept along a question.
CANDIDATES, BEAM = 8, 8
#: Words that may replace another, the commonest; pairs of neighbours that are counted.
MOST_WORDS, MOST_PAIRS = 20_000, 500_000
#: Share of a word's chance that its left neighbour decides.
NEIGHBOUR = 0.7
_START, _END = "<", ">"
#: Short forms of French text messages.
_SHORT = (
    "adr=adresse, ajd=aujourd'hui, auj=aujourd'hui, avt=avant, bcp=beaucoup, bjr=bonjour, "
    "bsr=bonsoir, cad=c'est-à-dire, cb=combien, cmb=combien, cmt=comment, dc=donc, ds=dans, "
    "dsl=désolé, enft=enfant, esk=est-ce que, gd=grand, gde=grande, ht=haut, jai=j'ai, "
    "jms=jamais, jpe=je peux, jpeu=je peux, jsuis=je suis, jveu=je veux, jveux=je veux, "
    "jvoudrais=je voudrais, kan=quand, kand=quand, ke=que, kel=quel, kelle=quelle, kels=quels, "
    "keske=qu'est-ce que, ki=qui, koi=quoi, lgtps=longtemps, mm=même, mrc=merci, msg=message, "
    "mtn=maintenant, ns=nous, nvelle=nouvelle, nvo=nouveau, nx=nouveaux, pb=problème, "
    "pcq=parce que, pdt=pendant, pk=pourquoi, pkoi=pourquoi, pq=pourquoi, pr=pour, prq=pourquoi, "
    "ptit=petit, qd=quand, qqch=quelque chose, qqn=quelqu'un, rdv=rendez-vous, "
    "renouv=renouveler, rv=rendez-vous, slt=salut, ss=sans, stp=s'il vous plaît, svt=souvent, "
    "svp=s'il vous plaît, tjr=toujours, tjrs=toujours, tps=temps, ts=tous, tt=tout, tte=toute, "
    "ttes=toutes, vlo=vélo, vs=vous"
)
SHORT_FORMS = dict(pair.split("=") for pair in _SHORT.split(", "))


class SpellingCorrector:
    """Put the unknown words of a question right, from the words of a town's own texts.

    Parameters
    ----------
    language : str
        ``"fr"`` adds the short forms of French text messages.

    Examples
    --------
    >>> speller = SpellingCorrector("fr").fit(["Où renouveler mon passeport ?"] * 3)
    >>> speller.correct(["Où renouvler mon pasepport ?", "Où renouvelermon chat ?"])
    ['Où renouveler mon passeport ?', 'Où renouveler mon chat ?']
    """

    def __init__(self, language: str = "") -> None:
        self.language = language

    def fit(self, texts: Iterable[str]) -> SpellingCorrector:
        """Count the words of the texts, how they are written, and who stands next to whom."""
        counts: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            written = [found.lower() for found in WORD.findall(text)]
            words = [fold_word(word) for word in written]
            counts.update([_START, *words, _END])
            if len(pairs) < MOST_PAIRS:
                pairs.update(zip([_START, *words], [*words, _END], strict=True))
            for word, form in zip(words, written, strict=True):
                if word != form:
                    forms[word][form] += 1
        self.counts_, self.pairs_ = dict(counts), dict(pairs)
        self.forms_ = {
            word: said.most_common(1)[0][0]
            for word, said in forms.items()
            if said.total() * 2 > counts[word]
        }
        self._reset()
        return self

    def correct(self, texts: Iterable[str]) -> list[str]:
        """Return the texts, unknown words replaced; a text without any comes back as it was."""
        return [self._correct(text) for text in texts]

    def knows(self, word: str) -> bool:
        """Tell whether a word was seen, or is a number."""
        return fold_word(word) in self.counts_ or not word.isalpha()

    def _reset(self) -> None:
        self.__dict__.pop("_index", None)
        self._total = sum(self.counts_.values())
        self._near: dict[str, list[tuple[str, float]]] = {}

    def __getstate__(self) -> dict[str, Any]:
        # A long text is written and read much faster than as many entries of a table.
        return {
            "language": self.language,
            "counts": "\n".join(f"{word} {n}" for word, n in self.counts_.items()),
            "pairs": "\n".join(f"{a} {b} {n}" for (a, b), n in self.pairs_.items()),
            "forms": "\n".join(f"{word} {form}" for word, form in self.forms_.items()),
        }

    def __setstate__(self, state: dict[str, str]) -> None:
        self.language = state["language"]
        rows = {
            name: [line.split(" ") for line in state[name].split("\n") if line]
            for name in ("counts", "pairs", "forms")
        }
        self.counts_ = {word: int(n) for word, n in rows["counts"]}
        self.pairs_ = {(a, b): int(n) for a, b, n in rows["pairs"]}
        self.forms_ = dict(rows["forms"])
        self._reset()

    @cached_property
    def _index(self) -> dict[str, list[str]]:
        """Return, for each form that deletions give, the words it may come from."""
        index: defaultdict[str, list[str]] = defaultdict(list)
        common = sorted(self.counts_, key=lambda word: -self.counts_[word])[:MOST_WORDS]
        for word in common:
            if len(word) >= ONE_ERROR - 1 and len(word) <= LONGEST:
                for form in _deletions(word, _errors(word)):
                    index[form].append(word)
        return dict(index)

    def _correct(self, text: str) -> str:
        found = list(WORD.finditer(text))
        words = [fold_word(token[0]) for token in found]
        unknown = [not self.knows(word) for word in words]
        if not any(unknown):
            return text
        chosen = self._decode(words, unknown)
        parts, at = [], 0
        for token, word, new, changed in zip(found, words, chosen, unknown, strict=True):
            parts.append(text[at : token.start()])
            parts.append(self._written(new) if changed and new != word else token[0])
            at = token.end()
        return "".join([*parts, text[at:]])

    def _written(self, words: str) -> str:
        return " ".join(self.forms_.get(word, word) for word in words.split(" "))

    def _decode(self, words: list[str], unknown: list[bool]) -> tuple[str, ...]:
        """Return the likeliest reading of a question, word by word (Viterbi, in a beam)."""
        states: dict[str, tuple[float, tuple[str, ...]]] = {_START: (0.0, ())}
        for word, changes in zip(words, unknown, strict=True):
            options = (self._candidates(word) if changes else []) or [(word, 0.0)]
            new: dict[str, tuple[float, tuple[str, ...]]] = {}
            for last, (score, path) in states.items():
                for option, cost in options:
                    reached, before = score - cost, last
                    for part in option.split(" "):
                        reached += self._log_probability(before, part)
                        before = part
                    if before not in new or new[before][0] < reached:
                        new[before] = (reached, (*path, option))
            kept = sorted(new.items(), key=lambda state: -state[1][0])[:BEAM]
            states = dict(kept)
        last = max(states, key=lambda word: states[word][0] + self._log_probability(word, _END))
        return states[last][1]

    def _log_probability(self, before: str, word: str) -> float:
        near = self.pairs_.get((before, word), 0) / max(self.counts_.get(before, 1), 1)
        alone = (self.counts_.get(word, 0) + 0.01) / self._total
        return math.log(NEIGHBOUR * near + (1 - NEIGHBOUR) * alone)

    def _candidates(self, word: str) -> list[tuple[str, float]]:
        """Return known words near to an unknown one, with what each costs."""
        if word not in self._near:
            costs: dict[str, float] = {}
            if len(word) <= LONGEST:
                for form in _deletions(word, _errors(word)):
                    for known in self._index.get(form, ()):
                        if known not in costs:
                            errors = edits(word, known)
                            if errors <= max(1, _errors(known)):
                                costs[known] = COST * errors
                for cut in range(1, len(word)):  # a space was forgotten
                    left, right = word[:cut], word[cut:]
                    if left in self.counts_ and right in self.counts_:
                        costs[f"{left} {right}"] = COST
            if self.language == "fr" and word in SHORT_FORMS:
                full = " ".join(map(fold_word, WORD.findall(SHORT_FORMS[word])))
                costs[full] = COST / 2
            rarity = {w: c - math.log(self._rarest(w)) for w, c in costs.items()}
            # Ties by the letters: the order of a set changes from one process to the next.
            best = sorted(costs, key=lambda w: (rarity[w], w))[:CANDIDATES]
            if len(self._near) > MOST_WORDS:
                self._near.clear()
            self._near[word] = [(known, costs[known]) for known in best]
        return self._near[word]

    def _rarest(self, words: str) -> float:
        return min(self.counts_.get(word, 0.5) for word in words.split(" "))


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    """Return a word in small letters, without accents.

    Examples
    --------
    >>> fold_word("Élève")
    'eleve'
    """
    apart = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def edits(one: str, other: str) -> int:
    """Return how many letters are to be added, left out, replaced or swapped with their neighbour.

    Examples
    --------
    >>> edits("pasepport", "passeport"), edits("teh", "the"), edits("tri", "trier")
    (2, 1, 2)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        new = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (a != b))
            if before and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        before, row = row, new
    return row[-1]


def _errors(word: str) -> int:
    return (len(word) >= ONE_ERROR) + (len(word) >= TWO_ERRORS)


def _deletions(word: str, most: int) -> set[str]:
    """Return what is left of a word when up to so many of its letters are left out."""
    reached = last = {word}
    for _step in range(most):
        last = {form[:at] + form[at + 1 :] for form in last for at in range(len(form))}
        reached = reached | last
    return reached
