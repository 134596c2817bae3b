"""What a menu holds, read from its free text, and how attendance went on such days."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from civicai.canteen.schema import DATE, DISH
from civicai.tables import fold

#: What is looked for in the dishes of a day, as words or beginnings of words without accents.
#: A dish may hold several; ``vegetarian`` is a day without any of the first three.
FEATURES: dict[str, str] = {
    "fish": "anchois brandade cabillaud calamar colin crevette dorade eglefin fish hareng hoki "
    "lieu limande lotte maquereau merlan merlu morue moule poisson sardine saumon seiche sole "
    "surimi thon truite",
    "pork": "andouill bacon boudin charcut chipo francfort jambon knack lard montbeliard porc "
    "rillette saucis tartiflette",
    "meat": "agneau axoa blanquette boeuf bolognaise boulette bourguignon canard carbonnade chili "
    "coq cordon couscous cuisse dinde escalope hache hachis kebab kefta lapin merguez moussaka "
    "nugget osso paupiette pintade poule poulet rougail steak tajine veau viande volaille",
    "pizza": "pizza",
    "pasta": "coquillette farfal lasagne macaroni nouille pates penne ravioli rigatoni spaghet "
    "tagliatelle tortell torti",
    "chips": "country duchesse frite noisettes potatoes rissole rosti",
    "dessert": "beignet brownie buche cake chocolat cookie crepe donut eclair gateau gaufre glace "
    "liegeois moelleux mousse muffin tarte tiramisu",
    "organic": "bio",
    "festive": "fete noel paques chandeleur galette",
}
#: Columns of :func:`menu_features`, in their order.
COLUMNS = (*FEATURES, "vegetarian")

#: Days with and without a feature below which its effect is not told.
FEWEST_DAYS = 8


def menu_features(menus: pd.DataFrame) -> pd.DataFrame:
    """Say what each day's menu holds.

    Parameters
    ----------
    menus : DataFrame
        ``date``, ``dish``: French free text, one row a dish.

    Returns
    -------
    DataFrame
        One row a date, columns :data:`COLUMNS`, 1.0 where the menu holds it, else 0.0.

    Examples
    --------
    >>> menus = pd.DataFrame({"date": ["2024-01-08"] * 2, "dish": ["Pavé de saumon", "Tarte"]})
    >>> menu_features(menus).iloc[0][["fish", "dessert", "vegetarian"]].tolist()
    [1.0, 1.0, 0.0]
    """
    menus = menus.dropna(subset=[DISH])
    text = menus[DISH].astype(str).map(fold)
    held = pd.DataFrame({name: text.str.contains(_pattern(name), regex=True) for name in FEATURES})
    days = held.astype(float).groupby(menus[DATE]).max()
    days["vegetarian"] = 1.0 - days[["fish", "pork", "meat"]].max(axis=1)
    return days[[*COLUMNS]]


def menu_effects(
    past: pd.DataFrame, menus: pd.DataFrame, random_state: int | None = 0
) -> pd.DataFrame:
    """Estimate how attendance went on days with and without each feature, all else as it was.

    Fish, pork and other meat are set against days with none of them, the rest against days
    without it. The difference is that of each day's attendance over the mean of the last same
    weekdays, between days of the same weekday and quarter. It is an association: families who
    read the menu, the season and the weekday that a dish is served on go together, and nothing
    here tells them apart.

    Parameters
    ----------
    past : DataFrame
        ``date``, ``observed``, ``naive`` [meals], as :func:`~civicai.canteen.backtest` returns.
    menus : DataFrame
        As :func:`menu_features` returns them.
    random_state : int, optional
        Of the bootstrap.

    Returns
    -------
    DataFrame
        ``dish`` (the feature, a code), ``days`` with it, ``effect`` and its 90 % interval ``low``,
        ``high`` [share of attendance], from 400 resamplings of whole weeks; one row for each
        feature with at least :data:`FEWEST_DAYS` days with it and without it.
    """
    names = ["dish", "days", "effect", "low", "high"]
    rows = past.dropna(subset=["observed", "naive"])
    daily = rows.groupby(DATE)[["observed", "naive"]].sum()
    daily = daily[daily["naive"] > 0].join(menus, how="inner")
    if daily.empty:
        return pd.DataFrame(columns=names)
    days = pd.DatetimeIndex(daily.index)
    weeks = pd.Series(days.to_period("W").astype(str)).factorize()[0]
    groups = days.day_of_week.astype(str) + pd.Index(days.to_period("Q").astype(str))
    ratio = (daily["observed"] / daily["naive"]).to_numpy() - 1.0
    told = [c for c in FEATURES if FEWEST_DAYS <= daily[c].sum() <= len(daily) - FEWEST_DAYS]
    if not told:
        return pd.DataFrame(columns=names)
    design = daily[told].to_numpy()
    rng = np.random.default_rng(random_state)
    central = _slopes(design, ratio, np.asarray(groups))
    draws = []
    for _draw in range(400):
        chosen = rng.integers(0, weeks.max() + 1, weeks.max() + 1)
        rows_drawn = np.concatenate([np.flatnonzero(weeks == week) for week in chosen])
        draws.append(_slopes(design[rows_drawn], ratio[rows_drawn], np.asarray(groups)[rows_drawn]))
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    table = pd.DataFrame({"dish": told, "days": daily[told].sum().astype(int).to_numpy()})
    return table.assign(effect=central, low=low, high=high)


def _slopes(design: np.ndarray, ratio: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Regress within groups; a ridge keeps features that always go together apart from infinity."""
    _names, code = np.unique(groups, return_inverse=True)
    count = np.bincount(code)[:, None]
    sums = np.zeros((len(count), design.shape[1]))
    np.add.at(sums, code, design)
    within = design - (sums / count)[code]
    centred = ratio - (np.bincount(code, weights=ratio) / count[:, 0])[code]
    gram = within.T @ within + np.eye(design.shape[1])
    slopes: np.ndarray = np.linalg.solve(gram, within.T @ centred)
    return slopes


@cache
def _pattern(name: str) -> str:
    return r"\b(?:" + "|".join(FEATURES[name].split()) + ")"
