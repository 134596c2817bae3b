"""The bill of a fit, kept by the model that it made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from civicai.carbon.interval import Bounds
from civicai.carbon.meter import measure


class Fits(Protocol):
    """Anything that learns with ``fit``."""

    def fit(self, *tables: Any, **options: Any) -> Any:
        """Learn from tables."""


M = TypeVar("M", bound=Fits)


def measured_fit(
    model: M,
    *tables: Any,
    country: str = "FR",
    pue: float = 1.0,
    factors: Mapping[str, Bounds] | None = None,
    **options: Any,
) -> M:
    """Fit a model, which then keeps the footprint of its fit, also once saved.

    Models do not measure themselves: this is for whoever trains one to hand it over, such as a
    lead authority for its communes.

    Parameters
    ----------
    model : estimator
        With ``fit``, as in scikit-learn; it is fitted in place.
    *tables, **options
        For ``model.fit``.
    country, pue, factors
        See :func:`civicai.carbon.measure`.

    Returns
    -------
    estimator
        The same model; ``model.footprint_`` is the :class:`~civicai.carbon.Footprint` of the
        fit. Saved with pickle, joblib or skops it is saved too; a clone, not fitted, has none.

    Raises
    ------
    InputError
        If the country or a factor is unknown, or a figure is not possible.

    Examples
    --------
    >>> from sklearn.dummy import DummyRegressor
    >>> model = measured_fit(DummyRegressor(), [[0.0], [1.0]], [1.0, 3.0])
    >>> model.footprint_.label, model.footprint_.duration > 0
    ('DummyRegressor.fit', True)
    """
    label = f"{type(model).__name__}.fit"
    with measure(label, country, pue=pue, factors=factors) as meter:
        model.fit(*tables, **options)
    model.footprint_ = meter.footprint  # type: ignore[attr-defined]
    return model
