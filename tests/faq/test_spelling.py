"""Spelling: unknown words are put right, known ones are left alone, and it helps."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicai.faq import QuestionRouter
from civicai.faq.spelling import SHORT_FORMS, SpellingCorrector, edits

TEXTS = (
    "Où renouveler mon passeport à la mairie ?",
    "Quel jour passe la collecte du tri sélectif ?",
    "Comment inscrire ma fille à l'école maternelle ?",
    "Quels sont les horaires de la médiathèque ?",
)


@pytest.fixture(scope="module")
def speller():
    return SpellingCorrector("fr").fit(TEXTS * 2)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("renouvler mon pasepport", "renouveler mon passeport"),
        ("kel jour passe la colecte", "quel jour passe la collecte"),
        ("cmt inscire ma fille", "comment inscrire ma fille"),
        ("horaires de lamédiathèque", "horaires de la médiathèque"),
        ("horaires de la mediatheque ?", "horaires de la mediatheque ?"),
        ("(ècole) : MATRENELLE", "(ècole) : maternelle"),
        ("xylophone 2024", "xylophone 2024"),
        ("", ""),
    ],
)
def test_what_is_written_and_what_is_read(speller, written, read):
    assert speller.correct([written]) == [read]


def test_neighbours_decide_between_two_words():
    texts = ["la mairie ouvre", "la mairie ferme", "un maire parle", "un maire signe"]
    speller = SpellingCorrector().fit(texts)
    assert speller.correct(["la mairi ouvre", "un mairi parle"]) == [
        "la mairie ouvre",
        "un maire parle",
    ]


def test_short_forms_are_french_only(speller):
    assert speller.correct(["pr ma fille"]) == ["pour ma fille"]
    assert SpellingCorrector("en").fit(TEXTS).correct(["pr ma fille"]) == ["pr ma fille"]
    assert all(short not in full.split() for short, full in SHORT_FORMS.items())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(" ".join(TEXTS).split()), max_size=12))
def test_known_words_are_never_touched(words):
    speller = SpellingCorrector("fr").fit(TEXTS)
    assert speller.correct([" ".join(words)]) == [" ".join(words)]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_comes_back_as_a_text(text):
    (said,) = SpellingCorrector("fr").fit(TEXTS).correct([text])
    assert isinstance(said, str)
    assert bool(said.strip()) == bool(text.strip())


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_edits_are_a_symmetric_count(one, other):
    assert edits(one, other) == edits(other, one)
    assert (edits(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= edits(one, other) <= max(len(one), len(other))


def test_ties_are_broken_the_same_way_in_every_process():
    code = (
        "from civicai.faq.spelling import SpellingCorrector as S;"
        "print(S().fit(['bat', 'xbt', 'xab', 'lir', 'kil', 'klr']).correct(['xat', 'kir']))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in "0123456"
    }
    assert len(said) == 1


def test_a_saved_corrector_reads_the_same(speller):
    again = pickle.loads(pickle.dumps(speller))  # noqa: S301 - our own bytes, made just before
    wrong = ["renouvler mon pasepport", "kel jour"]
    assert again.correct(wrong) == speller.correct(wrong)


def test_it_helps_those_who_type_badly(clinc):
    """Shown, not assumed: one letter in eight is wrong, the topics are right more often."""
    kept = sorted({topic for _text, topic in clinc["train"]})[:60]
    train, test = ([row for row in clinc[n] if row[1] in kept] for n in ("train", "test"))
    texts, topics = zip(*test, strict=True)
    rng = np.random.default_rng(0)
    letters = list("aeinrst")
    typed = ["".join(rng.choice(letters) if rng.random() < 0.125 else c for c in t) for t in texts]
    router = QuestionRouter().fit(*zip(*train, strict=True))
    right = np.mean(router.predict(typed) == np.array(topics))
    router.ensemble_.speller.correct = list
    uncorrected = np.mean(router.predict(typed) == np.array(topics))
    assert right > uncorrected + 0.02
