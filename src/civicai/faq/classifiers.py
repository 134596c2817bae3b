"""The linear classifiers that give each topic a score: one reads the words, one the meaning."""

from __future__ import annotations

import warnings
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from civicai.faq.features import QuestionFeatures, Texts

Floats = npt.NDArray[np.float64]
Names = npt.NDArray[Any]


class Classifier(Protocol):
    """What the router asks of a classifier."""

    def fit(self, texts: Texts, names: Names) -> Classifier:
        """Learn from texts and the names of their topics."""

    def logits(self, texts: Texts) -> Floats:
        """Return the score of each topic, in the order of the sorted names."""


class WordClassifier:
    """TF-IDF of words and character n-grams into one joint support vector machine [1]_.

    The joint classifier pits all topics against one another: on the public sets it is more accurate
    than one classifier a topic, and twice as fast to fit.

    Parameters
    ----------
    regularisation : float
        Inverse strength ``C``.
    random_state : int

    References
    ----------
    .. [1] Crammer and Singer, "On the algorithmic implementation of multiclass kernel-based vector
       machines", Journal of Machine Learning Research, 2001.
    """

    def __init__(self, regularisation: float, random_state: int) -> None:
        self.regularisation, self.random_state = regularisation, random_state

    def fit(self, texts: Texts, names: Names) -> WordClassifier:
        """Learn from texts and the names of their topics."""
        from sklearn.svm import LinearSVC

        self.features_ = QuestionFeatures()
        classifier = LinearSVC(
            C=self.regularisation,
            multi_class="crammer_singer",
            # A finer one changes no decision that matters, and takes several times longer.
            tol=0.1,
            random_state=self.random_state,
        )
        features = self.features_.fit_transform(texts)
        self.weights_, self.intercept_ = _hyperplanes(_fitted(classifier, features, names))
        return self

    def logits(self, texts: Texts) -> Floats:
        """Return the score of each topic, of shape (n, topics)."""
        found = self.features_.transform(texts) @ self.weights_ + self.intercept_
        return np.asarray(found, float)


class MeaningClassifier:
    """Vectors of the sentence encoder into multinomial logistic regression."""

    #: Inverse strength of the regularisation, the same for every town.
    REGULARISATION = 30.0

    def fit(self, texts: Texts, names: Names) -> MeaningClassifier:
        """Learn from texts and the names of their topics."""
        from sklearn.linear_model import LogisticRegression

        from civicai.faq.encoder import encode

        classifier = LogisticRegression(C=self.REGULARISATION, max_iter=300)
        self.weights_, self.intercept_ = _hyperplanes(_fitted(classifier, encode(texts), names))
        return self

    def logits(self, texts: Texts) -> Floats:
        """Return the score of each topic, of shape (n, topics)."""
        from civicai.faq.encoder import encode

        return np.asarray(encode(texts) @ self.weights_ + self.intercept_, float)


def _fitted(classifier: Any, features: Any, names: Names) -> Any:
    with warnings.catch_warnings():
        # Older releases of scikit-learn count the rounds of the joint classifier wrongly.
        warnings.filterwarnings("ignore", "Liblinear failed to converge")
        # Thirty topics for forty questions are few questions, and no regression.
        warnings.filterwarnings("ignore", "The number of unique classes is greater")
        return classifier.fit(features, names)


def _hyperplanes(classifier: Any) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return the weights of shape (features, topics) and the intercept of each topic."""
    weights, intercept = classifier.coef_, classifier.intercept_
    if len(weights) == 1:  # two topics share one plane
        weights, intercept = (
            np.vstack([-weights, weights]) / 2,
            np.array([-intercept[0], intercept[0]]) / 2,
        )
    return np.ascontiguousarray(weights.T, np.float32), intercept.astype(np.float32)
