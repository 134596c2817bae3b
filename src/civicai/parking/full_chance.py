"""The chance that a park is full: what the forecast's errors say, and what its habits say."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.intraday.features import fillable
from civicai.forecasting.scores import brier_score
from civicai.forecasting.threads import one_thread

Flags = npt.NDArray[np.bool_]

#: Readings full, and readings not full, below which nothing can be learned of the chance.
FEWEST = 50


class FullChance:
    """Gradient boosting of being full, on what was known of each question at its issue time.

    The law of errors is the same for all parks and hours of a lead: it makes an office car park
    full at night. This knows the hour, the park's habits and how full it is now. The chance is
    the mean of the two, for the leads at which that mean was better on the later window.

    Attributes
    ----------
    weights_ : dict of int to float
        By lead, the share of this chance in the mean: a half or nothing.
    """

    def fit(self, described: Floats, full: Flags, random_state: int = 0) -> FullChance:
        """Learn.

        Parameters
        ----------
        described : ndarray of float, shape (n, f)
            As :class:`~civicai.forecasting.intraday.features.IntradayFeatures` describes questions.
        full : ndarray of bool, shape (n,)
            Whether the park was full.
        random_state : int
        """
        from sklearn.ensemble import HistGradientBoostingClassifier

        self.classifier_: Any = None
        if min(full.sum(), (~full).sum()) >= FEWEST:
            classifier = HistGradientBoostingClassifier(
                max_iter=60,
                learning_rate=0.08,
                max_leaf_nodes=15,
                min_samples_leaf=100,
                max_bins=127,
                early_stopping=False,
                random_state=random_state,
            )
            with one_thread():
                self.classifier_ = classifier.fit(fillable(described), full)
        self.weights_: dict[int, float] = {}
        return self

    def weigh(self, described: Floats, steps: Ints, by_errors: Floats, full: Flags) -> FullChance:
        """Choose, lead by lead, whether the mean beats the law of errors, on a later window."""
        own = self._own(described)
        for lead in np.unique(steps):
            mine = (steps == lead) & np.isfinite(by_errors)
            happened, law = full[mine], by_errors[mine]
            mean = brier_score(happened, (own[mine] + law) / 2)
            better = mine.any() and mean < brier_score(happened, law)
            self.weights_[int(lead)] = 0.5 if better else 0.0
        return self

    def chance(self, described: Floats, steps: int, by_errors: Floats) -> Floats:
        """Return the chance of each question of a lead, shape (n,)."""
        weight = self.weights_.get(steps, 0.0)
        if not weight or self.classifier_ is None:
            return by_errors
        said: Floats = weight * self._own(described) + (1 - weight) * by_errors
        return said

    def _own(self, described: Floats) -> Floats:
        if self.classifier_ is None or not len(described):
            return np.full(len(described), np.nan)
        with one_thread():
            chance: Floats = self.classifier_.predict_proba(described)[:, 1]
        return chance
