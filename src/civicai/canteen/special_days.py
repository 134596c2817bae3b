"""Days that are not like others: what past ones of the same kind say of those that are known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civicai.canteen.codes import CLOSURE, STRIKE
from civicai.canteen.schema import ABSENT, DATE, EVENT, SERVED, SITE
from civicai.forecasting import conformal_quantiles
from civicai.tables import fold

_WORDS = {STRIKE: ("greve", "strike"), CLOSURE: ("ferm", "clos", "vacance", "travaux", "holiday")}

#: Column of the kind of a special day.
KIND = "kind"
#: Days of a kind below which nothing is learned from it.
FEWEST_DAYS = 3
#: Past site-days that say as much as the belief that such a day is an ordinary one.
BELIEF = 100
#: How far ahead a strike is known: teachers declare theirs 48 hours before (loi 2008-790).
STRIKE_NOTICE = pd.Timedelta("2D")


def kind_of(event: pd.Series) -> pd.Series:
    """Return the kind of each event: ``"strike"``, ``"closure"``, or its own folded name."""
    folded = event.astype(str).map(fold)
    kind = folded.copy()
    for name, words in _WORDS.items():
        kind[folded.str.contains("|".join(words))] = name
    return kind


def read_special_days(events: pd.DataFrame) -> pd.DataFrame:
    """Say of what kind each special day is; what was read already is returned as it is.

    Parameters
    ----------
    events : DataFrame
        ``date``, ``event``, ``site`` (missing: every site), ``absent`` [meals]; all but the date
        may lack: a day without any event is one from which nothing is learned.

    Returns
    -------
    DataFrame
        With all of these, and ``kind``: empty where there is no event.
    """
    if {SITE, ABSENT, KIND} <= set(events.columns):
        return events
    kind = kind_of(events[EVENT]) if EVENT in events.columns else ""
    absent = events[ABSENT] if ABSENT in events.columns else np.nan
    site = events[SITE] if SITE in events.columns else pd.Series(None, events.index, dtype=object)
    return events.assign(**{SITE: site, ABSENT: absent, KIND: kind})


def is_special(rows: pd.DataFrame, special_days: pd.DataFrame) -> pd.Series:
    """Say of each row whether its site and day are among special days.

    Parameters
    ----------
    rows : DataFrame
        ``site``, ``date``.
    special_days : DataFrame
        ``date``, and ``site`` where only some sites are concerned.
    """
    days = special_days[DATE]
    where = special_days[SITE] if SITE in special_days.columns else pd.Series(None, days.index)
    some = pd.MultiIndex.from_arrays([where.dropna(), days[where.notna()]])
    here = pd.MultiIndex.from_arrays([rows[SITE], rows[DATE]])
    return rows[DATE].isin(days[where.isna()]) | here.isin(some)


class SpecialDayEffects:
    """How many meals were asked for on special days, over those of ordinary ones.

    A strike closes some canteens and thins out the others: the more are closed, the fewer
    meals at those that open. Other kinds (a festive meal, an outing) have one ratio each.

    Attributes
    ----------
    strike_ : tuple of float
        ``(a, b)``: meals at an open canteen are ``1 - a - b * sqrt(closed share)`` of usual.
    ratios_ : dict of str to float
        Of the other kinds.
    spread_ : dict of str to tuple of float
        Errors of those ratios, low and high, that hold the nominal share of past site-days;
        none of a kind met too seldom to tell.
    """

    def __init__(self) -> None:
        # Until a kind was met often enough, its days are ordinary ones.
        self.strike_: tuple[float, float] = (0.0, 0.0)
        self.ratios_: dict[str, float] = {}
        self.spread_: dict[str, tuple[float, float]] = {}

    def fit(
        self, past: pd.DataFrame, special_days: pd.DataFrame, coverage: float
    ) -> SpecialDayEffects:
        """Learn from past special days.

        Parameters
        ----------
        past : DataFrame
            One row a series and day, zeros included: ``site``, ``date``, ``served`` and
            ``usual`` [meals], what was expected of it.
        special_days : DataFrame
            As :func:`read_special_days` returns them.
        coverage : float
            Nominal share of days inside the band.
        """
        marked = _mark(past, special_days)
        marked = marked[marked["usual"] > 0].assign(closed=lambda r: r[SERVED] == 0)
        marked["closed_share"] = _closed_share(marked)
        for kind, rows in marked[~marked["closed"]].groupby(KIND):
            if kind in ("", CLOSURE) or rows[DATE].nunique() < FEWEST_DAYS:
                continue
            name, ratio = str(kind), (rows[SERVED] / rows["usual"]).to_numpy()
            if name == STRIKE:
                self.strike_ = _fit_strike(rows["closed_share"].to_numpy(), ratio, rows["usual"])
                said = self._strike_ratio(rows["closed_share"].to_numpy())
            else:
                weight = len(rows) / (len(rows) + BELIEF)
                self.ratios_[name] = 1.0 + weight * (float(np.median(ratio)) - 1.0)
                said = np.full(len(rows), self.ratios_[name])
            below, above = conformal_quantiles(ratio - said, coverage)
            if np.isfinite(above):
                self.spread_[name] = below, above
        return self

    def apply(self, forecast: pd.DataFrame, special_days: pd.DataFrame) -> pd.DataFrame:
        """Correct the forecast of the days that are known to be special.

        Parameters
        ----------
        forecast : DataFrame
            The series' keys, ``date``, ``expected``, ``low``, ``high``.
        special_days : DataFrame
            As :func:`read_special_days` returns them: ``absent`` meals are taken away; a site that
            a closure names is closed, and gets 0.

        Returns
        -------
        DataFrame
            With ``event`` (the kind, empty on ordinary days).
        """
        rows = _mark(forecast, special_days)
        rows["closed_share"] = _closed_share(
            rows.assign(closed=rows[KIND] == CLOSURE, usual=rows["expected"])
        )
        numbers = ["expected", "low", "high"]
        for kind in rows[KIND].unique():
            if kind != STRIKE and kind not in self.ratios_:
                continue
            here = (rows[KIND] == kind).to_numpy()
            share = rows["closed_share"].to_numpy()[here]
            ratio = self._strike_ratio(share) if kind == STRIKE else self.ratios_[kind]
            usual = rows.loc[here, "expected"].to_numpy(float)
            # Met too seldom for a band of its own, a kind has that of an ordinary day, as moved.
            moved = rows.loc[here, numbers].mul(ratio, axis=0)
            if kind in self.spread_:
                below, above = self.spread_[kind]
                moved["low"], moved["high"] = usual * (ratio + below), usual * (ratio + above)
            rows.loc[here, numbers] = moved
        away = rows.pop("away").fillna(0.0)
        rows[numbers] = rows[numbers].sub(away, axis=0).clip(lower=0.0)
        rows.loc[rows[KIND] == CLOSURE, numbers] = 0.0
        return rows.drop(columns="closed_share").rename(columns={KIND: EVENT})

    def _strike_ratio(self, closed_share: np.ndarray) -> np.ndarray:
        a, b = self.strike_
        ratio: np.ndarray = np.maximum(1.0 - a - b * np.sqrt(closed_share), 0.0)
        return ratio


def _mark(rows: pd.DataFrame, special_days: pd.DataFrame) -> pd.DataFrame:
    """Write the kind of each row's day, the site's own event before one of the whole town."""
    # A site that is closed is closed, strike or not.
    told = special_days.sort_values(KIND, key=lambda kind: kind != CLOSURE, kind="stable")
    own = told.dropna(subset=[SITE]).drop_duplicates([DATE, SITE])
    keys = [SITE, DATE]
    own = own.astype({SITE: rows[SITE].dtype}) if own.empty else own
    marked = rows.drop(columns=EVENT, errors="ignore").merge(
        own[[*keys, KIND, ABSENT]].rename(columns={ABSENT: "away"}), on=keys, how="left"
    )
    everywhere = told[told[SITE].isna()].drop_duplicates(DATE).set_index(DATE)[KIND]
    everywhere = marked[DATE].map(everywhere)
    # A town-wide strike is told of every open site, whatever else is said of it.
    marked[KIND] = marked[KIND].where(marked[KIND].notna(), everywhere).fillna("")
    marked.index = rows.index
    return marked


def _closed_share(rows: pd.DataFrame) -> pd.Series:
    usual = rows["usual"].fillna(0.0)
    shut = (usual * rows["closed"]).groupby(rows[DATE]).transform("sum")
    return (shut / usual.groupby(rows[DATE]).transform("sum").clip(lower=1e-9)).fillna(0.0)


def _fit_strike(closed: np.ndarray, ratio: np.ndarray, usual: pd.Series) -> tuple[float, float]:
    """Return the pair with the least sum of absolute errors in meals, over a grid."""
    weight, root = usual.to_numpy(float), np.sqrt(closed)
    best, chosen = np.inf, (0.0, 0.0)
    for a in np.arange(0.0, 0.31, 0.02):
        for b in np.arange(0.0, 1.51, 0.05):
            error = float((weight * np.abs(ratio - np.maximum(1.0 - a - b * root, 0.0))).sum())
            if error < best - 1e-9:
                best, chosen = error, (float(a), float(b))
    return chosen
