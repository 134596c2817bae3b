"""Over-preparation, unserved children, and what a surplus meal weighs, costs and emits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.canteen.schema import DATE, MASSES, MEALS, PERIOD_END, PERIOD_START, UNSERVED

#: One whole surplus meal of a primary school: (low, central, high), unit, source.
#: ADEME 2016 measured, in 12 canteens, losses of 113 g a meal = 17 % of the weight bought and
#: 452 gCO2e = 17 % of the meal's emissions: 0.66 kg and 2.66 kgCO2e for a whole meal of a
#: mixed public. A primary child's portion is taken as 0.7 of it (a convention of ours).
MEAL_FACTORS = {
    "kg": ((0.40, 0.46, 0.66), "kg", "ADEME 2016 (113 g = 17 %), portion 0.6-1.0"),
    "EUR": ((1.65, 1.90, 4.37), "EUR", "ADEME 2016: ingredients 1.90, full cost 4.37; Nantes 1.65"),
    "kgCO2e": ((0.74, 1.86, 2.66), "kgCO2e", "ADEME 2016 (452 g = 17 %), portion 0.7; ADEME 0.74"),
}


@dataclass(frozen=True)
class WasteScores:
    """Both sides of a preparation, on the same days.

    Attributes
    ----------
    over_share : float
        Meals prepared and not served, over meals prepared.
    unserved_share : float
        Meals missing, over meals asked for.
    short_days_share : float
        Share of rows (site-days) on which meals were missing.
    wape, bias : float
        Absolute error and error of the preparation over the meals asked for.
    rows : int
        Number of site-days scored.
    """

    over_share: float
    unserved_share: float
    short_days_share: float
    wape: float
    bias: float
    rows: int


def waste_scores(served: npt.ArrayLike, prepared: npt.ArrayLike) -> WasteScores:
    """Score a preparation against what was asked for, site-day by site-day.

    Parameters
    ----------
    served : array-like of float, shape (n,)
        Meals asked for [meals]. Where children beyond the plan are served all the same
        ("table ouverte"), it is the number served.
    prepared : array-like of float, shape (n,)
        Meals prepared [meals]. Rows where either is missing are left out.

    Returns
    -------
    WasteScores

    Raises
    ------
    ValueError
        If the two differ in length.

    Examples
    --------
    >>> scores = waste_scores([100, 100], [110, 95])
    >>> round(scores.over_share, 4), scores.unserved_share, scores.short_days_share
    (0.0488, 0.025, 0.5)
    """
    y, p = np.asarray(served, float), np.asarray(prepared, float)
    if y.shape != p.shape:
        raise ValueError(f"served and prepared differ in length: {len(y)} and {len(p)}")
    both = ~(np.isnan(y) | np.isnan(p))
    y, p = y[both], p[both]
    if not len(y) or not y.sum() or not p.sum():
        return WasteScores(np.nan, np.nan, np.nan, np.nan, np.nan, rows=len(y))
    surplus = p - y
    return WasteScores(
        over_share=float(np.maximum(surplus, 0).sum() / p.sum()),
        unserved_share=float(np.maximum(-surplus, 0).sum() / y.sum()),
        short_days_share=float(np.mean(surplus < 0)),
        wape=float(np.abs(surplus).sum() / y.sum()),
        bias=float(surplus.sum() / y.sum()),
        rows=len(y),
    )


def waste_impact(
    meals_avoided: float,
    recovered_share: float = 0.0,
    factors: dict[str, tuple[float, float, float]] | None = None,
) -> pd.DataFrame:
    """Turn meals not prepared in vain into weight, money and emissions.

    Parameters
    ----------
    meals_avoided : float
        Whole meals no longer prepared in vain; negative where the plan prepares more.
    recovered_share : float
        Share of surplus meals that is given or eaten anyway, from 0 to 1: those avoid nothing.
    factors : dict, optional
        ``{"kg": (low, central, high), ...}``, in place of :data:`MEAL_FACTORS`.

    Returns
    -------
    DataFrame
        Rows ``kg``, ``EUR``, ``kgCO2e``; columns ``low``, ``central``, ``high``, ``source``.

    Raises
    ------
    ValueError
        If ``recovered_share`` is not between 0 and 1.

    References
    ----------
    .. [1] ADEME, "Approche du coût complet des pertes et gaspillage alimentaire en
       restauration collective", 2016.

    Examples
    --------
    >>> float(waste_impact(1000).loc["kg", "central"])
    460.0
    """
    if not 0 <= recovered_share <= 1:
        raise ValueError("recovered_share must be between 0 and 1")
    wasted = meals_avoided * (1 - recovered_share)
    rows = {}
    for name, (values, _unit, source) in MEAL_FACTORS.items():
        own = factors is not None and name in factors
        chosen = factors[name] if own and factors else values
        amounts = sorted(round(wasted * factor, 6) for factor in chosen)
        rows[name] = [*amounts, "given by the caller" if own else source]
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=["low", "central", "high", "source"]
    )


def ma_cantine_record(past: pd.DataFrame) -> pd.DataFrame:
    """Return the surplus meals of a period as a waste record, in the field names of ma-cantine.

    A forecast acts on meals made and not served only (``unserved_``); what is lost in the
    kitchen and on trays must be weighed there, and is left empty.

    Parameters
    ----------
    past : DataFrame
        ``date``, ``observed``, ``rule``: what was served, and what was made.

    Returns
    -------
    DataFrame
        One row: ``period_start_date``, ``period_end_date``, ``meal_count``,
        ``unserved_total_mass`` [kg] estimated from whole surplus meals, and the other masses
        of the record, empty.

    References
    ----------
    .. [1] betagouv/ma-cantine, model ``WasteMeasurement``; loi EGalim
       (2018) and ordonnance 2019-1069 ask every canteen for a diagnosis and a plan against
       food waste.
    """
    rows = past.dropna(subset=["observed", "rule"])
    surplus = float((np.ceil(rows["rule"]) - rows["observed"]).clip(lower=0).sum())
    return pd.DataFrame(
        {
            PERIOD_START: [rows[DATE].min()],
            PERIOD_END: [rows[DATE].max()],
            MEALS: [int(rows["observed"].sum())],
            UNSERVED: [round(surplus * MEAL_FACTORS["kg"][0][1], 1)],
            **{name: [np.nan] for name in MASSES if name != UNSERVED},
        }
    )
