"""A seeded simulator of crowded places: an invented town whose people and counters are known.

The town is built from what fills a place, never from a forecasting model: people come by
chance, in groups, at a rate of the hour and of the day, stay a while and leave; evenings of
events draw many more; counters miss some. Its names are invented.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: Seed of the embedded example, whose other parameters are the defaults.
EXAMPLE_SEED = 7
#: Last hour counted of the example, local time: a Saturday of the winter market.
EXAMPLE_END = "2024-12-07 16:00"

TZ = "Europe/Paris"
#: Places with gates: name, gates, capacity [people], usual arrivals in a day, stay [h].
# fmt: off
_PLACES = (
    ("Place aux Laines", ("Porte du Lavoir", "Porte des Arcades"), 3000, 9500, 1.6),
    ("Jardin du Mail", ("Grille du Mail",), 2500, 3200, 1.1),
)
# fmt: on
#: Streets where passages are counted: name, people an hour that may pass, usual passages a day.
_STREETS = (("Passage Haut", 1500, 7000),)
#: Share of the people that a counter misses: coming in, going out.
MISSED = (0.015, 0.025)

_Floats = NDArray[np.float64]


def make_crowd(
    days: int = 46,
    end: str = EXAMPLE_END,
    *,
    defects: bool = False,
    random_state: int = 0,
) -> dict[str, pd.DataFrame]:
    """Simulate the counted places of an invented town, hour by hour.

    Parameters
    ----------
    days : int
        Days before ``end``.
    end : str
        Start of the last hour counted, local time.
    defects : bool
        Whether the counters have the defects of real ones: one that says zero since the day
        before the end, hours without a row, counts that come twice.
    random_state : int
        Seed: the same seed gives the same town.

    Returns
    -------
    dict of DataFrame
        - ``counts``: ``counter``, ``place``, ``time`` (UTC), ``entries`` and ``exits``, or
          ``count`` [people];
        - ``places``: ``place``, ``capacity`` [people, or people/h];
        - ``truth``: one row a place and hour: ``people`` inside at its end (or who passed),
          ``arrivals_expected``, the mean of the hour;
        - ``events``: ``date``, ``place``, ``factor``;
        - ``defects``: ``counter``, ``defect``, ``since`` (UTC).

    Examples
    --------
    >>> town = make_crowd(days=10, random_state=1)
    >>> sorted(town["places"]["place"])
    ['Jardin du Mail', 'Passage Haut', 'Place aux Laines']
    """
    last = pd.Timestamp(end, tz=TZ).tz_convert("UTC")
    times = pd.date_range(last - pd.Timedelta(days=days), last, freq="h")
    rngs = np.random.default_rng(random_state).spawn(5)
    events = _events(rngs[0], times)
    table, truth = _simulate(rngs, times, days, events)
    told = pd.DataFrame({"counter": [], "defect": [], "since": []})
    if defects:
        table, told = _spoil(rngs[4], table)
    limits = [(row[0], row[2]) for row in _PLACES] + [(row[0], row[1]) for row in _STREETS]
    return {
        "counts": table,
        "places": pd.DataFrame(limits, columns=["place", "capacity"]).astype({"capacity": float}),
        "truth": truth,
        "events": events,
        "defects": told,
    }


def _simulate(
    rngs: list[np.random.Generator], times: pd.DatetimeIndex, days: int, events: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what the counters say, and the truth."""
    mood = rngs[1].normal(0, 0.25, days + 3)  # weather and mood, the same for the whole town
    counts, truth = [], []
    for place, gates, _capacity, usual, stay in _PLACES:
        rates = _rates(rngs[2], times, usual, mood, events[events["place"] == place])
        came, left, inside = _fill(rngs[2], rates, stay)
        counts += _gates(rngs[3], place, gates, times, came, left)
        truth.append(_truth(place, times, inside, rates))
    for place, _capacity, usual in _STREETS:
        rates = _rates(rngs[2], times, usual, mood, events.head(0))
        passed = _draw(rngs[2], rates)
        seen = rngs[3].binomial(passed, 1 - MISSED[0]).astype(float)
        frame = pd.DataFrame({"counter": place, "place": place, "time": times, "count": seen})
        counts.append(frame)
        truth.append(_truth(place, times, passed, rates))
    table = pd.concat(counts, ignore_index=True)
    table = table.sort_values(["time", "counter"], kind="stable", ignore_index=True)
    table = table[["counter", "place", "time", "entries", "exits", "count"]]
    return table, pd.concat(truth, ignore_index=True)


def write_crowd_example(folder: str | Path) -> list[Path]:
    """Write the embedded example, as a French town would export it.

    Parameters
    ----------
    folder : path
        Where ``crowd_example.csv`` and ``crowd_example_places.csv`` go.

    Returns
    -------
    list of Path
        The files, the same to the byte each time.
    """
    town = make_crowd(defects=True, random_state=EXAMPLE_SEED)
    counts = town["counts"]
    measures = ["entries", "exits", "count"]
    local = counts["time"].dt.tz_convert(TZ).dt.strftime("%d/%m/%Y %H:%M")
    written = counts.assign(time=local).astype(dict.fromkeys(measures, "Int64"))
    places = town["places"].astype({"capacity": "Int64"})
    headers = ["Compteur", "Lieu", "Horodatage", "Entrées", "Sorties", "Passages"]
    files = {
        "crowd_example.csv": (written, headers),
        "crowd_example_places.csv": (places, ["Lieu", "Jauge"]),
    }
    paths = []
    for name, (table, header) in files.items():
        text = table.to_csv(sep=";", header=header, index=False, lineterminator="\n")
        path = Path(folder, name)
        path.write_bytes(text.encode("utf-8"))
        paths.append(path)
    return paths


def _events(rng: np.random.Generator, times: pd.DatetimeIndex) -> pd.DataFrame:
    """Draw the evenings that fill a place: the market of each Saturday, and concerts."""
    days = times.tz_convert(TZ).tz_localize(None).normalize().unique()
    rows: list[dict[str, Any]] = []
    for number, day in enumerate(days):
        if day.day_of_week == 5:  # the market grows towards the end of the year
            factor = 1.5 + 0.6 * number / len(days) + rng.normal(0, 0.08)
            rows.append({"date": day, "place": _PLACES[0][0], "factor": factor})
        if rng.random() < 0.07:
            place = _PLACES[int(rng.integers(len(_PLACES)))][0]
            rows.append({"date": day, "place": place, "factor": 1.3})
    return pd.DataFrame(rows, columns=["date", "place", "factor"])


def _rates(
    rng: np.random.Generator,
    times: pd.DatetimeIndex,
    usual: float,
    mood: _Floats,
    events: pd.DataFrame,
) -> _Floats:
    """Return the mean arrivals of each hour."""
    local = times.tz_convert(TZ)
    hour, day = local.hour.to_numpy(), (local.normalize() - local[0].normalize()).days.to_numpy()
    shape = np.exp(-0.5 * ((hour - 12) / 1.8) ** 2) + 1.3 * np.exp(-0.5 * ((hour - 17.5) / 2) ** 2)
    shape[(hour < 7) | (hour > 22)] = 0.0
    week = np.array([0.7, 0.72, 0.85, 0.75, 0.95, 1.15, 0.8])[local.day_of_week.to_numpy()]
    own = rng.normal(0, 0.08, day.max() + 1)[day]
    rates: _Floats = usual * shape / 10.5 * week * np.exp(mood[day] + own)
    dates = local.tz_localize(None).normalize()
    for date, factor in zip(events["date"], events["factor"], strict=True):
        rates[np.asarray(dates == date) & (hour >= 14)] *= float(factor)
    return rates


def _draw(rng: np.random.Generator, rates: _Floats) -> NDArray[np.int64]:
    """Draw arrivals that vary more than by chance alone: people come in groups."""
    return rng.poisson(rates * rng.gamma(40.0, 1 / 40.0, len(rates)))


def _fill(
    rng: np.random.Generator, rates: _Floats, stay: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    came = _draw(rng, rates)
    left, inside = np.zeros_like(came), np.zeros_like(came)
    people = 0
    # Of those who come in an hour, some have left before its end.
    leaving, at_once = 1 - np.exp(-1 / stay), 1 - stay * (1 - np.exp(-1 / stay))
    for number, new in enumerate(came):
        gone = int(rng.binomial(people, leaving)) + int(rng.binomial(new, at_once))
        if rates[number] == 0:
            gone = people + int(new)  # the place closes: everybody goes home
        people += int(new) - gone
        left[number], inside[number] = gone, people
    return came, left, inside


def _gates(
    rng: np.random.Generator,
    place: str,
    gates: tuple[str, ...],
    times: pd.DatetimeIndex,
    came: NDArray[np.int64],
    left: NDArray[np.int64],
) -> list[pd.DataFrame]:
    """Share the people between gates, and let each counter miss some."""
    share = [0.6, 0.4] if len(gates) == 2 else [1.0]
    ways = [rng.multinomial(flow, share) for flow in (came, left)]
    seen = [
        rng.binomial(way, 1 - miss).astype(float) for way, miss in zip(ways, MISSED, strict=True)
    ]
    return [
        pd.DataFrame(
            {
                "counter": gate,
                "place": place,
                "time": times,
                "entries": seen[0][:, number],
                "exits": seen[1][:, number],
            }
        )
        for number, gate in enumerate(gates)
    ]


def _truth(
    place: str, times: pd.DatetimeIndex, people: NDArray[np.int64], rates: _Floats
) -> pd.DataFrame:
    measures = {"people": people.astype(float), "arrivals_expected": rates}
    return pd.DataFrame({"place": place, "time": times, **measures})


def _spoil(rng: np.random.Generator, table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the counters their defects; which has which is told."""
    last = table["time"].max()
    since = last - pd.Timedelta("30h")
    dead = _STREETS[0][0]
    silent = (table["counter"] == dead) & (table["time"] > since)
    table = table.assign(count=table["count"].mask(silent, 0.0))
    gate = _PLACES[1][1][0]
    early = table.index[(table["counter"] == gate) & (table["time"] < last - pd.Timedelta("9D"))]
    gone = rng.choice(early, 6, replace=False)
    twice = table.loc[rng.choice(early.difference(gone), 8, replace=False)]
    table = pd.concat([table.drop(gone), twice])
    table = table.sort_values(["time", "counter"], kind="stable", ignore_index=True)
    told = {"counter": [dead, gate], "defect": ["zero", "missing hours"], "since": [since, pd.NaT]}
    return table, pd.DataFrame(told)
