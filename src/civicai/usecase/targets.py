"""Functions that a use case names, so that nothing of it is imported before its first work."""

from __future__ import annotations

from collections.abc import Callable
from pkgutil import resolve_name
from typing import Any

#: A function, or where it is: ``"civicai.water.report:water_report"``.
Target = Callable[..., Any] | str


def load(target: Target) -> Callable[..., Any]:
    """Return the function that a target names.

    Examples
    --------
    >>> load("math:sqrt")(9)
    3.0
    """
    if not isinstance(target, str):
        return target
    found: Callable[..., Any] = resolve_name(target)
    return found
