"""How crowded a walkway is: levels of service, each table under its own name."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

#: Upper limits of A to E [people per minute and metre of width]; beyond is F. Two tables go by
#: the same letters, so the name is asked for.
FLOW_LIMITS = {"fruin": (23.0, 33.0, 49.0, 66.0, 82.0), "hcm": (16.0, 23.0, 33.0, 49.0, 75.0)}


def level_of_service(flow: npt.ArrayLike, scale: str) -> npt.NDArray[np.str_]:
    """Return the level of service of a walkway, ``"A"`` (free) to ``"F"`` (jammed).

    Parameters
    ----------
    flow : array-like of float, shape (n,)
        People per minute and metre of width [1/(min m)].
    scale : {"fruin", "hcm"}
        Fruin's walkway limits, or those of the Highway Capacity Manual: the same flow has not
        the same letter in both.

    Raises
    ------
    ValueError
        For an unknown scale or a negative flow.

    Notes
    -----
    A flow that is not known gives ``"unknown"``. Beyond the density of greatest flow people
    pass less and less: a low flow alone does not prove a free walkway.

    References
    ----------
    .. [1] Fruin, "Pedestrian Planning and Design", 1971.
    .. [2] Transportation Research Board, "Highway Capacity Manual", 2000, exhibit 18-3.

    Examples
    --------
    >>> level_of_service([20, 40, 90], "fruin").tolist()
    ['A', 'C', 'F']
    >>> level_of_service([20], "hcm").tolist()
    ['B']
    """
    if scale not in FLOW_LIMITS:
        raise ValueError(f"scale must be one of {sorted(FLOW_LIMITS)}, not {scale!r}")
    values = np.asarray(flow, float)
    if (values < 0).any():
        raise ValueError("a flow cannot be negative")
    letters = np.array(list("ABCDEF"), dtype="<U7")
    found: npt.NDArray[np.str_] = letters[np.searchsorted(FLOW_LIMITS[scale], values, side="left")]
    return np.where(np.isfinite(values), found, "unknown")
