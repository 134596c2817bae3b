"""Blocks of a rolling backtest: when the model is fitted again, and on what it may learn."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd


def blocks(
    start: pd.Timestamp, end: pd.Timestamp, horizon: pd.Timedelta, every: pd.Timedelta
) -> Iterator[tuple[pd.Timestamp, pd.Timestamp, pd.Timestamp]]:
    """Cut a test period into blocks, each with the last day its model may learn from.

    Parameters
    ----------
    start, end : Timestamp
        First and last target day of the test.
    horizon : Timedelta
        Lead of the forecasts: the first target of a block is issued at ``start - horizon``,
        so its model learns from nothing later.
    every : Timedelta
        Length of a block.

    Yields
    ------
    learn_until, first, last : Timestamp

    Examples
    --------
    >>> day, week = pd.Timestamp, pd.Timedelta("7D")
    >>> [str(b[0].date()) for b in blocks(day("2024-01-01"), day("2024-01-10"), week, week)]
    ['2023-12-25', '2024-01-01']
    """
    first = start
    while first <= end:
        last = min(first + every - pd.Timedelta("1D"), end)
        yield first - horizon, first, last
        first = last + pd.Timedelta("1D")
