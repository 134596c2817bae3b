"""A seeded simulator of a flashy river: an invented valley whose floods are known.

Storms fall on three nested basins; each basin is a soil that fills, a fast store and a slow
one, emptied hour by hour, and its water travels down to the next gauge. No forecasting model
is inside: no regression, no GR4J. Names are invented.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: Seed and length of the embedded example, and its last hour (UTC): a river that rises.
EXAMPLE_SEED, EXAMPLE_DAYS, EXAMPLE_END = 3, 147, "2024-01-25 14:00"
#: A gauge that has been silent since this hour of the example.
EXAMPLE_SILENT = ("Moulin-Haut", "2024-01-25 10:00")

#: Gauges from the spring down to the town: area of the basin between it and those above [km2],
#: hours that its water takes to the next gauge.
STATIONS = {
    "Moulin-Haut": (28.0, 2),
    "Les Gorges": (80.0, 3),
    "Pont-Vieux": (270.0, 0),
}
TOWN = "Pont-Vieux"
#: Thresholds of the invented town [m3/s].
THRESHOLDS = {
    "Moulin-Haut": (8.0, 16.0, 30.0),
    "Les Gorges": (22.0, 45.0, 90.0),
    "Pont-Vieux": (50.0, 100.0, 200.0),
}
#: Depth of soil that can fill [mm]; hours in which the fast and the slow store empty.
SOIL, FAST, SLOW = 130.0, (3.0, 4.5, 7.0), 260.0
#: Share of the true discharge by which a gauge errs (one standard deviation).
GAUGE_ERROR = 0.015

_Floats = NDArray[np.float64]


def make_risk(
    days: int = 365,
    start: str = "2023-09-01",
    *,
    flaws: bool = True,
    random_state: int = 0,
) -> dict[str, pd.DataFrame]:
    """Simulate hourly gauges and rain in an invented valley.

    Parameters
    ----------
    days : int
        Length of the record.
    start : str
        First day.
    flaws : bool
        Whether gauges fall silent for some hours, as they do.
    random_state : int
        Seed: the same seed gives the same valley.

    Returns
    -------
    dict of DataFrame
        - ``observations``: ``station``, ``time`` (UTC), ``discharge`` [m3/s], as the gauges
          give it: a small error, three significant digits, some hours missing;
        - ``rain``: ``time`` (end of the hour), ``precipitation`` [mm], mean over the basin;
        - ``thresholds``: ``station``, ``yellow``, ``orange``, ``red`` [m3/s];
        - ``storms``: ``start`` (UTC), ``hours``, ``depth`` [mm] of each storm on the basin;
        - ``truth``: ``station``, ``time``, ``discharge`` [m3/s] without error nor gap, and
          whether the reading is ``missing``.

    Examples
    --------
    >>> river = make_risk(days=60, random_state=1)
    >>> sorted(river)
    ['observations', 'rain', 'storms', 'thresholds', 'truth']
    >>> river["observations"]["station"].unique().tolist()
    ['Les Gorges', 'Moulin-Haut', 'Pont-Vieux']
    """
    rngs = np.random.default_rng(random_state).spawn(4)
    # Eight weeks are run before the record, so that soil and stores do not start empty.
    before = 56 * 24
    hours = before + days * 24
    first = pd.Timestamp(start, tz="UTC")
    times = pd.date_range(first - pd.Timedelta(hours=before), periods=hours, freq="h")
    rain, storms = _storms(rngs[0], times)
    flow = _river(rain, times)
    keep = slice(before, hours)
    areas = np.array([area for area, _hours in STATIONS.values()])
    falls = (rain * areas).sum(axis=1) / areas.sum()
    steps = [(name, *limits) for name, limits in sorted(THRESHOLDS.items())]
    thresholds = pd.DataFrame(steps, columns=["station", "yellow", "orange", "red"])
    observations, truth = _gauged(rngs[1:], times[keep], flow[keep], flaws)
    return {
        "observations": observations,
        "rain": pd.DataFrame({"time": times[keep], "precipitation": falls[keep].round(1)}),
        "thresholds": thresholds,
        "storms": storms[storms["start"] >= first].reset_index(drop=True),
        "truth": truth,
    }


def write_risk_example(folder: str | Path) -> list[Path]:
    """Write the embedded example, as a French town would export it: one column a station.

    Parameters
    ----------
    folder : path
        Where ``risk_example.csv``, ``risk_example_rain.csv`` and
        ``risk_example_thresholds.csv`` go.

    Returns
    -------
    list of Path
        The files, the same to the byte each time.
    """
    river = make_risk(days=EXAMPLE_DAYS, random_state=EXAMPLE_SEED)
    rows = river["observations"].set_index(["time", "station"])["discharge"]
    wide = rows.unstack()[list(STATIONS)].loc[:EXAMPLE_END]  # noqa: PD010 - no value comes twice
    silent, since = EXAMPLE_SILENT
    wide.loc[wide.index > pd.Timestamp(since, tz="UTC"), silent] = np.nan
    wide = wide.map(_decimal)
    fallen = river["rain"].set_index("time")["precipitation"].loc[:EXAMPLE_END]
    rain = fallen.map(_decimal).to_frame()
    thresholds = river["thresholds"].set_index("station").map(lambda x: f"{x:g}")
    for frame in (wide, rain):
        local = pd.DatetimeIndex(frame.index).tz_convert("Europe/Paris")
        frame.index = local.strftime("%d/%m/%Y %H:%M")
    files = {
        "risk_example.csv": (wide, ["Date et heure", *STATIONS]),
        "risk_example_rain.csv": (rain, ["Date et heure", "Pluie (mm)"]),
        "risk_example_thresholds.csv": (thresholds, ["Station", "Jaune", "Orange", "Rouge"]),
    }
    paths = []
    for name, (written, header) in files.items():
        path = Path(folder, name)
        table = written.reset_index().set_axis(header, axis=1)
        text = table.to_csv(sep=";", index=False, lineterminator="\n")
        path.write_bytes(text.encode("utf-8"))
        paths.append(path)
    return paths


def _decimal(value: float) -> str:
    return "" if np.isnan(value) else f"{value:g}".replace(".", ",")


def _storms(rng: np.random.Generator, times: pd.DatetimeIndex) -> tuple[_Floats, pd.DataFrame]:
    """Draw the storms: rain of each hour on each basin [mm], and the list of the storms."""
    rain, rows = np.zeros((len(times), len(STATIONS))), []
    at = 0
    while True:
        # Autumn and early winter are wet, summer is dry.
        day = times[min(at, len(times) - 1)].day_of_year
        season = 1.0 + 0.75 * np.cos(2 * np.pi * (day - 320) / 365)
        at += 2 + int(rng.exponential(85.0 / max(season, 0.2)))
        if at >= len(times):
            break
        hours = 2 + int(rng.gamma(2.0, 4.5))
        depth = float(rng.gamma(0.9, 12.0))
        if rng.random() < 0.05 * season:  # a southern episode stands still over the hills
            hours, depth = 10 + int(rng.gamma(3.0, 5.0)), 35.0 + float(rng.gamma(2.0, 16.0))
        end = min(at + hours, len(times))
        shape = rng.dirichlet(np.full(hours, 1.3))[: end - at]
        # The storm crosses the basins at its own pace, and spares some.
        lag = int(rng.integers(0, 3))
        share = rng.lognormal(0.0, 0.35, len(STATIONS))
        for basin in range(len(STATIONS)):
            moved = slice(at + lag * basin // 2, min(end + lag * basin // 2, len(times)))
            size = max(0, moved.stop - moved.start)
            rain[moved, basin] += depth * share[basin] * shape[:size]
        rows.append((times[at], hours, round(depth, 1)))
    return rain, pd.DataFrame(rows, columns=["start", "hours", "depth"])


def _river(rain: _Floats, times: pd.DatetimeIndex) -> _Floats:
    """Turn rain into the true discharge at each gauge, hour by hour [m3/s]."""
    n, basins = rain.shape
    year = 2 * np.pi * (times.day_of_year.to_numpy() - 195) / 365
    dries = np.maximum(0.0, 0.09 + 0.075 * np.cos(year))  # evaporation [mm/h], most in July
    own = np.zeros((n, basins))
    for basin, (area, _travel) in enumerate(STATIONS.values()):
        soil, quick, slow = 0.35 * SOIL, 0.0, 18.0
        for t in range(n):
            fill = soil / SOIL
            runs_off = rain[t, basin] * min(0.85, 0.04 + 0.62 * fill**2)
            soil = max(0.0, soil + rain[t, basin] - runs_off - dries[t] * fill)
            seeps = 0.004 * soil * fill
            soil, slow = soil - seeps, slow + seeps
            if soil > SOIL:
                runs_off, soil = runs_off + soil - SOIL, SOIL
            quick += runs_off
            out_quick, out_slow = quick / FAST[basin], slow / SLOW
            quick, slow = quick - out_quick, slow - out_slow
            own[t, basin] = (out_quick + out_slow) * area / 3.6
    flow = np.zeros((n, basins))
    above = np.zeros(n)
    for basin, (_area, travel) in enumerate(STATIONS.values()):
        flow[:, basin] = own[:, basin] + above
        above = _routed(flow[:, basin], travel)
    return flow


def _routed(flow: _Floats, hours: int) -> _Floats:
    """Move a flood wave down the valley: it comes later, and a little flatter."""
    shape = np.zeros(2 * hours + 1)
    shape[max(0, hours - 1) : hours + 2] = (0.25, 0.5, 0.25) if hours else 1.0
    padded = np.concatenate([np.full(len(shape) - 1, flow[0]), flow])
    return np.convolve(padded, shape / shape.sum(), mode="valid")


def _gauged(
    rngs: list[np.random.Generator], times: pd.DatetimeIndex, flow: _Floats, flaws: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what the gauges say, and the truth behind it."""
    noise = rngs[0].normal(0.0, GAUGE_ERROR, flow.shape)
    read = flow * np.exp(noise)
    digits = 2 - np.floor(np.log10(read)).astype(int)
    read = np.round(read * 10.0**digits) / 10.0**digits
    missing = np.zeros(flow.shape, bool)
    if flaws:
        for basin in range(flow.shape[1]):
            starts = np.flatnonzero(rngs[1].random(len(times)) < 1 / 1500)
            for at in starts:
                missing[at : at + 1 + int(rngs[2].geometric(0.12)), basin] = True
    rows = []
    for basin, name in enumerate(STATIONS):
        rows.append(
            pd.DataFrame(
                {
                    "station": name,
                    "time": times,
                    "discharge": read[:, basin],
                    "true": flow[:, basin],
                    "missing": missing[:, basin],
                }
            )
        )
    table = pd.concat(rows).sort_values(["station", "time"], ignore_index=True)
    observations = table.loc[~table["missing"], ["station", "time", "discharge"]]
    truth = table[["station", "time", "missing"]].assign(discharge=table["true"])
    names = ["station", "time", "discharge", "missing"]
    return observations.reset_index(drop=True), truth[names]
