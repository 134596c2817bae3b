"""One reading of a question: every machine on the text as written and as corrected, calibrated.

Each machine's scores are divided by a temperature [1]_ fitted on questions that it had not
learned, and become log-probabilities; those of all machines, on the text as it stands and with its
spelling corrected, are averaged. How much a question looks like any topic at all is the sum of the
machines' standardised energies [2]_ on the text as it stands: a correction makes a foreign word
look familiar.

References
----------
.. [1] Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML 2017.
.. [2] Liu, Wang, Owens and Li, "Energy-based out-of-distribution detection", NeurIPS 2020.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.faq.classifiers import Machine
from civicai.faq.features import MANY
from civicai.faq.spelling import SpellingCorrector

Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[Any]
#: Parts that the questions are cut into to see the machines on questions they have not learned.
FOLDS = 5
#: Where there are many questions, a single part out of so many is enough: other fits would be long.
MANY_FOLDS = 10
_FIELDS = ("raw", "corrected", "changed")


@dataclass
class View:
    """Scores of one machine: on the texts, and again on those whose spelling was corrected."""

    raw: Floats
    corrected: Floats
    changed: npt.NDArray[np.bool_]


@dataclass
class Reading:
    """What is made of ``n`` texts.

    Parameters
    ----------
    log_chances : ndarray of shape (n, topics)
        Of each topic, knowing that one fits.
    energy : ndarray of shape (n,)
        How much the text looks like any topic at all; 0 on average for questions of the town.
    """

    log_chances: Floats
    energy: Floats


@dataclass
class Scales:
    """What brings the machines to one scale.

    Parameters
    ----------
    temperatures, centres, spreads : ndarray of shape (machines,)
        Of the scores, and of the energies.
    temperature : float
        Of the mean of the machines.
    """

    temperatures: Floats
    centres: Floats
    spreads: Floats
    temperature: float = 1.0


@dataclass
class Reader:
    """The machines and the spelling corrector, learned from the same questions.

    Parameters
    ----------
    build : callable
        Returns new machines, not fitted.
    language : str
    topics : ndarray of str of shape (topics,)
        All of them, sorted.
    """

    build: Callable[[], list[Machine]]
    language: str
    topics: Texts
    machines: list[Machine] = field(default_factory=list)

    def fit(self, texts: Texts, names: Texts) -> Reader:
        """Learn from questions and their topics."""
        self.speller = SpellingCorrector(self.language).fit(texts)
        self.machines = [machine.fit(texts, names) for machine in self.build()]
        self.known = np.unique(names)
        return self

    def views(self, texts: Sequence[str]) -> list[View]:
        """Return what each machine makes of the texts."""
        texts = list(texts)
        corrected = self.speller.correct(texts)
        changed = np.array([a != b for a, b in zip(texts, corrected, strict=True)], dtype=bool)
        again = [text for text, differs in zip(corrected, changed, strict=True) if differs]
        return [
            View(self._scores(machine, texts), self._scores(machine, again), changed)
            for machine in self.machines
        ]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "build": None}  # a fitted reader builds no more machines

    def _scores(self, machine: Machine, texts: list[str]) -> Floats:
        if not texts:
            return np.empty((0, len(self.topics)))
        found = machine.logits(texts)
        if len(self.known) == len(self.topics):
            return found
        scores = np.full((len(texts), len(self.topics)), found.min())  # a topic never learned
        scores[:, np.searchsorted(self.topics, self.known)] = found
        return scores


def unseen_views(
    reader: Callable[[], Reader],
    texts: Texts,
    names: Texts,
    judged: npt.NDArray[np.bool_],
    random_state: int,
    *,
    whole: bool = False,
) -> tuple[list[View], npt.NDArray[np.intp]]:
    """Return what readers make of questions that they did not learn.

    Parameters
    ----------
    reader : callable
        Returns a new reader.
    texts, names : ndarray of str of shape (n,)
    judged : ndarray of bool of shape (n,)
        The questions to look at; the others are only learned from.
    random_state : int
    whole : bool
        Whether every question is to be seen, however many there are.

    Returns
    -------
    list of View
        One a machine.
    ndarray of int
        The questions they are about.
    """
    shuffled = np.random.default_rng(random_state).permutation(len(names))
    rank = pd.Series(names[shuffled]).groupby(names[shuffled]).cumcount().to_numpy()
    fold = np.empty(len(names), int)
    many = len(names) >= MANY and not whole
    fold[shuffled] = rank % (MANY_FOLDS if many else FOLDS)
    parts, places = [], []
    for part in range(1 if many else FOLDS):
        rest, out = fold != part, (fold == part) & judged
        out &= np.isin(names, names[rest])  # a topic asked about once cannot be guessed
        if out.any() and len(np.unique(names[rest])) > 1:
            parts.append(reader().fit(texts[rest], names[rest]).views(texts[out]))
            places.append(np.flatnonzero(out))
    views = [
        View(*(np.concatenate([getattr(view, name) for view in machine]) for name in _FIELDS))
        for machine in zip(*parts, strict=True)
    ]
    return views, np.concatenate(places)


def fit_scales(views: list[View], right: npt.NDArray[np.intp]) -> Scales:
    """Return the temperatures that make the right topics likeliest, and the usual energies."""
    scales = Scales(*np.ones((3, len(views))))
    for place, view in enumerate(views):
        scales.temperatures[place] = _temperature(view.raw, right)
        energy = _energy(view.raw / scales.temperatures[place])
        scales.centres[place], scales.spreads[place] = energy.mean(), max(energy.std(), 1e-9)
    scales.temperature = _temperature(read_views(views, scales).log_chances, right)
    return scales


def read_views(
    views: list[View], scales: Scales, heard: npt.NDArray[np.bool_] | None = None
) -> Reading:
    """Bring what the machines say together.

    Parameters
    ----------
    views : list of View
    scales : Scales
    heard : ndarray of bool of shape (n, machines), optional
        Which machine is heard on which text; by default all.
    """
    from scipy.special import log_softmax

    texts = len(views[0].raw)
    weight = np.ones((texts, len(views))) if heard is None else heard.astype(float)
    weight /= np.maximum(weight.sum(axis=1, keepdims=True), 1)
    chances, energy = np.zeros_like(views[0].raw), np.zeros(texts)
    for place, view in enumerate(views):
        scaled = view.raw / scales.temperatures[place]
        logs = log_softmax(scaled, axis=1)
        again = log_softmax(view.corrected / scales.temperatures[place], axis=1)
        logs[view.changed] = (logs[view.changed] + again) / 2
        chances += weight[:, [place]] * logs
        standard = (_energy(scaled) - scales.centres[place]) / scales.spreads[place]
        energy += weight[:, place] * standard
    return Reading(log_softmax(chances / scales.temperature, axis=1), energy)


def _energy(logits: Floats) -> Floats:
    from scipy.special import logsumexp

    return np.asarray(logsumexp(logits, axis=1))


def _temperature(logits: Floats, right: npt.NDArray[np.intp]) -> float:
    """Return the temperature that makes the probabilities of the right topics likeliest."""
    from scipy.optimize import minimize_scalar

    best = logits[np.arange(len(logits)), right]

    def loss(log_temperature: float) -> float:
        temperature = float(np.exp(log_temperature))
        return float(np.mean(_energy(logits / temperature) - best / temperature))

    return float(np.exp(minimize_scalar(loss, bounds=(-5, 2), method="bounded").x))
