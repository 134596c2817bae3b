"""From a table of thresholds to the scales of the stations, and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from civicai.errors import InputError, Problem, listed
from civicai.forecasting.cleaning import Notice
from civicai.i18n import N_, format_number
from civicai.risk.alert_scale import COLOURS, AlertScale
from civicai.risk.gauges import HOUR, Gauge
from civicai.risk.schema import STATION, UNITS

#: A threshold so many times above all that was ever seen is in another unit: litres or
#: millimetres (1,000), centimetres (100).
OTHER_UNIT = 30.0
#: Most stations that a hint names.
NAMED = 20

_NOT_INCREASING = Notice(
    "H02",
    N_("“{station}”: the thresholds yellow, orange, red must increase, not {steps}."),
    N_("Put them in order, and check that no column was swapped."),
)
_OTHER_UNIT = Notice(
    "H04",
    N_(
        "“{station}”: the yellow threshold, {yellow}, is out of all proportion to the "
        "readings, which never passed {most} {unit}."
    ),
    N_("Write the thresholds in {unit}, like the readings (not in l/s, cm or mm)."),
)
_USUAL = Notice(
    "H04",
    N_(
        "“{station}”: the yellow threshold, {yellow}, is below the usual reading, {usual} "
        "{unit}: the station would be yellow most of the time."
    ),
    N_("Check the unit and the zero of the gauge."),
)
_NEVER_REACHED = Notice(
    "H14",
    N_(
        "“{station}”: the yellow threshold, {yellow} {unit}, was never reached in these "
        "readings (at most {most} {unit}): its chances rest on no flood."
    ),
    N_("Give a longer past, with floods, if you have one; check the unit."),
)
_NO_STATION = Notice(
    "H09",
    N_("thresholds are given for “{station}”, of which there is no reading."),
    N_("Stations of the readings: {known}."),
)


def as_scales(scales: Any) -> dict[str, AlertScale]:
    """Return the scale of each station of a table, or of a dictionary as it is.

    Raises
    ------
    InputError
        With every station whose thresholds do not increase.
    """
    if scales is None:
        return {}
    if isinstance(scales, Mapping):
        return dict(scales)
    made: dict[str, AlertScale] = {}
    wrong = []
    for line, station, steps in _rows(scales):
        try:
            made[station] = AlertScale(*steps)
        except ValueError:
            shown = " / ".join(f"{x:g}" for x in steps)
            found = _NOT_INCREASING.problem(value=shown, station=station, steps=shown)
            wrong.append(replace(found, row=line))
    if wrong:
        raise InputError(wrong)
    return made


def scales_of_past(gauges: Mapping[str, Gauge], stations: Sequence[str]) -> dict[str, AlertScale]:
    """Return thresholds made of each station's own past, hour by hour.

    Hour by hour, so that a feed every five minutes weighs no more than one every hour.
    """
    scales = {}
    for name in stations:
        gauge = gauges[name]
        first, last = gauge.moments[0], gauge.moments[-1]
        # Counted in whole hours: np.arange to the nanosecond loses the last one after 104 days.
        hours = first + HOUR * np.arange((last - first) // HOUR + 1)
        scales[name] = AlertScale.from_quantiles(gauge.at(hours)[0])
    return scales


def judge_thresholds(
    thresholds: pd.DataFrame, gauges: Mapping[str, Gauge], quantity: str
) -> list[Problem]:
    """Say which thresholds are of no station, and which fit no reading of theirs.

    Errors where they cannot be meant (another unit, another zero), warnings where they are never
    reached or of a station without readings.
    """
    found = []
    for line, station, (yellow, *_others) in _rows(thresholds):
        if station not in gauges:
            names = listed(sorted(gauges), NAMED)
            problem = _NO_STATION.problem(
                "warning", column=STATION, value=station, station=station, known=names
            )
            found.append(replace(problem, row=line))
            continue
        seen = gauges[station].values  # noqa: PD011 - an array, not a table
        most, usual = float(seen.max()), float(np.median(seen))
        notice = _misfit(yellow, most, usual)
        if notice is not None:
            problem = notice.problem(
                "warning" if notice is _NEVER_REACHED else "error",
                value=f"{yellow:g}",
                station=station,
                yellow=format_number(yellow, 1),
                most=format_number(most, 1),
                usual=format_number(usual, 1),
                unit=UNITS[quantity],
            )
            found.append(replace(problem, row=line))
    return found


def _misfit(yellow: float, most: float, usual: float) -> Notice | None:
    """Return what is odd of a threshold beside the highest and the usual reading, if anything."""
    if yellow > OTHER_UNIT * max(most, 0.01):
        return _OTHER_UNIT
    if yellow <= usual:
        return _USUAL
    return _NEVER_REACHED if yellow > most else None


def _rows(thresholds: pd.DataFrame) -> Iterator[tuple[int | None, str, list[float]]]:
    """Yield the line (where the table is of a file), the station and the thresholds of each row."""
    of_file = thresholds.index.name == "line"
    for line, row in zip(thresholds.index, thresholds.to_dict("records"), strict=True):
        steps = [float(row.get(colour, np.nan)) for colour in COLOURS]
        yield int(line) if of_file else None, str(row[STATION]), steps
