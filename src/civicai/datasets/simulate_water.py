"""A seeded simulator of a water network: pipes that age and break, sectors that leak.

Each pipe breaks at a rate of its material, age and street, and of a frailty of its own that
nobody knows; a few are replaced after they broke. Sectors take what people use by day and night,
fill their tanks, and lose what leaks. No regression and no control chart is inside. Names are
invented.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: Seed of the embedded example.
EXAMPLE_SEED = 4
TZ = "Europe/Paris"
#: Material -> first and last year laid, share, breaks a year and 100 km when new and at 60 years.
MATERIALS = {
    "fonte grise": (1935, 1968, 0.24, 8.0, 26.0),
    "amiante-ciment": (1955, 1978, 0.12, 3.0, 12.0),
    "fonte ductile": (1970, 2015, 0.28, 1.0, 9.0),
    "PVC": (1972, 2018, 0.26, 0.7, 5.0),
    "PE": (1995, 2022, 0.10, 0.5, 4.0),
}
#: First year of the record of breaks, and its last day.
FIRST_YEAR, LAST_DAY = 2004, "2023-12-31"
#: Sector -> people, legitimate night use of others [m3/h], background leakage [m3/h].
SECTORS = {
    "Bourg": (2600, 1.5, 4.0),
    "Plateau": (1400, 0.5, 2.5),
    "Zone des Saules": (500, 3.0, 1.5),
}
#: Last reading of the flows, and days of them.
FLOWS_END, FLOW_DAYS = "2023-12-31 23:00", 150
#: Leaks of the example: sector, days before the end when it begins and ends, size [m3/h].
LEAKS = (("Bourg", 96, 60, 4.5), ("Plateau", 18, 0, 2.4))
#: A sector that has been silent for so many days.
SILENT = ("Zone des Saules", 6)

_Floats = NDArray[np.float64]


def make_water(pipes: int = 900, *, random_state: int = 0) -> dict[str, pd.DataFrame]:
    """Simulate the network of an invented town.

    Parameters
    ----------
    pipes : int
        Sections of pipe.
    random_state : int
        Seed: the same seed gives the same town.

    Returns
    -------
    dict of DataFrame
        - ``pipes``: ``pipe_id``, ``length`` [m], ``material``, ``laid`` (year), ``diameter`` [mm];
        - ``breaks``: ``pipe_id``, ``date``;
        - ``flows``: ``sector``, ``time`` (UTC), ``flow`` [m3/h], hour by hour;
        - ``leaks``: ``sector``, ``start``, ``end``, ``size`` [m3/h] of the leaks put in;
        - ``truth``: ``pipe_id``, ``frailty``: the true rate over that of its material and age.

    Examples
    --------
    >>> town = make_water(pipes=200, random_state=1)
    >>> len(town["pipes"]), town["flows"]["sector"].nunique()
    (200, 3)
    """
    rngs = np.random.default_rng(random_state).spawn(3)
    inventory, frailty = _pipes(rngs[0], pipes)
    breaks = _breaks(rngs[1], inventory, frailty)
    flows, leaks = _flows(rngs[2])
    truth = pd.DataFrame({"pipe_id": inventory["pipe_id"], "frailty": frailty})
    return {
        "pipes": inventory,
        "breaks": breaks,
        "flows": flows,
        "leaks": leaks,
        "truth": truth,
    }


def write_water_example(folder: str | Path) -> list[Path]:
    """Write the embedded example, as a French town would export it.

    Parameters
    ----------
    folder : path
        Where ``water_example_pipes.csv``, ``water_example_breaks.csv`` and
        ``water_example_flows.csv`` (a column a sector) go.

    Returns
    -------
    list of Path
        The files, the same to the byte each time.
    """
    town = make_water(random_state=EXAMPLE_SEED)
    pipes = town["pipes"].copy()
    pipes["length"] = [f"{x:g}".replace(".", ",") for x in pipes["length"]]
    pipes[["laid", "diameter"]] = pipes[["laid", "diameter"]].astype("Int64")
    breaks = town["breaks"].assign(date=town["breaks"]["date"].dt.strftime("%d/%m/%Y"))
    wide = town["flows"].set_index(["time", "sector"])["flow"].unstack()  # noqa: PD010 - unique
    wide = wide[[*SECTORS]].map(lambda x: "" if np.isnan(x) else f"{x:g}".replace(".", ","))
    wide.index = pd.DatetimeIndex(wide.index).tz_convert(TZ).strftime("%d/%m/%Y %H:%M")
    files = {
        "water_example_pipes.csv": (
            pipes,
            ["Tronçon", "Longueur (m)", "Matériau", "Année de pose", "Diamètre (mm)"],
        ),
        "water_example_breaks.csv": (breaks, ["Tronçon", "Date de la casse"]),
        "water_example_flows.csv": (wide.reset_index(), ["Date et heure", *SECTORS]),
    }
    paths = []
    for name, (table, header) in files.items():
        path = Path(folder, name)
        text = table.set_axis(header, axis=1).to_csv(sep=";", index=False, lineterminator="\n")
        path.write_bytes(text.encode())
        paths.append(path)
    return paths


def _pipes(rng: np.random.Generator, count: int) -> tuple[pd.DataFrame, _Floats]:
    names = [*MATERIALS]
    shares = np.array([MATERIALS[name][2] for name in names])
    material = rng.choice(names, count, p=shares / shares.sum())
    spans = np.array([MATERIALS[name][:2] for name in material])
    laid = rng.integers(spans[:, 0], spans[:, 1] + 1).astype(float)
    laid[rng.random(count) < 0.03] = np.nan
    length = np.round(rng.lognormal(4.5, 0.8, count).clip(4, 900), 1)
    diameter = rng.choice([60, 80, 100, 125, 150, 200], count, p=[0.2, 0.2, 0.3, 0.12, 0.12, 0.06])
    # Soil and traffic: known to nobody, and the reason why what broke breaks again.
    frailty = rng.gamma(0.7, 1 / 0.7, count)
    table = pd.DataFrame(
        {
            "pipe_id": [f"C{n:04d}" for n in range(1, count + 1)],
            "length": length,
            "material": material,
            "laid": laid,
            "diameter": diameter.astype(float),
        }
    )
    return table, frailty


def _breaks(rng: np.random.Generator, pipes: pd.DataFrame, frailty: _Floats) -> pd.DataFrame:
    last = pd.Timestamp(LAST_DAY)
    rates = np.array([MATERIALS[name][3:] for name in pipes["material"]])
    laid = pipes["laid"].fillna(1985).to_numpy()
    rows = []
    for year in range(FIRST_YEAR, last.year + 1):
        age = np.maximum(year - laid, 0)
        per_100km = rates[:, 0] + (rates[:, 1] - rates[:, 0]) * (age / 60) ** 1.5
        size = np.where(pipes["diameter"] <= 80, 1.3, 1.0)
        rate = per_100km / 100 * pipes["length"] / 1000 * frailty * size * 3
        rate = np.where(year >= laid, rate, 0)
        number = rng.poisson(rate)
        for place in np.flatnonzero(number):
            for _break in range(number[place]):
                day = pd.Timestamp(year, 1, 1) + pd.Timedelta(days=int(rng.integers(365)))
                rows.append((pipes["pipe_id"].iloc[place], day))
    # Some reports name a pipe that the inventory has not, or has no more.
    lost = rng.random(len(rows)) < 0.04
    table = pd.DataFrame(rows, columns=["pipe_id", "date"])
    table.loc[lost, "pipe_id"] = [f"X{n:03d}" for n in range(int(lost.sum()))]
    return table[table["date"] <= last].sort_values(["date", "pipe_id"], ignore_index=True)


def _flows(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    end = pd.Timestamp(FLOWS_END, tz=TZ)
    first = (end - pd.Timedelta(days=FLOW_DAYS)).normalize()
    times = pd.date_range(first.tz_convert("UTC"), end.tz_convert("UTC"), freq="h")
    local = times.tz_convert(TZ)
    hour, day = local.hour.to_numpy(), (times - times[0]) / pd.Timedelta("1D")
    shape = 0.25 + np.exp(-((hour - 8.0) ** 2) / 6) + 0.9 * np.exp(-((hour - 19.5) ** 2) / 8)
    shape[(hour >= 1) & (hour < 5)] = 0.08
    season = 1 + 0.08 * np.cos(2 * np.pi * (local.day_of_year.to_numpy() - 200) / 365)
    rows, told = [], []
    for sector, (people, other, background) in SECTORS.items():
        use = people * 0.13 / 24 / shape.mean() * shape * season
        # Days differ, and so do their nights: a garden watered, a workshop that stays open.
        moods = np.exp(rng.normal(0, 0.25, FLOW_DAYS + 2))[day.astype(int)]
        use = use * np.exp(rng.normal(0, 0.08, len(times)))
        night = (other + 0.0006 * people) * moods * np.exp(rng.normal(0, 0.2, len(times)))
        # Leaks grow slowly: a little each week, whatever is repaired.
        flow = use + night + background * (1 + 0.0004 * day.to_numpy())
        for place, begins, ends, size in LEAKS:
            if place == sector:
                start = end.normalize() - pd.Timedelta(days=begins)
                stop = end if not ends else end.normalize() - pd.Timedelta(days=ends)
                on = (times >= start.tz_convert("UTC")) & (times < stop.tz_convert("UTC"))
                flow = flow + size * on
                told.append((sector, start, stop, size))
        flow = np.round(flow, 2)
        if sector == SILENT[0]:
            since = end.normalize() - pd.Timedelta(days=SILENT[1])
            flow = np.where(times >= since.tz_convert("UTC"), np.nan, flow)
        rows.append(pd.DataFrame({"sector": sector, "time": times, "flow": flow}))
    leaks = pd.DataFrame(told, columns=["sector", "start", "end", "size"])
    return pd.concat(rows, ignore_index=True), leaks
