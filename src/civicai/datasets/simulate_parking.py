"""A seeded simulator of car parks: an invented town whose demand and defects are known.

The town is built from what fills a park, never from a forecasting model: cars that arrive by
chance at a rate of the hour and of the park's public, stay a while, and turn away where it is
full; days that are better or worse for the whole town, market days, concerts, the sales before
the holidays. Its names are invented.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: Seed of the embedded example, whose other parameters are the defaults.
EXAMPLE_SEED = 11
#: Last reading of the example, local time: a Friday afternoon, before the Saturday that fills.
EXAMPLE_END = "2024-11-08 16:00"

TZ = "Europe/Paris"
STEP = pd.Timedelta("30min")
#: Slots simulated before the first one that is kept.
WARM_UP = 48
#: Hours of the local day in which the counters send readings.
FIRST_HOUR, LAST_HOUR = 7, 20.5

# fmt: off
_PARKS = (
    ("Halles", 320, "shops"), ("Gare Sud", 450, "station"), ("Vieux Port", 260, "leisure"),
    ("Clinique", 180, "work"), ("Grand Théâtre", 300, "leisure"), ("Les Tanneurs", 520, "shops"),
    ("Cordeliers", 240, "work"), ("Belle Étoile", 400, "station"), ("Sémaphore", 350, "leisure"),
    ("Moulin Blanc", 280, "shops"), ("Citadelle", 210, "work"), ("Trois Ponts", 600, "station"),
)
# fmt: on
_ABOUT = ["park", "capacity", "public"]
# By public: hours of the two peaks, stay [h], share of weekdays, of Saturday, of Sunday.
_PUBLICS: dict[str, tuple[float, float, float, float, float, float]] = {
    "shops": (10.5, 15.5, 2.0, 0.75, 1.25, 0.15),
    "station": (7.5, 12.0, 8.0, 0.95, 0.45, 0.35),
    "leisure": (12.0, 18.5, 2.5, 0.65, 1.15, 0.9),
    "work": (8.3, 13.5, 5.5, 1.02, 0.3, 0.15),
}

_Floats = NDArray[np.float64]


def make_parking(
    parks: int = 6,
    days: int = 40,
    end: str = EXAMPLE_END,
    *,
    defects: bool = False,
    all_day: bool = False,
    random_state: int = 0,
) -> dict[str, pd.DataFrame]:
    """Simulate the car parks of an invented town.

    Parameters
    ----------
    parks : int
        Number of car parks, at most 12.
    days : int
        Days before ``end``.
    end : str
        Last reading, local time.
    defects : bool
        Whether the feed has the defects of a real one: a frozen park, a stale one, readings
        that come twice, a few that cannot be.
    all_day : bool
        Whether the counters send readings by night too, not from 7:00 to 20:30 only.
    random_state : int
        Seed: the same seed gives the same town.

    Returns
    -------
    dict of DataFrame
        - ``occupancy``: ``park``, ``time`` (UTC), ``occupied``, ``capacity`` [places], as the
          feed sends them;
        - ``truth``: one row a park and half-hour: ``present`` [cars], ``turned_away`` [cars]
          that found no place, ``arrivals_expected`` [cars], the mean of the half-hour;
        - ``events``: ``date``, ``park``, ``event``: concerts, which no reading announces;
        - ``defects``: ``park``, ``defect``, ``since`` (UTC).

    Examples
    --------
    >>> town = make_parking(parks=3, days=14, random_state=1)
    >>> town["occupancy"]["park"].nunique()
    3
    >>> bool((town["occupancy"]["occupied"] <= town["occupancy"]["capacity"]).all())
    True
    """
    rngs = np.random.default_rng(random_state).spawn(5)
    tables = _simulate(rngs, pd.DataFrame(_PARKS[:parks], columns=_ABOUT), _grid(days, end))
    if not all_day:
        tables["occupancy"] = _by_day(tables["occupancy"])
    if defects:
        tables["occupancy"], tables["defects"] = _spoil(rngs[2], tables["occupancy"])
    return tables


def write_parking_example(folder: str | Path) -> list[Path]:
    """Write the embedded example, as a French town would export it.

    Parameters
    ----------
    folder : path
        Where ``parking_example.csv`` goes.

    Returns
    -------
    list of Path
        The file, the same to the byte each time.
    """
    feed = make_parking(defects=True, random_state=EXAMPLE_SEED)["occupancy"]
    local = feed["time"].dt.tz_convert(TZ)
    written = feed.assign(time=local.dt.strftime("%d/%m/%Y %H:%M"))
    written = written.astype({"occupied": "Int64", "capacity": "Int64"})
    path = Path(folder, "parking_example.csv")
    header = ["Parking", "Horodatage", "Places occupées", "Capacité"]
    columns = ["park", "time", "occupied", "capacity"]
    text = written[columns].to_csv(sep=";", header=header, index=False, lineterminator="\n")
    path.write_bytes(text.encode("utf-8"))
    return [path]


def _simulate(
    rngs: list[np.random.Generator], about: pd.DataFrame, times: pd.DatetimeIndex
) -> dict[str, pd.DataFrame]:
    rates, events = _rates(rngs[0], about, times)
    present, turned = _fill(rngs[1], about, rates)
    # The first day only fills the town: it began without a car.
    times, kept = times[WARM_UP:], slice(WARM_UP, None)
    present, turned, rates = present[:, kept], turned[:, kept], rates[:, kept]
    occupancy = _long(about, times, occupied=present)
    occupancy["capacity"] = np.repeat(about["capacity"].to_numpy(float), len(times))
    return {
        "occupancy": occupancy,
        "truth": _long(about, times, present=present, turned_away=turned, arrivals_expected=rates),
        "events": events,
        "defects": pd.DataFrame({"park": [], "defect": [], "since": []}),
    }


def _by_day(occupancy: pd.DataFrame) -> pd.DataFrame:
    local = occupancy["time"].dt.tz_convert(TZ)
    hour = local.dt.hour + local.dt.minute / 60
    open_hours: pd.DataFrame = occupancy[hour.between(FIRST_HOUR, LAST_HOUR)]
    return open_hours.reset_index(drop=True)


def _grid(days: int, end: str) -> pd.DatetimeIndex:
    last = pd.Timestamp(end, tz=TZ).tz_convert("UTC")
    first = last - pd.Timedelta(days=days) - WARM_UP * STEP
    return pd.date_range(first, last, freq=STEP)


def _rates(
    rng: np.random.Generator, about: pd.DataFrame, times: pd.DatetimeIndex
) -> tuple[_Floats, pd.DataFrame]:
    """Return the mean arrivals of each park and half-hour, and the events that moved them."""
    local = times.tz_convert(TZ)
    hour = local.hour.to_numpy() + local.minute.to_numpy() / 60
    weekday = local.day_of_week.to_numpy()
    day = (local.normalize() - local[0].normalize()).days.to_numpy()
    town = np.exp(rng.normal(0, 0.06, day.max() + 1))[day]  # weather, pay day, epidemics
    growth = 1 + 0.003 * day  # the shops fill towards the holidays
    rates = np.zeros((len(about), len(times)))
    for number, (_name, capacity, public) in enumerate(about.itertuples(index=False)):
        early, late, stay, weekdays, saturday, sunday = _PUBLICS[public]
        shape = np.exp(-0.5 * ((hour - early) / 1.4) ** 2)
        shape += 0.8 * np.exp(-0.5 * ((hour - late) / 1.8) ** 2)
        share = np.select([weekday == 5, weekday == 6], [saturday, sunday], weekdays)
        own = np.exp(rng.normal(0, 0.08, day.max() + 1))[day]
        level = capacity / stay * rng.uniform(0.85, 1.1)
        rates[number] = 0.62 * level * share * shape * town * own
        if public == "shops":
            rates[number] *= growth
    events = _events(rng, about, local.normalize().unique())
    for row in events.itertuples():
        number = about.index[about["park"] == row.park][0]
        there = (local.tz_localize(None).normalize() == row.date) & (hour >= 16)
        rates[number, there] *= 1.8
    return rates, events


def _events(rng: np.random.Generator, about: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    rows = []
    for park in about.loc[about["public"] == "leisure", "park"]:
        for day in days.tz_localize(None)[rng.random(len(days)) < 0.08]:
            rows.append({"date": day, "park": park, "event": "concert"})
    return pd.DataFrame(rows, columns=["date", "park", "event"])


def _fill(rng: np.random.Generator, about: pd.DataFrame, rates: _Floats) -> tuple[_Floats, _Floats]:
    """Let cars come, stay and turn away, half-hour by half-hour."""
    capacity = about["capacity"].to_numpy()
    stay = np.array([_PUBLICS[public][2] for public in about["public"]])
    leaving = 1 - np.exp(-0.5 / stay)
    cars = np.zeros(len(about), dtype=np.int64)
    present, turned = np.zeros_like(rates), np.zeros_like(rates)
    for column in range(rates.shape[1]):
        cars = cars - rng.binomial(cars, leaving)
        wanted = cars + rng.poisson(rates[:, column])
        cars = np.minimum(wanted, capacity)
        present[:, column], turned[:, column] = cars, wanted - cars
    return present, turned


def _long(about: pd.DataFrame, times: pd.DatetimeIndex, **measures: _Floats) -> pd.DataFrame:
    rows: dict[str, Any] = {
        "park": np.repeat(about["park"].to_numpy(), len(times)),
        "time": np.tile(times.tz_localize(None).to_numpy(), len(about)),
    }
    rows |= {name: values.ravel() for name, values in measures.items()}
    frame = pd.DataFrame(rows)
    return frame.assign(time=frame["time"].dt.tz_localize("UTC"))


def _spoil(rng: np.random.Generator, feed: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the feed its defects; which park has which is told."""
    names = feed["park"].unique().tolist()
    last = feed["time"].max()
    frozen, stale = names[3 % len(names)], names[-1]
    since = last - pd.Timedelta("29h")
    still = (feed["park"] == frozen) & (feed["time"] > since)
    value = feed.loc[(feed["park"] == frozen) & (feed["time"] <= since), "occupied"].iloc[-1]
    feed = feed.assign(occupied=feed["occupied"].mask(still, value))
    silent = last - pd.Timedelta("3D")
    feed = feed[~((feed["park"] == stale) & (feed["time"] > silent))].reset_index(drop=True)
    wrong = rng.choice(len(feed), 4, replace=False)
    feed.loc[wrong, "occupied"] = -1.0
    twice = feed.iloc[rng.choice(len(feed), 12, replace=False)]
    feed = pd.concat([feed, twice]).sort_values(["time", "park"], kind="stable", ignore_index=True)
    defects = pd.DataFrame(
        {"park": [frozen, stale], "defect": ["frozen", "stale"], "since": [since, silent]}
    )
    return feed, defects
