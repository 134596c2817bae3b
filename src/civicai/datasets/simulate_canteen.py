"""A seeded simulator of school canteens: an invented town whose truth is known.

The town is built from what makes meals, never from a forecasting model: pupils enrolled, the
share who eat, weekday habits, classes away on an outing, a mood of the day that all sites
share (weather, epidemics, menu), strikes, and an agent who orders two to three weeks ahead by
habit. Its proportions follow those measured on Nantes's open data; its names are invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicai import calendars

#: Seed of the embedded example, whose other parameters are the defaults.
EXAMPLE_SEED = 7

SERVICES = ("maternelle", "élémentaire")

CLASS_SIZE = 25
#: Days from the agents' order, a Friday, to the Monday of the week ordered.
ORDER_LEAD = 17

# fmt: off
_NAMES = (
    "Tilleuls", "Vieux Moulin", "Roseraie", "Quatre Vents", "Bleuets", "Sablière",
    "Hirondelles", "Clos Fleuri", "Passerelle", "Marronniers", "Alizés", "Colline",
    "Grand Pré", "Lavoir", "Grange Neuve", "Peupliers", "Canal", "Source",
    "Noisetiers", "Belvédère", "Petit Bois", "Chaumière", "Verger", "Prés Hauts",
)
# fmt: on

# Dishes, with what each does to the number of children who come [share].
_MAINS = {
    "meat": {"Sauté de bœuf": -0.01, "Rôti de porc": -0.02, "Poulet rôti": 0.01, "Hachis": 0.0},
    "fish": {"Poisson pané": 0.015, "Colin au citron": -0.015, "Saumon à l'aneth": 0.005},
    "meatless": {"Lasagnes de légumes": 0.0, "Dahl de lentilles": -0.025, "Pizza": 0.025},
}
_SIDES = {"Frites": 0.015, "Purée": 0.005, "Riz": 0.0, "Haricots verts": 0.0, "Épinards": -0.02}
_STARTERS = ("Carottes râpées", "Betteraves", "Concombre", "Taboulé", "Potage", "Salade verte")
_DESSERTS = ("Yaourt", "Pomme", "Compote", "Fromage blanc", "Banane", "Gâteau au chocolat")

_Floats = NDArray[np.float64]


def make_canteen(
    sites: int = 12,
    start: str = "2022-09-01",
    end: str = "2025-03-31",
    zone: str = "B",
    *,
    services: bool = False,
    random_state: int = 0,
) -> dict[str, pd.DataFrame]:
    """Simulate the canteens of an invented town.

    Parameters
    ----------
    sites : int
        Number of canteens.
    start, end : str
        First and last day, ``"2022-09-01"``.
    zone : {"A", "B", "C"}
        School zone, which sets the open days.
    services : bool
        Split each canteen into ``"maternelle"`` and ``"élémentaire"``.
    random_state : int
        Seed: the same seed gives the same town.

    Returns
    -------
    dict of DataFrame
        - ``attendance``: ``site``, ``service`` (if asked), ``date``, ``planned`` [meals] by the
          agents, ``served`` [meals], as a clerk typed them: some cells are blank, some rows are
          absent, some numbers mistyped;
        - ``enrolment``: ``site``, ``service``, ``school_year``, ``enrolled`` [pupils];
        - ``menus``: ``date``, ``dish``, one dish a row;
        - ``events``: strikes, ``date``, ``event``, ``site`` (missing: the whole town);
        - ``closures``: days on which a site could not open, same columns;
        - ``truth``: one row for each site and open day: ``expected`` [meals], the mean if no
          class is away and nothing disrupts the day; ``eaten`` [meals], what was really served;
          ``away`` [pupils], on an outing; ``lost``, the share of meals lost to a strike or a
          closure; the flags ``typing_error``, ``blank`` (empty cell), ``absent`` (no row).

    Raises
    ------
    InputError
        For an unknown zone, or days that the school calendar does not know.

    Examples
    --------
    >>> town = make_canteen(sites=3, start="2024-09-01", end="2024-12-20", random_state=1)
    >>> sorted(town)
    ['attendance', 'closures', 'enrolment', 'events', 'menus', 'truth']
    >>> town["attendance"]["site"].nunique()
    3
    """
    days = calendars.open_days(start, end, zone)
    rngs = np.random.default_rng(random_state).spawn(10)
    units = _town(rngs[0], sites, SERVICES if services else ("",))
    tables = _simulate(rngs, units, days, calendars.describe_days(days, zone))
    if not services:
        tables = {k: frame.drop(columns="service", errors="ignore") for k, frame in tables.items()}
    return tables


def write_canteen_example(folder: str | Path) -> list[Path]:
    """Write the embedded example, as a French town would export it.

    Parameters
    ----------
    folder : path
        Where ``canteen_example.csv`` and ``canteen_example_events.csv`` go.

    Returns
    -------
    list of Path
        The files, the same to the byte each time.
    """
    town = make_canteen(random_state=EXAMPLE_SEED)
    attendance = town["attendance"].sort_values(["date", "site"])
    attendance = attendance.astype({"planned": "Int64", "served": "Int64"})
    events = town["events"][["date", "event"]]
    files = {
        "canteen_example.csv": (attendance, ["Ecole", "Date", "Repas prévus", "Repas servis"]),
        "canteen_example_events.csv": (events, ["Jour", "Evénement"]),
    }
    paths = []
    for name, (frame, header) in files.items():
        path = Path(folder, name)
        text = frame.to_csv(
            sep=";", header=header, index=False, date_format="%d/%m/%Y", lineterminator="\n"
        )
        path.write_bytes(text.encode("utf-8"))
        paths.append(path)
    return paths


def _simulate(
    rngs: list[np.random.Generator],
    units: pd.DataFrame,
    days: pd.DatetimeIndex,
    about: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """Play the town's days; each part draws from a generator of its own."""
    years = about["school_year"].to_numpy()
    enrolled, rate = _school_years(rngs[1], units, years)
    menus, appetite = _menus(rngs[2], days)
    foreseen = _season(about) + appetite
    share = _share(rngs[3], units, rate, days, foreseen + _weather(rngs[4], days))
    away = _outings(rngs[5], enrolled, days)
    events, closures, lost = _disruptions(rngs[6], units, days)
    eaten = _meals(rngs[7], units, enrolled, away, share, lost)
    planned = _orders(rngs[8], units, days, enrolled, eaten, away, lost, foreseen)
    arrays = {"enrolled": enrolled, "expected": enrolled * share, "eaten": eaten}
    truth = _long(units, days, **arrays, away=away, lost=lost, planned=planned)
    attendance, truth = _typed(rngs[9], truth)
    return {
        "attendance": attendance,
        "enrolment": _enrolment(truth, years, len(units)),
        "menus": menus,
        "events": events,
        "closures": closures,
        "truth": truth.drop(columns=["enrolled", "planned"]),
    }


def _town(rng: np.random.Generator, sites: int, services: Sequence[str]) -> pd.DataFrame:
    """Draw the sites: one row a site and service, ``w0`` to ``w4`` its weekday habits."""
    names = [
        _NAMES[n % len(_NAMES)] + (f" {n // len(_NAMES) + 1}" * (n >= len(_NAMES)))
        for n in range(sites)
    ]
    pupils = np.exp(rng.normal(np.log(185), 0.45, sites)).clip(60, 600)
    units = pd.DataFrame({"site": names, "pupils": pupils, "rate": rng.uniform(0.66, 0.92, sites)})
    units = units.merge(pd.DataFrame({"service": services}), how="cross")
    n = len(units)
    units["pupils"] /= len(services)
    units["rate"] = (units["rate"] + rng.normal(0, 0.02, n)).clip(0.5, 0.94)
    habit, spread = (-0.042, 0.005, -0.02, -0.010, 0.047), (0.032, 0.016, 0.03, 0.024, 0.04)
    for weekday in range(5):
        units[f"w{weekday}"] = rng.normal(habit[weekday], spread[weekday], n)
    units["sensitivity"] = rng.normal(1, 0.25, n)
    units["scatter"] = rng.uniform(65, 170, n)
    units["caution"] = rng.normal(1.066, 0.012, n)
    return units


def _school_years(
    rng: np.random.Generator, units: pd.DataFrame, years: NDArray[np.object_]
) -> tuple[_Floats, _Floats]:
    """Draw the pupils enrolled and the share who eat: both step in September."""
    names, which = np.unique(years, return_inverse=True)
    shape = (len(units), len(names))
    growth = np.cumsum(rng.normal(0.01, 0.06, shape), axis=1)
    pupils = np.round(units["pupils"].to_numpy()[:, None] * np.exp(growth))
    rate = units["rate"].to_numpy()[:, None] + np.cumsum(rng.normal(0.004, 0.025, shape), axis=1)
    return pupils[:, which], rate.clip(0.45, 0.95)[:, which]


def _season(about: pd.DataFrame) -> _Floats:
    """Return what the time of year does to attendance everywhere [share]."""
    days = pd.DatetimeIndex(about.index)
    to, since = about["days_to_break"].to_numpy(), about["days_since_break"].to_numpy()
    month = days.month.to_numpy()
    day = days.day.to_numpy()
    september = (month == 9) * -0.05 * np.exp(-(day - 1) / 8)
    summer = np.select([month == 7, month == 6], [-0.12, -0.02 - 0.0012 * day])
    eve = np.select([to == 1, to <= 4], [-0.045, -0.02])
    # A gap of over three days ahead that is no break: a long week-end.
    long = np.append(np.diff(days.to_numpy()) > np.timedelta64(3, "D"), False) & (to > 5)
    return np.asarray(september + summer + eve - 0.03 * (since <= 2) - 0.04 * long)


def _weather(rng: np.random.Generator, days: pd.DatetimeIndex) -> _Floats:
    """Draw the shocks that all sites share: bad days that last, an epidemic each winter."""
    shock = np.zeros(len(days))
    noise = rng.normal(0, 0.014, len(days))
    for t in range(1, len(days)):
        shock[t] = 0.5 * shock[t - 1] + noise[t]
    for year in days.year.unique():
        peak = pd.Timestamp(year=year, month=1, day=5) + pd.Timedelta(days=int(rng.integers(0, 60)))
        distance = (days - peak).days.to_numpy()
        shock -= rng.uniform(0.02, 0.06) * np.exp(-((distance / 9) ** 2))
    return shock


def _menus(rng: np.random.Generator, days: pd.DatetimeIndex) -> tuple[pd.DataFrame, _Floats]:
    """Draw the menus, and what each day's does to attendance [share]."""
    rows, appetite = [], np.zeros(len(days))
    for t, day in enumerate(days):
        fish = 0.65 if day.day_of_week == 4 else 0.12
        kind = str(rng.choice(["fish", "meatless", "meat"], p=[fish, 0.25, 0.75 - fish]))
        main, side = str(rng.choice(list(_MAINS[kind]))), str(rng.choice(list(_SIDES)))
        dishes = [rng.choice(_STARTERS), main, side, rng.choice(_DESSERTS)]
        rows += [(day, str(dish)) for dish in dishes]
        appetite[t] = _MAINS[kind][main] + _SIDES[side]
    return pd.DataFrame(rows, columns=["date", "dish"]), appetite


def _share(
    rng: np.random.Generator,
    units: pd.DataFrame,
    rate: _Floats,
    days: pd.DatetimeIndex,
    mood: _Floats,
) -> _Floats:
    """Return the mean share of the pupils who eat, for each unit and day."""
    habits = units[[f"w{n}" for n in range(5)]].to_numpy()[:, days.day_of_week]
    weeks = pd.factorize(days.to_period("W"))[0]
    steps = rng.normal(0, 0.0045, (len(units), weeks.max() + 1))
    drift = np.cumsum(steps, axis=1)
    drift -= drift.mean(axis=1, keepdims=True)
    mood = units["sensitivity"].to_numpy()[:, None] * mood
    return np.asarray((rate * np.exp(habits + drift[:, weeks] + mood)).clip(0.05, 0.985))


def _outings(rng: np.random.Generator, enrolled: _Floats, days: pd.DatetimeIndex) -> _Floats:
    """Draw the pupils whose whole class is away for the day, more often in May and June."""
    classes = np.ceil(enrolled / CLASS_SIZE).astype(int)
    chance = np.where(np.isin(days.month, (5, 6)), 0.022, 0.009)
    gone = rng.binomial(classes, chance)
    return np.minimum(gone * CLASS_SIZE, 0.5 * enrolled)


def _disruptions(
    rng: np.random.Generator, units: pd.DataFrame, days: pd.DatetimeIndex
) -> tuple[pd.DataFrame, pd.DataFrame, _Floats]:
    """Draw strikes and closures, and the share of meals that they take away."""
    sites = units["site"].unique()
    lost = np.zeros((len(sites), len(days)))
    strikes = np.flatnonzero(rng.random(len(days)) < 0.03)
    for t in strikes:
        severity = rng.beta(1, 2.5)
        luck = rng.random(len(sites))
        half = rng.uniform(0.3, 0.7, len(sites))
        lost[:, t] = np.select([luck < 0.6 * severity, luck < 1.2 * severity], [1.0, half], 0.03)
    events = pd.DataFrame({"date": days[strikes], "event": "Grève"}).assign(site=None)
    rows = []
    for s, site in enumerate(sites):
        shut = rng.random(len(days)) < 0.0015
        lost[s, shut] = 1.0
        rows += [(day, "Fermeture", site) for day in days[shut]]
    closures = pd.DataFrame(rows, columns=["date", "event", "site"])
    frames = [frame.astype({"date": "datetime64[ns]"}) for frame in (events, closures)]
    return frames[0], frames[1], lost[units["site"].map({s: n for n, s in enumerate(sites)})]


def _meals(
    rng: np.random.Generator,
    units: pd.DataFrame,
    enrolled: _Floats,
    away: _Floats,
    share: _Floats,
    lost: _Floats,
) -> _Floats:
    """Draw the meals served: children decide alike, so days scatter more than by pure chance."""
    scatter = units["scatter"].to_numpy()[:, None]
    chance = rng.beta(share * scatter, (1 - share) * scatter)
    present = np.round((enrolled - away) * (1 - lost)).astype(int)
    return rng.binomial(present, chance).astype(float)


def _orders(
    rng: np.random.Generator,
    units: pd.DataFrame,
    days: pd.DatetimeIndex,
    enrolled: _Floats,
    eaten: _Floats,
    away: _Floats,
    lost: _Floats,
    foreseen: _Floats,
) -> _Floats:
    """Order as the agents do: a habit for each weekday, slow to change, rounded to five."""
    weekday = days.day_of_week.to_numpy()
    monday = days.to_numpy().astype("datetime64[D]") - weekday.astype("timedelta64[D]")
    ordered = np.searchsorted(days.to_numpy(), monday - np.timedelta64(ORDER_LEAD, "D"), "right")
    told = away * (rng.random(away.shape) < 0.6)
    caution = units["caution"].to_numpy()
    habit = np.repeat(units["rate"].to_numpy()[:, None], 5, axis=1)
    habit = habit * rng.normal(1, 0.02, habit.shape)
    planned, learnt = np.zeros(eaten.shape), 0
    for t in range(len(days)):
        for past in range(learnt, ordered[t]):
            seen = eaten[:, past] / (enrolled[:, past] - away[:, past])
            change = seen - habit[:, weekday[past]]
            # A strike, or a day like many others, changes nobody's habits.
            counts = (lost[:, past] == 0) & (np.abs(change) > 0.02)
            habit[:, weekday[past]] += np.where(counts, 0.2 * change, 0)
        learnt = max(learnt, ordered[t])
        guess = habit[:, weekday[t]] * (1 + 0.5 * foreseen[t]) * rng.normal(1, 0.012, len(units))
        planned[:, t] = caution * guess * (enrolled[:, t] - told[:, t])
    return 5 * np.round(planned / 5)


def _long(units: pd.DataFrame, days: pd.DatetimeIndex, **columns: _Floats) -> pd.DataFrame:
    """Lay arrays of units and days out as one row for each unit and day."""
    n = len(days)
    keys = {"site": np.repeat(units["site"].to_numpy(), n)}
    keys["service"] = np.repeat(units["service"].to_numpy(), n)
    values = {name: column.ravel() for name, column in columns.items()}
    return pd.DataFrame({**keys, "date": np.tile(days, len(units)), **values})


def _typed(rng: np.random.Generator, truth: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the table as a clerk typed it, and the truth with what went wrong."""
    n = len(truth)
    served = truth["eaten"].to_numpy(copy=True)
    wrong = (rng.random(n) < 0.0012) & (served > 9)
    for i in np.flatnonzero(wrong):
        digits = str(int(served[i]))
        place = int(rng.integers(len(digits)))
        doubled = digits[: place + 1] + digits[place:]
        served[i] = float(rng.choice([doubled, digits + "0", digits[:-1]], p=[0.6, 0.2, 0.2]))
    blank = (rng.random(n) < 0.008) & ~wrong
    # A sheet that was never typed in: a site's whole week.
    week = truth["date"].dt.to_period("W").astype(str) + truth["site"]
    lost_sheets = rng.choice(np.sort(week.unique()), max(1, week.nunique() // 400), replace=False)
    absent = week.isin(lost_sheets).to_numpy() & ~wrong
    truth = truth.assign(typing_error=wrong, blank=blank & ~absent, absent=absent)
    typed = truth[["site", "service", "date", "planned"]].assign(served=served)
    typed.loc[blank, "served"] = np.nan
    typed.loc[blank & (rng.random(n) < 0.5), "planned"] = np.nan
    return typed[~absent].reset_index(drop=True), truth


def _enrolment(truth: pd.DataFrame, years: NDArray[np.object_], units: int) -> pd.DataFrame:
    """List the pupils enrolled: one row for each unit and school year."""
    rows = truth[["site", "service", "enrolled"]].assign(school_year=np.tile(years, units))
    rows = rows.drop_duplicates(["site", "service", "school_year"]).reset_index(drop=True)
    return rows[["site", "service", "school_year", "enrolled"]]
