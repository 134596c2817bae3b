"""How good a ranking of pipes was, and how small a leak the night flow would show."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civicai.clock import DEFAULT_TZ
from civicai.water.breaks import YEAR, Breaks, count_breaks, make_breaks, pipes_in_service
from civicai.water.flows import Flows
from civicai.water.models import PipeBreakRisk
from civicai.water.night_flow import NIGHT, REFERENCE, find_shifts, night_flows, robust_std
from civicai.water.rankings import age_ranking, rule_ranking
from civicai.water.schema import LENGTH, PIPE

Floats = npt.NDArray[np.float64]

#: Shares of the length at which rankings are compared.
SHARES = (0.01, 0.05, 0.1, 0.2, 0.3, 0.5)
#: Days within which an injected leak must be found.
IN_TIME = 14
#: Leaks injected in each sector and size: one every so many days.
EVERY = 7


def capture_curve(ranking: pd.DataFrame, breaks: pd.DataFrame) -> pd.DataFrame:
    """Return the share of breaks on the first share of the length.

    Parameters
    ----------
    ranking : DataFrame
        ``pipe_id``, ``length`` [m], the first to look at first.
    breaks : DataFrame
        ``pipe_id`` of each break to come.

    Returns
    -------
    DataFrame
        ``length_share``, ``captured_share``: from (0, 0) to (1, 1).

    Examples
    --------
    >>> ranking = pd.DataFrame({"pipe_id": ["a", "b"], "length": [100.0, 300.0]})
    >>> capture_curve(ranking, pd.DataFrame({"pipe_id": ["a", "a", "b"]})).round(2).values.tolist()
    [[0.0, 0.0], [0.25, 0.67], [1.0, 1.0]]
    """
    count = ranking[PIPE].map(breaks[PIPE].value_counts()).fillna(0).to_numpy(float)
    length = ranking[LENGTH].to_numpy(float)
    shares = np.cumsum(length) / length.sum()
    captured = np.cumsum(count) / count.sum() if count.sum() else np.full(len(count), np.nan)
    return pd.DataFrame(
        {"length_share": np.r_[0.0, shares], "captured_share": np.r_[0.0, captured]}
    )


def capture_at(curve: pd.DataFrame, share: float) -> float:
    """Return the share of breaks captured on a share of the length."""
    return float(np.interp(share, curve["length_share"], curve["captured_share"]))


def evaluate_ranking(
    pipes: pd.DataFrame, breaks: pd.DataFrame | Breaks, as_of: Any, years: float = 5
) -> dict[str, Any]:
    """Rank the pipes as on a past day, and look at the breaks that came.

    Returns
    -------
    dict
        ``scores``: DataFrame ``length_share``, ``model``, ``rule`` (past breaks, then age),
        ``naive`` (oldest first), shares of breaks captured; ``curves``: the same, whole;
        ``breaks``: how many came; ``inside``: share of pipes whose number was in the band.
    """
    on = pd.Timestamp(as_of)
    end = on + pd.Timedelta(days=years * YEAR)
    breaks = make_breaks(breaks, pipes)
    came = breaks.rows[(breaks.rows["date"] >= on) & (breaks.rows["date"] < end)]
    some = pipes_in_service(pipes, on)
    came = came[came[PIPE].isin(some[PIPE])]
    model = PipeBreakRisk(years).fit(pipes, breaks, on)
    ranked = model.predict(pipes)
    rankings = {
        "model": ranked,
        "rule": rule_ranking(pipes, breaks, on),
        "naive": age_ranking(pipes, on),
    }
    curves = {name: capture_curve(ranking, came) for name, ranking in rankings.items()}
    scores = pd.DataFrame({"length_share": SHARES})
    for name, curve in curves.items():
        scores[name] = [capture_at(curve, share) for share in SHARES]
    seen = count_breaks(ranked, breaks.rows, on, end)
    inside = float(((ranked["low"] <= seen) & (seen <= ranked["high"])).mean())
    return {"scores": scores, "curves": curves, "breaks": len(came), "inside": inside}


def find_injected(
    flows: pd.DataFrame | Flows,
    sizes: tuple[float, ...],
    share: float,
    tz: str = DEFAULT_TZ,
) -> pd.DataFrame:
    """Add leaks of known sizes to the town's own nights, and count those that are found.

    Each week in turn, a leak of a size begins at full strength and lasts; it counts as found when
    a rise is told within two weeks that was not told without it.

    Parameters
    ----------
    flows : Flows or DataFrame
        ``sector``, ``time`` (UTC), ``flow`` [m3/h] and, where there are tanks, ``storage`` [m3].
    sizes : tuple of float
        [m3/h].
    share : float
        Of the level of the first month, above which the rule of today tells a leak.
    tz : str
        Time zone of the nights.

    Returns
    -------
    DataFrame
        One row a sector and size: ``sector``, ``size`` [m3/h], ``found_share`` and
        ``rule_share`` (found in two weeks by the cumulative sum and by the fixed line),
        ``days`` (median, of those found), ``rows`` (leaks injected).
    """
    nights = night_flows(flows, NIGHT, tz)
    rows = []
    for sector in nights:
        series = nights[sector].to_numpy(float)
        std = robust_std(series[:REFERENCE])
        if not np.isfinite(std) or std <= 0:
            continue
        line = (1 + share) * float(np.nanmedian(series[:REFERENCE]))
        quiet = {shift.detected for shift in find_shifts(series, std)}
        starts = range(REFERENCE, len(series) - IN_TIME, EVERY)
        for size in sizes:
            days = [_delay(series, start, size, std, quiet) for start in starts]
            found = [day for day in days if day is not None]
            ruled = [_over(series, start, size, line) for start in starts]
            rows.append(
                {
                    "sector": sector,
                    "size": size,
                    "found_share": len(found) / max(len(days), 1),
                    "rule_share": float(np.mean(ruled)) if ruled else np.nan,
                    "days": float(np.median(found)) if found else np.nan,
                    "rows": len(days),
                }
            )
    return pd.DataFrame(rows)


def _delay(series: Floats, start: int, size: float, std: float, quiet: set[int]) -> int | None:
    leaking = series + size * (np.arange(len(series)) >= start)
    told = [s.detected for s in find_shifts(leaking[: start + IN_TIME + 1], std)]
    late = [day - start for day in told if day >= start and day not in quiet]
    return late[0] if late else None


def _over(series: Floats, start: int, size: float, line: float) -> bool:
    """Tell whether the fixed line finds a leak: over it in two weeks, and not already before."""
    week = series[max(0, start - 7) : start]
    after = series[start : start + IN_TIME + 1] + size
    return bool((after > line).any()) and not bool((week > line).any())
