"""What a forecast looks at: the recent course of the gauges, and the rain that has fallen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from civicai.risk.gauges import FROZEN, HOUR, Floats, Gauge, Ints
from civicai.risk.rain import SPANS, Rain

#: Hours back to which the present is compared.
LAGS = (1, 2, 3, 6, 12, 24)
#: Most gauges that a forecast uses beside its own.
MOST_OTHERS = 4
#: Share of the median discharge added before the logarithm: a dry river has one too.
OFFSET_SHARE = 0.01

OWN, RAIN = "own", "rain"


@dataclass(frozen=True)
class Measure:
    """How a station's values are put on the scale of the model, and back.

    Discharge goes through a logarithm, so that a flood twice as large as any before is one
    more step of the same size; a water level is kept as it is, since the bed of the river has
    flattened it already.

    Parameters
    ----------
    logarithm : bool
    offset : float
        Added before the logarithm [m3/s].
    middle, spread : float
        Median of the past values on the scale of the model, and the spread of the central 80 %.
    """

    logarithm: bool
    offset: float
    middle: float
    spread: float

    @classmethod
    def learn(cls, values: Floats, logarithm: bool) -> Measure:
        """Set the scale from a station's past."""
        offset = max(1e-3, OFFSET_SHARE * float(np.median(values))) if logarithm else 0.0
        plain = cls(logarithm, offset, 0.0, 1.0)
        low, middle, high = np.quantile(plain.forth(values), (0.1, 0.5, 0.9))
        return cls(logarithm, offset, float(middle), max(1e-3, float(high - low)))

    def forth(self, values: Floats) -> Floats:
        """Put values on the scale of the model."""
        return np.log(values + self.offset) if self.logarithm else values

    def back(self, scaled: Floats) -> Floats:
        """Take values back from the scale of the model."""
        if not self.logarithm:
            return scaled
        return np.maximum(np.exp(scaled) - self.offset, 0.0)

    def weight(self, scaled: Floats) -> Floats:
        """Return how much an hour counts: as much as the river carries, against its usual."""
        above = scaled - self.middle
        if self.logarithm:
            return np.exp(above)
        return 1.0 + np.maximum(above, 0.0) / self.spread


@dataclass(frozen=True)
class Recipe:
    """What the forecasts of one station are made of.

    Parameters
    ----------
    station : str
    others : tuple of str
        The other gauges that help, the most telling first.
    with_rain : bool
    measures : dict of str to Measure
    """

    station: str
    others: tuple[str, ...]
    with_rain: bool
    measures: Mapping[str, Measure]

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the blocks of columns: own gauge, other gauges, rain."""
        return (OWN, *(f"at {name}" for name in self.others), *[RAIN] * self.with_rain)

    def patterns(self) -> list[tuple[str, ...]]:
        """Return the sets of sources that a model is learned for, the fullest first.

        All of them; all but one; the station's own gauge alone.
        """
        whole = self.sources
        lacking = [tuple(s for s in whole if s != gone) for gone in whole[1:]]
        return [*dict.fromkeys([whole, *lacking, (OWN,)])]

    def blocks(
        self, gauges: Mapping[str, Gauge], rain: Rain | None, moments: Ints
    ) -> dict[str, Floats]:
        """Return the columns of each source at some instants; NaN where it is not alive.

        A gauge has its value and its changes over :data:`LAGS`. Rain has its sums over
        :data:`~civicai.risk.rain.SPANS`, and those of three and six hours again, times how high
        the river stands.
        """
        made = {OWN: self.course(gauges, self.station, moments)}
        for name in self.others:
            made[f"at {name}"] = self.course(gauges, name, moments)
        if self.with_rain:
            none = np.full((len(moments), len(SPANS)), np.nan)
            fallen = none if rain is None else rain.sums(moments)
            wet = (made[OWN][:, 0] - self.measures[self.station].middle)[:, None]
            made[RAIN] = np.column_stack([fallen, fallen[:, 1:3] * wet])
        return made

    def course(self, gauges: Mapping[str, Gauge], name: str, moments: Ints) -> Floats:
        """Return value and changes of one gauge; a gauge that is silent or frozen has none."""
        gauge = gauges.get(name)
        if gauge is None:
            return np.full((len(moments), 1 + len(LAGS)), np.nan)
        measure = self.measures[name]
        now = measure.forth(gauge.at(moments)[0])
        now = np.where(gauge.status(moments) == FROZEN, np.nan, now)
        before = [measure.forth(gauge.at(moments - lag * HOUR)[0]) for lag in LAGS]
        return np.column_stack([now, *(now - past for past in before)])


def telling_gauges(
    gauges: Mapping[str, Gauge], station: str, measures: Mapping[str, Measure], moments: Ints
) -> tuple[str, ...]:
    """Return the gauges whose last hours tell most of the station's next ones.

    Parameters
    ----------
    gauges : dict of str to Gauge
    station : str
    measures : dict of str to Measure
    moments : ndarray of int
        Past instants on which to look [ns].

    Returns
    -------
    tuple of str
        At most :data:`MOST_OTHERS`, by the correlation of their change over one and three hours
        with the station's change over the next three, large changes counting most.
    """

    def change(name: str, first: int, last: int) -> Floats:
        gauge, measure = gauges[name], measures[name]
        ends = (gauge.at(moments + hours * HOUR)[0] for hours in (first, last))
        start, end = (measure.forth(values) for values in ends)
        return end - start

    ahead = change(station, 0, 3)
    worth = {}
    for name in gauges:
        if name == station:
            continue
        found = [0.0]
        for hours in (1, 3):
            past = change(name, -hours, 0)
            both = np.isfinite(past) & np.isfinite(ahead)
            if both.sum() > 100 and past[both].std() and ahead[both].std():
                found.append(float(np.corrcoef(past[both], ahead[both])[0, 1]))
        worth[name] = max(found)
    best = sorted(worth, key=lambda name: (-worth[name], name))
    return tuple(name for name in best if worth[name] > 0)[:MOST_OTHERS]
