"""The chance of being full: calibrated on a later window, on what was known at issue time only."""

import numpy as np
import pandas as pd

from civicai.forecasting import SlotPanel
from civicai.parking.fullness import FEWEST, FullChance, describe


def panel(days=60, seed=0):
    """One park that is full at noon on most days, never at other hours."""
    rng = np.random.default_rng(seed)
    values = np.full((days, 24), 0.4)
    values[:, 12] = np.where(rng.random(days) < 0.8, 1.0, 0.6)
    start = pd.Timestamp("2024-01-08", tz="UTC")
    return SlotPanel(
        pd.Index(["Halles"]), start, pd.Timedelta("1h"), values.reshape(1, -1), tz="UTC"
    )


def described(grid, origins, raw=0.5):
    shape = (1, len(origins))
    return describe(
        grid, origins, 1, np.full(shape, 0.95), np.full(shape, 0.7), np.full(shape, raw)
    )


def test_the_hour_of_the_park_tells_what_the_law_of_errors_does_not():
    grid = panel()
    origins = np.arange(30 * 24, 59 * 24)
    features = described(grid, origins)
    full = (grid.take(origins + 1) >= 0.95).ravel().astype(float)
    model = FullChance().fit(features, full)
    chance = model.chance(features, np.full(len(full), 0.5))
    noon = (origins + 1) % 24 == 12
    # The law of errors says one half at every hour.
    assert chance[noon].min() > chance[~noon].max()
    assert ((chance > 0) & (chance < 1)).all()


def test_too_few_full_readings_teach_nothing():
    features = np.random.default_rng(0).normal(size=(200, 6))
    full = np.zeros(200)
    full[: FEWEST - 1] = 1.0
    model = FullChance().fit(features, full)
    assert model.coefficients_ is None
    otherwise = np.linspace(0, 1, 200)
    np.testing.assert_array_equal(model.chance(features, otherwise), otherwise)


def test_what_follows_the_issue_time_changes_no_feature():
    grid = panel()
    origins = np.arange(30 * 24, 40 * 24)
    before = described(grid, origins)
    values = grid.values.copy()
    values[:, origins[-1] + 1 :] = 1.0
    changed = SlotPanel(grid.series, grid.start, grid.step, values, tz="UTC")
    after = described(changed, origins)
    early = origins < origins[-1]
    np.testing.assert_array_equal(before[early], after[early])
    values = grid.values.copy()
    values[:, : 35 * 24] = 1.0
    other = SlotPanel(grid.series, grid.start, grid.step, values, tz="UTC")
    assert (described(other, origins) != before).any()


def test_without_a_forecast_nothing_is_learned():
    grid = panel()
    origins = np.arange(30 * 24, 31 * 24)
    features = described(grid, origins, raw=np.nan)
    model = FullChance()
    model.coefficients_ = np.ones(7)
    said = model.chance(features, np.full(len(origins), np.nan))
    assert np.isnan(said).all()
