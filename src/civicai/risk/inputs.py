"""A town's gauges made ready: what is known at issue time, what was found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from civicai.clock import local_text
from civicai.errors import InputError, Problem, listed, warning
from civicai.i18n import _
from civicai.risk.alert_scale import AlertScale
from civicai.risk.alert_thresholds import as_scales, judge_thresholds, scales_of_past
from civicai.risk.gauges import ALIVE, FROZEN, Gauge, nanoseconds, split_gauges
from civicai.risk.rain import Rain, clean_rain
from civicai.risk.readings import (
    Readings,
    clean_readings,
    measured_quantity,
    no_such_quantity,
    settle_quantities,
)
from civicai.risk.schema import STATION, TIME, UNITS


@dataclass(frozen=True)
class Inputs:
    """What the use case works on.

    Attributes
    ----------
    readings : Readings
        Those known at ``issued_at``.
    rain : Rain or None
    scales : dict of str to AlertScale
    given : set of str
        Stations whose thresholds the town gave.
    gauges : dict of str to Gauge
    issued_at : Timestamp
    tz : str
        Time zone of the town.
    findings : list of Problem
    """

    readings: Readings
    rain: Rain | None
    scales: dict[str, AlertScale]
    given: set[str]
    gauges: dict[str, Gauge]
    issued_at: pd.Timestamp
    tz: str
    findings: list[Problem]

    @property
    def unit(self) -> str:
        """Unit of the readings, for the reader."""
        return UNITS[self.readings.quantity]


def prepare_inputs(tables: Mapping[str, pd.DataFrame], options: Mapping[str, Any]) -> Inputs:
    """Keep what is known at issue time, and tell what was found.

    Raises
    ------
    InputError
        Where nothing is known at issue time, the past is too short, or the thresholds cannot be
        meant.
    """
    table = settle_quantities(tables["observations"])
    quantity = options["quantity"] or measured_quantity(table)
    if quantity not in table or table[quantity].isna().all():
        raise InputError(no_such_quantity(quantity))
    tz = options["tz"]
    readings = Readings.known_at(
        table, options["issued_at"], tz, lambda known: clean_readings(known, quantity)
    )
    issued = options["issued_at"] or readings.last
    gauges = split_gauges(readings)
    findings = [*readings.findings, *_blind(gauges, issued)]
    scales: dict[str, AlertScale] = {}
    thresholds = tables.get("thresholds")
    if thresholds is not None:
        scales = as_scales(thresholds)
        judged = judge_thresholds(thresholds, gauges, quantity)
        wrong = [problem for problem in judged if problem.severity == "error"]
        if wrong:
            raise InputError(wrong)
        findings += judged
    given = set(scales) & set(gauges)
    lost = [name for name in gauges if name not in scales]
    if lost:
        findings.append(_no_threshold(lost))
    scales = {name: scales[name] for name in given} | scales_of_past(gauges, lost)
    rain = None if tables.get("rain") is None else clean_rain(tables["rain"]).until(issued)
    return Inputs(readings, rain, scales, given, gauges, issued, tz, findings)


def check(tables: Mapping[str, pd.DataFrame], **options: Any) -> list[Problem]:
    """Say what a run would find, before any fit; see :class:`civicai.usecase.UseCase`."""
    return prepare_inputs(tables, options).findings


def _blind(gauges: Mapping[str, Gauge], issued: pd.Timestamp) -> list[Problem]:
    """Tell the gauges that are silent or frozen: their level is unknown, never green."""
    found = []
    moment = nanoseconds([issued])
    for name, gauge in gauges.items():
        status = str(gauge.status(moment)[0])
        if status == ALIVE:
            continue
        last = pd.Timestamp(gauge.moments[-1], tz="UTC")
        message = (
            _("“{station}” has repeated one value for too long, up to {moment}.")
            if status == FROZEN
            else _("“{station}” is silent: its last reading is of {moment}.")
        )
        text = message.format(station=name, moment=local_text(last))
        hint = _("Its level is unknown, never green: look at the river.")
        found.append(warning("H08", text, hint, column=TIME, value=name))
    return found


def _no_threshold(lost: list[str]) -> Problem:
    message = _("no threshold is given for: {stations}.")
    hint = _(
        "Theirs are the highest 1 %, 0.2 % and 0.05 % of their own past: give the town's own "
        "in the table “thresholds”."
    )
    text = message.format(stations=listed(lost, 8))
    return warning("H10", text, hint, column=STATION, count=len(lost))
