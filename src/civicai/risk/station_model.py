"""The forecasts of one station: one direct model a lead and set of gauges alive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from civicai.risk.alert_scale import AlertScale
from civicai.risk.design import OWN, Measure, Recipe, telling_gauges
from civicai.risk.error_states import ErrorStates, state_of
from civicai.risk.gauges import ALIVE, NEVER_SEEN, SILENT, STEPS_KEPT, Floats, Gauge, Ints
from civicai.risk.rain import Rain
from civicai.risk.ridge import Ridge, fit_ridge

#: Past instants learned from at most; beyond, they are thinned evenly.
MOST_ROWS = 50_000
#: Fewest past instants on which a model is learned.
FEWEST_ROWS = 200

Texts = npt.NDArray[np.str_]
Pattern = tuple[str, ...]


class Forecasts(NamedTuple):
    """Forecasts of one station from some instants at one lead, arrays of shape (n,)."""

    expected: Floats
    low: Floats
    high: Floats
    chances: Floats  # (n, 3)
    now: Floats
    model: Texts
    status: Texts
    lacking: Texts
    rising: Texts


class Candidate(NamedTuple):
    """What serves a set of sources at a lead; no ridge: persistence."""

    ridge: Ridge | None
    errors: ErrorStates
    #: 1 - SSE/SSE(persistence) of the ridge on hours that it had not learned.
    skill: float


@dataclass
class StationModel:
    """All the models of one station.

    Parameters
    ----------
    recipe : Recipe
    step : int
        Step in which leads are counted [ns].
    candidates : dict of (lead, sources) to Candidate
        Leads in nanoseconds; no source at all: persistence.
    highest : float
        Largest value ever learned from.
    """

    recipe: Recipe
    step: int
    candidates: dict[tuple[int, Pattern], Candidate] = field(default_factory=dict)
    highest: float = float("nan")

    @property
    def measure(self) -> Measure:
        """How the station's own values are scaled."""
        return self.recipe.measures[self.recipe.station]

    @classmethod
    def learn(
        cls,
        station: str,
        gauges: Mapping[str, Gauge],
        rain: Rain | None,
        leads: Sequence[int],
        measures: Mapping[str, Measure],
    ) -> StationModel:
        """Learn a station's models from the past of all the gauges.

        Parameters
        ----------
        station : str
        gauges : dict of str to Gauge
        rain : Rain, optional
        leads : sequence of int
            Leads asked for [ns].
        measures : dict of str to Measure
        """
        gauge = gauges[station]
        moments = gauge.moments[:: -(-len(gauge.moments) // MOST_ROWS)]
        others = telling_gauges(gauges, station, measures, moments)
        recipe = Recipe(station, others, rain is not None, measures)
        made = cls(recipe, gauge.step, highest=float(gauge.values.max()))
        blocks = recipe.blocks(gauges, rain, moments)
        now = blocks[OWN][:, 0]
        # A reading may be late by some steps: the models of longer leads then serve.
        served = {lead + late * gauge.step for lead in leads for late in range(STEPS_KEPT + 1)}
        for lead in sorted(served):
            value, age = gauge.at(moments + lead)
            # Within half a step: a reading kept from before is not one of that instant.
            change = np.where(age <= gauge.step // 2, made.measure.forth(value) - now, np.nan)
            made._learn_lead(lead, blocks, change)
        return made

    def _learn_lead(self, lead: int, blocks: Mapping[str, Floats], change: Floats) -> None:
        still = np.zeros(len(change))
        state = self._state(blocks, (OWN,), still)
        self.candidates[lead, ()] = Candidate(None, ErrorStates.learn(change, state), 0.0)
        now = blocks[OWN][:, 0]
        for pattern in self.recipe.patterns():
            columns = np.column_stack([blocks[name] for name in pattern])
            sound = np.isfinite(columns).all(axis=1) & np.isfinite(change)
            if sound.sum() < FEWEST_ROWS:
                continue
            weight = self.measure.weight(now[sound])
            ridge, unseen = fit_ridge(columns[sound], change[sound], weight)
            back = self.measure.back
            was, came = back(now[sound]), back(now[sound] + change[sound])
            expected = back(now[sound] + unseen)
            moved = float(((came - was) ** 2).sum())
            skill = 1.0 - float(((came - expected) ** 2).sum()) / moved if moved else 0.0
            if not skill > 0.0:  # the rule comes first: a model must beat it
                continue
            some = {name: block[sound] for name, block in blocks.items()}
            state = self._state(some, pattern, unseen)
            errors = ErrorStates.learn(change[sound] - unseen, state)
            self.candidates[lead, pattern] = Candidate(ridge, errors, skill)

    def _state(self, blocks: Mapping[str, Floats], pattern: Pattern, change: Floats) -> Floats:
        others = [blocks[name] for name in pattern if name.startswith("at ")]
        return state_of(blocks[OWN], others, change, self.measure.middle)

    def forecast(
        self,
        gauges: Mapping[str, Gauge],
        rain: Rain | None,
        moments: Ints,
        lead: int,
        scale: AlertScale,
        coverage: float,
    ) -> Forecasts:
        """Forecast from several instants, each from what was known by then and nothing else."""
        n = len(moments)
        gauge = gauges.get(self.recipe.station)
        if gauge is None:
            return _nothing(n, NEVER_SEEN)
        value, age = gauge.at(moments)
        status = gauge.status(moments)
        alive = status == ALIVE
        forecasts = _nothing(n, SILENT)._replace(status=status, now=np.where(alive, value, np.nan))
        blocks = self.recipe.blocks(gauges, rain, moments)
        now = self.measure.forth(forecasts.now)
        late = np.clip(-(-np.where(alive, age, 0) // self.step), 0, STEPS_KEPT)
        choices, chosen = self._alive(blocks)
        ways = np.where(alive, chosen * (STEPS_KEPT + 1) + late, -1)
        for way in np.unique(ways[alive]):
            mine = ways == way
            pattern, steps = choices[way // (STEPS_KEPT + 1)], int(way % (STEPS_KEPT + 1))
            some = {name: block[mine] for name, block in blocks.items()}
            served = self._serving(lead + steps * self.step, pattern)
            self._fill(forecasts, mine, some, now[mine], served, scale, coverage)
        forecasts.lacking[:] = self._lacking(blocks, alive)
        self._tell_rise(forecasts, blocks)
        return forecasts

    def _alive(self, blocks: Mapping[str, Floats]) -> tuple[list[Pattern], Ints]:
        """Return the sets of sources, and which is the fullest known whole at each instant."""
        whole = {name: np.isfinite(block).all(axis=1) for name, block in blocks.items()}
        choices = [*self.recipe.patterns(), ()]
        always = np.ones_like(whole[OWN])
        usable = [np.all([whole[s] for s in p], axis=0) if p else always for p in choices]
        return choices, np.column_stack(usable).argmax(axis=1)

    def _serving(self, lead: int, pattern: Pattern) -> tuple[Pattern, Candidate]:
        """Return what serves: the pattern if it beat persistence in the past, else less."""
        for tried in (pattern, (OWN,) if OWN in pattern else (), ()):
            candidate = self.candidates.get((lead, tried))
            if candidate is not None:
                return tried, candidate
        raise AssertionError("persistence always serves")

    def _fill(
        self,
        forecasts: Forecasts,
        mine: npt.NDArray[np.bool_],
        blocks: Mapping[str, Floats],
        now: Floats,
        served: tuple[Pattern, Candidate],
        scale: AlertScale,
        coverage: float,
    ) -> None:
        pattern, candidate = served
        change = np.zeros(len(now))
        if candidate.ridge is not None:
            change = candidate.ridge.predict(np.column_stack([blocks[name] for name in pattern]))
        state = self._state(blocks, pattern or (OWN,), change)
        low, high = candidate.errors.band(state, coverage)
        back = self.measure.back
        forecasts.expected[mine] = back(now + change)
        forecasts.low[mine] = back(now + change + np.minimum(low, 0.0))
        forecasts.high[mine] = back(now + change + np.maximum(high, 0.0))
        for i, threshold in enumerate(scale.thresholds):
            if np.isfinite(threshold):
                margin = self.measure.forth(np.array([threshold]))[0] - now - change
                forecasts.chances[mine, i] = candidate.errors.chance_above(margin, state)
        forecasts.model[mine] = self._code(pattern, candidate)

    def _code(self, pattern: Pattern, candidate: Candidate) -> str:
        """Return the code of what serves."""
        if candidate.ridge is None:
            return "persistence"
        if pattern == (OWN,):
            return "own_gauge"
        return "all_gauges" if pattern == self.recipe.sources else "some_gauges"

    def _lacking(self, blocks: Mapping[str, Floats], alive: npt.NDArray[np.bool_]) -> Texts:
        """Name, for each instant, the sources that are silent, frozen or have a gap lately."""
        gone = np.column_stack([~np.isfinite(blocks[s]).all(axis=1) for s in self.recipe.sources])
        names = np.array(self.recipe.sources, dtype=object)
        return np.array(
            ["|".join(names[row]) if ok else "" for row, ok in zip(gone, alive, strict=True)],
            dtype=object,
        )

    def _tell_rise(self, forecasts: Forecasts, blocks: Mapping[str, Floats]) -> None:
        """Name, for each instant, the gauge that has risen most over three hours."""
        names = [s for s in self.recipe.sources if s == OWN or s.startswith("at ")]
        rise = np.column_stack([np.nan_to_num(blocks[s][:, 3], nan=-np.inf) for s in names])
        risen = rise.max(axis=1) > 0.05 * self.measure.spread
        most = np.array(names, dtype=object)[rise.argmax(axis=1)]
        forecasts.rising[:] = np.where(risen, most, "")


def _nothing(n: int, status: str) -> Forecasts:
    none = np.full(n, np.nan)
    return Forecasts(
        none.copy(),
        none.copy(),
        none.copy(),
        np.full((n, 3), np.nan),
        none.copy(),
        np.full(n, "none", dtype=object),
        np.full(n, status, dtype=object),
        np.full(n, "", dtype=object),
        np.full(n, "", dtype=object),
    )
