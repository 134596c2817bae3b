"""Series laid out on a grid as shares of a reference, and what forecasters ask of them."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from civicai.forecasting.daily.history import Floats, Ints
from civicai.forecasting.intraday.features import IntradayFeatures
from civicai.forecasting.intraday.history import IntradayHistory, IntradayQuery
from civicai.forecasting.intraday.panel import IntradayPanel


class Grid:
    """Shares of a reference on a grid of instants; one scale for all series.

    Parameters
    ----------
    panel : IntradayPanel
        Shares of ``reference``.
    reference : ndarray of float, shape (s,)
        What the shares are of, in the unit of the series.
    full_at : float
        Share from which a series is near its ceiling.
    kinds : ndarray of int, shape (s,), optional
        Kind of each series: a newcomer borrows from its like.
    """

    def __init__(
        self, panel: IntradayPanel, reference: Floats, full_at: float, kinds: Ints | None = None
    ) -> None:
        self.panel, self.reference, self.full_at, self.kinds = panel, reference, full_at, kinds

    @cached_property
    def history(self) -> IntradayHistory:
        """What the panel said of each slot before it came, laid out at first need."""
        return IntradayHistory(self.panel, self.kinds)

    @cached_property
    def features(self) -> IntradayFeatures:
        """What the forecasters ask for, laid out at first need."""
        return IntradayFeatures(self.history, self.full_at)

    def ceiling(self, series: Ints, columns: Ints) -> Floats:
        """Return the share that cannot be passed, as it was known, shape (n,); none here."""
        return np.full(len(series), np.inf)

    def rule(self, ask: IntradayQuery) -> Floats:
        """Return what the town's rule says: the same slot of the last week that is known."""
        return self.history.same_slot(ask, 7)
