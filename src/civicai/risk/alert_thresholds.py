"""From a table of thresholds to the scales of the stations, and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from civicai.errors import InputError, Problem
from civicai.i18n import _, format_number
from civicai.risk.alert_scale import COLOURS, AlertScale
from civicai.risk.gauges import HOUR, Gauge
from civicai.risk.schema import DISCHARGE, STATION

#: A threshold so many times above all that was ever seen is in another unit: litres or
#: millimetres (1,000), centimetres (100).
OTHER_UNIT = {DISCHARGE: 30.0, "level": 30.0}


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
    for line, row in zip(scales.index, scales.to_dict("records"), strict=True):
        steps = [float(row.get(colour, np.nan)) for colour in COLOURS]
        try:
            made[str(row[STATION])] = AlertScale(*steps)
        except ValueError:
            wrong.append(_not_increasing(row[STATION], steps, line, scales.index.name == "line"))
    if wrong:
        raise InputError(wrong)
    return made


def _not_increasing(station: str, steps: list[float], line: Any, of_file: bool) -> Problem:
    shown = " / ".join(f"{x:g}" for x in steps)
    message = _("“{station}”: the thresholds yellow, orange, red must increase, not {steps}.")
    return Problem(
        code="H02",
        row=int(line) if of_file else None,
        value=shown,
        message=message.format(station=station, steps=shown),
        hint=_("Put them in order, and check that no column was swapped."),
    )


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
    """Say which thresholds fit no reading of their station: another unit, another zero.

    Errors where the thresholds cannot be meant, warnings where they are never reached.
    """
    found = []
    unit = "m³/s" if quantity == DISCHARGE else "m"
    of_file = thresholds.index.name == "line"
    for line, row in zip(thresholds.index, thresholds.to_dict("records"), strict=True):
        gauge = gauges.get(str(row[STATION]))
        if gauge is None:
            continue
        seen = gauge.values  # noqa: PD011 - an array, not a table
        most, usual = float(seen.max()), float(np.median(seen))
        place = {"row": int(line) if of_file else None, "value": f"{row['yellow']:g}"}
        blanks = {
            "station": row[STATION],
            "yellow": format_number(row["yellow"], 1),
            "most": format_number(most, 1),
            "usual": format_number(usual, 1),
            "unit": unit,
        }
        if row["yellow"] > OTHER_UNIT[quantity] * max(most, 0.01):
            message = _(
                "“{station}”: the yellow threshold, {yellow}, is out of all proportion to the "
                "readings, which never passed {most} {unit}."
            )
            hint = _("Write the thresholds in {unit}, like the readings (not in l/s, cm or mm).")
            found.append(
                Problem(
                    code="H04",
                    message=message.format(**blanks),
                    hint=hint.format(**blanks),
                    **place,
                )
            )
        elif row["yellow"] <= usual:
            message = _(
                "“{station}”: the yellow threshold, {yellow}, is below the usual reading, {usual} "
                "{unit}: the station would be yellow most of the time."
            )
            hint = _("Check the unit and the zero of the gauge.")
            found.append(Problem(code="H04", message=message.format(**blanks), hint=hint, **place))
        elif row["yellow"] > most:
            message = _(
                "“{station}”: the yellow threshold, {yellow} {unit}, was never reached in these "
                "readings (at most {most} {unit}): its chances rest on no flood."
            )
            hint = _("Give a longer past, with floods, if you have one; check the unit.")
            found.append(
                Problem(
                    code="H14",
                    severity="warning",
                    message=message.format(**blanks),
                    hint=hint,
                    **place,
                )
            )
    return found
