"""Menus: words found in dishes, and effects that are told with their interval."""

import numpy as np
import pandas as pd
import pytest

from civicai.canteen.menus import COLUMNS, menu_effects, menu_features


@pytest.mark.parametrize(
    ("dish", "held"),
    [
        ("Filet de colin sauce citron", {"fish"}),
        ("Rôti de porc *", {"pork"}),
        ("Sauté de bœuf bio", {"meat", "organic"}),
        ("Pizza au thon", {"pizza", "fish"}),
        ("Frites", {"chips", "vegetarian"}),
        ("Gâteau au chocolat", {"dessert", "vegetarian"}),
        ("Tortelloni ricotta épinards", {"pasta", "vegetarian"}),
        ("Bûche de Noël", {"dessert", "festive", "vegetarian"}),
        ("Melon", {"vegetarian"}),
        ("", {"vegetarian"}),
    ],
)
def test_dishes_are_understood(dish, held):
    menus = pd.DataFrame({"date": pd.to_datetime(["2024-01-08"]), "dish": [dish]})
    row = menu_features(menus).iloc[0]
    assert list(row.index) == list(COLUMNS)
    assert set(row.index[row == 1.0]) == held


def test_an_effect_is_found_where_there_is_one_and_not_elsewhere():
    rng = np.random.default_rng(0)
    days = pd.bdate_range("2022-09-01", "2024-06-28")
    fish = rng.random(len(days)) < 0.25
    chips = rng.random(len(days)) < 0.25
    dishes = [
        ("poisson" if f else "omelette", "frites" if c else "riz")
        for f, c in zip(fish, chips, strict=True)
    ]
    menus = pd.DataFrame({"date": np.repeat(days, 2), "dish": [d for pair in dishes for d in pair]})
    observed = 100 * (1 + 0.06 * fish) * (1 + rng.normal(0, 0.02, len(days)))
    past = pd.DataFrame({"date": days, "observed": observed, "naive": 100.0})
    effects = menu_effects(past, menu_features(menus)).set_index("dish")
    assert 0.03 < effects.loc["fish", "low"] < 0.06 < effects.loc["fish", "high"] + 0.01
    assert effects.loc["chips", "low"] < 0 < effects.loc["chips", "high"]


def test_no_menu_of_these_days_no_effect():
    menus = pd.DataFrame({"date": pd.to_datetime(["2020-01-08"]), "dish": ["Colin"]})
    past = pd.DataFrame({"date": pd.to_datetime(["2024-01-08"]), "observed": 1.0, "naive": 1.0})
    assert menu_effects(past, menu_features(menus)).empty
