"""The chance of being full: learned where there is enough, weighed where it helps."""

from __future__ import annotations

import numpy as np

from civicai.parking.full_chance import FEWEST, FullChance


def questions(rows: int = 3000, seed: int = 0):
    """Full by night only, which the law of errors cannot know."""
    rng = np.random.default_rng(seed)
    night = rng.random(rows) < 0.5
    full = night & (rng.random(rows) < 0.6)
    described = np.column_stack([night, rng.random(rows)]).astype(np.float32)
    return described, full, np.full(rows, full.mean())


def test_it_knows_the_hour_that_the_law_of_errors_does_not():
    described, full, law = questions()
    steps = np.ones(len(full), dtype=int)
    chance = FullChance().fit(described, full).weigh(described, steps, law, full)
    assert chance.weights_ == {1: 0.5}
    said = chance.chance(described, 1, law)
    assert said[described[:, 0] > 0].mean() > 0.4
    assert said[described[:, 0] == 0].mean() < 0.2
    assert ((said >= 0) & (said <= 1)).all()


def test_where_the_law_is_better_it_stands_alone():
    described, full, _law = questions()
    certain = full.astype(float)
    steps = np.ones(len(full), dtype=int)
    chance = FullChance().fit(described, full).weigh(described, steps, certain, full)
    assert chance.weights_ == {1: 0.0}
    np.testing.assert_array_equal(chance.chance(described, 1, certain), certain)


def test_too_few_full_readings_teach_nothing():
    described, full, law = questions()
    full[np.flatnonzero(full)[FEWEST - 1 :]] = False
    chance = FullChance().fit(described, full)
    assert chance.classifier_ is None
    chance.weigh(described, np.ones(len(full), dtype=int), law, full)
    np.testing.assert_array_equal(chance.chance(described, 1, law), law)
