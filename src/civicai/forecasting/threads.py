"""One thread for the trees of every boosting."""

from __future__ import annotations

from typing import Any


def one_thread() -> Any:
    """Keep the trees of a block on one thread.

    On panels of this size more threads gain little, and on a laptop that does something else
    they wait for each other many times longer than they work.

    Examples
    --------
    >>> with one_thread():
    ...     pass
    """
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=1, user_api="openmp")
