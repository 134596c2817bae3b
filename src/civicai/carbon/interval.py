"""A quantity known only within bounds: low, central and high."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Interval:
    """A quantity with its bounds, ``low <= central <= high``.

    Sums and products keep the bounds of the worst case: all terms low together, or all high
    together. That is wider than independent errors would give, and safe when they are not.

    Parameters
    ----------
    low, central, high : float

    Raises
    ------
    ValueError
        If the three are not in order.

    Examples
    --------
    >>> Interval(1.0, 2.0, 4.0) + Interval(0.0, 1.0, 1.0)
    Interval(low=1.0, central=3.0, high=5.0)
    >>> 3 * Interval(1.0, 2.0, 4.0)
    Interval(low=3.0, central=6.0, high=12.0)
    """

    low: float
    central: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.central <= self.high:
            raise ValueError(f"not in order: {self.low}, {self.central}, {self.high}")

    @classmethod
    def of(cls, value: Bounds) -> Interval:
        """Read an interval from itself, from (low, central, high) or from an exact number."""
        if isinstance(value, Interval):
            return value
        if isinstance(value, (tuple, list)):
            low, central, high = map(float, value)
            return cls(low, central, high)
        return cls(float(value), float(value), float(value))

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.central + other.central, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.central - other.central, self.high - other.low)

    def __mul__(self, other: float | Interval) -> Interval:
        """Multiply two quantities, neither of them negative."""
        by = Interval.of(other)
        return Interval(self.low * by.low, self.central * by.central, self.high * by.high)

    __rmul__ = __mul__

    def to_dict(self) -> dict[str, float]:
        """Return the three figures as a plain dictionary."""
        return {"low": self.low, "central": self.central, "high": self.high}


#: What a caller may give for a quantity: a number, (low, central, high) or an interval.
Bounds = float | tuple[float, float, float] | Interval

ZERO = Interval(0.0, 0.0, 0.0)
