"""Features, classifiers and what they say together."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from civicai.faq.classifiers import WordClassifier
from civicai.faq.ensemble import Ensemble, Logits, combine_logits, fit_scaling, out_of_fold_logits
from civicai.faq.features import QuestionFeatures
from civicai.faq.questions import as_questions, split_questions


def test_a_question_alone_has_the_features_it_had_among_others(town):
    texts = as_questions(town["questions"]["question"]).texts
    features = QuestionFeatures()
    together = features.fit_transform(texts)
    alone = features.transform(texts[:40])
    assert abs(together[:40] - alone).max() < 1e-6
    again = pickle.loads(pickle.dumps(features))  # noqa: S301 - our own bytes
    assert abs(again.transform(texts[:40]) - alone).max() < 1e-6
    assert features.transform(["", "zzzz"]).shape == (2, together.shape[1])


def test_temperatures_are_those_that_made_the_scores():
    """Logits drawn from known chances, then blown up: the temperature finds the factor."""
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (4000, 5))
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    right = np.array([rng.choice(5, p=row) for row in chances])
    view = Logits(logits * 3, np.empty((0, 5)), np.zeros(4000, bool))
    scaling = fit_scaling([view], right)
    assert scaling.temperatures[0] == pytest.approx(3, rel=0.08)
    assert scaling.temperature == pytest.approx(1, rel=0.05)
    prediction = combine_logits([view], scaling)
    assert np.allclose(np.exp(prediction.log_proba).sum(axis=1), 1)
    assert prediction.energy.mean() == pytest.approx(0, abs=1e-9)
    assert prediction.energy.std() == pytest.approx(1)


def test_a_classifier_that_is_not_used_changes_nothing():
    rng = np.random.default_rng(1)
    none = np.zeros(50, bool)
    one = Logits(rng.normal(size=(50, 3)), np.empty((0, 3)), none)
    other = Logits(rng.normal(size=(50, 3)), np.empty((0, 3)), none)
    scaling = fit_scaling([one, other], rng.integers(0, 3, 50))
    used = np.column_stack([none, ~none])
    swapped = Logits(one.raw[::-1], one.corrected, none)
    assert (
        combine_logits([one, other], scaling, used).log_proba
        == combine_logits([swapped, other], scaling, used).log_proba
    ).all()


def test_no_classifier_learns_what_it_is_judged_on(town):
    """Each question is a word of its own: only a ensemble that learned it could know it."""
    names = np.repeat(["a", "b"], 30)
    texts = np.array([f"{name} mot{n}unique" for n, name in enumerate(names)], dtype=object)
    topics = np.unique(names)
    learned: list[set[str]] = []

    class Spy(Ensemble):
        def fit(self, texts, names):
            learned.append(set(texts))
            return super().fit(texts, names)

        def logits(self, texts, corrected):
            assert not learned[-1] & set(texts)
            return super().logits(texts, corrected)

    judged = np.arange(60) % 2 == 0
    logits, places = out_of_fold_logits(
        lambda: Spy(lambda: [WordClassifier(1.0, 0)], "", topics), texts, names, judged, 0
    )
    assert sorted(places) == np.flatnonzero(judged).tolist()
    assert logits[0].raw.shape == (30, 2)
    assert len(learned) == 5


def test_a_topic_that_a_part_lacks_is_the_least_likely():
    ensemble = Ensemble(lambda: [WordClassifier(1.0, 0)], "", np.array(["a", "b", "c"]))
    learned = as_questions(["un chat", "un chien", "le chat", "le chien"], "abab")
    ensemble.fit(learned.texts, learned.topics)
    (found,) = ensemble.logits(["un chat"], ["un chat"])
    assert found.raw.shape == (1, 3)
    assert found.raw[0, 2] == found.raw.min()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Où est la mairie ?", 1),
        ("Où est la mairie ? Merci !", 1),
        ("Où est la mairie ? Et quel jour passe le tri ?", 2),
        ("je veux un passeport et aussi inscrire mon fils", 2),
        ("???", 0),
    ],
)
def test_questions_in_one_text(text, parts):
    assert len(split_questions(text)) == parts
