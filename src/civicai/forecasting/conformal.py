"""Split-conformal intervals: errors on a later window say how wide a band must be."""

from __future__ import annotations

import numpy as np

from civicai.forecasting.daily.history import Floats


def conformal_quantiles(errors: Floats, coverage: float) -> tuple[float, float]:
    """Return the errors below and above which a share ``1 - coverage`` of new ones should fall.

    Each tail gets half of the share, with the finite-sample correction of split conformal
    prediction, so that the band holds at least ``coverage`` of exchangeable new errors.

    Parameters
    ----------
    errors : ndarray of float, shape (n,)
        Observed minus expected, over a scale, on days that the model did not learn from.
    coverage : float
        Nominal share of observations inside the band, between 0 and 1.

    Returns
    -------
    low, high : float
        Infinite where ``n`` is too small for the coverage asked for.

    References
    ----------
    .. [1] Papadopoulos et al., "Inductive confidence machines for regression", ECML 2002.
    .. [2] Angelopoulos and Bates, "Conformal prediction: a gentle introduction", 2023.

    Examples
    --------
    >>> conformal_quantiles(np.arange(-50.0, 50.0), 0.8)
    (-41.0, 40.0)
    """
    errors = np.sort(errors[np.isfinite(errors)])
    n = len(errors)
    rank = int(np.ceil((n + 1) * (1 + coverage) / 2))
    if rank > n:
        return -np.inf, np.inf
    return float(errors[n - rank]), float(errors[rank - 1])
