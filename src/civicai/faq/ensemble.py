"""An ensemble of classifiers, each on the text as written and as corrected, calibrated.

Each classifier's logits are divided by a temperature [1]_ fitted on questions that it had not
learned, and become log-probabilities; those of all classifiers, on the text as it stands and with
its spelling corrected, are averaged. How much a question looks like any topic at all is the sum of
the classifiers' standardised energies [2]_ on the text as it stands: a correction makes a foreign
word look familiar.

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

from civicai.faq.classifiers import Classifier
from civicai.faq.features import MANY, Texts
from civicai.faq.spelling import SpellingCorrector

Floats = npt.NDArray[np.float64]
Array = npt.NDArray[Any]
#: Parts that the questions are cut into to see the classifiers on questions they have not learned.
FOLDS = 5
#: Where there are many questions, a single part out of so many is enough: other fits would be long.
MANY_FOLDS = 10
_FIELDS = ("raw", "corrected", "changed")


@dataclass
class Logits:
    """Logits of one classifier: on the texts, and again on those whose spelling was corrected."""

    raw: Floats
    corrected: Floats
    changed: npt.NDArray[np.bool_]


@dataclass
class Prediction:
    """What the ensemble predicts of ``n`` texts.

    Parameters
    ----------
    log_proba : ndarray of shape (n, topics)
        Of each topic, knowing that one fits.
    energy : ndarray of shape (n,)
        How much the text looks like any topic at all; 0 on average for questions of the town.
    """

    log_proba: Floats
    energy: Floats


@dataclass
class Scaling:
    """What brings the classifiers to one scale.

    Parameters
    ----------
    temperatures, energy_means, energy_stds : ndarray of shape (classifiers,)
        Of the scores, and of the energies.
    temperature : float
        Of the mean of the classifiers.
    """

    temperatures: Floats
    energy_means: Floats
    energy_stds: Floats
    temperature: float = 1.0


@dataclass
class Ensemble:
    """The classifiers and the spelling corrector, learned from the same questions.

    Parameters
    ----------
    new_classifiers : callable
        Returns new classifiers, not fitted.
    language : str
    topics : ndarray of str of shape (topics,)
        All of them, sorted.
    """

    new_classifiers: Callable[[], list[Classifier]]
    language: str
    topics: Array
    classifiers: list[Classifier] = field(default_factory=list)

    def fit(self, texts: Texts, names: Array) -> Ensemble:
        """Learn from questions and their topics."""
        self.speller = SpellingCorrector(self.language).fit(texts)
        self.classifiers = [classifier.fit(texts, names) for classifier in self.new_classifiers()]
        self.known = np.unique(names)
        return self

    def correct(self, texts: Texts) -> list[str]:
        """Return the texts, their spelling corrected from the words learned."""
        return self.speller.correct(texts)

    def logits(self, texts: Texts, corrected: Sequence[str]) -> list[Logits]:
        """Return what each classifier makes of the texts, as written and as corrected."""
        texts = list(texts)
        changed = np.array([a != b for a, b in zip(texts, corrected, strict=True)], dtype=bool)
        again = [text for text, differs in zip(corrected, changed, strict=True) if differs]
        return [
            Logits(self._scores(classifier, texts), self._scores(classifier, again), changed)
            for classifier in self.classifiers
        ]

    def __getstate__(self) -> dict[str, Any]:
        # A fitted ensemble builds no more classifiers.
        return {**self.__dict__, "new_classifiers": None}

    def _scores(self, classifier: Classifier, texts: list[str]) -> Floats:
        if not texts:
            return np.empty((0, len(self.topics)))
        found = classifier.logits(texts)
        if len(self.known) == len(self.topics):
            return found
        scores = np.full((len(texts), len(self.topics)), found.min())  # a topic never learned
        scores[:, np.searchsorted(self.topics, self.known)] = found
        return scores


def out_of_fold_logits(
    new_ensemble: Callable[[], Ensemble],
    texts: Array,
    names: Array,
    judged: npt.NDArray[np.bool_],
    random_state: int,
    *,
    whole: bool = False,
) -> tuple[list[Logits], npt.NDArray[np.intp]]:
    """Return what ensembles make of questions that they did not learn.

    Parameters
    ----------
    new_ensemble : callable
        Returns an ensemble that is not fitted.
    texts, names : ndarray of str of shape (n,)
    judged : ndarray of bool of shape (n,)
        The questions to look at; the others are only learned from.
    random_state : int
    whole : bool
        Whether every question is to be seen, however many there are.

    Returns
    -------
    list of Logits
        One a classifier.
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
            ensemble = new_ensemble().fit(texts[rest], names[rest])
            parts.append(ensemble.logits(texts[out], ensemble.correct(texts[out])))
            places.append(np.flatnonzero(out))
    logits = [
        Logits(*(np.concatenate([getattr(one, name) for one in classifier]) for name in _FIELDS))
        for classifier in zip(*parts, strict=True)
    ]
    return logits, np.concatenate(places)


def fit_scaling(logits: list[Logits], right: npt.NDArray[np.intp]) -> Scaling:
    """Return the temperatures that make the right topics likeliest, and the usual energies."""
    scaling = Scaling(*np.ones((3, len(logits))))
    for place, one in enumerate(logits):
        scaling.temperatures[place] = _temperature(one.raw, right)
        energy = _energy(one.raw / scaling.temperatures[place])
        scaling.energy_means[place] = energy.mean()
        scaling.energy_stds[place] = max(energy.std(), 1e-9)
    scaling.temperature = _temperature(combine_logits(logits, scaling).log_proba, right)
    return scaling


def combine_logits(
    logits: list[Logits], scaling: Scaling, used: npt.NDArray[np.bool_] | None = None
) -> Prediction:
    """Average what the classifiers say, each at its temperature.

    Parameters
    ----------
    logits : list of Logits
    scaling : Scaling
    used : ndarray of bool of shape (n, classifiers), optional
        Which classifier is used on which text; by default all.
    """
    from scipy.special import log_softmax

    texts = len(logits[0].raw)
    weight = np.ones((texts, len(logits))) if used is None else used.astype(float)
    weight /= np.maximum(weight.sum(axis=1, keepdims=True), 1)
    total, energy = np.zeros_like(logits[0].raw), np.zeros(texts)
    for place, one in enumerate(logits):
        scaled = one.raw / scaling.temperatures[place]
        logs = log_softmax(scaled, axis=1)
        again = log_softmax(one.corrected / scaling.temperatures[place], axis=1)
        logs[one.changed] = (logs[one.changed] + again) / 2
        total += weight[:, [place]] * logs
        standard = (_energy(scaled) - scaling.energy_means[place]) / scaling.energy_stds[place]
        energy += weight[:, place] * standard
    return Prediction(log_softmax(total / scaling.temperature, axis=1), energy)


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
