"""The models of one station, on a river whose best gauge is known by construction."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge as SklearnRidge

from civicai.risk import AlertScale, station_model
from civicai.risk.design import LAGS, OWN, RAIN, Measure
from civicai.risk.gauges import HOUR, Gauge
from civicai.risk.rain import make_rain
from civicai.risk.ridge import PENALTY
from civicai.risk.station_model import FEWEST_ROWS, StationModel

N, LEAD = 1200, 3 * HOUR
ALWAYS = 10_000 * HOUR
SCALE = AlertScale(12.0, 14.0)
UP, SIDE = "at up", "at side"


def gauge(values, moments=None, frozen_after: int = ALWAYS) -> Gauge:
    values = np.asarray(values, float)
    moments = np.arange(len(values)) * HOUR if moments is None else moments
    return Gauge(np.asarray(moments, dtype=np.int64), values, HOUR, frozen_after)


def walk(seed: int, n: int = N) -> np.ndarray:
    return 10 + np.cumsum(np.random.default_rng(seed).normal(0, 0.3, n))


@pytest.fixture(scope="module")
def river() -> dict[str, Gauge]:
    """Levels: the town is the upper gauge of three hours ago; a side stream goes its own way."""
    up = walk(0)
    noise = np.random.default_rng(1).normal(0, 0.02, N)
    return {"town": gauge(np.roll(up, 3) + noise), "up": gauge(up), "side": gauge(walk(2))}


def measures(gauges: dict[str, Gauge], logarithm: bool = False) -> dict[str, Measure]:
    return {name: Measure.learn(one.values, logarithm) for name, one in gauges.items()}


def learn(gauges, leads=(LEAD,), rain=None, station="town", logarithm=False) -> StationModel:
    return StationModel.learn(station, gauges, rain, leads, measures(gauges, logarithm))


@pytest.fixture(scope="module")
def model(river) -> StationModel:
    return learn(river)


def learned(model: StationModel) -> int:
    """Return how many errors of persistence were learned from."""
    return sum(len(law.errors) for law in model.candidates[LEAD, ()].errors.laws)


def hour(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64) * HOUR


def forecast(model, gauges, moments, lead=LEAD, rain=None, scale=SCALE, coverage=0.8):
    return model.forecast(gauges, rain, moments, lead, scale, coverage)


def course(values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return value and changes at some hours, computed apart from the package."""
    return np.column_stack([values[at], *(values[at] - values[at - lag] for lag in LAGS)])


def test_the_upper_gauge_is_chosen_and_foretells_almost_all(model, river):
    assert model.recipe.others[0] == "up"
    whole = model.candidates[LEAD, model.recipe.sources]
    alone = model.candidates.get((LEAD, (OWN,)))
    assert whole.skill > 0.95
    assert alone is None or alone.skill < 0.2
    asked = hour(*range(200, 1100))
    said = forecast(model, river, asked)
    truth = river["town"].values[203:1103]
    persistence = ((truth - said.now) ** 2).sum()
    assert ((truth - said.expected) ** 2).sum() < 0.05 * persistence
    assert set(said.model) == {"all_gauges"}
    assert set(said.lacking) == {""}


def test_the_model_is_that_of_scikit_learn_on_the_same_columns(model, river):
    rows = np.arange(24, N - 3)
    names = [name.removeprefix("at ") for name in model.recipe.sources if name != OWN]
    x = np.column_stack([course(river[name].values, rows) for name in ["town", *names]])
    town = river["town"].values
    change = town[rows + 3] - town[rows]
    low, middle, high = np.quantile(town, (0.1, 0.5, 0.9))
    weight = 1 + np.maximum(town[rows] - middle, 0) / (high - low)
    mean = np.average(x, axis=0, weights=weight)
    size = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=weight))
    found = SklearnRidge(alpha=PENALTY * weight.sum()).fit((x - mean) / size, change, weight)
    ridge = model.candidates[LEAD, model.recipe.sources].ridge
    np.testing.assert_allclose(ridge.slope, found.coef_ / size, rtol=1e-6, atol=1e-9)
    # And what it says: the value now, and the change of these columns.
    said = forecast(model, river, hour(*rows[:50]))
    expected = town[rows[:50]] + found.predict((x[:50] - mean) / size)
    np.testing.assert_allclose(said.expected, expected, rtol=1e-9)


def test_the_index_is_the_share_of_the_error_of_persistence_that_goes(river):
    model = learn(river)
    pattern = model.recipe.sources
    rows = np.arange(24, N - 3)
    town = river["town"].values
    columns = [course(river[s.removeprefix("at ")].values, rows) for s in pattern if s != OWN]
    x = np.column_stack([course(town, rows), *columns])
    change = town[rows + 3] - town[rows]
    weight = model.measure.weight(town[rows])
    unseen = np.empty(len(rows))
    for block in np.array_split(np.arange(len(rows)), 5):
        others = np.setdiff1d(np.arange(len(rows)), block)
        mean = np.average(x[others], axis=0, weights=weight[others])
        size = np.sqrt(np.average((x[others] - mean) ** 2, axis=0, weights=weight[others]))
        learned = SklearnRidge(alpha=PENALTY * weight[others].sum())
        learned.fit((x[others] - mean) / size, change[others], weight[others])
        unseen[block] = learned.predict((x[block] - mean) / size)
    index = 1 - ((change - unseen) ** 2).sum() / (change**2).sum()
    assert model.candidates[LEAD, pattern].skill == pytest.approx(index, abs=1e-6)


def test_without_the_upper_gauge_a_model_learned_without_it_serves_with_a_wider_band(model, river):
    asked = hour(*range(200, 400))
    whole = forecast(model, river, asked)
    without = {name: one for name, one in river.items() if name != "up"}
    blind = forecast(model, without, asked)
    assert set(blind.lacking) == {UP}
    assert "all_gauges" not in set(blind.model)
    assert np.isfinite(blind.expected).all()
    width, blind_width = whole.high - whole.low, blind.high - blind.low
    assert np.median(blind_width) > 2 * np.median(width)


def test_each_instant_is_served_by_what_was_alive_at_it(river):
    # The upper gauge tells a part, the side stream another: each alone beats persistence.
    side = walk(5)
    up = river["up"].values
    town = np.roll(up, 3) + np.roll(side, 3)
    gauges = {"town": gauge(town), "up": gauge(up), "side": gauge(side)}
    model = learn(gauges)
    assert {*model.recipe.sources} == {OWN, UP, SIDE}
    silent = slice(500, 520)  # the upper gauge lost twenty hours
    kept = np.r_[0 : silent.start, silent.stop : N]
    holed = {**gauges, "up": gauge(up[kept], kept * HOUR)}
    said = forecast(model, holed, hour(499, 505, 530, 560))
    assert said.model.tolist() == ["all_gauges", "some_gauges", "some_gauges", "all_gauges"]
    assert said.lacking.tolist() == ["", UP, UP, ""]  # 24 h back there was no reading at 530
    ridge = model.candidates[LEAD, (OWN, SIDE)].ridge
    columns = np.column_stack([course(town, np.array([505])), course(side, np.array([505]))])
    assert said.expected[1] == pytest.approx(town[505] + ridge.predict(columns)[0])
    nothing = forecast(model, {"town": gauges["town"]}, hour(505))
    assert nothing.lacking.tolist() == ["|".join(model.recipe.sources[1:])]
    assert nothing.model[0] in ("own_gauge", "persistence")


def test_where_a_set_of_gauges_foretold_nothing_the_gauge_alone_serves():
    rng = np.random.default_rng(0)
    town = np.zeros(N)
    for t in range(1, N):  # a river that comes back to its usual level: its own gauge tells it
        town[t] = 0.8 * town[t - 1] + rng.normal(0, 0.3)
    gauges = {"town": gauge(10 + town), "up": gauge(10 + np.roll(town, -3))}
    model = learn(gauges)
    assert model.recipe.patterns() == [(OWN, UP), (OWN,)]
    assert (LEAD, (OWN,)) in model.candidates
    del model.candidates[LEAD, (OWN, UP)]  # as where it lost to persistence
    said = forecast(model, gauges, hour(700))
    assert said.model.tolist() == ["own_gauge"]
    del model.candidates[LEAD, (OWN,)]
    assert forecast(model, gauges, hour(700)).model.tolist() == ["persistence"]


def test_where_nothing_beats_the_value_now_it_serves():
    pure = {"town": gauge(walk(10)), "side": gauge(walk(11))}
    model = learn(pure)
    assert [pattern for _lead, pattern in model.candidates if pattern] == []
    said = forecast(model, pure, hour(100, 700))
    assert said.model.tolist() == ["persistence", "persistence"]
    assert said.expected.tolist() == said.now.tolist() == pure["town"].values[[100, 700]].tolist()
    assert ((said.low < said.expected) & (said.expected < said.high)).all()


def test_the_errors_of_persistence_are_the_changes_of_the_river():
    pure = {"town": gauge(walk(10))}
    model = learn(pure)
    persistence = model.candidates[LEAD, ()]
    assert (persistence.ridge, persistence.skill) == (None, 0.0)
    town = pure["town"].values
    assert learned(model) == N - 3 - 3  # three hours ahead, and back
    low, high = forecast(model, pure, hour(600), coverage=0.5)[1:3]
    wide = forecast(model, pure, hour(600), coverage=0.95)
    assert wide.low[0] < low[0] < town[600] < high[0] < wide.high[0]


def test_only_readings_of_the_very_instant_are_learned_from():
    town = walk(10)
    whole = learned(learn({"town": gauge(town)}))
    kept = np.r_[0:500, 501:N]  # hour 500 is missing: held for two steps, but no reading of it
    holed = learn({"town": gauge(town[kept], kept * HOUR)})
    assert learned(holed) == whole - 2


@pytest.mark.parametrize(("early", "lost"), [(0.5, 0), (0.4, 1), (0.51, 1)])
def test_a_reading_half_a_step_before_stands_for_the_instant(early, lost):
    town = walk(10)
    whole = learned(learn({"town": gauge(town)}))
    moments = np.arange(N) * HOUR
    moments[600] -= round(early * HOUR)
    moved = learn({"town": gauge(town, moments)})
    # From 597 what comes is early by so much; from the early reading it is early by the rest.
    assert learned(moved) == whole - lost


def test_a_river_that_never_moves_has_no_model():
    still = {"town": gauge(np.full(N, 3.0)), "up": gauge(walk(0))}
    model = learn(still)
    assert [pattern for _lead, pattern in model.candidates if pattern] == []
    assert forecast(model, still, hour(500)).expected.tolist() == [3.0]


def test_a_late_reading_is_served_by_the_model_of_a_longer_lead(river, model):
    assert {lead for lead, _pattern in model.candidates} == {LEAD, LEAD + HOUR, LEAD + 2 * HOUR}
    first = 600
    cut = {name: gauge(one.values[: first + 1]) for name, one in river.items()}
    said = forecast(model, cut, hour(first, first + 1, first + 2, first + 3))
    assert said.status.tolist() == ["alive", "alive", "alive", "silent"]
    names = ["town", *(name.removeprefix("at ") for name in model.recipe.sources[1:])]
    for late in (0, 1, 2):
        values = [np.r_[river[n].values[: first + 1], [river[n].values[first]] * 2] for n in names]
        columns = np.column_stack([course(v, np.array([first + late])) for v in values])
        ridge = model.candidates[LEAD + late * HOUR, model.recipe.sources].ridge
        expected = river["town"].values[first] + ridge.predict(columns)[0]
        assert said.expected[late] == pytest.approx(expected)
    assert np.isnan([said.expected[3], said.low[3], said.high[3], said.now[3]]).all()
    assert said.chances.shape == (4, 3)
    assert np.isnan(said.chances[3]).all()
    assert (said.model[3], said.lacking[3], said.rising[3]) == ("none", "", "")


def test_a_frozen_gauge_and_one_never_seen_get_no_number(river, model):
    still = gauge(np.r_[river["town"].values[:600], np.full(30, 11.0)], frozen_after=24 * HOUR)
    said = forecast(model, {**river, "town": still}, hour(624, 625))
    assert said.status.tolist() == ["alive", "frozen"]
    assert np.isfinite(said.expected).tolist() == [True, False]
    gone = forecast(model, {"up": river["up"]}, hour(600, 601))
    assert gone.status.tolist() == ["never_seen", "never_seen"]
    assert np.isnan(gone.expected).all()
    assert gone.model.tolist() == ["none", "none"]


@pytest.mark.parametrize("logarithm", [False, True])
def test_chances_are_those_of_the_errors_beyond_each_threshold(river, logarithm):
    if logarithm:
        river = {name: gauge(np.exp(one.values / 10)) for name, one in river.items()}
    model, asked = learn(river, logarithm=logarithm), hour(700)
    low, high = forecast(model, river, asked)[1:3]  # thresholds in doubt: the ends of the band
    scale = AlertScale(float(low[0]), float("nan"), float(high[0]))
    said = forecast(model, river, asked, scale=scale)
    blocks = model.recipe.blocks(river, None, asked)
    candidate = model.candidates[LEAD, model.recipe.sources]
    change = candidate.ridge.predict(np.column_stack([blocks[s] for s in model.recipe.sources]))
    state = model._state(blocks, model.recipe.sources, change)
    offset = 0.01 * np.median(river["town"].values)

    def scaled(value: float) -> float:
        return float(np.log(value + offset)) if logarithm else value

    for i, threshold in ((0, scale.yellow), (2, scale.red)):
        margin = np.array([scaled(threshold) - scaled(river["town"].values[700])]) - change
        chance = candidate.errors.chance_above(margin, state)[0]
        assert said.chances[0, i] == pytest.approx(chance, abs=2e-3)
    assert said.chances.shape == (1, 3)
    assert np.isnan(said.chances[0, 1])
    assert said.chances[0, 0] == pytest.approx(0.9, abs=0.02)
    assert said.chances[0, 2] == pytest.approx(0.1, abs=0.02)


def test_a_band_holds_its_expected_value_whatever_the_errors(model, river):
    said = forecast(model, river, hour(*range(100, 900)), coverage=0.01)
    assert (said.low <= said.expected).all()
    assert (said.expected <= said.high).all()


def test_a_discharge_is_forecast_on_its_logarithm():
    steps = np.random.default_rng(0).normal(0, 0.3, N)
    up = np.zeros(N)
    for t in range(1, N):  # the logarithm of a river that comes back to its usual
        up[t] = 0.95 * up[t - 1] + steps[t]
    up = 5 * np.exp(up)
    error = np.exp(np.random.default_rng(1).normal(0, 0.1, N))
    gauges = {"town": gauge(np.roll(up, 3) * error), "up": gauge(up)}
    model = learn(gauges, logarithm=True)
    said = forecast(model, gauges, hour(*range(200, 1000)), scale=AlertScale(3.0))
    assert (said.low >= 0).all()
    truth = gauges["town"].values[203:1003]
    assert np.median(np.abs(np.log(said.expected / truth))) < 0.12
    inside = (said.low <= truth) & (truth <= said.high)
    assert inside.mean() == pytest.approx(0.8, abs=0.05)
    assert model.highest == gauges["town"].values.max()


def test_rain_is_a_source_like_the_others():
    fallen = np.random.default_rng(3).gamma(0.1, 5.0, N)
    # A basin that gives each rain back over the three hours that follow it, and forgets slowly.
    town = np.zeros(N)
    for t in range(1, N):
        town[t] = 0.9 * town[t - 1] + fallen[max(t - 3, 0) : t].sum() / 3
    table = pd.DataFrame(
        {"time": pd.to_datetime(np.arange(N) * HOUR, utc=True), "precipitation": fallen}
    )
    gauges = {"town": gauge(town + 1)}
    model = learn(gauges, rain=make_rain(table))
    assert model.recipe.sources == (OWN, RAIN)
    with_rain, alone = (model.candidates[LEAD, p].skill for p in ((OWN, RAIN), (OWN,)))
    assert with_rain > alone + 0.1
    dry = forecast(model, gauges, hour(500))
    assert (dry.lacking[0], dry.model[0]) == (RAIN, "own_gauge")
    assert forecast(model, gauges, hour(500), rain=make_rain(table)).model[0] == "all_gauges"


def test_the_gauge_that_rises_most_is_named(model, river):
    # A rise over three hours is told from a twentieth of the town's usual range on.
    told = 0.05 * model.measure.spread
    calm = np.full(30, 11.0)

    def rising(town: float, up: float) -> str:
        now = {name: gauge(calm + 0.0) for name in river}
        now["town"] = gauge(np.r_[calm[:-1], 11.0 + town])
        now["up"] = gauge(np.r_[calm[:-1], 11.0 + up])
        return str(forecast(model, now, hour(29)).rising[0])

    assert rising(0.99 * told, 0.5 * told) == ""
    assert rising(1.01 * told, 0.5 * told) == OWN
    assert rising(1.01 * told, 2.0 * told) == UP
    assert rising(-2.0 * told, -1.01 * told) == ""
    fallen = np.r_[np.full(27, 5.0), 11.0, 11.0, 11.0]  # risen, but more than three hours ago
    now = {name: gauge(np.r_[fallen, 11.0]) for name in river}
    assert forecast(model, now, hour(30)).rising[0] == ""


def test_a_long_past_is_thinned_evenly(monkeypatch, river):
    monkeypatch.setattr(station_model, "MOST_ROWS", 500)
    model = learn({"town": river["town"]})
    # One reading in three: 400 of 1,200; the first and last have no change or no lags.
    assert learned(model) == len([i for i in range(0, N, 3) if 3 <= i < N - 3])


def test_a_model_is_not_learned_on_too_few_instants(river):
    def short(n: int) -> StationModel:
        return learn({name: gauge(one.values[:n]) for name, one in river.items()})

    needed = 24 + 3 + FEWEST_ROWS  # lags before, lead after
    assert [p for lead, p in short(needed - 1).candidates if p and lead == LEAD] == []
    assert [p for lead, p in short(needed).candidates if p and lead == LEAD] != []
