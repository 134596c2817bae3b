"""The router of questions: a topic, and what to do with the question."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from functools import partial
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from civicai.faq.answer_thresholds import (
    NO_THRESHOLD,
    Threshold,
    candidate_thresholds,
    choose_threshold,
    failing_topics,
    loosest_threshold,
    refuse_shares,
    refuse_small_sample,
    resample_to_share,
)
from civicai.faq.articles import article_topics, page_questions, topic_departments
from civicai.faq.classifiers import Classifier, MeaningClassifier, WordClassifier
from civicai.faq.encoder import LANGUAGES
from civicai.faq.ensemble import (
    Ensemble,
    Prediction,
    combine_logits,
    fit_scaling,
    out_of_fold_logits,
)
from civicai.faq.languages import guess_language, main_language
from civicai.faq.log_profile import profile_log
from civicai.faq.questions import PARTS, Questions, as_questions, refuse_single_topic
from civicai.faq.reasons import route_reasons, telling_words
from civicai.faq.reply import Page, Reply, make_reply
from civicai.faq.routing import Judgement, Policy, decide
from civicai.faq.search import ArticleSearch

Floats = npt.NDArray[np.float64]

#: Thresholds that are tried, between the least and the most sure of the fit's own questions.
CANDIDATES = 60
#: Weight of the energy beside the chance of the best topic. The energy tells what is far out of
#: scope; what is near, and unknown, has a lot of it too, and only its chances are divided.
ENERGY_WEIGHT = 0.25
#: Questions of the middle topic from which they are no longer few.
ENOUGH = 20
#: Two questions in one text are two where each is as sure as this share of those learned.
SURE = 0.7
#: Without a promise, what looks like the questions learned as this share of them do is offered.
OFFERED_BEFORE = 0.9


class QuestionRouter(BaseEstimator):  # type: ignore[misc]
    """Find the topic of a question, and answer only where a stated error rate is kept.

    A joint support vector machine on words and character n-grams gives one score a topic; with the
    optional encoder, a logistic regression on the meaning of the sentence gives another. Both read
    the question as written and with its spelling corrected; temperatures, fitted on questions set
    apart, make the scores probabilities. How much a question looks like any topic at all is its
    energy: what is out of scope has little of it.

    Parameters
    ----------
    regularisation : float
        Inverse strength ``C`` of the support vector machine.
    offered : int
        Topics offered where the best one is not sure enough.
    semantic : bool
        Whether to read the meaning too, with the encoder of the extra ``semantic``.
    random_state : int
        Seed of the parts that the questions are cut into.

    Attributes
    ----------
    topics_ : ndarray of str
    regime_ : {"page", "few", "logs"}
        What was learned from: a page of answers alone, fewer than twenty questions for the
        middle topic, or more.
    language_ : str
        Language that most questions are in, ``""`` where none is clear.
    counts_ : dict of int
        Topic -> sorted questions, the most frequent first.
    answer_from_, offer_from_ : Threshold
        Set by :meth:`calibrate`: before, nothing is answered.
    reference_ : dict
        What the questions of :meth:`calibrate` were like, for :func:`~civicai.faq.drift_report`.
    failing_ : tuple of str
        Topics whose answers were proved to be wrong more often than promised: a human answers.
    """

    def __init__(
        self,
        *,
        regularisation: float = 1.0,
        offered: int = 3,
        semantic: bool = False,
        random_state: int = 0,
    ) -> None:
        self.regularisation = regularisation
        self.offered = offered
        self.semantic = semantic
        self.random_state = random_state

    def fit(
        self,
        questions: Iterable[str] | Questions = (),
        topics: Iterable[Any] = (),
        articles: pd.DataFrame | None = None,
    ) -> QuestionRouter:
        """Learn from questions that agents have sorted, from a page of answers, or from both.

        Parameters
        ----------
        questions : Questions or iterable of str of length n
        topics : iterable of length n
            Names, where the questions do not have their own; a missing one means that no topic
            fits, and teaches nothing here, as a question without a word does.
        articles : DataFrame, optional
            The town's answers: ``title``, ``text``, and where there are ``topic``, ``department``,
            ``article_id``, ``source``, ``date``. Titles and sentences teach as questions do, and
            :meth:`ask` shows passages of them. An article without topic is a topic of its own
            where there are no questions; else it takes the topic that its title is guessed to be.

        Raises
        ------
        InputError
            Q01 if fewer than two topics have two questions at least.
        """
        asked = as_questions(questions, topics)
        asked = asked.take((asked.topics != "") & ~asked.silent)
        counted = pd.Series(asked.topics).value_counts()
        self.counts_ = {str(name): int(n) for name, n in counted.items()}
        page, said = page_questions(articles, alone=not len(asked))
        judged = np.r_[np.ones(len(asked), bool), np.zeros(len(said), bool)]
        texts = np.concatenate([asked.texts, page])
        names = np.concatenate([asked.topics, said])
        refuse_single_topic(names)
        self.topics_: npt.NDArray[Any] = np.unique(names)
        self.language_ = main_language([*asked.languages, *map(guess_language, page)])
        few = np.median([self.counts_.get(topic, 0) for topic in self.topics_])
        self.regime_ = "page" if not counted.sum() else "few" if few < ENOUGH else "logs"
        if counted.sum() < 2 * len(self.topics_):
            judged[:] = True  # too few questions to see what an unknown one is worth
        new_ensemble = partial(Ensemble, self._new_classifiers, self.language_, self.topics_)
        logits, places = out_of_fold_logits(new_ensemble, texts, names, judged, self.random_state)
        right = np.searchsorted(self.topics_, names[places])
        self.scaling_ = fit_scaling(logits, right)
        prediction = combine_logits(logits, self.scaling_)
        scores = self._set_score_scale(prediction)
        wrong = prediction.log_proba.argmax(axis=1) != right
        self.candidates_ = candidate_thresholds(scores, wrong, CANDIDATES)
        self._sure_from = float(np.quantile(scores, 1 - SURE))
        self.ensemble_ = new_ensemble().fit(texts, names)
        self.answer_from_ = NO_THRESHOLD
        self.offer_from_ = Threshold(float(np.quantile(scores, 1 - OFFERED_BEFORE)), 0, 0, 1.0)
        self.failing_: tuple[str, ...] = ()
        self.max_error_: float | None = None
        self.page_ = self._fit_page(articles)
        return self

    def _fit_page(self, articles: pd.DataFrame | None) -> Page:
        if articles is None:
            return Page(None, {}, {})
        search = ArticleSearch(semantic=self.semantic).fit(articles)
        topics = np.array(article_topics(articles, alone=self.regime_ == "page"), object)
        unnamed = topics == ""
        topics[unnamed] = self.predict(articles["title"][unnamed])
        names = dict(zip(search.article_id_.tolist(), map(str, topics), strict=True))
        return Page(search, names, topic_departments(articles))

    def calibrate(
        self,
        questions: Iterable[str] | Questions,
        topics: Iterable[Any] = (),
        *,
        max_error: float = 0.05,
        max_offer_error: float = 0.33,
        confidence: float = 0.9,
        out_of_scope_share: float | None = None,
    ) -> QuestionRouter:
        """Choose from which score to answer and to offer, on questions the fit never saw.

        Parameters
        ----------
        questions, topics : Questions, or iterables of length n
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
        ValueError
            If a share or the confidence is not between 0 and 1.
        InputError
            Q02 if there are too few questions to prove anything.
        """
        check_is_fitted(self, "ensemble_")
        refuse_shares(max_error, max_offer_error, confidence, out_of_scope_share)
        asked = as_questions(questions, topics)
        outside = asked.topics == ""
        asked = asked.take(resample_to_share(outside, out_of_scope_share, self.random_state))
        refuse_small_sample(len(asked), max_error, confidence)
        judged, names = self.judge(asked), asked.topics
        score = np.where(judged.foreign, -np.inf, judged.score)  # never answered: see decide
        best = self.topics_[judged.best]
        wrong = best[:, 0] != names
        tried = self.candidates_
        self.answer_from_ = choose_threshold(score, wrong, tried, max_error, confidence)
        rest = score < self.answer_from_.score
        failing = failing_topics(best[~rest, 0], wrong[~rest], max_error, confidence)
        missed = ~(best[:, : self.offered] == names[:, None]).any(axis=1)
        self.offer_from_ = loosest_threshold(
            score[rest],
            missed[rest],
            tried[tried < self.answer_from_.score],
            max_offer_error,
            confidence,
        )
        self.failing_, self.max_error_ = tuple(sorted(failing)), max_error
        self.reference_ = profile_log(asked, self.decide(judged), self.ensemble_.speller)
        return self

    def predict(self, questions: Iterable[str] | Questions) -> npt.NDArray[Any]:
        """Return the best topic of each question, sure or not, of shape (n,)."""
        best = self._predict(as_questions(questions)).log_proba.argmax(axis=1)
        return np.asarray(self.topics_[best])

    def predict_proba(self, questions: Iterable[str] | Questions) -> Floats:
        """Return the probability of each topic, knowing that one fits, of shape (n, topics)."""
        return np.exp(self._predict(as_questions(questions)).log_proba)

    def energy(self, questions: Iterable[str] | Questions) -> Floats:
        """Return how much each question looks like any topic at all, of shape (n,)."""
        return self._predict(as_questions(questions)).energy

    def route(self, questions: Iterable[str] | Questions, *, explain: bool = True) -> pd.DataFrame:
        """Answer, offer two or three topics, or hand over.

        Parameters
        ----------
        questions : Questions or iterable of str of length n
        explain : bool
            Whether to write the reasons, which takes as long as the rest.

        Returns
        -------
        DataFrame of n rows
            ``topic`` (always the best guess), ``confidence``, ``score`` (compared with the
            thresholds), ``action`` (``"answer"``, ``"offer"``, ``"hand_over"``),
            ``alternatives`` (the topics offered), ``language``, ``emergency`` (kind of the cry for
            help, else ``""``), ``why`` (a code), ``reason`` (the same in words).
        """
        return self.decide(self.judge(questions), explain=explain)

    def ask(self, question: str) -> Reply:
        """Return what is said to who asks one question.

        Returns
        -------
        Reply
            ``action``, ``emergency``, ``topic``, ``confidence``, ``department``,
            ``alternatives``, ``reason``, ``language``, ``message``, ``passages``.
        """
        judged = self.judge([question])
        routed = self.decide(judged, explain=True).iloc[0]
        (offered,) = judged.offered(self.topics_, self.offered)
        return make_reply(judged.questions, routed, offered, self.page_)

    def judge(self, questions: Iterable[str] | Questions) -> Judgement:
        """Return what is made of questions, whatever the thresholds: read once, used many times."""
        asked = as_questions(questions)
        corrected, prediction = self._combine(asked.texts, asked.languages)
        foreign = self._foreign(asked.languages)
        apart = asked.urgent | asked.silent | asked.too_long
        several = self._several(asked, ~apart)
        apart |= self._not_understood(asked.languages)
        apart[[*several]] = True
        score = np.where(apart, -np.inf, self._score(prediction))
        return Judgement(asked, corrected, prediction.log_proba, score, foreign, several)

    def decide(self, judged: Judgement, *, explain: bool = False) -> pd.DataFrame:
        """Return what :meth:`route` does, from what :meth:`judge` gave."""
        promised = self.max_error_ is not None
        policy = Policy(self.answer_from_, self.offer_from_, self.failing_, promised, self.offered)
        table = decide(judged, self.topics_, policy)
        if not explain:
            return table.assign(reason="")
        reader = cast("WordClassifier", self.ensemble_.classifiers[0])
        words = telling_words(reader, judged.corrected, judged.best[:, 0])
        return table.assign(reason=route_reasons(table, words))

    def handed_over(self) -> QuestionRouter:
        """Return a fitted copy to be saved: words, weights, thresholds and the page, no question.

        The words and pairs of words of the questions are in it, masked: read them before a model
        leaves the town.
        """
        check_is_fitted(self, "ensemble_")
        return copy.copy(self)

    def about(self) -> dict[str, Any]:
        """Return what a saved file states: no period, the promise and what it was proved on."""
        proved = self.answer_from_
        promise = {"max_error": self.max_error_, "bound": proved.bound, "answers": proved.answers}
        return {"period": None, "scores": promise, "regime": self.regime_}

    def _new_classifiers(self) -> list[Classifier]:
        words = WordClassifier(self.regularisation, self.random_state)
        return [words, MeaningClassifier()] if self.semantic else [words]

    def _foreign(self, languages: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        if not self.language_:
            return np.zeros(len(languages), bool)
        return ~np.isin(languages.astype(str), ["", self.language_])

    def _not_understood(self, languages: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        """Tell what no score may answer, being in a language that nothing here reads."""
        understood = np.isin(languages.astype(str), LANGUAGES) & self.semantic
        return self._foreign(languages) & ~understood

    def _predict(self, asked: Questions) -> Prediction:
        return self._combine(asked.texts, asked.languages)[1]

    def _combine(
        self, texts: npt.NDArray[Any], languages: npt.NDArray[Any]
    ) -> tuple[list[str], Prediction]:
        """Return the texts corrected, and what the ensemble predicts of them."""
        check_is_fitted(self, "ensemble_")
        used = None
        if self.semantic:
            # Words of another language say nothing here: only the meaning is heard.
            foreign = self._foreign(languages)
            used = np.column_stack([~foreign, np.ones_like(foreign)])
        corrected = self.ensemble_.correct(texts)
        logits = self.ensemble_.logits(texts, corrected)
        return corrected, combine_logits(logits, self.scaling_, used)

    def _several(self, asked: Questions, kept: npt.NDArray[np.bool_]) -> dict[int, list[str]]:
        """Return the topics of the texts that ask several questions, each of another topic."""
        of_place = [part for part in enumerate(asked.rows[PARTS]) if kept[part[0]]]
        parts = [(place, *part) for place, some in of_place for part in some]
        if not parts:
            return {}
        places, texts, languages = (np.array(column, object) for column in zip(*parts, strict=True))
        prediction = self._combine(texts, languages)[1]
        sure = (self._score(prediction) >= self._sure_from) & ~self._not_understood(languages)
        best = self.topics_[prediction.log_proba.argmax(axis=1)]
        found: dict[int, dict[str, None]] = {}  # an ordered set a text
        for place, topic in zip(places[sure], best[sure], strict=True):
            found.setdefault(place, {})[str(topic)] = None
        return {place: [*names] for place, names in found.items() if len(names) > 1}

    def _set_score_scale(self, prediction: Prediction) -> Floats:
        parts = _score_parts(prediction)
        self._score_means = parts.mean(axis=0)
        self._score_stds = np.maximum(parts.std(axis=0), 1e-9)
        return self._score(prediction)

    def _score(self, prediction: Prediction) -> Floats:
        """Return how sure the answer is: like any topic at all, and like one more than others."""
        parts = (_score_parts(prediction) - self._score_means) / self._score_stds
        return np.asarray(parts @ [ENERGY_WEIGHT, 1.0])


def _score_parts(prediction: Prediction) -> Floats:
    best = prediction.log_proba.max(axis=1, initial=-np.inf)
    return np.column_stack([prediction.energy, best])
