"""The router of questions, and the rule of a fixed similarity that it is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from civicai.errors import InputError, Problem
from civicai.faq.emergency import find_emergency
from civicai.faq.features import MAX_LENGTH, WORD, clean, text_features
from civicai.faq.languages import guess_language, main_language
from civicai.faq.reasons import route_reasons
from civicai.faq.thresholds import (
    FIRST_STEP,
    Threshold,
    answers_needed,
    choose_threshold,
    failing_topics,
)
from civicai.i18n import _

Floats = npt.NDArray[np.float64]

#: Parts that the questions are cut into to see the model on questions it has not learned.
FOLDS = 3
#: From this many questions on, one part is enough, and three fits would be long.
MANY = 5000
#: Thresholds that are tried, between the least and the most sure of the fit's own questions.
CANDIDATES = 60
#: A logit that a topic gets from a model that never saw it.
UNSEEN = -3.0


class QuestionRouter(BaseEstimator):
    """Find the topic of a question, and answer only where a stated error rate is kept.

    A linear support vector machine on words and pieces of words gives one score a topic; a
    temperature, fitted on questions set apart, makes them probabilities [1]_. How much a question
    looks like any topic at all is its energy [2]_: what is out of scope has little of it.

    Parameters
    ----------
    regularisation : float
        Inverse strength ``C`` of the support vector machine.
    offered : int
        Topics offered where the best one is not sure enough.
    random_state : int
        Seed of the parts that the questions are cut into.

    Attributes
    ----------
    topics_ : ndarray of str
    temperature_ : float
    language_ : str
        Language that most questions are in, ``""`` where none is clear.
    answer_from_, offer_from_ : Threshold
        Set by :meth:`calibrate`: before, nothing is answered.
    failing_ : frozenset of str
        Topics whose answers were proved to be wrong more often than promised: a human answers.

    References
    ----------
    .. [1] Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML 2017.
    .. [2] Liu, Wang, Owens and Li, "Energy-based out-of-distribution detection", NeurIPS 2020.
    """

    def __init__(
        self, *, regularisation: float = 1.0, offered: int = 3, random_state: int = 0
    ) -> None:
        self.regularisation = regularisation
        self.offered = offered
        self.random_state = random_state

    def fit(self, questions: Iterable[str], topics: Iterable[Any]) -> QuestionRouter:
        """Learn from questions that agents have sorted.

        Parameters
        ----------
        questions : iterable of str of length n
        topics : iterable of length n
            Names; a missing or empty one means that no topic fits, and teaches nothing here.

        Raises
        ------
        InputError
            If fewer than two topics have two questions at least.
        """
        texts, names = _texts(questions), _names(topics)
        texts, names = texts[names != ""], names[names != ""]
        counted = pd.Series(names).value_counts()
        if (counted >= 2).sum() < 2:
            raise InputError(
                Problem(
                    code="Q01",
                    column="topic",
                    message=_("fewer than two topics have at least two questions."),
                    hint=_("Sort more questions: ten a topic is a good start."),
                )
            )
        self.language_ = main_language(texts)
        self.topics_: npt.NDArray[Any] = np.unique(names)
        self.counts_ = counted
        logits, right = self._unseen_logits(texts, names)
        self.temperature_ = _temperature(logits, right)
        energy, sure = _energy(logits, self.temperature_), _log_best(logits, self.temperature_)
        self._centre = np.array([energy.mean(), sure.mean()])
        self._spread = np.maximum([energy.std(), sure.std()], 1e-9)
        scores = self._standardised(logits)
        self._candidates = np.unique(np.quantile(scores, np.linspace(0, 0.99, CANDIDATES)))
        self.features_ = text_features()
        self.linear_ = self._machine().fit(self.features_.fit_transform(texts), names)
        self.answer_from_ = self.offer_from_ = Threshold(np.inf, 0, 0, 1.0)
        self.failing_: frozenset[str] = frozenset()
        self.max_error_: float | None = None
        return self

    def calibrate(
        self,
        questions: Iterable[str],
        topics: Iterable[Any],
        *,
        max_error: float = 0.05,
        max_offer_error: float = 0.33,
        confidence: float = 0.9,
        out_of_scope_share: float | None = None,
    ) -> QuestionRouter:
        """Choose from which score to answer and to offer, on questions the fit never saw.

        Parameters
        ----------
        questions, topics : iterable of length n
            A stream as the town receives it, out-of-scope questions (missing topic) included.
        max_error : float
            Share of wrong answers among the answers; answering an out-of-scope one is wrong.
        max_offer_error : float
            Share of the offers in which the right topic is not among those offered. It is judged
            on what the answers left: a guide, not a second promise.
        confidence : float
            Probability that the promise is kept, for questions drawn as these were.
        out_of_scope_share : float, optional
            Share of out-of-scope questions in the town's stream, where these questions hold
            another: questions of the kind in excess are drawn out, which keeps the test exact.

        Raises
        ------
        InputError
            If there are too few questions to prove anything: says how many are missing.
        """
        check_is_fitted(self, "linear_")
        texts, names = _texts(questions), _names(topics)
        kept = self._as_the_stream(names == "", out_of_scope_share)
        texts, names = texts[kept], names[kept]
        _refuse_small_sample(len(texts), max_error, confidence)
        logits = self._logits(texts)
        score = np.where(self._set_apart(texts), -np.inf, self._standardised(logits))
        order = np.argsort(-logits, axis=1, kind="stable")
        best = self.topics_[order]
        candidates = self._candidates
        wrong = best[:, 0] != names
        self.answer_from_ = choose_threshold(score, wrong, candidates, max_error, confidence)
        rest = score < self.answer_from_.score
        self.failing_ = failing_topics(best[~rest, 0], wrong[~rest], max_error, confidence)
        missed = ~(best[:, : self.offered] == names[:, None]).any(axis=1)
        self.offer_from_ = choose_threshold(
            score[rest],
            missed[rest],
            candidates[candidates < self.answer_from_.score],
            max_offer_error,
            confidence,
        )
        self.max_error_ = max_error
        return self

    def predict(self, questions: Iterable[str]) -> npt.NDArray[Any]:
        """Return the best topic of each question, sure or not, of shape (n,)."""
        return self.topics_[self._logits(_texts(questions)).argmax(axis=1)]

    def predict_proba(self, questions: Iterable[str]) -> Floats:
        """Return the probability of each topic, knowing that one fits, of shape (n, topics)."""
        from scipy.special import softmax

        scaled = self._logits(_texts(questions)) / self.temperature_
        return np.asarray(softmax(scaled, axis=1))

    def best_topics(self, questions: Iterable[str]) -> npt.NDArray[Any]:
        """Return the topics to offer for each question, the likeliest first, of shape (n, k)."""
        order = np.argsort(-self._logits(_texts(questions)), axis=1, kind="stable")
        return np.asarray(self.topics_[order[:, : self.offered]])

    def energy(self, questions: Iterable[str]) -> Floats:
        """Return how much each question looks like any topic at all, of shape (n,)."""
        return _energy(self._logits(_texts(questions)), self.temperature_)

    def route(self, questions: Iterable[str], *, explain: bool = True) -> pd.DataFrame:
        """Answer, offer two or three topics, or hand over.

        Parameters
        ----------
        questions : iterable of str of length n
        explain : bool
            Whether to write the reasons, which takes as long as the rest.

        Returns
        -------
        DataFrame of n rows
            ``topic`` (always the best guess), ``confidence``, ``score`` (compared with the
            thresholds), ``action`` (``"answer"``, ``"offer"``, ``"hand_over"``),
            ``alternatives`` (the topics offered), ``language``, ``reason``.
        """
        texts = _texts(questions)
        logits = self._logits(texts)
        score = np.where(self._set_apart(texts), -np.inf, self._standardised(logits))
        order = np.argsort(-logits, axis=1, kind="stable")[:, : self.offered]
        action = np.select(
            [score >= self.answer_from_.score, score >= self.offer_from_.score],
            ["answer", "offer"],
            "hand_over",
        )
        fails = np.isin(self.topics_[order[:, 0]], [*self.failing_])
        action[fails & (action == "answer")] = "hand_over"
        table = pd.DataFrame(
            {
                "topic": self.topics_[order[:, 0]],
                "confidence": np.exp(_log_best(logits, self.temperature_)),
                "score": score,
                "action": action,
                "alternatives": ["; ".join(self.topics_[row]) for row in order],
                "language": [guess_language(text) for text in texts],
            }
        )
        table["reason"] = route_reasons(self, texts, table, order[:, 0]) if explain else ""
        return table

    def _machine(self) -> Any:
        from sklearn.svm import LinearSVC

        # A tolerance of 1e-2 changes no decision that matters, and takes a quarter of the time.
        return LinearSVC(C=self.regularisation, tol=1e-2, random_state=self.random_state)

    def _unseen_logits(
        self, texts: npt.NDArray[Any], names: npt.NDArray[Any]
    ) -> tuple[Floats, Floats]:
        """Return the scores from models that did not learn the questions, of all and the right."""
        shuffled = np.random.default_rng(self.random_state).permutation(len(names))
        rank = pd.Series(names[shuffled]).groupby(names[shuffled]).cumcount().to_numpy()
        fold = np.empty(len(names), int)
        fold[shuffled] = rank % FOLDS
        logits, right = [], []
        for part in range(1 if len(names) >= MANY else FOLDS):
            rest, out = fold != part, fold == part
            out &= np.isin(names, names[rest])  # a topic asked about once cannot be guessed
            features = text_features()
            machine = self._machine().fit(features.fit_transform(texts[rest]), names[rest])
            found = np.full((out.sum(), len(self.topics_)), UNSEEN)
            columns = np.searchsorted(self.topics_, machine.classes_)
            found[:, columns] = _decision(machine, features.transform(texts[out]))
            logits.append(found)
            right.append(found[np.arange(len(found)), np.searchsorted(self.topics_, names[out])])
        return np.concatenate(logits), np.concatenate(right)

    def _as_the_stream(
        self, outside: npt.NDArray[np.bool_], share: float | None
    ) -> npt.NDArray[np.intp]:
        inside_rows, outside_rows = np.flatnonzero(~outside), np.flatnonzero(outside)
        if share is None or not len(outside):
            return np.arange(len(outside))
        draw = np.random.default_rng(self.random_state).permutation
        most_outside = int(len(inside_rows) * share / (1 - share))
        most_inside = int(len(outside_rows) * (1 - share) / share) if share else len(inside_rows)
        kept = (draw(inside_rows)[:most_inside], draw(outside_rows)[:most_outside])
        return np.sort(np.concatenate(kept))

    def _logits(self, texts: npt.NDArray[Any]) -> Floats:
        check_is_fitted(self, "linear_")
        if not len(texts):
            return np.empty((0, len(self.topics_)))
        return _decision(self.linear_, self.features_.transform(texts))

    def _standardised(self, logits: Floats) -> Floats:
        parts = (_energy(logits, self.temperature_), _log_best(logits, self.temperature_))
        return np.asarray((np.column_stack(parts) - self._centre) / self._spread).sum(axis=1)

    def _set_apart(self, texts: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        """Tell what no score may answer: nothing or too much said, a cry, another language."""
        return np.array(
            [
                not any(letter.isalnum() for letter in text)
                or len(text) > MAX_LENGTH
                or find_emergency(text) is not None
                or guess_language(text) not in ("", self.language_)
                for text in texts
            ],
            dtype=bool,
        )


class NearestQuestion(BaseEstimator):
    """The rule of today: the topic of the most similar question, answered above a fixed cosine.

    Parameters
    ----------
    similarity : float
        Cosine between the words of the two questions from which it is answered.
    """

    def __init__(self, *, similarity: float = 0.5) -> None:
        self.similarity = similarity

    def fit(self, questions: Iterable[str], topics: Iterable[Any]) -> NearestQuestion:
        """Keep the sorted questions; those without topic are left out."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        texts, names = _texts(questions), _names(topics)
        self.names_: npt.NDArray[Any] = names[names != ""]
        self.features_ = TfidfVectorizer(strip_accents="unicode", token_pattern=WORD)
        self.known_ = self.features_.fit_transform(texts[names != ""])
        return self

    def route(self, questions: Iterable[str]) -> pd.DataFrame:
        """Return ``topic``, ``confidence`` (the cosine) and ``action`` of each question."""
        asked = self.features_.transform(_texts(questions))
        best, cosine = [], []
        for start in range(0, asked.shape[0], 1000):  # the whole product would fill the memory
            product = asked[start : start + 1000] @ self.known_.T
            best.append(np.asarray(product.argmax(axis=1)).ravel())
            cosine.append(product.max(axis=1).toarray().ravel())
        near = np.concatenate(cosine) if cosine else np.empty(0)
        topic = self.names_[np.concatenate(best)] if best else np.empty(0, object)
        action = np.where(near >= self.similarity, "answer", "hand_over")
        return pd.DataFrame({"topic": topic, "confidence": near, "action": action})


def _refuse_small_sample(count: int, max_error: float, confidence: float) -> None:
    needed = FIRST_STEP * answers_needed(max_error, confidence)
    if count >= needed:
        return
    message = _(
        "{count} sorted questions are not enough to promise {error:.0%} of errors: "
        "{missing} are missing."
    ).format(count=count, error=max_error, missing=needed - count)
    hint = _("Sort more questions, or allow more errors (max_error).")
    raise InputError(
        Problem(code="Q02", column="topic", value=str(count), message=message, hint=hint)
    )


def _texts(questions: Iterable[str]) -> npt.NDArray[Any]:
    return np.array([clean(q) if isinstance(q, str) else "" for q in questions], dtype=object)


def _names(topics: Iterable[Any]) -> npt.NDArray[Any]:
    return np.array([t.strip() if isinstance(t, str) else "" for t in topics], dtype=object)


def _decision(machine: Any, features: Any) -> Floats:
    found = machine.decision_function(features)
    return np.column_stack((-found, found)) if found.ndim == 1 else found


def _energy(logits: Floats, temperature: float) -> Floats:
    from scipy.special import logsumexp

    return np.asarray(logsumexp(logits / temperature, axis=1))


def _log_best(logits: Floats, temperature: float) -> Floats:
    return logits.max(axis=1, initial=-np.inf) / temperature - _energy(logits, temperature)


def _temperature(logits: Floats, right: Floats) -> float:
    """Return the temperature that makes the probabilities of the right topics likeliest."""
    from scipy.optimize import minimize_scalar

    def loss(log_temperature: float) -> float:
        temperature = float(np.exp(log_temperature))
        return float(np.mean(_energy(logits, temperature) - right / temperature))

    return float(np.exp(minimize_scalar(loss, bounds=(-5, 2), method="bounded").x))
