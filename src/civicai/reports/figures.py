"""What a report is made of: key figures and charts, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class KeyFigure:
    """One number that the reader should remember.

    Parameters
    ----------
    name : str
        Stable name, for machines: ``"over_share"``.
    label : str
        What it is, in the reader's language.
    value : float or str or None
        The value, for machines; None when it is not known.
    text : str
        The value with its unit, as the reader writes it: ``"4,2 %"``.
    note : str
        What it compares with, or on what it was measured.

    Examples
    --------
    >>> KeyFigure("over_share", "Meals thrown away", 0.042, "4.2%").to_dict()["value"]
    0.042
    """

    name: str
    label: str
    value: float | str | None
    text: str
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as a plain dictionary, ready for JSON.

        A value that is not a finite number is given as None, which JSON can write.
        """
        value = self.value
        if value is not None and not isinstance(value, str):
            number = float(value)
            finite = number - number == 0
            value = (int(number) if number.is_integer() else number) if finite else None
        return {**self.__dict__, "value": value}


@dataclass(frozen=True)
class Chart:
    """A table with the function that draws it.

    Parameters
    ----------
    title : str
        What is shown, in the reader's language.
    sentence : str
        What the chart says, for who cannot or does not want to look at it.
    table : DataFrame
        The data drawn, shown below the chart.
    draw : callable
        ``draw(ax, table)`` draws ``table`` on the matplotlib ``Axes`` it is given. It gets codes,
        and puts them in words itself: ``translate(STATUSES[code])``.
    labels : dict of str to str
        Names for the reader of the columns that this chart alone has.
    """

    title: str
    sentence: str
    table: pd.DataFrame
    draw: Callable[[Any, pd.DataFrame], object]
    labels: Mapping[str, str] = field(default_factory=dict)
