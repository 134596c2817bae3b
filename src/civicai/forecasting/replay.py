"""Blocks of a rolling backtest: when the model is fitted again, and on what it may learn."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd


def blocks(
    days: pd.DatetimeIndex, horizon: pd.Timedelta, size: int
) -> Iterator[tuple[pd.Timestamp, pd.Timestamp, pd.Timestamp]]:
    """Cut the target days of a test into blocks, each with the last day its model may know.

    Parameters
    ----------
    days : DatetimeIndex
        Distinct target days, in order: holidays take no place in a block.
    horizon : Timedelta
        Lead of the forecasts: the first target of a block is issued ``horizon`` before it,
        and its model learns from nothing later.
    size : int
        Target days in a block.

    Yields
    ------
    learn_until, first, last : Timestamp

    Examples
    --------
    >>> days = pd.bdate_range("2024-01-01", "2024-01-10")
    >>> [str(until.date()) for until, first, last in blocks(days, pd.Timedelta("7D"), 5)]
    ['2023-12-25', '2024-01-01']
    """
    for begin in range(0, len(days), size):
        block = days[begin : begin + size]
        yield block[0] - horizon, block[0], block[-1]
